//! What can be typed. Only that: nothing here reads a file or knows a rule.

use std::fmt;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::policy::{Choice, FailOn, Gates};
use crate::rule::Confidence;
use crate::text::{Encoding, UnknownEncoding, encoding_for_label};

use super::help;

/// Finds and repairs the damage that machine translation leaves in English text.
#[derive(Debug, Parser)]
#[command(
    name = "mtlint",
    version,
    about,
    long_about = help::ABOUT,
    after_help = help::AFTER,
    after_long_help = help::AFTER_LONG,
    args_conflicts_with_subcommands = true,
    subcommand_help_heading = "Commands",
    max_term_width = 100
)]
pub(super) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Without a command: check.
    #[command(flatten)]
    pub(super) check: CheckArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show the damage in documents; what `mtlint` does without a command
    #[command(after_help = help::CHECK)]
    Check(CheckArgs),
    /// Repair documents
    #[command(after_help = help::FIX)]
    Fix(FixArgs),
    /// Run the examples that rules carry
    #[command(after_help = help::TEST)]
    Test(TestArgs),
    /// Explain a rule: what it finds, why the damage happens, what to do
    #[command(after_help = help::EXPLAIN)]
    Explain(ExplainArgs),
    /// List the rules, or look for what is wrong with rules of one's own
    #[command(after_help = help::RULES)]
    Rules(RulesArgs),
    /// Count how often rules speak in a corpus
    #[command(after_help = help::STATS)]
    Stats(StatsArgs),
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) scan: ScanArgs,
    /// How to write findings
    #[arg(long, value_enum, default_value_t = Format::Rich, help_heading = "Output")]
    pub(super) format: Format,
    /// With JSON lines, also write one for each document: where it comes from, as far as its damage
    /// tells
    #[arg(long, help_heading = "Output")]
    pub(super) documents: bool,
    /// Fail if a document is machine-made with a higher probability than this, from 0 to 1
    #[arg(long, value_name = "SCORE", value_parser = probability, help_heading = "Gates")]
    pub(super) max_document_score: Option<f64>,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// Forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// The words around each finding, what to do and why
    Rich,
    /// One line for each finding, and what to do
    Medium,
    /// One line for each finding
    Short,
    /// JSON lines, one for each finding and one for the summary
    Jsonl,
}

#[derive(Debug, Args)]
pub(super) struct FixArgs {
    #[command(flatten)]
    pub(super) scan: ScanArgs,
    /// Apply unsafe fixes too: very likely right, but they put other words in the author's mouth
    #[arg(long, help_heading = "Repairs")]
    pub(super) unsafe_fixes: bool,
    /// Write nothing, and show what would change as a diff that `git apply` takes
    #[arg(long, help_heading = "Repairs")]
    pub(super) diff: bool,
    /// Write corrected copies into this folder, and leave the documents alone
    #[arg(long, value_name = "DIR", conflicts_with = "diff", help_heading = "Repairs")]
    pub(super) output_dir: Option<PathBuf>,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// Names, codes or categories of rules; rule files, or folders of them. None: all rules
    #[arg(value_name = "RULES")]
    pub(super) rules: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) own: OwnRules,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The name or the code of a rule
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    #[command(flatten)]
    pub(super) own: OwnRules,
    #[command(flatten)]
    pub(super) color: ColorArgs,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct RulesArgs {
    /// What to do with them; without a command, they are listed.
    #[command(subcommand)]
    pub(super) command: Option<RulesCommand>,
    /// How to write the list
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(super) format: ListFormat,
    #[command(flatten)]
    pub(super) choice: ChoiceArgs,
    #[command(flatten)]
    pub(super) own: OwnRules,
    #[command(flatten)]
    pub(super) color: ColorArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// Look for what no rule file shows by itself: what never matches, what is looked for twice
    #[command(after_help = help::RULES_CHECK)]
    Check(RulesCheckArgs),
}

#[derive(Debug, Args)]
pub(super) struct RulesCheckArgs {
    /// Rule files, or folders of them; they are checked together with the built-in rules
    #[arg(value_name = "DIR", required = true)]
    pub(super) rules: Vec<PathBuf>,
    /// Clean text, in which nothing is wrong: also report rules that speak in it more often than
    /// their confidence claims; may be given again
    #[arg(long, value_name = "PATH")]
    pub(super) corpus: Vec<PathBuf>,
    /// How to write what is found
    #[arg(long, value_enum, default_value_t = FlawFormat::Rich)]
    pub(super) format: FlawFormat,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// Forms of what is wrong with rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FlawFormat {
    /// Frames of the rule files
    Rich,
    /// A JSON array
    Json,
}

/// Forms of the list of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// A line for each rule
    Table,
    /// A JSON array
    Json,
}

#[derive(Debug, Args)]
pub(super) struct StatsArgs {
    /// How to write the statistics
    #[arg(long, value_enum, default_value_t = StatsFormat::Table, help_heading = "Output")]
    pub(super) format: StatsFormat,
    /// Add this many findings, drawn at random, with the words around them
    #[arg(long, value_name = "N", help_heading = "Output")]
    pub(super) sample: Option<usize>,
    /// Another number draws another sample
    #[arg(long, value_name = "S", default_value_t = 0, help_heading = "Output")]
    pub(super) seed: u64,
    /// Add what grew and shrank since these statistics were written with --format json
    #[arg(long, value_name = "OLD", help_heading = "Output")]
    pub(super) compare: Option<PathBuf>,
    #[command(flatten)]
    pub(super) choice: ChoiceArgs,
    #[command(flatten)]
    pub(super) own: OwnRules,
    #[command(flatten)]
    pub(super) documents: DocumentArgs,
    #[command(flatten)]
    pub(super) color: ColorArgs,
}

/// Forms of statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StatsFormat {
    /// Tables for a terminal
    Table,
    /// A JSON object, which --compare reads
    Json,
    /// Tables of Markdown
    Markdown,
}

/// What every scan of documents that shows findings takes.
#[derive(Debug, Args)]
pub(super) struct ScanArgs {
    #[command(flatten)]
    pub(super) choice: ChoiceArgs,
    #[command(flatten)]
    pub(super) own: OwnRules,
    #[command(flatten)]
    pub(super) gates: GateArgs,
    #[command(flatten)]
    pub(super) documents: DocumentArgs,
}

/// When a run fails.
#[derive(Debug, Args)]
pub(super) struct GateArgs {
    /// Findings count if they are of this severity or above, and one that counts is too many unless
    /// a number is given
    #[arg(
        long,
        value_name = "SEVERITY",
        value_parser = fail_on(),
        default_value = FailOn::default().name(),
        help_heading = "Gates"
    )]
    pub(super) fail_on: FailOn,
    /// Fail only if more than this many findings count
    #[arg(long, value_name = "N", help_heading = "Gates")]
    pub(super) max_findings: Option<usize>,
    /// Fail only if more than this many findings in a thousand words count
    #[arg(long, value_name = "RATE", value_parser = rate, help_heading = "Gates")]
    pub(super) max_rate: Option<f64>,
    /// Succeed whatever is found; trouble is still exit status 2
    #[arg(long, help_heading = "Gates")]
    pub(super) exit_zero: bool,
}

impl GateArgs {
    pub(super) fn gates(&self) -> Gates {
        Gates {
            fail_on: self.fail_on,
            max_findings: self.max_findings,
            max_rate: self.max_rate,
            max_document_score: None,
            exit_zero: self.exit_zero,
        }
    }
}

/// Which documents to read, and how.
#[derive(Debug, Args)]
pub(super) struct DocumentArgs {
    /// Files and folders; `-` is standard input. None: the current folder
    #[arg(value_name = "PATHS")]
    pub(super) paths: Vec<PathBuf>,
    /// The encoding of documents that are neither UTF-8 nor say what they are
    #[arg(
        long,
        value_name = "NAME",
        value_parser = encoding,
        help_heading = "Documents"
    )]
    pub(super) encoding: Option<&'static Encoding>,
    /// What to call standard input
    #[arg(long, value_name = "NAME", help_heading = "Documents")]
    pub(super) stdin_filename: Option<String>,
    /// How many threads to work on; 0: as many as there are cores
    #[arg(short = 'j', long = "jobs", value_name = "N", default_value_t = 0)]
    pub(super) jobs: u16,
}

/// Which rules to show.
#[derive(Debug, Args)]
pub(super) struct ChoiceArgs {
    /// Only these rules: a code, a name, a category, `pivot:es` or `confidence:high`
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = "Rules")]
    pub(super) select: Vec<String>,
    /// Not these rules, written as for --select
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = "Rules")]
    pub(super) ignore: Vec<String>,
    /// Only rules at least this sure; if not given, medium, and whatever --select asks for by name
    #[arg(
        long,
        value_name = "LEVEL",
        value_parser = confidence(),
        help_heading = "Rules"
    )]
    pub(super) min_confidence: Option<Confidence>,
}

impl ChoiceArgs {
    pub(super) fn choice(&self) -> Choice {
        Choice {
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            min_confidence: self.min_confidence,
        }
    }
}

/// Rules that are not built in.
#[derive(Debug, Args)]
pub(super) struct OwnRules {
    /// A folder of rule files to use beside the built-in ones; may be given again
    #[arg(long = "rules", value_name = "DIR", help_heading = "Rules")]
    pub(super) folders: Vec<PathBuf>,
}

/// What every command with a summary takes.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    #[command(flatten)]
    pub(super) color: ColorArgs,
    /// Say nothing but findings and troubles
    #[arg(short, long, help_heading = "Output")]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct ColorArgs {
    /// Whether to write colours; auto: to a terminal, as NO_COLOR and CLICOLOR_FORCE allow
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value_t = When::Auto,
        help_heading = "Output"
    )]
    pub(super) color: When,
}

/// When to do what only some terminals can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    #[value(help = None)]
    Auto,
    Always,
    Never,
}

fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    one_of(FailOn::ALL.map(|gate| (gate.name(), gate)))
}

fn confidence() -> impl TypedValueParser<Value = Confidence> {
    one_of(Confidence::ALL.map(|level| (level.name(), level)))
}

/// A parser of the words of `all`, for types of floors that know nothing of command lines.
fn one_of<T, const N: usize>(all: [(&'static str, T); N]) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    PossibleValuesParser::new(all.map(|(name, _)| name)).try_map(move |word| {
        let found = all.iter().find(|(name, _)| *name == word);
        found.map(|&(_, value)| value).ok_or(Unlisted)
    })
}

/// What cannot happen: a word that was accepted and is not in the list.
#[derive(Debug)]
struct Unlisted;

impl fmt::Display for Unlisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not one of the words that may stand here")
    }
}

impl std::error::Error for Unlisted {}

fn probability(number: &str) -> Result<f64, String> {
    let probability = number.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    probability.ok_or_else(|| "it lies between 0 and 1".to_owned())
}

fn rate(number: &str) -> Result<f64, String> {
    let rate = number.parse().ok().filter(|rate: &f64| rate.is_finite() && *rate >= 0.0);
    rate.ok_or_else(|| "it is a number from 0 upwards, as 0.5".to_owned())
}

fn encoding(label: &str) -> Result<&'static Encoding, UnknownEncoding> {
    encoding_for_label(label)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_do_not_contradict_one_another() {
        Cli::command().debug_assert();
    }

    #[track_caller]
    fn parse(line: &str) -> Cli {
        Cli::try_parse_from(line.split_whitespace()).expect("the line is understood")
    }

    #[test]
    fn without_a_command_paths_are_checked() {
        let cli = parse("mtlint --format jsonl seeds/ -");
        assert!(cli.command.is_none());
        assert_eq!(cli.check.scan.documents.paths, [PathBuf::from("seeds/"), PathBuf::from("-")]);
        assert_eq!(cli.check.format, Format::Jsonl);
    }

    #[test]
    fn a_document_may_be_named_like_a_command() {
        let Some(Command::Check(check)) = parse("mtlint check -- fix").command else {
            panic!("this is a check")
        };
        assert_eq!(check.scan.documents.paths, [PathBuf::from("fix")]);
        assert_eq!(parse("mtlint -- fix").check.scan.documents.paths, [PathBuf::from("fix")]);
    }

    #[test]
    fn lists_may_be_joined_by_commas_or_given_again() {
        let cli = parse("mtlint --select a,b --select c --fail-on error --min-confidence low");
        assert_eq!(cli.check.scan.choice.select, ["a", "b", "c"]);
        assert_eq!(cli.check.scan.gates.fail_on, FailOn::Error);
        assert_eq!(cli.check.scan.choice.min_confidence, Some(Confidence::Low));
    }
}
