use std::fmt;

use rayon::prelude::*;

use crate::finding::{Finding, RuleIndex};
use crate::fix::repair_as;
use crate::policy::Selection;
use crate::rule::{Applicability, Example, Rule, RuleSet};
use crate::scan::Scanner;
use crate::text::Document;

use super::batch::caught;

/// What an example did not hold to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// The rule does not speak where it should.
    Missing,
    /// A rule speaks where it should not.
    Noisy,
    /// The text is not mended as it should be.
    Wrong,
    /// A known miss or mistake is none any longer.
    Outdated,
}

impl FailureKind {
    /// `Missing`, `Noisy`, `Wrong` or `Outdated`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FailureKind::Missing => "Missing",
            FailureKind::Noisy => "Noisy",
            FailureKind::Wrong => "Wrong",
            FailureKind::Outdated => "Outdated",
        }
    }
}

/// One example that fails, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What it did not hold to.
    pub kind: FailureKind,
    /// The rule that the example is of.
    pub rule: RuleIndex,
    /// Which of its examples, from 0.
    pub example: usize,
    /// What happened, in one line.
    pub what: String,
    /// What to compare, each with its name: the text, what was expected, what came.
    pub texts: Vec<(&'static str, String)>,
}

/// What running examples came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many rules were tested.
    pub rules: usize,
    /// How many examples were run.
    pub examples: usize,
    /// How many of them fail.
    pub failing: usize,
    /// What fails, in the order of the rules and of the examples of each.
    pub failures: Vec<Failure>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let (rules, examples) = (self.rules, self.examples);
        write!(f, "{rules} rule{}, {examples} example{}: ", plural(rules), plural(examples))?;
        match self.failing {
            0 if examples == 0 => f.write_str("nothing is tested"),
            0 => f.write_str("all pass"),
            1 => f.write_str("1 fails"),
            failing => write!(f, "{failing} fail"),
        }
    }
}

/// Runs the examples of the rules that `selection` shows, each against all rules of `scanner`,
/// whatever their confidence.
///
/// - In a `bad` text the rule speaks, and no other that the example does not name under `also`.
/// - The rule's own fixes but those for display, applied until nothing is left to apply, make of it
///   the `fixed` text, in which only rules named under `also` still speak. Without a `fixed` text
///   they change nothing.
/// - In a `good` text no rule speaks.
/// - In a `todo-bad` text the rule does not speak, and in a `todo-good` text it does: what is known to
///   be wrong is known until it changes. Other rules may say what they like.
/// - With a `channel`, all this holds for a text that is taken to have come through it, and without
///   it the rule is silent in a `bad` text.
#[must_use]
pub fn run_examples(scanner: &Scanner<'_>, selection: &Selection) -> Report {
    let rules = scanner.rules();
    let chosen: Vec<_> = rules.iter().filter(|&(index, _)| selection.shows(index)).collect();
    let tests: Vec<_> = chosen
        .iter()
        .flat_map(|&(index, rule)| (0..rule.examples.len()).map(move |at| (index, at)))
        .collect();
    let failures: Vec<Vec<Failure>> = tests
        .par_iter()
        .map(|&(rule, example)| {
            let mut test = Test { scanner, rule, example, failures: Vec::new() };
            if let Err(said) = caught(|| test.run()) {
                test.fail(FailureKind::Wrong, format!("this is a mistake in mtlint: {said}"), &[]);
            }
            test.failures
        })
        .collect();
    Report {
        rules: chosen.len(),
        examples: tests.len(),
        failing: failures.iter().filter(|failures| !failures.is_empty()).count(),
        failures: failures.into_iter().flatten().collect(),
    }
}

/// One example under test.
struct Test<'s, 'r> {
    scanner: &'s Scanner<'r>,
    rule: RuleIndex,
    example: usize,
    failures: Vec<Failure>,
}

impl<'r> Test<'_, 'r> {
    fn rules(&self) -> &'r RuleSet {
        self.scanner.rules()
    }

    fn run(&mut self) {
        let rule = self.rules().get(self.rule);
        match &rule.examples[self.example] {
            Example::Bad { text, fixed, also, channel } => {
                self.bad(text, fixed.as_deref(), also, channel.as_deref());
            }
            Example::Miss { text, .. } => {
                if self.speaks(text) {
                    let what =
                        format!("`{}` speaks here now: `todo-bad` is `bad`", self.name(self.rule));
                    self.fail(FailureKind::Outdated, what, &[("text", text)]);
                }
            }
            Example::Mistake { text, .. } => {
                if !self.speaks(text) {
                    let what = format!(
                        "`{}` is silent here now: `todo-good` is `good`",
                        self.name(self.rule)
                    );
                    self.fail(FailureKind::Outdated, what, &[("text", text)]);
                }
            }
            Example::Good { text, channel } => {
                let document = Document::memory(text.as_str());
                let findings = self.scanner.scan_as(&document, channel.as_deref());
                self.no_other(&document, &findings, &[], "sound text");
            }
        }
    }

    /// Whether the rule under test finds anything in `text`.
    fn speaks(&self, text: &str) -> bool {
        let findings = self.scanner.scan(&Document::memory(text));
        findings.iter().any(|finding| finding.rule == self.rule)
    }

    fn bad(&mut self, text: &str, fixed: Option<&str>, also: &[String], channel: Option<&str>) {
        let document = Document::memory(text);
        let findings = self.scanner.scan_as(&document, channel);
        if !findings.iter().any(|finding| finding.rule == self.rule) {
            let what = format!("`{}` does not speak", self.name(self.rule));
            self.fail(FailureKind::Missing, what, &[("text", text)]);
        }
        let mut speaking: Vec<RuleIndex> =
            also.iter().filter_map(|name| self.rules().find(name)).collect();
        speaking.push(self.rule);
        self.no_other(&document, &findings, &speaking, "the damage of another rule");
        if channel.is_some() {
            self.is_silent(&document);
        }
        if let Some(got) = self.mended(&document, channel)
            && self.is_right(text, fixed, &got)
            && fixed.is_some()
        {
            speaking.pop();
            let document = Document::memory(got);
            let findings = self.scanner.scan_as(&document, channel);
            self.no_other(&document, &findings, &speaking, "the fixed text");
        }
    }

    /// Fails if the rule, which needs a channel, speaks in a text that does not show it.
    fn is_silent(&mut self, document: &Document) {
        let findings = self.scanner.scan(document);
        if findings.iter().any(|finding| finding.rule == self.rule) {
            let what = format!("`{}` speaks without the channel", self.name(self.rule));
            self.fail(FailureKind::Noisy, what, &[("text", document.text())]);
        }
    }

    /// The text after the fixes of this rule alone.
    fn mended(&mut self, document: &Document, channel: Option<&str>) -> Option<String> {
        let own = |finding: &Finding| finding.rule == self.rule;
        match repair_as(self.scanner, document, channel, &own, Applicability::Unsafe) {
            Ok(repair) => Some(repair.text),
            Err(divergence) => {
                self.fail(FailureKind::Wrong, divergence.to_string(), &[("text", document.text())]);
                None
            }
        }
    }

    fn is_right(&mut self, text: &str, fixed: Option<&str>, got: &str) -> bool {
        let expected = fixed.unwrap_or(text);
        if got == expected {
            return true;
        }
        let what = if fixed.is_none() {
            "the text is mended, and the example has no `fixed` text"
        } else if got == text {
            "the text is not mended"
        } else {
            "the text is mended differently"
        };
        let texts = [("text", text), ("expected", expected), ("got", got)];
        let texts = if fixed.is_none() || got == text { &texts[1..] } else { &texts[..] };
        self.fail(FailureKind::Wrong, what.to_owned(), texts);
        false
    }

    /// Fails if any rule but those `speaking` speaks.
    fn no_other(
        &mut self,
        document: &Document,
        findings: &[Finding],
        speaking: &[RuleIndex],
        place: &str,
    ) {
        for finding in findings.iter().filter(|finding| !speaking.contains(&finding.rule)) {
            let at = document.lines().line_column(document.text(), finding.span.start());
            let what = format!(
                "`{}` speaks up in {place} at `{}` ({}:{})",
                self.name(finding.rule),
                document.slice(finding.span),
                at.line,
                at.column,
            );
            self.fail(FailureKind::Noisy, what, &[("text", document.text())]);
        }
    }

    fn name(&self, rule: RuleIndex) -> &'r str {
        &self.rules().get(rule).name
    }

    fn fail(&mut self, kind: FailureKind, what: String, texts: &[(&'static str, &str)]) {
        let texts = texts.iter().map(|&(name, text)| (name, text.to_owned())).collect();
        self.failures.push(Failure { kind, rule: self.rule, example: self.example, what, texts });
    }
}

impl Failure {
    /// Where the example stands: the file of its rule, and the line in it.
    #[must_use]
    pub fn place(&self, rules: &RuleSet) -> String {
        let rule = rules.get(self.rule);
        match line_of(rule, self.example) {
            Some(line) => format!("{}:{line}", rule.file.path),
            None => rule.file.path.clone(),
        }
    }
}

/// The line, from 1, at which the example number `at` of `rule` begins in its file.
fn line_of(rule: &Rule, at: usize) -> Option<usize> {
    let lines = rule.file.text.lines().enumerate();
    let mut heads = lines.filter(|(_, line)| line.trim().starts_with("[[example]]"));
    heads.nth(at).map(|(line, _)| line + 1)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rule::RuleSource;

    /// A rule that finds `find`, in a file with `more` behind it.
    fn source(code: &str, name: &str, find: &str, more: &str) -> Arc<RuleSource> {
        let text = format!(
            "id = '{code}'\nname = '{name}'\ncategory = 'calque'\nseverity = 'warning'\n\
             confidence = 'low'\npivots = []\nmessage = 'wrong'\nexplanation = 'Why.'\n\
             [[phrases]]\n{find}\n{more}\n[[example]]\ngood = 'Nothing is wrong here.'\n"
        );
        let path = format!("rules/calque/{name}.toml");
        Arc::new(RuleSource { path, text: text.into(), builtin: false })
    }

    #[track_caller]
    fn check(sources: Vec<Arc<RuleSource>>, expect: &[(FailureKind, &str)]) -> Report {
        let (rules, faults) = RuleSet::load(sources);
        assert_eq!(faults, [], "{faults:#?}");
        let scanner = Scanner::new(&rules).expect("there are no checks");
        let report = run_examples(&scanner, &Selection::of(&rules, |_, _| true));
        let got: Vec<_> =
            report.failures.iter().map(|fail| (fail.kind, fail.what.as_str())).collect();
        assert_eq!(got, expect);
        report
    }

    const OLD: &str = "find = 'olde'\nfix = 'old'\napplicability = 'unsafe'";

    #[test]
    fn examples_that_hold_pass() {
        let more = "[[example]]\nbad = 'An olde town.'\nfixed = 'An old town.'";
        let report = check(vec![source("MT0001", "olde", OLD, more)], &[]);
        assert_eq!(report.to_string(), "1 rule, 2 examples: all pass");
    }

    #[test]
    fn a_rule_that_is_silent_at_its_damage_is_missing() {
        let more = "[[example]]\nbad = 'An ancient town.'";
        let expect = [(FailureKind::Missing, "`olde` does not speak")];
        let report = check(vec![source("MT0001", "olde", OLD, more)], &expect);
        assert_eq!(report.to_string(), "1 rule, 2 examples: 1 fails");
    }

    #[test]
    fn a_rule_that_speaks_in_sound_text_is_noisy() {
        let sources = vec![
            source(
                "MT0001",
                "olde",
                OLD,
                "[[example]]\nbad = 'An olde town.'\nfixed = 'An old town.'",
            ),
            source("MT0002", "wrong", "find = 'wrong'", "[[example]]\nbad = 'So wrong.'"),
        ];
        let expect = "`wrong` speaks up in sound text at `wrong` (1:12)";
        check(sources, &[(FailureKind::Noisy, expect), (FailureKind::Noisy, expect)]);
    }

    #[test]
    fn another_rule_may_speak_in_damage_only_if_the_example_says_so() {
        let town = source("MT0002", "town", "find = 'town'", "[[example]]\nbad = 'A town.'");
        let bad = "[[example]]\nbad = 'An olde town.'\nfixed = 'An old town.'";
        let also = format!("{bad}\nalso = ['MT0002']");
        check(vec![source("MT0001", "olde", OLD, &also), Arc::clone(&town)], &[]);
        let expect = [
            "`town` speaks up in the damage of another rule at `town` (1:9)",
            "`town` speaks up in the fixed text at `town` (1:8)",
        ];
        let expect = expect.map(|what| (FailureKind::Noisy, what));
        check(vec![source("MT0001", "olde", OLD, bad), town], &expect);
    }

    #[test]
    fn a_text_mended_otherwise_than_said_is_wrong() {
        let wrong = |more: &str, what: &str| {
            check(vec![source("MT0001", "olde", OLD, more)], &[(FailureKind::Wrong, what)]);
        };
        wrong(
            "[[example]]\nbad = 'An olde town.'\nfixed = 'An aged town.'",
            "the text is mended differently",
        );
        wrong(
            "[[example]]\nbad = 'An olde town.'",
            "the text is mended, and the example has no `fixed` text",
        );
        let display = OLD.replace("unsafe", "display");
        let more = "[[example]]\nbad = 'An olde town.'";
        check(vec![source("MT0001", "olde", &display, more)], &[]);
    }

    #[test]
    fn a_known_miss_and_a_known_mistake_fail_when_they_are_none_any_longer() {
        let run = |more: &str, expect: &[&str]| {
            let expect: Vec<_> = expect.iter().map(|what| (FailureKind::Outdated, *what)).collect();
            let bad = "[[example]]\nbad = 'An olde town.'\nfixed = 'An old town.'\n[[example]]";
            check(vec![source("MT0001", "olde", OLD, &format!("{bad}\n{more}"))], &expect);
        };
        run("todo-bad = 'An auld town.'\nreason = 'another spelling'", &[]);
        run("todo-good = 'Ye Olde Shoppe'", &[]);
        run("todo-bad = 'An olde inn.'", &["`olde` speaks here now: `todo-bad` is `bad`"]);
        run("todo-good = 'An old inn.'", &["`olde` is silent here now: `todo-good` is `good`"]);
    }

    #[test]
    fn fixes_without_an_end_are_wrong() {
        let find = "find = 'old'\nfix = 'old old'\napplicability = 'safe'";
        let more = "[[example]]\nbad = 'An old town.'\nfixed = 'An old old town.'";
        let what = "the fixes of this text do not come to an end";
        check(vec![source("MT0001", "old", find, more)], &[(FailureKind::Wrong, what)]);
    }

    #[test]
    fn a_failure_knows_its_line() {
        let more = "[[example]]\nbad = 'An ancient town.'";
        let sources = vec![source("MT0001", "olde", OLD, more)];
        let (rules, _) = RuleSet::load(sources);
        let scanner = Scanner::new(&rules).expect("there are no checks");
        let report = run_examples(&scanner, &Selection::of(&rules, |_, _| true));
        assert_eq!(report.failures[0].place(&rules), "rules/calque/olde.toml:13");
    }
}
