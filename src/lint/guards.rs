//! Guards that are never true, and so do nothing or silence everything.

use std::collections::BTreeSet;
use std::sync::Arc;

use regex_syntax::ast::{self, Ast};

use crate::rule::{Entry, FlawKind, Guard, LazyRegex, Rule, View};
use crate::text::{Span, slice};

use super::probe::Place;
use super::{Desk, FEW, MANY, quoted, sample, stays};

/// Where a guard looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
    Around,
}

/// One branch of one guard.
struct Branch<'r> {
    rule: &'r Rule,
    /// The key as it is written: `when.before`.
    key: String,
    required: bool,
    side: Side,
    source: String,
    regex: LazyRegex,
    /// Entries that the guard is of.
    entries: Vec<Place>,
    table: Span,
    whole: bool,
}

/// A text in which a branch may be true, and where the match must begin in it or end.
struct Try {
    text: String,
    place: Place,
    edge: usize,
}

impl<'r> Desk<'r> {
    /// Reports what guards ask for in vain, and gives the tables in which nothing is found because
    /// of it.
    pub(super) fn guards(&mut self) -> BTreeSet<(Place, Span)> {
        let mut branches = self.branches();
        for most in [FEW / 2, MANY] {
            let holds = self.hold(&branches, most);
            let mut holds = holds.into_iter();
            branches.retain(|_| !holds.next().unwrap_or_default());
        }
        let mut never = BTreeSet::new();
        for branch in branches {
            let Branch { rule, key, side, .. } = &branch;
            let asked = quoted(&branch.source);
            let where_to = match side {
                Side::Before => "directly before a match",
                Side::After => "directly behind a match",
                Side::Around => "in a text with its layout ironed out",
            };
            let message = format!("`{key}` asks for what cannot stand {where_to}: {asked}");
            let help = match side {
                Side::Before => Some("a match begins at a word: end with the blank before it"),
                Side::After => Some("a match ends with a word: begin with the blank behind it"),
                Side::Around => None,
            };
            let at = place_of(rule, branch.table, &branch.source);
            if branch.required && branch.whole {
                never.extend(branch.entries.iter().map(|place| (*place, branch.table)));
            }
            self.flaw(FlawKind::Dead, rule, at, message, help);
        }
        never
    }

    /// The branches of all guards that are written in the files of the rules.
    fn branches(&self) -> Vec<Branch<'r>> {
        let mut branches: Vec<Branch<'r>> = Vec::new();
        for &(index, rule) in &self.wanted {
            let first = branches.len();
            for (at, entry) in rule.entries.iter().enumerate() {
                // Those of word pairs are made and not written.
                let head = slice(&rule.file.text, entry.table.start(), entry.table.end());
                if !self.tried.contains_key(&(index, at)) || head.contains("order") {
                    continue;
                }
                let known = branches[first..].iter_mut().filter(|known| known.table == entry.table);
                let mut is_known = false;
                for known in known {
                    is_known = true;
                    known.entries.push((index, at));
                }
                if !is_known {
                    written(rule, entry, (index, at), &mut branches);
                }
            }
        }
        branches
    }

    /// Whether each of `branches` is true beside some match.
    fn hold(&self, branches: &[Branch<'r>], most: usize) -> Vec<bool> {
        let mut holds = vec![false; branches.len()];
        for view in [View::Folded, View::Raw] {
            let (mut tries, mut owners) = (Vec::new(), Vec::new());
            for (at, branch) in branches.iter().enumerate() {
                let of_view = |place: &&Place| self.entry(**place).view == view;
                if branch.entries.iter().take(1).all(|place| of_view(&place)) {
                    for attempt in self.tries(branch, view, most) {
                        owners.push(at);
                        tries.push(attempt);
                    }
                }
            }
            let texts: Vec<_> = tries.iter().map(|attempt| attempt.text.clone()).collect();
            let found = self.bare.find(&texts, view);
            for ((owner, attempt), hits) in owners.into_iter().zip(&tries).zip(found) {
                let branch = &branches[owner];
                let stands = |edge: fn(Span) -> usize| {
                    let own = hits.iter().filter(|(place, _)| *place == attempt.place);
                    own.into_iter().any(|(_, span)| edge(*span) == attempt.edge)
                };
                // What is asked of a paragraph or a document may stand anywhere in it.
                let stands = match branch.side {
                    Side::Before => stands(Span::start),
                    Side::After => stands(Span::end),
                    Side::Around => true,
                };
                holds[owner] |= stands && branch.is_true(attempt);
            }
        }
        holds
    }

    /// Texts in which `branch` may be true.
    fn tries(&self, branch: &Branch<'r>, view: View, most: usize) -> Vec<Try> {
        let asked = sample::samples(&branch.source, true, most);
        let mut tries = Vec::new();
        let entries = branch.entries.iter().filter(|place| self.entry(**place).view == view);
        // A guard of many phrases is tried beside a few of them, spread over all.
        let step = branch.entries.len() / 4 + 1;
        for &place in entries.step_by(step).take(if most > FEW { 4 } else { 1 }) {
            let Some(tried) = self.tried.get(&place) else { continue };
            for (text, span, _) in tried.texts.iter().take(if most > FEW { 6 } else { 2 }) {
                let found = slice(text, span.start(), span.end());
                // What stands on the other side is left there: a match may need it.
                let first = slice(text, 0, span.start());
                let last = slice(text, span.end(), text.len());
                for asked in asked.iter().filter(|asked| stays(asked, view)) {
                    for (pad, blank) in [("", ""), ("So", ""), ("So ", ""), ("So ", " ")] {
                        let (text, edge) = match branch.side {
                            Side::Before => {
                                let before = format!("{pad}{asked}{blank}");
                                (format!("{before}{found}{last}"), before.len())
                            }
                            Side::After => {
                                let pad: String = pad.chars().rev().collect();
                                let edge = first.len() + found.len();
                                (format!("{first}{found}{blank}{asked}{pad}"), edge)
                            }
                            Side::Around => (format!("{pad}{asked}{blank}"), 0),
                        };
                        tries.push(Try { text, place, edge });
                    }
                }
            }
        }
        tries
    }
}

impl Branch<'_> {
    fn is_true(&self, attempt: &Try) -> bool {
        let Some(regex) = self.regex.get() else { return true };
        let text = attempt.text.as_str();
        let (before, after) = (slice(text, 0, attempt.edge), slice(text, attempt.edge, text.len()));
        // Guards see no further than the line of the view.
        match self.side {
            Side::Before => regex.is_match(before.rsplit('\n').next().unwrap_or_default()),
            Side::After => regex.is_match(after.split('\n').next().unwrap_or_default()),
            Side::Around => regex.is_match(text),
        }
    }
}

/// Adds the branches of the guards of `entry`.
fn written<'r>(rule: &'r Rule, entry: &'r Entry, place: Place, branches: &mut Vec<Branch<'r>>) {
    let guards = &entry.guards;
    for (required, name, guard) in [(true, "when", &guards.when), (false, "unless", &guards.unless)]
    {
        let Guard { before, after, paragraph, document } = guard;
        let sides = [
            (Side::Before, "before", before),
            (Side::After, "after", after),
            (Side::Around, "paragraph", paragraph),
            (Side::Around, "document", document),
        ];
        for (side, key, regex) in sides {
            let Some(regex) = regex else { continue };
            let inner = inside(regex);
            let all = top_branches(inner);
            for source in &all {
                let wrapped = match side {
                    Side::Before => format!("(?:{source})$"),
                    Side::After => format!("^(?:{source})"),
                    Side::Around => source.clone(),
                };
                branches.push(Branch {
                    rule,
                    key: format!("{name}.{key}"),
                    required,
                    side,
                    source: source.clone(),
                    regex: LazyRegex::unchecked(wrapped, true),
                    entries: vec![place],
                    table: entry.table,
                    whole: all.len() == 1,
                });
            }
        }
    }
}

/// What was written of a guard, without what is put around it.
fn inside(regex: &Arc<LazyRegex>) -> &str {
    let source = regex.source();
    let before = source.strip_prefix("(?:").and_then(|rest| rest.strip_suffix(")$"));
    let after = source.strip_prefix("^(?:").and_then(|rest| rest.strip_suffix(')'));
    before.or(after).unwrap_or(source)
}

/// The branches of an expression that is an alternation; the expression itself where it is none.
fn top_branches(source: &str) -> Vec<String> {
    match &ast::parse::Parser::new().parse(source) {
        Ok(Ast::Alternation(alternation)) => {
            let branches = alternation.asts.iter().map(|branch| {
                let span = branch.span();
                slice(source, span.start.offset, span.end.offset).to_owned()
            });
            branches.collect()
        }
        _ => vec![source.to_owned()],
    }
}

/// Where `part` is written behind `table`; the head of the table where it is not written so.
fn place_of(rule: &Rule, table: Span, part: &str) -> Span {
    let rest = slice(&rule.file.text, table.end(), rule.file.text.len());
    match rest.find(part) {
        Some(at) if !part.is_empty() => Span::new(table.end() + at, table.end() + at + part.len()),
        _ => table,
    }
}
