//! Fixes, messages, and the slots they name.

use std::sync::Arc;

use crate::rule::fault::nearest;
use crate::rule::written::{Strings, Written};
use crate::rule::{Applicability, Template, TemplateError, group_name};

use super::Lowering;

impl Lowering<'_> {
    /// Reads a template; `None` where that fails.
    pub(super) fn template(&mut self, written: &Written<String>) -> Option<Template> {
        let lexicon = &self.border.lexicon;
        let error = match Template::parse(written, &|name| lexicon.map(name)) {
            Ok(template) => return Some(template),
            Err(error) => error,
        };
        let text = self.text();
        match &error {
            TemplateError::Unbalanced(at) => {
                self.report(written.character(text, *at), error.to_string());
            }
            TemplateError::UnknownOp(op) => {
                let near = nearest(op, Template::OPS);
                let help = match near {
                    Some(near) => format!("the nearest operation is `{near}`"),
                    None => format!("the operations are `{}`", Template::OPS.join("`, `")),
                };
                self.report_with(written.place_of(text, op), error.to_string(), help);
            }
            TemplateError::UnknownMap(map) => {
                let at = written.place_of(text, map);
                self.unknown_map(map, at);
            }
        }
        None
    }

    /// Holds the slots of `template` against the names that are known in each of the `sets`, and
    /// those known everywhere.
    pub(super) fn known_slots(
        &mut self,
        written: &Written<String>,
        template: &Template,
        sets: &[&Arc<[String]>],
        everywhere: &[&str],
    ) {
        if !self.thorough() {
            return;
        }
        for slot in template.slots() {
            if everywhere.contains(&slot) {
                continue;
            }
            let group = group_name(slot);
            let has = |set: &&Arc<[String]>| set.iter().any(|name| group_name(name) == group);
            if !sets.is_empty() && sets.iter().all(has) {
                continue;
            }
            let start = written.value.find(&format!("{{{slot}")).map_or(0, |brace| brace + 1);
            let at = written.part(self.text(), start, start + slot.len());
            if sets.iter().any(has) {
                let help = "the text would have a gap where it is not known";
                let message = format!("not everything this rule looks for has a `{slot}`");
                self.report_with(at, message, help);
                continue;
            }
            let names = sets.iter().flat_map(|set| set.iter().map(String::as_str));
            let mut names: Vec<&str> = names.chain(everywhere.iter().copied()).collect();
            names.sort_unstable();
            names.dedup();
            let help = match nearest(slot, names.iter().copied()) {
                Some(near) => format!("the nearest is `{near}`"),
                None => format!("known here: `{}`", names.join("`, `")),
            };
            self.report_with(at, format!("nothing here is named `{slot}`"), help);
        }
    }

    /// The fixes of an entry that has these slots.
    pub(super) fn fixes(&mut self, fix: Option<&Strings>, slots: &Arc<[String]>) -> Vec<Template> {
        let mut fixes = Vec::new();
        for written in fix.into_iter().flat_map(|fix| &fix.items) {
            if let Some(template) = self.template(written) {
                self.known_slots(written, &template, &[slots], &["0"]);
                fixes.push(template);
            }
        }
        fixes
    }

    /// Holds the applicability of a table against its fixes.
    pub(super) fn applicability<'f>(
        &mut self,
        applicability: Option<&Written<Applicability>>,
        fixes: impl Iterator<Item = &'f Strings>,
    ) -> Applicability {
        let mut first = None;
        for fix in fixes {
            first = first.or(Some(fix));
            if fix.items.is_empty() {
                self.report_with(fix.at, "an empty list of fixes", "leave `fix` out");
            }
            let safe = applicability.is_some_and(|written| written.value == Applicability::Safe);
            if safe && fix.items.len() > 1 {
                let help = "write `unsafe` or `display`, or one fix only";
                self.report_with(fix.at, "where there are alternatives none is safe", help);
            }
        }
        match (applicability, first) {
            (Some(written), None) => self.report(written.at, "there is no fix to apply"),
            (None, Some(fix)) => {
                let help = "add `applicability`: `safe` restores what was certainly there, \
                            `unsafe` is very likely right, `display` is only shown";
                self.report_with(fix.at, "how freely may this fix be applied?", help);
            }
            _ => {}
        }
        applicability.map_or(Applicability::Display, |written| written.value)
    }
}
