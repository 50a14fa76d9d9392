use crate::emit::{language_name, sanitize};
use crate::policy::{Selector, UnknownSelector};
use crate::rule::{Example, Rule, RuleSet};
use crate::run::Status;

use super::args::ExplainArgs;
use super::console::{Console, Stream};
use super::rules::applicabilities;
use super::{load, print};

pub(super) fn run(args: &ExplainArgs) -> Status {
    let console = Console::new(args.color.color, false);
    let loaded = load::load(&args.own.folders, &console);
    let rule = match find(&args.rule, &loaded.rules) {
        Ok(rule) => rule,
        Err(what) => {
            console.error(&what);
            return Status::Trouble;
        }
    };
    let text = explain(rule, Stream::output(args.color.color).color);
    let status = if loaded.trouble { Status::Trouble } else { Status::Passed };
    print(&text, &console, status)
}

fn find<'r>(word: &str, rules: &'r RuleSet) -> Result<&'r Rule, String> {
    if let Some(index) = rules.find(word) {
        return Ok(rules.get(index));
    }
    Err(match Selector::parse(word, rules) {
        Ok(_) => {
            format!("`{word}` is no rule; `mtlint rules --select {word}` lists those it means")
        }
        Err(UnknownSelector { help, .. }) => format!("there is no rule `{word}`; {help}"),
    })
}

/// Everything that `rule` says of itself, for people.
fn explain(rule: &Rule, color: bool) -> String {
    let (on, off) = if color { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    let mut out = format!("{on}{} {}{off}\n\n", rule.code, rule.name);
    for (name, value) in facts(rule) {
        out.push_str(&format!("{name:<12}{}\n", sanitize(&value)));
    }
    out.push('\n');
    for line in rule.explanation.trim().lines() {
        out.push_str(&format!("{}\n", sanitize(line)));
    }
    for title in KINDS {
        let of_kind = |example: &&Example| kind_of(example) == title;
        let mut examples = rule.examples.iter().filter(of_kind).peekable();
        if examples.peek().is_some() {
            out.push_str(&format!("\n{on}{title}{off}\n"));
        }
        for example in examples {
            out.push_str(&example_lines(example));
        }
    }
    out
}

/// The headings of the kinds of examples, in the order in which they are shown.
const KINDS: [&str; 4] = ["Damaged", "Sound", "Known to be missed", "Known to be found by mistake"];

/// The heading that `example` stands under.
fn kind_of(example: &Example) -> &'static str {
    let [bad, good, miss, mistake] = KINDS;
    match example {
        Example::Bad { .. } => bad,
        Example::Good { .. } => good,
        Example::Miss { .. } => miss,
        Example::Mistake { .. } => mistake,
    }
}

fn facts(rule: &Rule) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("category", rule.category.to_string()),
        ("severity", rule.severity.to_string()),
        ("confidence", rule.confidence.to_string()),
    ];
    let pivots: Vec<_> =
        rule.pivots.iter().map(|pivot| format!("{} ({pivot})", language_name(pivot))).collect();
    facts.push(("pivots", if pivots.is_empty() { "any".to_owned() } else { pivots.join(", ") }));
    if let Some(channel) = &rule.needs_channel {
        facts.push(("needs", format!("a document that shows the channel `{channel}`")));
    }
    let fixes: Vec<_> = applicabilities(rule).iter().map(|fix| fix.name()).collect();
    facts.push(("fixes", if fixes.is_empty() { "none".to_owned() } else { fixes.join(", ") }));
    if !rule.former_names.is_empty() {
        facts.push(("formerly", rule.former_names.join(", ")));
    }
    let origin = if rule.file.builtin { " (built in)" } else { "" };
    facts.push(("file", format!("{}{origin}", rule.file.path)));
    facts
}

fn example_lines(example: &Example) -> String {
    match example {
        Example::Bad { text, fixed: None, .. }
        | Example::Good { text, .. }
        | Example::Miss { text, reason: None }
        | Example::Mistake { text, reason: None } => {
            format!("  {}\n", sanitize(text))
        }
        Example::Bad { text, fixed: Some(fixed), .. } => {
            format!("  {}\n    fixed: {}\n", sanitize(text), sanitize(fixed))
        }
        Example::Miss { text, reason: Some(reason) }
        | Example::Mistake { text, reason: Some(reason) } => {
            format!("  {}\n    because: {}\n", sanitize(text), sanitize(reason))
        }
    }
}
