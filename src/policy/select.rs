use std::fmt;

use crate::rule::{Category, Confidence, Rule, RuleIndex, RuleSet, nearest};

/// The least confidence that is shown where nothing is said of it.
pub const DEFAULT_CONFIDENCE: Confidence = Confidence::Medium;

/// The least confidence that a rule has in documents that are machine-made.
pub const RAISED_CONFIDENCE: Confidence = Confidence::Medium;

/// What stands for the rules that name no pivot language.
const ANY_PIVOT: &str = "any";

/// One word with which rules are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// One rule, by its code, its name or a former name.
    Rule(RuleIndex),
    /// All rules of a category.
    Category(Category),
    /// `pivot:es`: the rules that name this pivot language or a variety of it; `None`, written
    /// `pivot:any`: those that name none.
    Pivot(Option<String>),
    /// `confidence:high`: the rules of this very confidence.
    Confidence(Confidence),
}

impl Selector {
    /// What `word` stands for among `rules`.
    ///
    /// # Errors
    ///
    /// If it stands for nothing, so that a misspelt word never chooses silently.
    pub fn parse(word: &str, rules: &RuleSet) -> Result<Selector, UnknownSelector> {
        let word = word.trim();
        let found = match word.split_once(':') {
            Some(("pivot", ANY_PIVOT)) => Some(Selector::Pivot(None)),
            Some(("pivot", tag)) => {
                let known = rules.iter().any(|(_, rule)| names_pivot(rule, tag));
                known.then(|| Selector::Pivot(Some(tag.to_owned())))
            }
            Some(("confidence", name)) => {
                let all = Confidence::ALL.into_iter();
                all.clone().find(|level| level.name() == name).map(Selector::Confidence)
            }
            _ => rules.find(word).map(Selector::Rule).or_else(|| {
                let category = Category::ALL.into_iter().find(|kind| kind.name() == word);
                category.map(Selector::Category)
            }),
        };
        found.ok_or_else(|| UnknownSelector { word: word.to_owned(), help: help_with(word, rules) })
    }

    /// Whether `rule`, which stands at `index`, is among those chosen.
    #[must_use]
    pub fn chooses(&self, index: RuleIndex, rule: &Rule) -> bool {
        match self {
            Selector::Rule(chosen) => *chosen == index,
            Selector::Category(category) => rule.category == *category,
            Selector::Pivot(Some(tag)) => names_pivot(rule, tag),
            Selector::Pivot(None) => rule.pivots.is_empty(),
            Selector::Confidence(confidence) => rule.confidence == *confidence,
        }
    }

    /// Whether the word says by itself that the rule's confidence is known and wanted.
    fn settles_confidence(&self) -> bool {
        matches!(self, Selector::Rule(_) | Selector::Confidence(_))
    }
}

/// Whether `rule` names the language `tag`, or a variety of it: `pt-BR` is `pt`.
fn names_pivot(rule: &Rule, tag: &str) -> bool {
    rule.pivots.iter().any(|pivot| {
        let (head, tail) = pivot.split_at_checked(tag.len()).unwrap_or((pivot, ""));
        head.eq_ignore_ascii_case(tag) && (tail.is_empty() || tail.starts_with('-'))
    })
}

/// What to write instead of `word`.
fn help_with(word: &str, rules: &RuleSet) -> String {
    match word.split_once(':') {
        // Two letters are near any other two, and the languages are too many to list.
        Some(("pivot", _)) => "`mtlint rules` shows which languages they name".to_owned(),
        Some(("confidence", _)) => {
            format!("there are {}", Confidence::ALL.map(Confidence::name).join(", "))
        }
        _ => {
            let categories = Category::ALL.iter().map(|category| -> &str { category.name() });
            let names = rules.iter().flat_map(|(_, rule)| {
                let former = rule.former_names.iter().map(String::as_str);
                [rule.code.as_str(), rule.name.as_str()].into_iter().chain(former)
            });
            match nearest(word, names.chain(categories)) {
                Some(nearest) => format!("the nearest is `{nearest}`"),
                None => "`mtlint rules` lists them all".to_owned(),
            }
        }
    }
}

/// A word that chooses nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownSelector {
    /// The word.
    pub word: String,
    /// What to write instead, in a few words.
    pub help: String,
}

impl fmt::Display for UnknownSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.word.split_once(':') {
            Some(("pivot", tag)) => write!(f, "no rule names the pivot language `{tag}`")?,
            Some(("confidence", level)) => write!(f, "there is no confidence `{level}`")?,
            _ => write!(f, "there is no rule or category `{}`", self.word)?,
        }
        write!(f, "; {}", self.help)
    }
}

impl std::error::Error for UnknownSelector {}

/// What the user said about the rules of a run.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Words for the rules to show; none: all.
    pub select: Vec<String>,
    /// Words for the rules not to show. They are taken from those selected.
    pub ignore: Vec<String>,
    /// The least confidence to show. `None`: [`DEFAULT_CONFIDENCE`], below which only rules are
    /// shown that `select` asks for by name, code or confidence.
    pub min_confidence: Option<Confidence>,
}

/// The rules whose findings are shown, counted and mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// By the place of the rule.
    shown: Vec<bool>,
    /// The same in documents that are machine-made.
    shown_in_made: Vec<bool>,
}

impl Selection {
    /// The rules of `rules` that `choice` leaves.
    ///
    /// # Errors
    ///
    /// Every word of `choice` that chooses nothing.
    pub fn new(rules: &RuleSet, choice: &Choice) -> Result<Selection, Vec<UnknownSelector>> {
        let (select, mut unknown) = parse_all(&choice.select, rules);
        let (ignore, more) = parse_all(&choice.ignore, rules);
        unknown.extend(more);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let shows = |index: RuleIndex, rule: &Rule, confidence: Confidence| {
            let chosen = |words: &[Selector]| words.iter().any(|word| word.chooses(index, rule));
            let asked_for = || {
                let mut words = select.iter().filter(|word| word.settles_confidence());
                words.any(|word| word.chooses(index, rule))
            };
            let sure = match choice.min_confidence {
                Some(least) => confidence >= least,
                None => confidence >= DEFAULT_CONFIDENCE || asked_for(),
            };
            sure && (choice.select.is_empty() || chosen(&select)) && !chosen(&ignore)
        };
        let (shown, shown_in_made) = rules
            .iter()
            .map(|(index, rule)| {
                let raised = rule.confidence.max(RAISED_CONFIDENCE);
                (shows(index, rule, rule.confidence), shows(index, rule, raised))
            })
            .unzip();
        Ok(Selection { shown, shown_in_made })
    }

    /// The rules of `rules` that `chosen` lets pass.
    #[must_use]
    pub fn of(rules: &RuleSet, chosen: impl Fn(RuleIndex, &Rule) -> bool) -> Selection {
        let shown: Vec<_> = rules.iter().map(|(index, rule)| chosen(index, rule)).collect();
        Selection { shown_in_made: shown.clone(), shown }
    }

    /// Whether the findings of the rule at `index` are shown, whatever the document.
    #[must_use]
    pub fn shows(&self, index: RuleIndex) -> bool {
        self.shows_in(index, false)
    }

    /// The same in a document that its findings together show to be machine-made, or do not.
    ///
    /// What says little alone says more beside other damage, so rules of low confidence count
    /// there as those of [`RAISED_CONFIDENCE`].
    #[must_use]
    pub fn shows_in(&self, index: RuleIndex, made: bool) -> bool {
        let shown = if made { &self.shown_in_made } else { &self.shown };
        shown.get(index.0).copied().unwrap_or(false)
    }
}

fn parse_all(words: &[String], rules: &RuleSet) -> (Vec<Selector>, Vec<UnknownSelector>) {
    let (mut selectors, mut unknown) = (Vec::new(), Vec::new());
    for word in words {
        match Selector::parse(word, rules) {
            Ok(selector) => selectors.push(selector),
            Err(error) => unknown.push(error),
        }
    }
    (selectors, unknown)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rule::{RuleSource, Severity, Template};

    fn rule(
        code: &str,
        name: &str,
        category: Category,
        confidence: Confidence,
        pivots: &[&str],
    ) -> Rule {
        let file = RuleSource { path: String::new(), text: "".into(), builtin: false };
        Rule {
            code: code.to_owned(),
            name: name.to_owned(),
            former_names: vec![format!("old-{name}")],
            category,
            families: Vec::new(),
            severity: Severity::Warning,
            confidence,
            pivots: pivots.iter().map(|&pivot| pivot.to_owned()).collect(),
            needs_channel: None,
            message: Template::literal("it is wrong"),
            label: Template::default(),
            explanation: String::new(),
            entries: Vec::new().into(),
            checks: Vec::new(),
            examples: Vec::new().into(),
            file: Arc::new(file),
            at: crate::text::Span::empty(0),
        }
    }

    fn rules() -> RuleSet {
        use Confidence::{Certain, High, Low, Medium};
        RuleSet::new(vec![
            rule("MT0001", "comma-entity", Category::Residue, Certain, &[]),
            rule("MT0002", "court-calque", Category::Calque, Medium, &["es", "pt-BR"]),
            rule("MT0003", "unclosed-quote", Category::Structure, Low, &["es"]),
            rule("MT0004", "false-friend", Category::Confusable, High, &["fr"]),
        ])
    }

    fn words(words: &str) -> Vec<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    #[track_caller]
    fn check(select: &str, ignore: &str, least: Option<Confidence>, expect: [u8; 4]) {
        let rules = rules();
        let choice = Choice { select: words(select), ignore: words(ignore), min_confidence: least };
        let selection = Selection::new(&rules, &choice).expect("all words are known");
        let shown: Vec<_> = rules.iter().map(|(at, _)| u8::from(selection.shows(at))).collect();
        assert_eq!(shown, expect);
    }

    #[test]
    fn select_narrows_and_ignore_removes() {
        check("", "", None, [1, 1, 0, 1]);
        check("comma-entity mt0002", "", None, [1, 1, 0, 0]);
        check("", "calque old-false-friend", None, [1, 0, 0, 0]);
        check("calque residue", "MT0001", None, [0, 1, 0, 0]);
    }

    #[track_caller]
    fn check_made(ignore: &str, least: Option<Confidence>, expect: [u8; 4]) {
        let rules = rules();
        let choice = Choice { select: vec![], ignore: words(ignore), min_confidence: least };
        let selection = Selection::new(&rules, &choice).expect("all words are known");
        let shown = rules.iter().map(|(at, _)| u8::from(selection.shows_in(at, true)));
        assert_eq!(shown.collect::<Vec<_>>(), expect);
    }

    #[test]
    fn rules_of_low_confidence_count_as_medium_in_machine_made_documents() {
        check_made("", None, [1, 1, 1, 1]);
        check_made("", Some(Confidence::Medium), [1, 1, 1, 1]);
        check_made("", Some(Confidence::High), [1, 0, 0, 1]);
        check_made("structure", None, [1, 1, 0, 1]);
    }

    #[test]
    fn a_pivot_language_chooses_the_rules_that_name_it() {
        check("pivot:es", "", Some(Confidence::Low), [0, 1, 1, 0]);
        check("pivot:pt", "", None, [0, 1, 0, 0]);
        check("pivot:PT-br", "", None, [0, 1, 0, 0]);
        check("", "pivot:any", None, [0, 1, 0, 1]);
    }

    #[test]
    fn the_least_confidence_bounds_what_is_shown() {
        check("", "", Some(Confidence::Low), [1, 1, 1, 1]);
        check("", "", Some(Confidence::High), [1, 0, 0, 1]);
        check("", "", Some(Confidence::Certain), [1, 0, 0, 0]);
    }

    #[test]
    fn a_rule_asked_for_is_shown_whatever_its_confidence_unless_a_bound_is_given() {
        check("unclosed-quote", "", None, [0, 0, 1, 0]);
        check("confidence:low", "", None, [0, 0, 1, 0]);
        check("structure", "", None, [0, 0, 0, 0]);
        check("unclosed-quote", "", Some(Confidence::Medium), [0, 0, 0, 0]);
    }

    #[track_caller]
    fn unknown(select: &str, expect: &[&str]) {
        let choice = Choice { select: words(select), ..Choice::default() };
        let errors = Selection::new(&rules(), &choice).expect_err("a word is unknown");
        let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(errors, expect);
    }

    #[test]
    fn every_unknown_word_is_named_with_the_nearest() {
        unknown(
            "coma-entity calque calqe",
            &[
                "there is no rule or category `coma-entity`; the nearest is `comma-entity`",
                "there is no rule or category `calqe`; the nearest is `calque`",
            ],
        );
        unknown(
            "pivot:xx confidence:hihg",
            &[
                "no rule names the pivot language `xx`; `mtlint rules` shows which languages they \
                 name",
                "there is no confidence `hihg`; there are low, medium, high, certain",
            ],
        );
        unknown(
            "utterly-different",
            &["there is no rule or category `utterly-different`; `mtlint rules` lists them all"],
        );
    }
}
