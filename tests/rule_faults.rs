//! What is wrong with rule and lexicon files, and where: all of it, in one run.

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;
use serde::Deserialize;

use mtlint::builtin;
use mtlint::rule::{Applicability, Fault, Look, RuleSet, RuleSource, View};
use mtlint::text::slice;

/// A rule without faults; the rows below each spoil it.
const RULE: &str = r#"
id = "MT9001"
name = "deposit-a-file"
former-names = ["deposit-file"]
category = "calque"
severity = "warning"
confidence = "medium"
pivots = ["fr"]
message = "`{match}` where a file is submitted"
explanation = "What, why, what to do."

[[phrases]]
find = "deposit {whose:his|her} file at the {office}"
fix = "submit {whose} file to the {office}"
applicability = "unsafe"
unless.before = 'salt '

[[regex]]
find = 'file of (?P<who>\w+) deposited'
fix = "{who|capital}"
applicability = "unsafe"

[[order]]
right = ["racial | injustice"]
applicability = "safe"

[[check]]
run = "repeated-sentence"
params = { words = "{office}", least = 3 }

[[example]]
bad = "deposit his file at the town hall"
fixed = "submit his file to the town hall"

[[example]]
good = "The deposit was filed."
"#;

const LEXICON: &str = r#"
[class.office]
about = "where papers are stamped"
words = ["town hall", "registry"]
[class.determiner]
about = "the"
words = ["the"]
[class.after-noun-phrase]
about = "and"
words = ["and"]
[class.object-complement-verb]
about = "call"
words = ["call"]
[map.plural]
about = "one and many"
pairs = { registry = "registries" }
"#;

fn source(path: &str, text: &str) -> Arc<RuleSource> {
    Arc::new(RuleSource { path: path.to_owned(), text: text.to_owned().into(), builtin: false })
}

fn rule(text: &str) -> Arc<RuleSource> {
    source("rules/calque/deposit-a-file.toml", text)
}

fn lexicon(text: &str) -> Arc<RuleSource> {
    source("rules/lexicon/offices.toml", text)
}

/// One line for each fault: what it points at, what it says, and how it helps.
fn shown(faults: &[Fault]) -> String {
    let mut out = String::new();
    for fault in faults {
        let at = slice(&fault.source.text, fault.span.start(), fault.span.end());
        let at = at.lines().next().unwrap_or_default();
        write!(out, "<{at}> {}", fault.message).expect("a string can be written");
        if let Some(help) = &fault.help {
            write!(out, " ({help})").expect("a string can be written");
        }
        out.push('\n');
    }
    out
}

#[track_caller]
fn load(sources: Vec<Arc<RuleSource>>, expect: &[&str]) -> RuleSet {
    let (rules, faults) = RuleSet::load(sources);
    let expect: String = expect.iter().map(|line| format!("{line}\n")).collect();
    assert_eq!(shown(&faults), expect);
    rules
}

#[derive(Deserialize)]
struct Rows {
    rule: Vec<Row>,
    lexicon: Vec<Row>,
}

/// A fault in one place of a file.
#[derive(Deserialize)]
struct Row {
    from: String,
    to: String,
    faults: Vec<String>,
}

impl Row {
    fn spoil(&self, text: &str) -> String {
        assert_eq!(text.matches(&self.from).count(), 1, "`{}` names one place", self.from);
        text.replace(&self.from, &self.to)
    }
}

#[test]
fn each_fault_is_reported_where_it_stands() {
    let rows: Rows = toml::from_str(include_str!("data/rule-faults.toml")).expect("rows");
    let rules = rows.rule.iter().map(|row| (row, vec![rule(&row.spoil(RULE)), lexicon(LEXICON)]));
    let lexicons =
        rows.lexicon.iter().map(|row| (row, vec![rule(RULE), lexicon(&row.spoil(LEXICON))]));
    let mut wrong = String::new();
    for (row, sources) in rules.chain(lexicons) {
        let (_, faults) = RuleSet::load(sources);
        let (found, expect) = (shown(&faults), row.faults.join("\n") + "\n");
        if found != expect {
            write!(wrong, "`{}` to `{}`\n{found}and not\n{expect}", row.from, row.to)
                .expect("a string can be written");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_faulty_rule_is_not_in_the_set() {
    let rules = load(
        vec![rule(&RULE.replace("\"warning\"", "1")), lexicon(LEXICON)],
        &["<1> `severity` takes a string, not a whole number"],
    );
    assert!(rules.is_empty());
}

#[test]
fn a_rule_without_faults_is_loaded() {
    let rules = load(vec![rule(RULE), lexicon(LEXICON)], &[]);
    let (_, rule) = rules.iter().next().expect("the rule is in the set");
    let [phrase, regex, order] = rule.entries.as_slice() else { panic!("{:?}", rule.entries) };
    assert_eq!(phrase.instance, "deposit {whose:his|her} file at the {office}");
    assert!(phrase.edges && phrase.view == View::Folded);
    assert_eq!(phrase.applicability, Applicability::Unsafe);
    let before = phrase.guards.unless.before.as_ref().expect("it is guarded");
    assert_eq!((before.source(), before.fold_case()), ("(?:salt )$", true));
    let Look::Pattern { anchors, .. } = &regex.look else { panic!("{:?}", regex.look) };
    assert!(!anchors.is_empty());
    assert!(!regex.edges);
    assert_eq!(order.instance, "injustice racial");
    assert!(matches!(&order.look, Look::Literal(literal) if literal == "injustice racial"));
    assert_eq!(order.fixes[0].render(&|_| None).as_deref(), Some("racial injustice"));
    let params = toml::toml! { words = ["town hall", "registry"] least = 3 };
    assert_eq!(*rule.checks[0].params, params);
    let at = rule.checks[0].at;
    assert_eq!(slice(RULE, at.start(), at.end()), "\"repeated-sentence\"");
}

#[test]
fn a_message_knows_the_slots_of_everything_it_is_said_of() {
    let without_check = RULE.replace(
        "[[check]]\nrun = \"repeated-sentence\"\nparams = { words = \"{office}\", least = 3 }\n",
        "",
    );
    for (message, expect) in [
        ("{matc}", "<matc> nothing here is named `matc` (the nearest is `match`)"),
        ("{offices}", "<offices> nothing here is named `offices` (the nearest is `office`)"),
        (
            "{office}",
            "<office> not everything this rule looks for has a `office` (the text would have a gap where it is not known)",
        ),
    ] {
        let text = without_check.replace("{match}", message);
        load(vec![rule(&text), lexicon(LEXICON)], &[expect]);
    }
}

#[test]
fn what_is_repaired_takes_a_fix_that_is_applied() {
    let text = RULE.replace("\"unsafe\"", "\"display\"").replace("\"safe\"", "\"display\"");
    load(
        vec![rule(&text), lexicon(LEXICON)],
        &[
            "<\"submit his file to the town hall\"> this rule repairs nothing (a fix that is for display only changes no text)",
        ],
    );
}

#[test]
fn a_rule_looks_for_something() {
    let head = RULE.split("[[phrases]]").next().expect("there is a head");
    let text = format!("{head}[[example]]\nbad = 'x'\n[[example]]\ngood = 'y'");
    load(
        vec![rule(&text)],
        &[
            "<\"deposit-a-file\"> this rule looks for nothing (write `[[phrases]]`, `[[regex]]`, `[[order]]`, `[[residue]]` or `[[check]]`)",
        ],
    );
}

#[test]
fn two_rules_do_not_share_a_code_or_a_name() {
    let other = source(
        "mine/calque/deposit-file.toml",
        &RULE
            .replace("\"deposit-file\"", "\"deposit-a-dossier\"")
            .replace("\"deposit-a-file\"", "\"deposit-file\""),
    );
    let rules = load(
        vec![rule(RULE), other, lexicon(LEXICON)],
        &[
            "<\"MT9001\"> `MT9001` is taken by rules/calque/deposit-a-file.toml",
            "<\"deposit-file\"> `deposit-file` is taken by rules/calque/deposit-a-file.toml",
        ],
    );
    assert_eq!(rules.len(), 1);
    assert_eq!(rules.nearest("mt9011"), Some("MT9001"));
    assert_eq!(rules.nearest("deposit-a-flie"), Some("deposit-a-file"));
    assert_eq!(rules.nearest("quite-another"), None);
}

#[test]
fn a_class_is_defined_once() {
    let twice = source("mine/lexicon/x.toml", "[class.office]\nabout = 'x'\nwords = ['x']");
    load(
        vec![rule(RULE), lexicon(LEXICON), twice],
        &["<[class.office]> the class `office` is defined in rules/lexicon/offices.toml already"],
    );
}

#[test]
fn a_chain_of_classes_has_an_end() {
    let mut text = String::from("[class.last]\nabout = 'x'\nwords = ['x']\n");
    for at in 0..10_000 {
        let next = at + 1;
        write!(text, "[class.c{at}]\nabout = 'x'\ninclude = ['c{next}']\n")
            .expect("a string can be written");
    }
    let (_, faults) = RuleSet::load(vec![lexicon(&text)]);
    assert!(faults[0].message.contains("too long a chain"), "{}", faults[0]);
}

#[test]
fn a_broken_lexicon_is_not_blamed_on_those_who_use_it() {
    let broken = LEXICON.replace("[class.office]", "[class.office");
    let rules = load(vec![rule(RULE), lexicon(&broken)], &["<> unclosed table, expected `]`"]);
    assert!(rules.is_empty());
}

#[test]
fn all_faults_of_all_files_are_reported_in_the_order_of_the_files() {
    let sound = RULE.replace("MT9001", "MT9002").replace("deposit-", "lodge-");
    let rules = load(
        vec![
            source("mine/calque/broken.toml", "id = 1\nnmae = 'x'"),
            source("mine/calque/lodge-a-file.toml", &sound),
            rule(&RULE.replace("{who|capital}", "{whom}").replace("submit {whose}", "{x} {y}")),
            lexicon(LEXICON),
        ],
        &[
            "<> the key `category` is missing (`category`: The kind of damage: the folder the file lies in)",
            "<> the key `severity` is missing (`severity`: How much the damage matters to the reader of the text)",
            "<> the key `confidence` is missing (`confidence`: How sure a finding is damage)",
            "<> the key `pivots` is missing (`pivots`: BCP 47 tags of the languages whose grammar leaves this trace; an empty list means any)",
            "<> the key `message` is missing (`message`: What is wrong, in one line)",
            "<> the key `explanation` is missing (`explanation`: What, why it happens in the pivot language, what to do)",
            "<1> `id` takes a string, not a whole number",
            "<nmae> the file has no key `nmae` (the nearest key is `name`)",
            "<x> nothing here is named `x` (known here: `0`, `office`, `whose`)",
            "<y> nothing here is named `y` (known here: `0`, `office`, `whose`)",
            "<whom> nothing here is named `whom` (the nearest is `who`)",
        ],
    );
    assert_eq!(rules.len(), 1);
}

proptest! {
    #[test]
    fn whatever_is_in_a_file_its_faults_have_a_place_in_it(
        at in 0..RULE.len(),
        cut in 0_usize..40,
        put in r#"([\[\]{}()"'=|,.\\a-z0-9é\n -]{0,6})"#,
        into_lexicon: bool,
    ) {
        let text = if into_lexicon { LEXICON } else { RULE };
        let at = at % text.len();
        let spoilt = format!("{}{put}{}", slice(text, 0, at), slice(text, (at + cut).min(text.len()), text.len()));
        let sources = if into_lexicon {
            vec![rule(RULE), lexicon(&spoilt)]
        } else {
            vec![rule(&spoilt), lexicon(LEXICON)]
        };
        let (rules, faults) = RuleSet::load(sources);
        for fault in &faults {
            prop_assert!(fault.source.text.get(fault.span.range()).is_some(), "{fault:?}");
            prop_assert!(fault.to_string().starts_with("rules/"));
        }
        prop_assert!(into_lexicon || faults.is_empty() == (rules.len() == 1), "{faults:?}");
    }
}

#[test]
fn a_folder_of_own_rules_is_loaded_beside_the_built_in_ones() {
    let mut sources = builtin::sources();
    sources.push(source(
        "user-rules/calque/deposit-a-file.toml",
        include_str!("data/user-rules/calque/deposit-a-file.toml"),
    ));
    sources.push(source(
        "user-rules/lexicon/offices.toml",
        include_str!("data/user-rules/lexicon/offices.toml"),
    ));
    let rules = load(sources, &[]);
    assert!(rules.find("deposit-a-file").is_some());
}

#[test]
fn the_built_in_files_have_no_faults_even_where_loading_does_not_look() {
    let sources =
        builtin::sources().iter().map(|inside| source(&inside.path, &inside.text)).collect();
    load(sources, &[]);
}
