//! What a rule looks for: phrases, expressions, residue, and what must stand around them.

use std::collections::BTreeSet;
use std::sync::Arc;

use regex_syntax::ast::{self, Ast, GroupKind};

use crate::rule::anchors::{Anchor, required_literals};
use crate::rule::file::{self, Expressions, Phrases, Residue, Surroundings};
use crate::rule::lexicon::unmatchable;
use crate::rule::written::{Strings, Written};
use crate::rule::{
    Applicability, Case, Entry, Guard, Guards, LazyRegex, Look, PhraseError, View, group_name,
    parse_phrase,
};
use crate::text::Span;

use super::{Found, Lowering, is_slot_name};

/// The names of slots that messages know without a pattern having them.
const TAKEN: [&str; 2] = ["match", "fix"];

/// Something to look for and what to write instead, as written.
type Pair<'f> = (&'f Written<String>, Option<&'f Strings>);

impl Lowering<'_> {
    pub(super) fn phrases(&mut self, table: &Written<Phrases>, found: &mut Vec<Found>) {
        let pairs = self.pairs(table.at, table.find.as_ref(), table.fix.as_ref(), &table.entries);
        let fixes = table.entries.iter().filter_map(|entry| entry.fix.as_ref()).chain(&table.fix);
        let applicability = self.applicability(table.applicability.as_ref(), fixes);
        let guards = self.guards(&table.when, &table.unless);
        for (find, fix) in pairs {
            self.phrase_entry(table, find, fix, applicability, &guards, found);
            if table.plural
                && let Some((find, fix)) = self.plural(find, fix)
            {
                self.phrase_entry(table, &find, fix.as_ref(), applicability, &guards, found);
            }
        }
    }

    fn phrase_entry(
        &mut self,
        table: &Written<Phrases>,
        find: &Written<String>,
        fix: Option<&Strings>,
        applicability: Applicability,
        guards: &Arc<Guards>,
        found: &mut Vec<Found>,
    ) {
        let case = table.case.unwrap_or(Case::Fold);
        let Some((look, slots)) = self.phrase(find, case) else { return };
        let fixes = self.fixes(fix, &slots);
        self.focus(table.focus.as_ref(), &slots);
        let entry = Entry {
            instance: find.value.clone(),
            look,
            view: View::Folded,
            case,
            edges: true,
            whole_line: table.whole_line,
            focus: table.focus.as_ref().map(|focus| focus.value.clone()),
            fixes,
            applicability,
            guards: Arc::clone(guards),
            at: find.at,
            table: table.at,
        };
        found.push(Found { entry, slots });
    }

    pub(super) fn expressions(&mut self, table: &Written<Expressions>, found: &mut Vec<Found>) {
        let pairs = self.pairs(table.at, Some(&table.find), table.fix.as_ref(), &[]);
        let applicability = self.applicability(table.applicability.as_ref(), table.fix.iter());
        let guards = self.guards(&table.when, &table.unless);
        let case = table.case.unwrap_or(Case::Exact);
        for (find, fix) in pairs {
            let Some(regex) = self.regex(find, "", "", case == Case::Fold) else { continue };
            let slots: Arc<[String]> =
                if self.thorough() { group_names(&find.value).into() } else { Arc::default() };
            for taken in TAKEN {
                if slots.iter().any(|slot| slot == taken) {
                    let at = find.place_of(self.text(), &format!("<{taken}>"));
                    self.report(at, format!("a group cannot be named `{taken}`: messages know it"));
                }
            }
            let anchors = required_literals(regex.source(), regex.fold_case());
            self.indexing(find.at, &anchors, table.unindexed.as_ref());
            let fixes = self.fixes(fix, &slots);
            self.focus(table.focus.as_ref(), &slots);
            let entry = Entry {
                instance: find.value.clone(),
                look: Look::Pattern { regex, anchors },
                view: table.view.unwrap_or(View::Folded),
                case,
                edges: table.edges,
                whole_line: table.whole_line,
                focus: table.focus.as_ref().map(|focus| focus.value.clone()),
                fixes,
                applicability,
                guards: Arc::clone(&guards),
                at: find.at,
                table: table.at,
            };
            found.push(Found { entry, slots });
        }
    }

    pub(super) fn residue(&mut self, table: &Written<Residue>, found: &mut Vec<Found>) {
        let pairs = self.pairs(table.at, table.find.as_ref(), table.fix.as_ref(), &table.entries);
        let fixes = table.entries.iter().filter_map(|entry| entry.fix.as_ref()).chain(&table.fix);
        let applicability = self.applicability(table.applicability.as_ref(), fixes);
        let guards = self.guards(&table.when, &table.unless);
        let slots: Arc<[String]> = [].into();
        for (find, fix) in pairs {
            if find.is_empty() {
                self.report(find.at, "there is nothing to look for");
                continue;
            }
            let entry = Entry {
                instance: find.value.clone(),
                look: Look::Literal(find.value.clone()),
                view: View::Raw,
                case: Case::Exact,
                edges: false,
                whole_line: table.whole_line,
                focus: None,
                fixes: self.fixes(fix, &slots),
                applicability,
                guards: Arc::clone(&guards),
                at: find.at,
                table: table.at,
            };
            found.push(Found { entry, slots: Arc::clone(&slots) });
        }
    }

    /// What a table looks for, either under `find` and `fix` or under `entries`.
    fn pairs<'f>(
        &mut self,
        table: Span,
        find: Option<&'f Strings>,
        fix: Option<&'f Strings>,
        entries: &'f [Written<file::Entry>],
    ) -> Vec<Pair<'f>> {
        let shared = find.map(|find| (find, fix));
        let each = entries.iter().map(|entry| (&entry.find, entry.fix.as_ref()));
        if find.is_none() && entries.is_empty() {
            let at = fix.map_or(table, |fix| fix.at);
            self.report_with(at, "there is nothing to look for", "write `find` or `entries`");
        }
        if let (Some(at), Some(_)) = (find.or(fix).map(|strings| strings.at), entries.first()) {
            let help = "write a table of its own for what shares a fix";
            self.report_with(at, "beside `entries` there is neither `find` nor `fix`", help);
        }
        let mut pairs = Vec::new();
        let mut seen = BTreeSet::new();
        for (find, fix) in shared.into_iter().chain(each) {
            if find.items.is_empty() {
                self.report(find.at, "there is nothing to look for");
            }
            for item in &find.items {
                if seen.insert(item.as_str()) {
                    pairs.push((item, fix));
                } else {
                    self.report(item.at, format!("`{}` is looked for twice", item.value));
                }
            }
        }
        pairs
    }

    /// How a phrase is found, and its slots.
    pub(super) fn phrase(
        &mut self,
        find: &Written<String>,
        case: Case,
    ) -> Option<(Look, Arc<[String]>)> {
        if self.thorough()
            && let Some((message, help)) = unmatchable(find)
        {
            self.report_with(find.at, message, help);
            return None;
        }
        let lexicon = &self.border.lexicon;
        let phrase = match parse_phrase(find, &|name| lexicon.class(name)) {
            Ok(phrase) => phrase,
            Err(error) => {
                self.phrase_error(find, &error);
                return None;
            }
        };
        let slots: Arc<[String]> = phrase.slots.into();
        for slot in slots.iter() {
            let taken = TAKEN.contains(&slot.as_str());
            if taken || !is_slot_name(slot) {
                let at = find.place_of(self.text(), slot);
                let why = if taken { "messages know it" } else { "a letter must be first" };
                self.report(at, format!("a slot cannot be named `{slot}`: {why}"));
                return None;
            }
        }
        let Some(pattern) = phrase.pattern else {
            return Some((Look::Literal(phrase.literal), slots));
        };
        let regex = Arc::new(LazyRegex::unchecked(pattern, case == Case::Fold));
        self.size(&regex, find.at);
        if phrase.anchors.is_empty() {
            let help = "add a word that stands in every match";
            self.report_with(find.at, "this phrase has no words of its own to be found by", help);
        }
        Some((Look::Pattern { regex, anchors: phrase.anchors }, slots))
    }

    fn phrase_error(&mut self, find: &Written<String>, error: &PhraseError) {
        let text = self.text();
        match error {
            PhraseError::Unbalanced(at) | PhraseError::TooDeep(at) => {
                self.report(find.character(text, *at), error.to_string());
            }
            PhraseError::UnknownClass(class) => {
                let at = find.place_of(text, class);
                self.unknown_class(class, at);
            }
            PhraseError::BadRepetition(part) | PhraseError::TwiceNamed(part) => {
                self.report(find.place_of(text, part), error.to_string());
            }
            PhraseError::Empty => self.report(find.at, error.to_string()),
        }
    }

    fn focus(&mut self, focus: Option<&Written<String>>, slots: &Arc<[String]>) {
        let Some(focus) = focus.filter(|_| self.thorough()) else { return };
        let group = group_name(focus);
        if slots.iter().any(|slot| group_name(slot) == group) {
            return;
        }
        let message = format!("`{}` is in focus, and not everything here has it", focus.value);
        let help = match crate::rule::fault::nearest(focus, slots.iter().map(String::as_str)) {
            Some(near) => format!("the nearest is `{near}`"),
            None if slots.is_empty() => "leave `focus` out: there are no slots".to_owned(),
            None => format!("known here: `{}`", slots.join("`, `")),
        };
        self.report_with(focus.at, message, help);
    }

    /// Holds the literals of an expression against what its rule says about them.
    fn indexing(&mut self, find: Span, anchors: &[Anchor], unindexed: Option<&Written<String>>) {
        match unindexed {
            None if anchors.is_empty() => {
                let help = "make one literal necessary, or say why not with `unindexed = \"…\"`";
                let message = "no literal stands in every match, so this runs over every text";
                self.report_with(find, message, help);
            }
            Some(reason) if !anchors.is_empty() => {
                let help = "leave `unindexed` out";
                self.report_with(reason.at, "there are literals to find this by", help);
            }
            Some(reason) if reason.trim().is_empty() => {
                self.report(reason.at, "say why no literal can be necessary");
            }
            _ => {}
        }
    }

    pub(super) fn guards(&mut self, when: &Surroundings, unless: &Surroundings) -> Arc<Guards> {
        Arc::new(Guards { when: self.guard(when), unless: self.guard(unless) })
    }

    fn guard(&mut self, surroundings: &Surroundings) -> Guard {
        let mut one = |written: &Option<Written<String>>, start: &str, end: &str| {
            written.as_ref().and_then(|written| self.regex(written, start, end, true))
        };
        Guard {
            before: one(&surroundings.before, "(?:", ")$"),
            after: one(&surroundings.after, "^(?:", ")"),
            paragraph: one(&surroundings.paragraph, "", ""),
            document: one(&surroundings.document, "", ""),
        }
    }

    /// An expression, with `start` and `end` around what is written.
    fn regex(
        &mut self,
        written: &Written<String>,
        start: &str,
        end: &str,
        fold_case: bool,
    ) -> Option<Arc<LazyRegex>> {
        if written.is_empty() {
            self.report(written.at, "an empty expression matches everywhere");
            return None;
        }
        let regex = LazyRegex::unchecked(format!("{start}{}{end}", written.value), fold_case);
        if self.thorough() {
            // Read without `start` and `end`: what is sound between brackets need not be sound
            // alone, as `a)|(b` shows.
            if let Err(fault) = LazyRegex::new(written, fold_case) {
                // The parser calls the beginning what it has no place for.
                let at = match fault.at {
                    0 => written.at,
                    at => written.character(self.text(), at.min(written.len().saturating_sub(1))),
                };
                self.report(at, format!("not a regular expression: {}", fault.message));
                return None;
            }
            self.size(&regex, written.at);
        }
        Some(Arc::new(regex))
    }

    fn size(&mut self, regex: &LazyRegex, at: Span) {
        if self.thorough() && regex.get().is_none() {
            self.report(at, "this expression is too large to compile");
        }
    }
}

/// The names of the capture groups of an expression that parses.
fn group_names(source: &str) -> Vec<String> {
    struct Names(Vec<String>);
    impl ast::Visitor for Names {
        type Output = Vec<String>;
        type Err = std::convert::Infallible;
        fn finish(self) -> Result<Self::Output, Self::Err> {
            Ok(self.0)
        }
        fn visit_pre(&mut self, ast: &Ast) -> Result<(), Self::Err> {
            if let Ast::Group(group) = ast
                && let GroupKind::CaptureName { name, .. } = &group.kind
            {
                self.0.push(name.name.clone());
            }
            Ok(())
        }
    }
    let Ok(ast) = ast::parse::Parser::new().parse(source) else { return Vec::new() };
    let Ok(names) = ast::visit(&ast, Names(Vec::new()));
    names
}
