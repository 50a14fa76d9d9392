use std::io::{self, IsTerminal, Write};

use codespan_reporting::term::termcolor::Buffer;

use crate::emit::{Terminal, draw_fault, sanitize};
use crate::rule::Fault;
use crate::run::Message;

use super::args::When;

/// What the environment says of a stream that people may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stream {
    /// Whether a terminal is at the other end.
    pub(super) terminal: bool,
    /// Whether to write colours.
    pub(super) color: bool,
}

impl Stream {
    /// Standard output.
    pub(super) fn output(when: When) -> Stream {
        Stream::new(io::stdout().is_terminal(), when)
    }

    fn new(terminal: bool, when: When) -> Stream {
        let color = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => wants_color(terminal, &variable),
        };
        Stream { terminal, color }
    }

    /// As those who draw want to know it.
    pub(super) fn for_drawing(self) -> Terminal {
        let plain = Terminal::default();
        let width = if self.terminal {
            terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
        } else {
            None
        };
        Terminal {
            color: self.color,
            unicode: !self.terminal || speaks_unicode(&variable),
            width: width.unwrap_or(plain.width),
        }
    }
}

/// A variable of the environment, if it is set and not empty.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place where the environment is read"
)]
fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?;
    Some(value.to_string_lossy().into_owned()).filter(|value| !value.is_empty())
}

/// Whether to write colours where nobody said so on the command line.
fn wants_color(terminal: bool, variable: &dyn Fn(&str) -> Option<String>) -> bool {
    if variable("NO_COLOR").is_some() {
        return false;
    }
    if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    let dumb = variable("TERM").is_some_and(|term| term == "dumb");
    let off = variable("CLICOLOR").is_some_and(|value| value == "0");
    terminal && !dumb && !off
}

/// Whether a terminal shows characters beyond ASCII, as far as the locale says.
fn speaks_unicode(variable: &dyn Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable);
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// Standard error: everything that is not a finding.
///
/// That it cannot be written to is nobody's trouble: there is no place left to say so.
#[derive(Debug)]
pub(super) struct Console {
    stream: Stream,
    quiet: bool,
}

impl Console {
    pub(super) fn new(when: When, quiet: bool) -> Console {
        Console { stream: Stream::new(io::stderr().is_terminal(), when), quiet }
    }

    /// Says that something went wrong.
    pub(super) fn error(&self, what: &str) {
        let (on, off) = if self.stream.color { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
        print(format!("{on}error{off}: {}\n", sanitize(what)).as_bytes());
    }

    /// Says what to do about it.
    pub(super) fn help(&self, what: &str) {
        print(format!("help: {}\n", sanitize(what)).as_bytes());
    }

    /// Says what was done, unless the user wants quiet.
    pub(super) fn note(&self, what: &str) {
        if !self.quiet {
            print(format!("{}\n", sanitize(what)).as_bytes());
        }
    }

    /// Passes on what a run says.
    pub(super) fn message(&self, message: &Message) {
        match message {
            Message::Trouble(what) | Message::Failed(what) => self.error(what),
            Message::Done(what) => self.note(what),
        }
    }

    /// Shows what is wrong with rule files, each fault in a frame of its file.
    pub(super) fn faults(&self, faults: &[Fault]) {
        for fault in faults {
            let mut buffer = if self.stream.color { Buffer::ansi() } else { Buffer::no_color() };
            match draw_fault(fault, &mut buffer) {
                Ok(()) => print(buffer.as_slice()),
                Err(_) => self.error(&fault.to_string()),
            }
        }
    }
}

fn print(bytes: &[u8]) {
    let _ = io::stderr().lock().write_all(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set<'v>(variables: &'v [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'v {
        |name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        }
    }

    #[track_caller]
    fn check_color(terminal: bool, variables: &[(&str, &str)], expect: bool) {
        assert_eq!(wants_color(terminal, &set(variables)), expect);
    }

    #[test]
    fn colours_are_for_terminals_that_want_them() {
        check_color(true, &[], true);
        check_color(false, &[], false);
        check_color(true, &[("NO_COLOR", "1")], false);
        check_color(true, &[("TERM", "dumb")], false);
        check_color(true, &[("CLICOLOR", "0")], false);
        check_color(false, &[("CLICOLOR_FORCE", "1")], true);
        check_color(false, &[("CLICOLOR_FORCE", "0")], false);
        check_color(true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false);
    }

    #[track_caller]
    fn check_unicode(variables: &[(&str, &str)], expect: bool) {
        assert_eq!(speaks_unicode(&set(variables)), expect);
    }

    #[test]
    fn frames_are_drawn_in_ascii_where_the_locale_knows_no_more() {
        check_unicode(&[], true);
        check_unicode(&[("LANG", "C.UTF-8")], true);
        check_unicode(&[("LANG", "de_DE.utf8")], true);
        check_unicode(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")], false);
    }
}
