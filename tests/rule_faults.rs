//! What is wrong with rule and lexicon files, and where: all of it, in one run.

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;

use mtlint::rule::{Applicability, Fault, Look, RuleSet, RuleSource, View, builtin_sources};
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
    Arc::new(RuleSource { path: path.to_owned(), text: text.to_owned(), builtin: false })
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

/// Replaces `from` with `to` in [`RULE`], and expects these faults and no rule.
#[track_caller]
fn check(from: &str, to: &str, expect: &[&str]) {
    assert_eq!(RULE.matches(from).count(), 1, "`{from}` names one place");
    let rules = load(vec![rule(&RULE.replace(from, to)), lexicon(LEXICON)], expect);
    assert!(rules.is_empty(), "a faulty rule is in the set");
}

/// The same with [`LEXICON`].
#[track_caller]
fn check_lexicon(from: &str, to: &str, expect: &[&str]) {
    assert_eq!(LEXICON.matches(from).count(), 1, "`{from}` names one place");
    load(vec![rule(RULE), lexicon(&LEXICON.replace(from, to))], expect);
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
    assert_eq!(rule.checks[0].params, params);
    let at = rule.checks[0].at;
    assert_eq!(slice(RULE, at.start(), at.end()), "\"repeated-sentence\"");
}

#[test]
fn syntax_is_checked() {
    check("\"MT9001\"", "\"MT9001", &["<> invalid basic string, expected `\"`"]);
    check(
        "severity = \"warning\"",
        "severity = ",
        &["<> string values must be quoted, expected literal string"],
    );
}

#[test]
fn shape_is_checked() {
    check(
        "severity",
        "severty",
        &["<severty> the file has no key `severty` (the nearest key is `severity`)"],
    );
    check(
        "severity = \"warning\"\n",
        "",
        &[
            "<> the key `severity` is missing (`severity`: How much the damage matters to the reader of the text)",
        ],
    );
    check(
        "\"warning\"",
        "\"warnig\"",
        &["<\"warnig\"> `warnig` is no severity (the nearest word is `warning`)"],
    );
    check("\"warning\"", "1", &["<1> `severity` takes a string, not a whole number"]);
    check(
        "[\"fr\"]",
        "\"fr\"",
        &["<\"fr\"> `pivots` takes a list, not a string (write `[\"…\"]`)"],
    );
    check(
        "unless.before",
        "unless.befor",
        &["<befor> `unless` has no key `befor` (the nearest key is `before`)"],
    );
    check(
        "[[check]]",
        "[check]",
        &["<[check]> `check` takes a list, not a table (write `[[check]]`)"],
    );
    check("run =", "rnu =", &["<rnu> `check` has no key `rnu` (the nearest key is `run`)"]);
}

#[test]
fn identity_is_checked() {
    check(
        "\"MT9001\"",
        "\"mt9001\"",
        &["<\"mt9001\"> `mt9001` is no code (a code is `MT` and four digits)"],
    );
    check(
        "\"deposit-a-file\"",
        "\"deposit-file-2\"",
        &[
            "<\"deposit-file-2\"> the name is `deposit-file-2` and the file is `deposit-a-file.toml` (give both the same name)",
        ],
    );
    check(
        "\"deposit-file\"",
        "\"Deposit file\"",
        &[
            "<\"Deposit file\"> `Deposit file` is no name (a name is small letters and digits, with `-` between words)",
        ],
    );
    check(
        "\"calque\"",
        "\"grammar\"",
        &[
            "<\"grammar\"> the category is `grammar` and the folder is `calque` (move the file to a folder named `grammar`)",
        ],
    );
    check(
        "\"fr\"",
        "\"French\"",
        &["<\"French\"> `French` is no language tag (write a BCP 47 tag: `es`, `pt-BR`)"],
    );
    check("\"What, why, what to do.\"", "''", &["<''> the explanation is empty"]);
}

#[test]
fn messages_are_checked() {
    check(
        "where a file is submitted\"",
        "where\\na file\"",
        &["<\"`{match}` where\\na file\"> a message is one line, without control characters"],
    );
    check(
        "`{match}` where",
        "`{match` where",
        &["<{> a `{` or `}` without its partner; write `{{` or `}}` for the character itself"],
    );
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
fn phrases_are_checked() {
    check(
        "at the {office}\"",
        "at (the {office}\"",
        &["<(> a bracket without its partner; write a backslash before the character itself"],
    );
    check(
        "at the {office}\"\nfix",
        "at the {o=ofice}\"\nfix",
        &["<ofice> the lexicon has no class `ofice` (the nearest class is `office`)"],
    );
    check(
        "at the {office}\"\nfix",
        "at {o=office*9}\"\nfix",
        &["<9> `9` is no repetition; write `{name=word*1-4}`"],
    );
    check(
        "at the {office}\"\nfix",
        "at the {office} {office}\"\nfix",
        &["<office> two slots are named `office`; name one of them with `{name=class}`"],
    );
    check(
        "at the {office}\"\nfix",
        "at the  {office}\"\nfix",
        &[
            "<\"deposit {whose:his|her} file at the  {office}\"> this never matches: it is not what the text looks like with its layout ironed out (write `deposit {whose:his|her} file at the {office}`)",
        ],
    );
    check(
        "at the {office}\"\nfix",
        "at the {office} {fix=number}\"\nfix",
        &["<fix> a slot cannot be named `fix`: messages know it"],
    );
    check(
        "find = \"deposit {whose:his|her} file at the {office}\"",
        "find = '{whose=word} {office=number}'",
        &[
            "<'{whose=word} {office=number}'> this phrase has no words of its own to be found by (add a word that stands in every match)",
        ],
    );
    check(
        "find = \"deposit {whose:his|her} file at the {office}\"\n",
        "",
        &[
            "<\"submit {whose} file to the {office}\"> there is nothing to look for (write `find` or `entries`)",
        ],
    );
    check(
        "unless.before = 'salt '",
        "entries = [{ find = 'deposit papers' }]",
        &[
            "<\"deposit {whose:his|her} file at the {office}\"> beside `entries` there is neither `find` nor `fix` (write a table of its own for what shares a fix)",
        ],
    );
}

#[test]
fn fixes_are_checked() {
    check(
        "submit {whose}",
        "submit {who}",
        &["<who> nothing here is named `who` (known here: `0`, `office`, `whose`)"],
    );
    check(
        "submit {whose}",
        "submit {whoes}",
        &["<whoes> nothing here is named `whoes` (the nearest is `whose`)"],
    );
    check(
        "submit {whose}",
        "submit {match}",
        &["<match> nothing here is named `match` (known here: `0`, `office`, `whose`)"],
    );
    check(
        "to the {office}",
        "to the {office|lowr}",
        &["<lowr> there is no operation `lowr` (the nearest operation is `lower`)"],
    );
    check(
        "to the {office}",
        "to the {office|map:plurl}",
        &["<plurl> the lexicon has no map `plurl` (the nearest map is `plural`)"],
    );
    check(
        "{who|capital}",
        "{whom}",
        &["<whom> nothing here is named `whom` (the nearest is `who`)"],
    );
    check(
        "{who|capital}",
        "{who",
        &["<{> a `{` or `}` without its partner; write `{{` or `}}` for the character itself"],
    );
}

#[test]
fn applicability_is_checked() {
    check(
        "applicability = \"unsafe\"\nunless",
        "unless",
        &[
            "<\"submit {whose} file to the {office}\"> how freely may this fix be applied? (add `applicability`: `safe` restores what was certainly there, `unsafe` is very likely right, `display` is only shown)",
        ],
    );
    check("fix = \"{who|capital}\"\n", "", &["<\"unsafe\"> there is no fix to apply"]);
    check(
        "fix = \"{who|capital}\"\napplicability = \"unsafe\"",
        "fix = ['a', 'b']\napplicability = \"safe\"",
        &[
            "<['a', 'b']> where there are alternatives none is safe (write `unsafe` or `display`, or one fix only)",
        ],
    );
    check(
        "fix = \"{who|capital}\"",
        "fix = []",
        &["<[]> an empty list of fixes (leave `fix` out)"],
    );
}

#[test]
fn expressions_are_checked() {
    check(
        r"(?P<who>\w+) deposited",
        r"(?P<who>\w+ deposited",
        &["<(> not a regular expression: unclosed group"],
    );
    check(
        r"(?P<who>\w+) deposited",
        r"(?P<who>\p{Wurd}) deposited",
        &[
            r"<'file of (?P<who>\p{Wurd}) deposited'> not a regular expression: Unicode property not found",
        ],
    );
    check(
        r"(?P<who>\w+) deposited",
        r"(?P<who>\w+) (?P<match>x)",
        &["<<match>> a group cannot be named `match`: messages know it"],
    );
    check(
        r"file of (?P<who>\w+) deposited",
        r"(?P<who>\w+)",
        &[
            "<'(?P<who>\\w+)'> no literal stands in every match, so this runs over every text (make one literal necessary, or say why not with `unindexed = \"…\"`)",
        ],
    );
    check(
        "fix = \"{who|capital}\"",
        "fix = \"{who|capital}\"\nunindexed = 'so'",
        &["<'so'> there are literals to find this by (leave `unindexed` out)"],
    );
    check(
        "fix = \"{who|capital}\"",
        "fix = \"{who|capital}\"\nfocus = 'whom'",
        &["<'whom'> `whom` is in focus, and not everything here has it (the nearest is `who`)"],
    );
    check(
        r"(?P<who>\w+) deposited",
        r"(?P<who>\w{1000}){1000} deposited",
        &[r"<'file of (?P<who>\w{1000}){1000} deposited'> this expression is too large to compile"],
    );
}

#[test]
fn guards_are_checked() {
    check("'salt '", "'salt) '", &["<)> not a regular expression: unopened group"]);
    check("'salt '", "'a)|(b'", &["<)> not a regular expression: unopened group"]);
    check("'salt '", "''", &["<''> an empty expression matches everywhere"]);
}

#[test]
fn pairs_are_checked() {
    check(
        "racial | injustice",
        "racial injustice",
        &[
            "<\"racial injustice\"> this is no pair (write the right order with ` | ` between its halves: `racial | injustice`)",
        ],
    );
    check(
        "racial | injustice",
        "(un)?fair | {office}",
        &[
            "<(> which alternative stood here would be lost (name the alternatives: `{name:one|other}`)",
        ],
    );
    check(
        "racial | injustice",
        "racial | {ofice}",
        &[
            "<\"racial | {ofice}\"> the lexicon has no class `ofice` (the nearest class is `office`)",
        ],
    );
    check_lexicon(
        "class.determiner",
        "class.the-words",
        &["<[[order]]> the lexicon has no class `determiner`"],
    );
}

#[test]
fn parameters_are_checked() {
    check(
        "\"{office}\", least",
        "[\"{offices}\"], least",
        &["<\"{offices}\"> the lexicon has no class `offices` (the nearest class is `office`)"],
    );
    check(
        "\"{office}\", least",
        "\"{map:plura}\", least",
        &["<\"{map:plura}\"> the lexicon has no map `plura` (the nearest map is `plural`)"],
    );
}

#[test]
fn examples_are_checked() {
    check(
        "bad = ",
        "good = ",
        &[
            "<[[example]]> there is no example of damage (write an `[[example]]` with the `bad` text that the rule finds)",
            "<\"submit his file to the town hall\"> sound text has nothing to be fixed",
        ],
    );
    check(
        "good = ",
        "bad = ",
        &[
            "<[[example]]> there is no example of sound text (write an `[[example]]` with `good` text that the rule must leave alone)",
        ],
    );
    check(
        "good = ",
        "bad = 'x'\ngood = ",
        &["<\"The deposit was filed.\"> this example is bad and good (write two examples)"],
    );
    check(
        "[[example]]\ngood",
        "[[example]]\n[[example]]\ngood",
        &["<[[example]]> this example is neither `bad` nor `good`"],
    );
    check(
        "fixed = ",
        "also = ['deposit-a-flie']\nfixed = ",
        &["<'deposit-a-flie'> there is no rule `deposit-a-flie` (the nearest is `deposit-a-file`)"],
    );
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
fn lexicons_are_checked() {
    check_lexicon(
        "\"town hall\", \"registry\"",
        "\"registry\", \"registry\"",
        &["<\"registry\"> `registry` is listed twice"],
    );
    check_lexicon(
        "\"town hall\"",
        "\"town  hall\"",
        &[
            "<\"town  hall\"> this never matches: it is not what the text looks like with its layout ironed out (write `town hall`)",
        ],
    );
    check_lexicon(
        "words = [\"the\"]",
        "include = [\"ofice\"]",
        &["<\"ofice\"> the lexicon has no class `ofice` (the nearest class is `office`)"],
    );
    check_lexicon(
        "words = [\"the\"]",
        "include = [\"after-noun-phrase\"]\n[class.x]\nabout = 'x'\ninclude = ['determiner', 'x']",
        &["<'x'> `x`, which includes `x` again"],
    );
    check_lexicon(
        "words = [\"town hall\", \"registry\"]",
        "",
        &["<[class.office]> the class `office` has no words"],
    );
    check_lexicon(
        "[class.determiner]",
        "[class.number]\nabout = 'x'\nwords = ['x']\n[class.determiner]",
        &["<[class.number]> `number` is a class that is always there"],
    );
    check_lexicon(
        "registry =",
        "Registry =",
        &["<\"registries\"> `Registry` is never looked up (write it in small letters)"],
    );
    check_lexicon(
        "\"one and many\"",
        "' '",
        &["<' '> this says nothing (say what the words have in common)"],
    );
    let twice = source("mine/lexicon/x.toml", "[class.office]\nabout = 'x'\nwords = ['x']");
    load(
        vec![rule(RULE), lexicon(LEXICON), twice],
        &["<[class.office]> the class `office` is defined in rules/lexicon/offices.toml already"],
    );
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
    let mut sources = builtin_sources();
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
        builtin_sources().iter().map(|inside| source(&inside.path, &inside.text)).collect();
    load(sources, &[]);
}
