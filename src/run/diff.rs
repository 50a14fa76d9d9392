//! Unified diffs that `git apply` takes.
//!
//! They are made of bytes, not of text, so that a patch of a file in any encoding is right to the
//! last byte. Only a line feed ends a line, as it does for the tools that read patches.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

use crate::emit::sanitize;

/// How many unchanged lines stand around a change.
const CONTEXT: usize = 3;

/// How a diff is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DiffStyle {
    /// For people to look at: what a terminal would obey is made visible. Otherwise the bytes are
    /// those of the files, for machines.
    pub readable: bool,
    /// With colours.
    pub color: bool,
}

/// Writes what turns `old` into `new` as a unified diff of the file `name`. Writes nothing if they
/// are equal.
///
/// # Errors
///
/// What `out` says.
pub fn unified(
    name: &Path,
    old: &[u8],
    new: &[u8],
    style: DiffStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    if old == new {
        return Ok(());
    }
    let (old, new) = (lines(old), lines(new));
    let mut printer = Printer { style, out };
    printer.name("--- ", &quoted("a/", name))?;
    printer.name("+++ ", &quoted("b/", name))?;
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    for hunk in group_diff_ops(ops, CONTEXT) {
        printer.line(Kind::Hunk, hunk_header(&hunk).as_bytes())?;
        for op in hunk {
            let (removed, added) = (&old[op.old_range()], &new[op.new_range()]);
            if op.tag() == DiffTag::Equal {
                printer.lines(Kind::Same, removed)?;
            } else {
                printer.lines(Kind::Removed, removed)?;
                printer.lines(Kind::Added, added)?;
            }
        }
    }
    Ok(())
}

/// The lines of a file, each with the line feed that ends it.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|&byte| byte == b'\n').collect()
}

fn hunk_header(hunk: &[DiffOp]) -> String {
    let range = |first: usize, last: usize| {
        // Of no lines, the number is that of the line before them.
        let (start, count) = (first + usize::from(last > first), last - first);
        if count == 1 { start.to_string() } else { format!("{start},{count}") }
    };
    let first = hunk.first().map(|op| (op.old_range().start, op.new_range().start));
    let last = hunk.last().map(|op| (op.old_range().end, op.new_range().end));
    let ((old_first, new_first), (old_last, new_last)) =
        (first.unwrap_or_default(), last.unwrap_or_default());
    format!("@@ -{} +{} @@\n", range(old_first, old_last), range(new_first, new_last))
}

/// The name of a file as `git` writes and reads it: in quotes if it holds what cannot stand on a
/// line, and with a tab behind it if it holds blanks, so that it ends where it should.
fn quoted(side: &str, name: &Path) -> String {
    let parts: Vec<&[u8]> = name.iter().map(OsStr::as_encoded_bytes).collect();
    let bytes = parts.join(&b'/');
    if let Ok(name) = std::str::from_utf8(&bytes)
        && !name.contains(|c: char| c.is_control() || matches!(c, '"' | '\\'))
    {
        let end = if name.contains(' ') { "\t" } else { "" };
        return format!("{side}{name}{end}");
    }
    let mut out = format!("\"{side}");
    for byte in bytes {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\{byte:03o}")),
        }
    }
    out.push('"');
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Header,
    Hunk,
    Same,
    Removed,
    Added,
}

impl Kind {
    fn sign(self) -> &'static str {
        match self {
            Kind::Header | Kind::Hunk => "",
            Kind::Same => " ",
            Kind::Removed => "-",
            Kind::Added => "+",
        }
    }

    fn color(self) -> &'static str {
        match self {
            Kind::Header => "\x1b[1m",
            Kind::Hunk => "\x1b[36m",
            Kind::Same => "",
            Kind::Removed => "\x1b[31m",
            Kind::Added => "\x1b[32m",
        }
    }
}

struct Printer<'o> {
    style: DiffStyle,
    out: &'o mut dyn Write,
}

impl Printer<'_> {
    fn name(&mut self, sign: &str, name: &str) -> io::Result<()> {
        let name = if self.style.readable { name.trim_end() } else { name };
        self.line(Kind::Header, format!("{sign}{name}\n").as_bytes())
    }

    fn lines(&mut self, kind: Kind, lines: &[&[u8]]) -> io::Result<()> {
        for line in lines {
            self.line(kind, line)?;
        }
        Ok(())
    }

    fn line(&mut self, kind: Kind, line: &[u8]) -> io::Result<()> {
        let (content, broken) = match line.strip_suffix(b"\n") {
            Some(content) => (content, true),
            None => (line, false),
        };
        let content: Cow<'_, [u8]> = if self.style.readable {
            // The carriage return of a line end is no more worth seeing than the line feed.
            let content = content.strip_suffix(b"\r").unwrap_or(content);
            Cow::Owned(sanitize(&String::from_utf8_lossy(content)).into_owned().into_bytes())
        } else {
            Cow::Borrowed(content)
        };
        let color = if self.style.color { kind.color() } else { "" };
        self.out.write_all(color.as_bytes())?;
        self.out.write_all(kind.sign().as_bytes())?;
        self.out.write_all(&content)?;
        self.out.write_all(if color.is_empty() { b"\n" } else { b"\x1b[0m\n" })?;
        if !broken {
            self.out.write_all(b"\\ No newline at end of file\n")?;
        }
        Ok(())
    }
}

/// What to call the file `path` in a diff that is applied in the folder `here`: the path from there
/// to it, if it lies below.
#[must_use]
pub fn name_from(here: &Path, path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for part in here.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                whole.pop();
            }
            other => whole.push(other),
        }
    }
    match whole.strip_prefix(here) {
        Ok(below) => below.to_owned(),
        // `git apply` takes no path that leads out of its folder: let it be said from the root.
        Err(_) => whole.components().filter(|part| matches!(part, Component::Normal(_))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use super::*;

    fn diff(old: &[u8], new: &[u8], style: DiffStyle) -> String {
        let mut out = Vec::new();
        unified(Path::new("a b.txt"), old, new, style, &mut out).expect("a buffer can be written");
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn a_diff_shows_the_lines_around_each_change() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n";
        let new = "1\ntwo\n3\n4\n5\n6\n7\n8\n9\n10\n11\n13\n";
        let drawn = diff(old.as_bytes(), new.as_bytes(), DiffStyle::default());
        assert_data_eq!(
            drawn.replace('\t', "<tab>"),
            str![[r#"
--- a/a b.txt<tab>
+++ b/a b.txt<tab>
@@ -1,5 +1,5 @@
 1
-2
+two
 3
 4
 5
@@ -9,5 +9,4 @@
 9
 10
 11
-12
 13

"#]]
        );
    }

    #[test]
    fn a_last_line_without_a_break_is_said_to_be_one() {
        let drawn = diff(b"a\nb", b"a\nc\n", DiffStyle::default());
        assert!(drawn.ends_with("-b\n\\ No newline at end of file\n+c\n"), "{drawn}");
        let drawn = diff(b"a", b"", DiffStyle::default());
        assert!(drawn.ends_with("@@ -1 +0,0 @@\n-a\n\\ No newline at end of file\n"), "{drawn}");
    }

    #[test]
    fn only_a_line_feed_ends_a_line() {
        let drawn = diff(b"a\rb\r\nc", b"a\rx\r\nc", DiffStyle::default());
        assert!(drawn.contains("-a\rb\r\n+a\rx\r\n c\n"), "{drawn:?}");
    }

    #[test]
    fn equal_files_have_no_diff() {
        assert_eq!(diff(b"a", b"a", DiffStyle::default()), "");
    }

    #[test]
    fn a_terminal_is_not_given_the_escapes_of_a_text() {
        let readable = DiffStyle { readable: true, color: false };
        let drawn = diff(b"a\x1b[2J\xff\r\n", b"b\r\n", readable);
        assert!(drawn.ends_with("-a\\x1b[2J\u{fffd}\n+b\n"), "{drawn:?}");
        let colored = DiffStyle { readable: true, color: true };
        let drawn = diff(b"a\n", b"b\n", colored);
        assert!(drawn.ends_with("\x1b[31m-a\x1b[0m\n\x1b[32m+b\x1b[0m\n"), "{drawn:?}");
    }

    #[track_caller]
    fn check_quoted(name: &str, expect: &str) {
        assert_eq!(quoted("a/", Path::new(name)), expect);
    }

    #[test]
    fn names_are_quoted_as_git_quotes_them() {
        check_quoted("x/plain.txt", "a/x/plain.txt");
        check_quoted("na\u{ef}ve.txt", "a/na\u{ef}ve.txt");
        check_quoted("a b", "a/a b\t");
        check_quoted("a\"\\\n\u{1b}", "\"a/a\\\"\\\\\\012\\033\"");
    }

    #[track_caller]
    fn check_name(path: &str, expect: &str) {
        assert_eq!(name_from(Path::new("/home/me/work"), Path::new(path)), Path::new(expect));
    }

    #[test]
    fn names_are_relative_to_the_folder_where_the_diff_is_made() {
        check_name("x.txt", "x.txt");
        check_name("./a/../b/x.txt", "b/x.txt");
        check_name("/home/me/work/b/x.txt", "b/x.txt");
        check_name("../other/x.txt", "home/me/other/x.txt");
    }
}
