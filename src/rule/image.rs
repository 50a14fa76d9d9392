//! A rule set as bytes: what loading made of rule files, written when the program is built, so that
//! a run has no file to read and nothing to check.
//!
//! The bytes are read by the very program they were written for, and have no meaning to any other.
//! What few runs ask for stays bytes until it is asked for.

mod entries;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use entries::{EntryImage, GuardsImage, Shared, TemplateImage};
use values::ValueImage;

use super::{
    Applicability, Category, Channels, CheckSpec, Confidence, Late, Rule, RuleSet, RuleSource,
    Severity, WordMap,
};
use crate::text::Span;

/// Why a rule set has no image.
pub type ImageError = postcard::Error;

#[derive(Serialize, Deserialize)]
struct SetImage<'a> {
    #[serde(borrow)]
    guards: Vec<GuardsImage<'a>>,
    #[serde(borrow)]
    maps: Vec<&'a [u8]>,
    channels: Channels,
    #[serde(borrow)]
    rules: Vec<RuleImage<'a>>,
}

#[derive(Serialize, Deserialize)]
struct RuleImage<'a> {
    code: &'a str,
    name: &'a str,
    #[serde(borrow)]
    former_names: Vec<&'a str>,
    category: Category,
    #[serde(borrow)]
    families: Vec<&'a str>,
    severity: Severity,
    confidence: Confidence,
    #[serde(borrow)]
    pivots: Vec<&'a str>,
    needs_channel: Option<&'a str>,
    #[serde(borrow)]
    message: TemplateImage<'a>,
    #[serde(borrow)]
    label: TemplateImage<'a>,
    explanation: &'a str,
    /// Entries, checks' parameters and examples are bytes in the bytes.
    entries: &'a [u8],
    #[serde(borrow)]
    checks: Vec<CheckImage<'a>>,
    examples: &'a [u8],
    /// The place of the file among all files.
    file: usize,
    at: (usize, usize),
}

#[derive(Serialize, Deserialize)]
struct CheckImage<'a> {
    run: &'a str,
    params: &'a [u8],
    applicability: Applicability,
    at: (usize, usize),
}

impl RuleSet {
    /// The set as bytes that [`RuleSet::from_image`] reads. `sources` are the files it was loaded
    /// from, which the bytes do not hold.
    ///
    /// # Errors
    ///
    /// If there is something in the set that cannot be written.
    pub fn to_image(&self, sources: &[Arc<RuleSource>]) -> Result<Vec<u8>, ImageError> {
        let mut shared = entries::Sharing::default();
        let mut parts = Vec::with_capacity(self.len());
        for (_, rule) in self.iter() {
            let entries: Vec<_> = rule.entries.iter().map(|entry| shared.entry(entry)).collect();
            let params = rule.checks.iter().map(|check| {
                let params = check.params.iter();
                let params: BTreeMap<_, _> =
                    params.map(|(name, value)| (name.as_str(), ValueImage::of(value))).collect();
                postcard::to_stdvec(&params)
            });
            parts.push((
                postcard::to_stdvec(&entries)?,
                params.collect::<Result<Vec<_>, _>>()?,
                postcard::to_stdvec(&*rule.examples)?,
                (shared.template(&rule.message), shared.template(&rule.label)),
            ));
        }
        let rules = self.iter().zip(&parts).map(|((_, rule), parts)| {
            let (entries, params, examples, (message, label)) = parts;
            let checks = rule.checks.iter().zip(params).map(|(check, params)| CheckImage {
                run: &check.run,
                params,
                applicability: check.applicability,
                at: (check.at.start(), check.at.end()),
            });
            RuleImage {
                code: &rule.code,
                name: &rule.name,
                former_names: strs(&rule.former_names),
                category: rule.category,
                families: strs(&rule.families),
                severity: rule.severity,
                confidence: rule.confidence,
                pivots: strs(&rule.pivots),
                needs_channel: rule.needs_channel.as_deref(),
                message: message.clone(),
                label: label.clone(),
                explanation: &rule.explanation,
                entries,
                checks: checks.collect(),
                examples,
                file: sources.iter().position(|file| file.path == rule.file.path).unwrap_or(0),
                at: (rule.at.start(), rule.at.end()),
            }
        });
        let rules = rules.collect();
        let maps = shared.maps.iter().map(|map| postcard::to_stdvec(&***map));
        let maps = maps.collect::<Result<Vec<_>, _>>()?;
        postcard::to_stdvec(&SetImage {
            guards: shared.guards,
            maps: maps.iter().map(Vec::as_slice).collect(),
            channels: self.channels().clone(),
            rules,
        })
    }

    /// The set that was written as `image`. `file` gives the files it was loaded from, by their
    /// places.
    ///
    /// # Errors
    ///
    /// If `image` was not written by this program.
    pub fn from_image(
        image: &'static [u8],
        file: impl Fn(usize) -> Arc<RuleSource>,
    ) -> Result<RuleSet, ImageError> {
        let SetImage { guards, maps, channels, rules } = postcard::from_bytes(image)?;
        let map = |map: &'static [u8]| Late::new(move || Arc::new(read(map)));
        let maps: Vec<Late<WordMap>> = maps.into_iter().map(map).collect();
        let guards = guards.into_iter().map(|guards| Arc::new(guards.read())).collect();
        let shared = Arc::new(Shared { guards, maps });
        let rules = rules.into_iter().map(|rule| rule.read(&shared, &file)).collect();
        Ok(RuleSet::new(rules).with_channels(channels))
    }
}

impl RuleImage<'static> {
    fn read(self, shared: &Arc<Shared>, file: &impl Fn(usize) -> Arc<RuleSource>) -> Rule {
        let entries = {
            let (shared, image) = (Arc::clone(shared), self.entries);
            Late::new(move || {
                let entries: Vec<EntryImage<'static>> = read(image);
                entries.into_iter().map(|entry| entry.read(&shared)).collect()
            })
        };
        let checks = self.checks.into_iter().map(|check| {
            let params = check.params;
            CheckSpec {
                run: check.run.to_owned(),
                params: Late::new(move || {
                    let params: BTreeMap<&str, ValueImage<'static>> = read(params);
                    let params = params.into_iter();
                    params.map(|(name, value)| (name.to_owned(), value.read())).collect()
                }),
                applicability: check.applicability,
                at: Span::new(check.at.0, check.at.1),
            }
        });
        Rule {
            code: self.code.to_owned(),
            name: self.name.to_owned(),
            former_names: strings(&self.former_names),
            category: self.category,
            families: strings(&self.families),
            severity: self.severity,
            confidence: self.confidence,
            pivots: strings(&self.pivots),
            needs_channel: self.needs_channel.map(str::to_owned),
            message: self.message.read(shared),
            label: self.label.read(shared),
            explanation: self.explanation.to_owned(),
            entries,
            checks: checks.collect(),
            examples: late(self.examples),
            file: file(self.file),
            at: Span::new(self.at.0, self.at.1),
        }
    }
}

fn strs(strings: &[String]) -> Vec<&str> {
    strings.iter().map(String::as_str).collect()
}

fn strings(strs: &[&str]) -> Vec<String> {
    strs.iter().map(|&text| text.to_owned()).collect()
}

/// What `image` holds, read when it is asked for.
fn late<T: DeserializeOwned + Default>(image: &'static [u8]) -> Late<T> {
    Late::new(move || read(image))
}

/// What `image` holds. That a part of an image can be read is seen to by a test: an image whose whole
/// was read is of this very program.
fn read<T: Deserialize<'static> + Default>(image: &'static [u8]) -> T {
    postcard::from_bytes(image).unwrap_or_default()
}
