//! From what is written to what is true: every check of a rule that is possible before a text is
//! seen. All that is wrong is collected; a rule comes out only where nothing is.

mod examples;
mod looks;
mod order;
mod plural;
mod templates;

use std::path::Path;
use std::sync::Arc;

use crate::text::Span;

use super::channels::Channels;
use super::fault::Fault;
use super::file::{self, RuleFile};
use super::lexicon::Lexicon;
use super::load::Names;
use super::written::{Parameter, Written};
use super::{Applicability, CheckSpec, Entry, Rule, RuleSource, Template};
use order::OrderGuards;

/// What the files of all rules may refer to.
pub(super) struct Border {
    pub(super) lexicon: Lexicon,
    pub(super) names: Names,
    pub(super) channels: Channels,
    order_guards: OrderGuards,
}

impl Border {
    pub(super) fn new(lexicon: Lexicon, names: Names, channels: Channels) -> Border {
        let order_guards = OrderGuards::default();
        Border { lexicon, names, channels, order_guards }
    }
}

/// The rule in `file`.
///
/// # Errors
///
/// Everything that is wrong with it; nothing where only a lexicon file is to blame.
pub(super) fn lower(
    source: &Arc<RuleSource>,
    file: &RuleFile,
    border: &Border,
) -> Result<Rule, Vec<Fault>> {
    let mut lowering = Lowering { source, border, faults: Vec::new(), spoilt: false };
    lowering.identity(file);
    let mut found = Vec::new();
    for phrases in &file.phrases {
        lowering.phrases(phrases, &mut found);
    }
    for expressions in &file.regex {
        lowering.expressions(expressions, &mut found);
    }
    for order in &file.order {
        lowering.order(order, &mut found);
    }
    for residue in &file.residue {
        lowering.residue(residue, &mut found);
    }
    let checks: Vec<CheckSpec> =
        file.check.iter().filter_map(|check| lowering.check(check)).collect();
    let matchers = file.phrases.len() + file.regex.len() + file.order.len() + file.residue.len();
    if matchers + file.check.len() == 0 {
        let help = "write `[[phrases]]`, `[[regex]]`, `[[order]]`, `[[residue]]` or `[[check]]`";
        lowering.report_with(file.name.at, "this rule looks for nothing", help);
    }
    let message = lowering.line(&file.message, &found, file);
    let label = file.label.as_ref().map(|label| lowering.line(label, &found, file));
    let repairs = found.iter().any(|found| {
        !found.entry.fixes.is_empty() && found.entry.applicability > Applicability::Display
    }) || checks.iter().any(|check| check.applicability > Applicability::Display);
    let examples = lowering.examples(file, repairs);
    if lowering.spoilt || !lowering.faults.is_empty() {
        return Err(lowering.faults);
    }
    Ok(Rule {
        code: file.id.value.clone(),
        name: file.name.value.clone(),
        former_names: file.former_names.iter().map(|name| name.value.clone()).collect(),
        category: file.category.value,
        families: file.families.iter().map(|family| family.value.clone()).collect(),
        severity: file.severity,
        confidence: file.confidence,
        pivots: file.pivots.iter().map(|pivot| pivot.value.clone()).collect(),
        needs_channel: file.needs_channel.as_ref().map(|channel| channel.value.clone()),
        message: message.unwrap_or_default(),
        label: label.flatten().unwrap_or_default(),
        explanation: file.explanation.value.clone(),
        entries: found.into_iter().map(|found| found.entry).collect::<Vec<_>>().into(),
        checks,
        examples: examples.into(),
        file: Arc::clone(source),
        at: file.name.at,
    })
}

/// An entry, and the names that templates may use with it.
struct Found {
    entry: Entry,
    slots: Arc<[String]>,
}

/// The lowering of one file.
struct Lowering<'b> {
    source: &'b Arc<RuleSource>,
    border: &'b Border,
    faults: Vec<Fault>,
    /// Whether the rule lacks something that a lexicon file with faults of its own may hold.
    spoilt: bool,
}

impl<'b> Lowering<'b> {
    fn report(&mut self, at: Span, message: impl Into<String>) {
        self.faults.push(Fault::new(Arc::clone(self.source), at, message, None));
    }

    fn report_with(&mut self, at: Span, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault::new(Arc::clone(self.source), at, message, Some(help.into())));
    }

    fn report_help(&mut self, at: Span, message: impl Into<String>, help: Option<String>) {
        self.faults.push(Fault::new(Arc::clone(self.source), at, message, help));
    }

    /// The text of the file.
    fn text(&self) -> &'b str {
        &self.source.text
    }

    /// Whether to check what is checked by a test where a file lies inside the binary.
    fn thorough(&self) -> bool {
        !self.source.builtin
    }

    fn identity(&mut self, file: &RuleFile) {
        let digits = file.id.strip_prefix("MT").unwrap_or_default();
        if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = format!("`{}` is no code", file.id.value);
            self.report_with(file.id.at, message, "a code is `MT` and four digits");
        }
        for name in [&file.name].into_iter().chain(&file.former_names) {
            if !is_kebab(name) {
                let help = "a name is small letters and digits, with `-` between words";
                self.report_with(name.at, format!("`{}` is no name", name.value), help);
            }
        }
        let path = Path::new(&self.source.path);
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if stem != file.name.value {
            let message =
                format!("the name is `{}` and the file is `{stem}.toml`", file.name.value);
            self.report_with(file.name.at, message, "give both the same name");
        }
        let folder = path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
        let category = file.category.value.name();
        if folder != Some(category) {
            let folder = folder.unwrap_or(".");
            let message = format!("the category is `{category}` and the folder is `{folder}`");
            let help = format!("move the file to a folder named `{category}`");
            self.report_with(file.category.at, message, help);
        }
        for pivot in &file.pivots {
            if !is_language_tag(pivot) {
                let message = format!("`{}` is no language tag", pivot.value);
                self.report_with(pivot.at, message, "write a BCP 47 tag: `es`, `pt-BR`");
            }
        }
        for family in &file.families {
            if !is_family(family) {
                let message = format!("`{}` is no family", family.value);
                self.report_with(family.at, message, "a family is a capital and two digits: `A02`");
            }
        }
        if let Some(channel) = &file.needs_channel {
            self.known_channel(channel);
        }
        if file.explanation.trim().is_empty() {
            self.report(file.explanation.at, "the explanation is empty");
        }
    }

    pub(super) fn known_channel(&mut self, channel: &Written<String>) {
        let channels = &self.border.channels;
        if !channels.may_mean(channel) {
            let help = channels.nearest(channel);
            let message = format!("no channel has the pivot or the kind `{}`", channel.value);
            self.report_help(channel.at, message, help);
        }
    }

    /// A message or label.
    fn line(
        &mut self,
        line: &Written<String>,
        found: &[Found],
        file: &RuleFile,
    ) -> Option<Template> {
        if let Some(at) = line.find(char::is_control) {
            let at = line.character(self.text(), at);
            self.report(at, "a message is one line, without control characters");
            return None;
        }
        if line.trim().is_empty() {
            self.report(line.at, "there is nothing here to say");
            return None;
        }
        let template = self.template(line)?;
        // What a check fills in is known when it runs.
        if file.check.is_empty() {
            let mut sets: Vec<&Arc<[String]>> = Vec::new();
            for found in found {
                if !sets.last().is_some_and(|last| Arc::ptr_eq(last, &found.slots)) {
                    sets.push(&found.slots);
                }
            }
            self.known_slots(line, &template, &sets, &["match", "fix", "0"]);
        }
        Some(template)
    }

    fn check(&mut self, check: &Written<file::Check>) -> Option<CheckSpec> {
        let mut params = toml::Table::new();
        for (name, value) in &check.params {
            params.insert(name.clone(), self.parameter(value)?);
        }
        Some(CheckSpec {
            run: check.run.value.clone(),
            params: params.into(),
            applicability: check.applicability.unwrap_or(Applicability::Display),
            at: check.run.at,
        })
    }

    /// The parameter with the lexicon's words in place of their names.
    fn parameter(&mut self, parameter: &Written<Parameter>) -> Option<toml::Value> {
        match &parameter.value {
            Parameter::Plain(value) => Some(value.clone()),
            Parameter::List(items) => {
                let items: Vec<_> = items.iter().map(|item| self.parameter(item)).collect();
                Some(toml::Value::Array(items.into_iter().collect::<Option<_>>()?))
            }
            Parameter::Table(table) => {
                let mut out = toml::Table::new();
                for (name, value) in table {
                    out.insert(name.clone(), self.parameter(value)?);
                }
                Some(toml::Value::Table(out))
            }
            Parameter::Text(text) => {
                let name = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
                let Some(name) = name.filter(|name| !name.is_empty()) else {
                    return Some(toml::Value::String(text.clone()));
                };
                if let Some(name) = name.strip_prefix("map:") {
                    let Some(map) = self.border.lexicon.map(name) else {
                        self.unknown_map(name, parameter.at);
                        return None;
                    };
                    let pairs = map.iter();
                    let pairs = pairs.map(|(from, to)| (from.clone(), to.clone().into()));
                    return Some(toml::Value::Table(pairs.collect()));
                }
                let Some(words) = self.border.lexicon.class(name) else {
                    self.unknown_class(name, parameter.at);
                    return None;
                };
                let words = words.words().iter().map(|word| word.clone().into());
                Some(toml::Value::Array(words.collect()))
            }
        }
    }

    fn unknown_class(&mut self, name: &str, at: Span) {
        let lexicon = &self.border.lexicon;
        if lexicon.incomplete {
            self.spoilt = true;
            return;
        }
        let help = lexicon.nearest_class(name);
        self.report_help(at, format!("the lexicon has no class `{name}`"), help);
    }

    fn unknown_map(&mut self, name: &str, at: Span) {
        let lexicon = &self.border.lexicon;
        if lexicon.incomplete {
            self.spoilt = true;
            return;
        }
        let help = lexicon.nearest_map(name);
        self.report_help(at, format!("the lexicon has no map `{name}`"), help);
    }
}

/// Small letters and digits, with single `-` between them.
fn is_kebab(name: &str) -> bool {
    name.split('-').all(|word| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

/// Whether a slot, class or map may have this name: it must make the name of a capture group.
pub(super) fn is_slot_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn is_family(code: &str) -> bool {
    matches!(code.as_bytes(), [b'A'..=b'Z', b'0'..=b'9', b'0'..=b'9'])
}

fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
