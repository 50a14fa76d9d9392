//! Writing repaired texts: in the form they were read in, whole, or not at all.
#![expect(clippy::disallowed_methods, reason = "tests make the files that they read")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, SHIFT_JIS, UTF_16LE, WINDOWS_1252};
use mtlint::source::{Input, Loaded, OutputFolder, Read, Walk, WriteError};
use mtlint::text::{EncodeError, LineColumn};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

/// Writes `bytes` to the file `name` in `folder`, whose path it returns.
fn put(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("it can be made");
    fs::write(&path, bytes).expect("a file can be written");
    path
}

fn bytes(path: &Path) -> Vec<u8> {
    fs::read(path).expect("the file can be read")
}

fn load(input: &Input, declared: Option<&'static Encoding>) -> Loaded {
    match input.read(declared).expect("the file can be read") {
        Read::Text(loaded) => *loaded,
        Read::Binary => panic!("the file is text"),
    }
}

fn loaded(path: &Path, declared: Option<&'static Encoding>) -> Loaded {
    let input = Walk::new([path.to_owned()]).inputs().next().expect("a file was named");
    load(&input.expect("the file is there"), declared)
}

/// The names of all files below `folder`, in order.
fn names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        let name = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
        if path.is_dir() && !path.is_symlink() {
            names.extend(self::names(&path).into_iter().map(|below| format!("{name}/{below}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    names
}

/// Replaces `from` by `to` in a file of `before`, and finds `after`.
#[track_caller]
fn check(
    before: &[u8],
    declared: Option<&'static Encoding>,
    (from, to): (&str, &str),
    after: &[u8],
) {
    let folder = folder();
    let path = put(&folder, "a.txt", before);
    let loaded = loaded(&path, declared);
    let text = loaded.document().text().replace(from, to);
    assert!(loaded.write_back(&text).expect("the file can be written"));
    assert_eq!(bytes(&path), after);
    assert_eq!(names(folder.path()), ["a.txt"]);
}

#[test]
fn only_the_bytes_of_the_repair_change() {
    let change = ("trial", "reckoning");
    check(b"a trial\r\non\rit\n", None, change, b"a reckoning\r\non\rit\n");
    check(b"\xEF\xBB\xBFa trial", None, change, b"\xEF\xBB\xBFa reckoning");
    check(b"caf\xE9 trial\x85", Some(WINDOWS_1252), change, b"caf\xE9 reckoning\x85");
    check(b"\x93\xFA trial", Some(SHIFT_JIS), change, b"\x93\xFA reckoning");
    check(b"\x93\xFA trial", Some(SHIFT_JIS), ("trial", "\u{672c}"), b"\x93\xFA \x96{");
}

#[test]
fn utf_16_is_written_back_as_utf_16_with_its_mark() {
    let utf_16 = |mark: &[u8], text: &str, to_bytes: fn(u16) -> [u8; 2]| {
        [mark, &text.encode_utf16().flat_map(to_bytes).collect::<Vec<_>>()].concat()
    };
    let (before, after) = ("a \u{1f600} trial\r\n", "a \u{1f600} reckoning\r\n");
    let change = ("trial", "reckoning");
    let little = |mark, text| utf_16(mark, text, u16::to_le_bytes);
    let big = |mark, text| utf_16(mark, text, u16::to_be_bytes);
    check(&little(b"\xFF\xFE", before), None, change, &little(b"\xFF\xFE", after));
    check(&big(b"\xFE\xFF", before), None, change, &big(b"\xFE\xFF", after));
    check(&little(b"", before), Some(UTF_16LE), change, &little(b"", after));
}

#[test]
fn the_own_text_of_a_file_is_not_written() {
    let folder = folder();
    let path = put(&folder, "a.txt", b"caf\xE9");
    let loaded = loaded(&path, None);
    fs::write(&path, b"something else").expect("a file can be written");
    assert!(!loaded.write_back("caf\u{e9}").expect("there is nothing to do"));
    assert_eq!(bytes(&path), b"something else");
}

/// Tries to write `text` over a file of `before`, and finds it as it was.
#[track_caller]
fn refused(before: &[u8], declared: Option<&'static Encoding>, text: &str) -> EncodeError {
    let folder = folder();
    let path = put(&folder, "a.txt", before);
    let error = loaded(&path, declared).write_back(text).expect_err("the text is refused");
    assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
    assert_eq!(bytes(&path), before);
    assert_eq!(names(folder.path()), ["a.txt"]);
    match error {
        WriteError::Form { source, .. } => source,
        other => panic!("refused for another reason: {other}"),
    }
}

#[test]
fn a_stray_byte_leaves_the_file_as_it_was() {
    let guessed = EncodeError::Guessed { encoding: "windows-1252" };
    assert!(guessed.to_string().contains("`--encoding windows-1252`"));
    assert_eq!(refused(b"The caf\xE9 is closed.", None, "The cafe is closed."), guessed);
}

#[test]
fn a_lossy_text_leaves_the_file_as_it_was() {
    let malformed = |encoding| EncodeError::Malformed { encoding };
    assert_eq!(refused(b"\xEF\xBB\xBFa\xFFb", None, "ab"), malformed("UTF-8"));
    let cut = b"\xE2\x80\x9Cna\xC3\xAFve\xE2\x80";
    assert_eq!(refused(cut, None, "naive"), malformed("UTF-8"));
    assert_eq!(refused(b"\xFF\xFEa\0\x3D\xD8b\0", None, "ab"), malformed("UTF-16LE"));
    assert_eq!(refused(b"\x81", Some(SHIFT_JIS), "a"), malformed("Shift_JIS"));
    let respelled = EncodeError::Respelled { encoding: "Shift_JIS" };
    assert_eq!(refused(b"a\x87\x90", Some(SHIFT_JIS), "b"), respelled);
}

#[test]
fn a_character_that_the_encoding_lacks_leaves_the_file_as_it_was() {
    let expected = EncodeError::Unrepresentable {
        encoding: "windows-1252",
        character: '\u{2192}',
        place: LineColumn { line: 2, column: 4 },
    };
    assert_eq!(refused(b"caf\xE9\nto", Some(WINDOWS_1252), "caf\u{e9}\nto \u{2192}"), expected);
}

#[test]
fn a_file_that_changed_since_it_was_read_is_left_alone() {
    let folder = folder();
    let path = put(&folder, "a.txt", "a trial");
    let read = loaded(&path, None);
    for change in ["a trail", "a trial and more", ""] {
        fs::write(&path, change).expect("a file can be written");
        let error = read.write_back("a reckoning").expect_err("the file changed");
        assert!(matches!(error, WriteError::Changed { .. }), "{error}");
        assert_eq!(bytes(&path), change.as_bytes());
        assert_eq!(names(folder.path()), ["a.txt"]);
    }
    fs::write(&path, "a trial").expect("a file can be written");
    assert!(read.write_back("a reckoning").expect("it holds what was read"));
}

#[test]
fn a_file_that_was_removed_is_not_made_again() {
    let folder = folder();
    let path = put(&folder, "a.txt", "a trial");
    let read = loaded(&path, None);
    fs::remove_file(&path).expect("it can be removed");
    let error = read.write_back("a reckoning").expect_err("the file is gone");
    assert!(matches!(error, WriteError::Changed { .. }), "{error}");
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_read_only_file_is_not_replaced() {
    let folder = folder();
    let path = put(&folder, "a.txt", "a trial");
    let mut permissions = fs::metadata(&path).expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("they can be changed");
    let error = loaded(&path, None).write_back("a reckoning").expect_err("it is read-only");
    assert!(matches!(error, WriteError::ReadOnly { .. }), "{error}");
    assert_eq!(bytes(&path), b"a trial");
    assert_eq!(names(folder.path()), ["a.txt"]);
}

#[cfg(unix)]
#[test]
fn permissions_are_kept() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = folder();
    for mode in [0o600, 0o644, 0o755, 0o660] {
        let path = put(&folder, "a.txt", "a trial");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("it can be changed");
        let before = fs::metadata(&path).expect("it is there");
        assert!(loaded(&path, None).write_back("a reckoning").expect("it can be written"));
        let after = fs::metadata(&path).expect("it is there");
        assert_eq!(format!("{:o}", after.mode() & 0o7777), format!("{mode:o}"));
        assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
        assert_ne!(after.ino(), before.ino(), "a new file took its place");
    }
}

#[cfg(unix)]
#[test]
fn the_owner_is_kept() {
    use std::os::unix::fs::{MetadataExt, chown};
    let folder = folder();
    let path = put(&folder, "a.txt", "a trial");
    if chown(&path, Some(54321), Some(54322)).is_err() {
        eprintln!("skipped: this user may give no file away");
        return;
    }
    assert!(loaded(&path, None).write_back("a reckoning").expect("it can be written"));
    let after = fs::metadata(&path).expect("it is there");
    assert_eq!((after.uid(), after.gid()), (54321, 54322));
}

#[cfg(unix)]
#[test]
fn a_file_in_a_folder_that_may_not_be_written_stays() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let path = put(&folder, "closed/a.txt", "a trial");
    let closed = folder.path().join("closed");
    let mode = |mode| fs::set_permissions(&closed, fs::Permissions::from_mode(mode));
    mode(0o500).expect("the mode can be changed");
    if fs::write(closed.join("b.txt"), "b").is_ok() {
        eprintln!("skipped: this user may write everything");
        return;
    }
    let result = loaded(&path, None).write_back("a reckoning");
    mode(0o700).expect("the mode can be changed");
    let error = result.expect_err("the folder may not be written");
    assert!(matches!(error, WriteError::Write { .. }), "{error}");
    assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("permission denied"));
    assert_eq!(bytes(&path), b"a trial");
    assert_eq!(names(folder.path()), ["closed/a.txt"]);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_stays_and_its_file_is_written() {
    let folder = folder();
    let real = put(&folder, "real/a.txt", "a trial");
    let link = folder.path().join("link.txt");
    std::os::unix::fs::symlink("real/a.txt", &link).expect("a link can be made");
    assert!(loaded(&link, None).write_back("a reckoning").expect("it can be written"));
    assert_eq!(fs::read_link(&link).expect("it is a link"), Path::new("real/a.txt"));
    assert_eq!(bytes(&real), b"a reckoning");
    assert_eq!(names(folder.path()), ["link.txt", "real/a.txt"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_can_be_read_and_not_written() {
    use std::io::Write;
    use std::os::fd::AsRawFd;
    let (reader, mut writer) = std::io::pipe().expect("a pipe can be made");
    writer.write_all(b"a trial").expect("the pipe holds this much");
    drop(writer);
    let path = PathBuf::from(format!("/dev/fd/{}", reader.as_raw_fd()));
    let read = loaded(&path, None);
    assert_eq!(read.document().text(), "a trial");
    let error = read.write_back("a reckoning").expect_err("a pipe is no file");
    assert!(matches!(error, WriteError::NotAFile { .. }), "{error}");
}

/// The folder `out` for copies of what `named` names in `folder`, and the texts.
fn copies(folder: &TempDir, named: &[&str], out: &str) -> (OutputFolder, Vec<Loaded>) {
    let mut walk = Walk::new(named.iter().map(|path| folder.path().join(path)));
    let output = walk.output_folder(&folder.path().join(out)).expect("the folder can be made");
    let inputs = walk.inputs().map(|input| input.expect("it is there"));
    (output, inputs.map(|input| load(&input, None)).collect())
}

#[test]
fn copies_lie_where_their_sources_do() {
    let folder = folder();
    let sources = [("in/a.txt", "a trial"), ("in/b/c.txt", "c trial"), ("d/e.txt", "e trial")];
    for (name, text) in sources {
        put(&folder, name, text);
    }
    let (output, all) = copies(&folder, &["in", "d/e.txt"], "out/deep");
    for loaded in &all {
        let text = loaded.document().text().replace("trial", "reckoning");
        let path = output.write(loaded, &text).expect("the copy can be written");
        assert_eq!(bytes(&path), text.as_bytes());
    }
    let expected = ["out/deep/a.txt", "out/deep/b/c.txt", "out/deep/e.txt"];
    assert_eq!(names(folder.path())[3..], expected);
    for (name, text) in sources {
        assert_eq!(bytes(&folder.path().join(name)), text.as_bytes());
    }
}

#[test]
fn an_unchanged_text_is_copied_byte_for_byte_whatever_it_is() {
    let folder = folder();
    for strange in [&b"caf\xE9"[..], b"\xFF\xFEa\0b", b"\xEF\xBB\xBF\xFF"] {
        put(&folder, "in/a.txt", strange);
        let (output, all) = copies(&folder, &["in"], "out");
        let path = output.write(&all[0], all[0].document().text()).expect("it can be copied");
        assert_eq!(bytes(&path), strange);
        assert!(output.write(&all[0], "other").is_err(), "and only then");
        assert_eq!(bytes(&path), strange);
    }
}

#[test]
fn a_source_that_changed_since_it_was_read_is_not_copied() {
    let folder = folder();
    let path = put(&folder, "in/a.txt", "a trial");
    let (output, all) = copies(&folder, &["in"], "out");
    fs::write(path, "a trail").expect("a file can be written");
    for text in ["a trial", "a reckoning"] {
        let error = output.write(&all[0], text).expect_err("the source changed");
        assert!(matches!(error, WriteError::Changed { .. }), "{error}");
    }
    assert_eq!(names(folder.path()), ["in/a.txt"]);
}

#[test]
fn two_inputs_with_one_place_are_a_clash() {
    let folder = folder();
    put(&folder, "a/x.txt", "first trial");
    put(&folder, "b/x.txt", "second trial");
    for named in [["a", "b"], ["a/x.txt", "b"], ["a/x.txt", "b/x.txt"]] {
        let (output, all) = copies(&folder, &named, "out");
        let path = output.write(&all[0], "first").expect("the copy can be written");
        let error = output.write(&all[1], "second").expect_err("the place is taken");
        assert!(matches!(error, WriteError::Clash { .. }), "{error}");
        assert_eq!(bytes(&path), b"first");
        output.write(&all[0], "first again").expect("its own copy may be replaced");
    }
}

#[test]
fn no_copy_takes_the_place_of_an_input() {
    let folder = folder();
    put(&folder, "a.txt", "one");
    put(&folder, "a/a.txt", "two");
    put(&folder, "a/a/a.txt", "three");
    let before = names(folder.path());
    for (named, out) in [(["a.txt"], ""), (["a"], "a"), ([""], "")] {
        let (output, all) = copies(&folder, &named, out);
        assert!(!all.is_empty());
        for loaded in &all {
            let error = output.write(loaded, "other").expect_err("it is an input");
            assert!(matches!(error, WriteError::OverInput { .. }), "{error}");
        }
    }
    // In the folder above, one copy has a place of its own, and the other would be an input.
    let (output, all) = copies(&folder, &["a"], "");
    let results: Vec<_> = all.iter().map(|loaded| output.write(loaded, "other").is_ok()).collect();
    assert_eq!(results, [false, true]);
    assert_eq!(names(folder.path()), before);
    assert_eq!(bytes(&folder.path().join("a/a.txt")), b"two");
}

#[cfg(unix)]
#[test]
fn copies_do_not_leave_their_folder_through_a_link() {
    let folder = folder();
    put(&folder, "in/sub/a.txt", "a trial");
    put(&folder, "elsewhere/a.txt", "not ours");
    let (output, all) = copies(&folder, &["in"], "out");
    let link = folder.path().join("out/sub");
    std::os::unix::fs::symlink(folder.path().join("elsewhere"), &link).expect("it can be made");
    let error = output.write(&all[0], "a reckoning").expect_err("the link leads out");
    assert!(matches!(error, WriteError::Outside { .. }), "{error}");
    assert_eq!(bytes(&folder.path().join("elsewhere/a.txt")), b"not ours");

    // A link in the place of the copy itself is replaced, and what it leads to is left alone.
    fs::remove_file(&link).expect("it can be removed");
    fs::create_dir(&link).expect("a folder can be made");
    let target = folder.path().join("elsewhere/a.txt");
    std::os::unix::fs::symlink(&target, link.join("a.txt")).expect("it can be made");
    output.write(&all[0], "a reckoning").expect("the copy can be written");
    assert_eq!(bytes(&target), b"not ours");
    assert_eq!(bytes(&link.join("a.txt")), b"a reckoning");
}

#[test]
fn an_output_folder_that_is_a_file_is_refused() {
    let folder = folder();
    let path = put(&folder, "out", "a file");
    let error = Walk::new([folder.path().to_owned()]).output_folder(&path);
    assert!(matches!(error, Err(WriteError::Folder { .. })));
}
