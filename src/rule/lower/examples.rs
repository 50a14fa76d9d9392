//! The tests that a rule carries: each of one kind, with what belongs to it and nothing else.

use crate::rule::Example;
use crate::rule::fault::nearest;
use crate::rule::file::{self, RuleFile};
use crate::rule::written::Written;

use super::Lowering;

impl Lowering<'_> {
    pub(super) fn examples(&mut self, file: &RuleFile, repairs: bool) -> Vec<Example> {
        let mut examples = Vec::with_capacity(file.example.len());
        for example in &file.example {
            examples.extend(self.example(example, repairs));
        }
        let whole = file.example.first().map_or(file.name.at, |example| example.at);
        if !file.example.iter().any(|example| example.bad.is_some()) {
            let help = "write an `[[example]]` with the `bad` text that the rule finds";
            self.report_with(whole, "there is no example of damage", help);
        }
        if !file.example.iter().any(|example| example.good.is_some()) {
            let help = "write an `[[example]]` with `good` text that the rule must leave alone";
            self.report_with(whole, "there is no example of sound text", help);
        }
        examples
    }

    fn example(&mut self, example: &Written<file::Example>, repairs: bool) -> Option<Example> {
        self.others(example);
        let kinds = [
            ("bad", &example.bad),
            ("good", &example.good),
            ("todo-bad", &example.todo_bad),
            ("todo-good", &example.todo_good),
        ];
        let mut written = kinds.iter().filter_map(|(kind, text)| Some((*kind, text.as_ref()?)));
        let Some((kind, text)) = written.next() else {
            self.report(example.at, "this example is neither `bad` nor `good`");
            return None;
        };
        if let Some((other, text)) = written.next() {
            let message = format!("this example is {kind} and {other}");
            self.report_with(text.at, message, "write two examples");
            return None;
        }
        if let Some(channel) = &example.channel {
            self.known_channel(channel);
            if kind.starts_with("todo") {
                self.report(channel.at, "what is still to do is left to what the text shows");
            }
        }
        let channel = example.channel.as_ref().map(|channel| channel.value.clone());
        let text = text.value.clone();
        let reason = example.reason.as_ref().map(|reason| reason.value.clone());
        if kind == "bad" {
            if let Some(fixed) = example.fixed.as_ref().filter(|_| !repairs) {
                let help = "a fix that is for display only changes no text";
                self.report_with(fixed.at, "this rule repairs nothing", help);
            }
        } else {
            self.bare(example, kind);
        }
        if let Some(reason) = example.reason.as_ref().filter(|_| !kind.starts_with("todo")) {
            let help = "leave it out, or write `todo-bad` or `todo-good`";
            self.report_with(reason.at, "what holds needs no reason", help);
        }
        Some(match kind {
            "bad" => Example::Bad {
                text,
                fixed: example.fixed.as_ref().map(|fixed| fixed.value.clone()),
                also: example.also.iter().map(|other| other.value.clone()).collect(),
                channel,
            },
            "good" => Example::Good { text, channel },
            "todo-bad" => Example::Miss { text, reason },
            _ => Example::Mistake { text, reason },
        })
    }

    /// Reports the rules under `also` that do not exist.
    fn others(&mut self, example: &file::Example) {
        let names = &self.border.names;
        for other in &example.also {
            if !names.may_have(other) {
                let near = nearest(other, names.all());
                let help = near.map(|near| format!("the nearest is `{near}`"));
                self.report_help(other.at, format!("there is no rule `{}`", other.value), help);
            }
        }
    }

    /// Reports what only a `bad` example may say.
    fn bare(&mut self, example: &file::Example, kind: &str) {
        let todo = kind.starts_with("todo");
        if let Some(fixed) = &example.fixed {
            let message = if todo {
                "what is still to do is not fixed"
            } else {
                "sound text has nothing to be fixed"
            };
            self.report(fixed.at, message);
        }
        if let Some(other) = example.also.first() {
            let message = if todo {
                "what other rules say does not matter here"
            } else {
                "at sound text no rule speaks"
            };
            self.report(other.at, message);
        }
    }
}
