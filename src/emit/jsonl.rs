//! Findings for programs: JSON Lines, one finding a line, a summary last.
//!
//! The form is a contract, published as `docs/findings.schema.json` and made from the structs
//! here; a change that readers could trip over counts [`JsonlEmitter::VERSION`] up.

use std::io::{self, Write};
use std::path::MAIN_SEPARATOR;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use crate::finding::{Fix, Reported};
use crate::rule::{Applicability, Category, Confidence, Rule, RuleSet, Severity};
use crate::text::{Document, Origin, Span};
use crate::verdict::Verdict;

use super::places::Places;
use super::sanitize::is_unseen;
use super::{Emitter, Report, Summary};

/// Writes findings as JSON Lines.
///
/// Each line is safe to look at in a terminal: characters that cannot be seen are written as JSON
/// escapes, which lose nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct JsonlEmitter;

impl JsonlEmitter {
    /// The version of the form.
    pub const VERSION: u32 = 1;

    /// The JSON Schema of one line.
    #[must_use]
    pub fn schema() -> serde_json::Value {
        let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        generator.into_root_schema_for::<Record<'static>>().to_value()
    }
}

impl Emitter for JsonlEmitter {
    fn document(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Report { document, rules, verdict, .. } = *report;
        let path = path(document.origin());
        let mut line = Vec::new();
        let mut open = report.open().peekable();
        if open.peek().is_some() {
            let places = Places::new(document);
            for reported in open {
                let rule = rules.get(reported.finding.rule);
                let record = FindingRecord::new(&path, rule, document, reported, &places);
                write_line(&mut line, out, &Record::Finding(record))?;
            }
        }
        if let Some(verdict) = verdict {
            let record = DocumentRecord::new(&path, rules, verdict);
            write_line(&mut line, out, &Record::Document(record))?;
        }
        Ok(())
    }

    fn finish(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut line = Vec::new();
        write_line(&mut line, out, &Record::Summary(SummaryRecord::new(summary)))
    }
}

/// One line of `mtlint --format jsonl`.
///
/// Findings come in the order of documents and places, with `--documents` each document's own line
/// behind its findings; the last line is the summary. Fields may be
/// added without a new version: ignore those that you do not know.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
#[schemars(title = "mtlint findings")]
enum Record<'a> {
    Finding(FindingRecord<'a>),
    Document(DocumentRecord<'a>),
    Summary(SummaryRecord),
}

/// One place in a document where a rule found damage.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct FindingRecord<'a> {
    /// The document, as it was named on the command line or found in a folder, with `/` between
    /// folders. Bytes of a file name that are no text are replaced.
    path: &'a str,
    /// The code of the rule: `MT` and four digits.
    rule: &'a str,
    /// The name of the rule.
    name: &'a str,
    /// The kind of damage.
    category: Category,
    /// How much it matters to the reader of the text.
    severity: Severity,
    /// How sure the rule is that this is damage.
    confidence: Confidence,
    /// BCP 47 tags of the languages whose grammar leaves this trace; empty: any.
    pivots: &'a [String],
    /// What is wrong, in one line.
    message: &'a str,
    /// The damaged text.
    text: &'a str,
    /// Where the damaged text is.
    span: SpanRecord,
    /// Ways to mend it, best first. Only the first is ever applied by `mtlint fix`.
    fixes: Vec<FixRecord<'a>>,
    /// Evidence elsewhere in the document.
    related: Vec<RelatedRecord<'a>>,
}

/// A place in a document. `start` and `end` are offsets in bytes, half open, in the text decoded to
/// UTF-8 and without its byte order mark; lines and columns start at 1, and columns count characters
/// (Unicode scalar values).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Span")]
struct SpanRecord {
    /// The first byte.
    start: usize,
    /// One past the last byte.
    end: usize,
    /// The line of `start`.
    #[schemars(range(min = 1))]
    line: usize,
    /// The column of `start`.
    #[schemars(range(min = 1))]
    column: usize,
    /// The line of `end`.
    #[schemars(range(min = 1))]
    end_line: usize,
    /// The column of `end`: one past the last character, where that is on the same line.
    #[schemars(range(min = 1))]
    end_column: usize,
}

/// One way to mend a finding: edits that are applied together or not at all.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Fix")]
struct FixRecord<'a> {
    /// How freely it may be applied.
    applicability: Applicability,
    /// What it does, in a few words.
    title: &'a str,
    /// The edits, in order of position, none overlapping another.
    edits: Vec<EditRecord<'a>>,
}

/// Replaces a range of bytes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Edit")]
struct EditRecord<'a> {
    /// The first byte to take out.
    start: usize,
    /// One past the last byte to take out; `start` where nothing is.
    end: usize,
    /// What to put there.
    text: &'a str,
}

/// A piece of evidence.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Related")]
struct RelatedRecord<'a> {
    /// Where it is.
    span: SpanRecord,
    /// What there is to say of it; may be empty.
    message: &'a str,
}

/// Where a document comes from, as far as its damage tells. Written with `--documents` only.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Document")]
struct DocumentRecord<'a> {
    /// The document, as in its findings.
    path: &'a str,
    /// Its words, as white space separates them.
    words: usize,
    /// Findings that speak for a machine that wrote it: of every confidence, shown or not.
    findings: usize,
    /// The rules that these findings are of.
    distinct_rules: usize,
    /// Traces that speak for a machine, too: signs that are no findings.
    traces: usize,
    /// These findings in a thousand words.
    per_1000_words: f64,
    /// The probability that the words of the document are a machine's.
    #[schemars(range(min = 0, max = 1))]
    score: f64,
    /// The ways by which it may have come to be, the most probable first; those of a probability
    /// under 0.01 are left out.
    channels: Vec<ChannelRecord<'a>>,
}

/// One way by which a document may have come to be.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Channel")]
struct ChannelRecord<'a> {
    /// What it is called: a pivot language and a kind, or a kind.
    id: &'a str,
    /// How probable it is.
    #[schemars(range(min = 0, max = 1))]
    p: f64,
}

/// What the run came to. The last line.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Summary")]
struct SummaryRecord {
    /// The version of this form.
    version: u32,
    /// Documents that were scanned.
    documents: usize,
    /// Documents with at least one finding.
    documents_with_findings: usize,
    /// Files passed over because they are not text.
    binary: usize,
    /// Inputs that could not be read, scanned or written.
    troubles: usize,
    /// Words scanned, as white space separates them.
    words: usize,
    /// All findings.
    findings: usize,
    /// Findings of severity error.
    errors: usize,
    /// Findings of severity warning.
    warnings: usize,
    /// Findings of severity note.
    notes: usize,
    /// Findings whose first fix is safe.
    safe: usize,
    /// Findings whose first fix is unsafe.
    r#unsafe: usize,
    /// Findings whose first fix is for display only.
    display: usize,
    /// Findings of the severity at which the run fails, or above.
    counted: usize,
    /// Findings that their document says to pass over; they are in no other count, and not written.
    suppressed: usize,
    /// Findings that the baseline has; they are in no other count, and not written.
    baselined: usize,
}

impl<'a> FindingRecord<'a> {
    fn new(
        path: &'a str,
        rule: &'a Rule,
        document: &'a Document,
        reported: &'a Reported,
        places: &Places<'_>,
    ) -> FindingRecord<'a> {
        let finding = &reported.finding;
        let related = finding
            .related
            .iter()
            .map(|(span, message)| RelatedRecord { span: SpanRecord::new(*span, places), message });
        FindingRecord {
            path,
            rule: &rule.code,
            name: &rule.name,
            category: rule.category,
            severity: reported.severity,
            confidence: rule.confidence,
            pivots: &rule.pivots,
            message: &finding.message,
            text: document.slice(finding.span),
            span: SpanRecord::new(finding.span, places),
            fixes: finding.fixes.iter().map(FixRecord::new).collect(),
            related: related.collect(),
        }
    }
}

impl<'a> DocumentRecord<'a> {
    fn new(path: &'a str, rules: &'a RuleSet, verdict: &Verdict) -> DocumentRecord<'a> {
        let ranked = verdict.ranked(rules.channels()).into_iter().filter(|(_, p)| *p >= 0.01);
        DocumentRecord {
            path,
            words: verdict.words,
            findings: verdict.findings,
            distinct_rules: verdict.distinct_rules,
            traces: verdict.traces,
            per_1000_words: rounded(verdict.per_1000_words()),
            score: rounded(verdict.score),
            channels: ranked
                .map(|(channel, p)| ChannelRecord { id: &channel.id, p: rounded(p) })
                .collect(),
        }
    }
}

/// With four digits, so that the bytes of the output are the same on every machine.
fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

impl SpanRecord {
    fn new(span: Span, places: &Places<'_>) -> SpanRecord {
        let (from, to) = (places.of(span.start()), places.of(span.end()));
        SpanRecord {
            start: span.start(),
            end: span.end(),
            line: from.line,
            column: from.column,
            end_line: to.line,
            end_column: to.column,
        }
    }
}

impl<'a> FixRecord<'a> {
    fn new(fix: &'a Fix) -> FixRecord<'a> {
        let edits = fix.edits.iter().map(|edit| EditRecord {
            start: edit.span.start(),
            end: edit.span.end(),
            text: &edit.text,
        });
        FixRecord { applicability: fix.applicability, title: &fix.title, edits: edits.collect() }
    }
}

impl SummaryRecord {
    fn new(summary: &Summary) -> SummaryRecord {
        SummaryRecord {
            version: JsonlEmitter::VERSION,
            documents: summary.documents,
            documents_with_findings: summary.documents_with_findings,
            binary: summary.binary,
            troubles: summary.troubles,
            words: summary.words,
            findings: summary.findings(),
            errors: summary.errors,
            warnings: summary.warnings,
            notes: summary.notes,
            safe: summary.safe,
            r#unsafe: summary.r#unsafe,
            display: summary.display,
            counted: summary.counted,
            suppressed: summary.suppressed,
            baselined: summary.baselined,
        }
    }
}

/// What to call a document in the output.
fn path(origin: &Origin) -> String {
    let name = origin.to_string();
    match origin {
        Origin::File(_) if MAIN_SEPARATOR != '/' => name.replace(MAIN_SEPARATOR, "/"),
        _ => name,
    }
}

/// Writes `record` and a line feed at once, through `line`.
fn write_line(line: &mut Vec<u8>, out: &mut dyn Write, record: &Record<'_>) -> io::Result<()> {
    line.clear();
    record.serialize(&mut Serializer::with_formatter(&mut *line, VisibleFormatter))?;
    line.push(b'\n');
    out.write_all(line)
}

/// Compact JSON in which characters that cannot be seen are written as escapes.
struct VisibleFormatter;

impl Formatter for VisibleFormatter {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, character)) =
            rest.char_indices().find(|&(_, character)| is_unseen(character))
        {
            let (seen, from) = rest.split_at(at);
            writer.write_all(seen.as_bytes())?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = from.get(character.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }
}
