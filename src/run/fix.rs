use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::finding::{Finding, Reported};
use crate::fix::{Divergence, repair_found};
use crate::policy::Policy;
use crate::rule::Applicability;
use crate::source::{Input, Loaded, OutputFolder, Read, ReadError, Walk};
use crate::text::{Document, Origin};

use super::batch::{Workers, caught, in_batches};
use super::diff::{DiffStyle, name_from, unified};
use super::{
    Answer, Job, Message, Messages, Tally, broke_down, bytes, chain, unconfigured, written,
};

/// Where mended texts go.
#[derive(Debug, Clone, Copy)]
pub enum Target<'t> {
    /// Back to where they came from; standard input goes to the output.
    InPlace,
    /// Into copies under this folder.
    Folder(&'t OutputFolder),
    /// Nowhere: the output shows what would change.
    Diff {
        /// How.
        style: DiffStyle,
        /// The folder that the diff is to be applied in.
        here: &'t Path,
    },
}

/// How texts are mended.
#[derive(Debug, Clone, Copy)]
pub struct FixOptions<'t> {
    /// The least freely applicable fixes to apply.
    pub least: Applicability,
    /// Where the mended texts go.
    pub target: Target<'t>,
}

/// What mending came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fixed {
    /// What is left after it, and whether the run fails.
    pub tally: Tally,
    /// How many fixes were applied, or would be.
    pub fixes: usize,
    /// How many documents were changed, or would be.
    pub documents: usize,
}

/// Mends everything that `walk` comes to.
///
/// A document whose mended text cannot be written is left alone and is a trouble; a document that
/// needs no mending is not written at all.
pub fn fix(
    job: &Job<'_>,
    walk: Walk,
    options: FixOptions<'_>,
    out: &mut dyn Write,
    messages: &mut Messages<'_>,
) -> Fixed {
    let mut fixed = Fixed::default();
    let deliver = |mut mended: Mended| {
        mended.copy(options.target);
        fixed.fixes += mended.fixes;
        fixed.documents += usize::from(mended.fixes > 0);
        mended.answer.deliver(&mut fixed.tally, messages);
        if mended.out.is_empty() {
            return ControlFlow::Continue(());
        }
        written(out.write_all(&mended.out), &mut fixed.tally, messages)
    };
    let mend = |input| mend(job, options, input);
    in_batches(&mut Workers::new(job.threads), walk.inputs(), bytes, mend, deliver);
    if let Err(error) = out.flush() {
        let _: ControlFlow<()> = written(Err(error), &mut fixed.tally, messages);
    }
    match options.target {
        // A diff fails if there is anything in it.
        Target::Diff { .. } => fixed.tally.failed &= !job.gates.exit_zero,
        Target::InPlace | Target::Folder(_) => fixed.tally.hold_against(&job.gates, messages),
    }
    fixed
}

/// What came of mending one input.
#[derive(Debug, Default)]
struct Mended {
    answer: Answer,
    /// What goes to the output.
    out: Vec<u8>,
    /// How many fixes were applied, or would be; 0 where nothing came of it.
    fixes: usize,
    /// What is to be written into the output folder. That is done in the order of the inputs, so
    /// that of two documents that claim one place it is always the same one that gets it.
    copy: Option<(Box<Loaded>, String)>,
}

fn mend(job: &Job<'_>, options: FixOptions<'_>, input: Result<Input, ReadError>) -> Mended {
    let mut mended = Mended::default();
    match input {
        Err(error) => mended.answer.trouble(chain(&error)),
        Ok(input) => match caught(|| mend_input(job, options, &input)) {
            Ok(done) => return done,
            Err(said) => mended.answer.trouble(broke_down(input.origin(), &said)),
        },
    }
    mended
}

fn mend_input(job: &Job<'_>, options: FixOptions<'_>, input: &Input) -> Mended {
    let mut mended = Mended::default();
    match input.read(job.encoding) {
        Err(error) => mended.answer.trouble(chain(&error)),
        Ok(Read::Binary) if input.is_stdin() => {
            // There is nothing to write to the output, which its reader must not take for a text.
            mended.answer.trouble(format!("{}: this is no text", input.origin()));
        }
        Ok(Read::Binary) => mended.answer.tally.summary.binary = 1,
        Ok(Read::Text(loaded)) => mended.text(job, options, loaded),
    }
    mended
}

impl Mended {
    fn text(&mut self, job: &Job<'_>, options: FixOptions<'_>, loaded: Box<Loaded>) {
        let document = loaded.document();
        let Some(policy) = job.policies.of(document.origin()) else {
            self.answer.trouble(unconfigured(document.origin()));
            self.pass_on(options, &loaded);
            return;
        };
        // As the document came: what mends it must not depend on how far it is mended.
        let found = job.scanner.scan(document);
        let made = job.is_made(document, &policy, &found);
        let judge = |now: &Document, found| policy.judge(now, job.rules(), found, made);
        let open = |now: &Document, found| -> Vec<Finding> {
            let open = judge(now, found).into_iter().filter(Reported::is_open);
            open.map(|reported| reported.finding).collect()
        };
        let repair = match repair_found(job.scanner, document, found, &open, options.least) {
            Ok(repair) => repair,
            Err(divergence) => {
                self.answer.trouble(fighting(job, document, &divergence));
                self.leave(job, &policy, options, &loaded);
                return;
            }
        };
        match self.write(options, &loaded, &repair.text) {
            Ok(changed) => {
                let text = Document::new(document.origin().clone(), repair.text);
                let left = judge(&text, repair.remaining);
                self.answer.tally.add(&job.count(&text, &left));
                if let Target::Diff { .. } = options.target {
                    self.answer.tally.failed = changed;
                }
                self.fixes = if changed { repair.applied.len() } else { 0 };
                if changed {
                    self.report(options.target, document);
                }
                if let Target::Folder(_) = options.target {
                    self.copy = Some((loaded, text.text().to_owned()));
                }
            }
            Err(what) => {
                self.answer.trouble(what);
                self.leave(job, &policy, options, &loaded);
            }
        }
    }

    /// Writes the mended text, and says whether anything is changed by it.
    fn write(
        &mut self,
        options: FixOptions<'_>,
        loaded: &Loaded,
        text: &str,
    ) -> Result<bool, String> {
        let changed = text != loaded.document().text();
        let encode = |text| loaded.encode(text).map_err(|error| chain(&error));
        match options.target {
            Target::InPlace if loaded.input().is_stdin() => self.out = encode(text)?,
            Target::InPlace => {
                return loaded.write_back(text).map_err(|error| chain(&error));
            }
            Target::Diff { style, here } if changed => {
                let (old, new) = (encode(loaded.document().text())?, encode(text)?);
                let name = name_in_diff(here, loaded.document().origin());
                let drawn = unified(&name, &old, &new, style, &mut self.out);
                drawn.map_err(|error| format!("{}: {error}", loaded.document().origin()))?;
            }
            Target::Diff { .. } | Target::Folder(_) => {}
        }
        Ok(changed)
    }

    /// Leaves the document as it is, with what is found in it.
    fn leave(&mut self, job: &Job<'_>, policy: &Policy, options: FixOptions<'_>, loaded: &Loaded) {
        let document = loaded.document();
        let reported = job.judge(document, policy, job.scanner.scan(document));
        self.answer.tally.add(&job.count(document, &reported));
        self.pass_on(options, loaded);
    }

    /// Whoever reads on from standard input gets the text as it came, as a file would keep it.
    fn pass_on(&mut self, options: FixOptions<'_>, loaded: &Loaded) {
        if matches!(options.target, Target::InPlace) && loaded.input().is_stdin() {
            self.out = loaded.encode(loaded.document().text()).unwrap_or_default();
        }
    }

    fn report(&mut self, target: Target<'_>, document: &Document) {
        if let Target::InPlace = target {
            let what = format!("fixed {} in {}", findings(self.fixes), document.origin());
            self.answer.messages.push(Message::Done(what));
        }
    }

    /// Writes the copy into the output folder.
    fn copy(&mut self, target: Target<'_>) {
        let (Some((loaded, text)), Target::Folder(folder)) = (self.copy.take(), target) else {
            return;
        };
        match folder.write(&loaded, &text) {
            Ok(_) if self.fixes == 0 => {}
            Ok(path) => {
                let (from, to) = (loaded.document().origin(), path.display());
                let what = format!("fixed {} in {from}, written to {to}", findings(self.fixes));
                self.answer.messages.push(Message::Done(what));
            }
            Err(error) => {
                self.fixes = 0;
                self.answer.trouble(chain(&error));
            }
        }
    }
}

/// `1 finding`, `2 findings`.
fn findings(count: usize) -> String {
    format!("{count} finding{}", if count == 1 { "" } else { "s" })
}

fn name_in_diff(here: &Path, origin: &Origin) -> PathBuf {
    match origin {
        Origin::File(path) => name_from(here, path),
        Origin::Stdin(name) | Origin::Memory(name) => name_from(here, Path::new(&**name)),
    }
}

fn fighting(job: &Job<'_>, document: &Document, divergence: &Divergence) -> String {
    let names: Vec<_> =
        divergence.rules.iter().map(|&rule| job.rules().get(rule).name.as_str()).collect();
    format!("{}: left alone: {divergence} ({})", document.origin(), names.join(", "))
}
