use super::Rule;
use super::channels::Channels;
use super::fault::nearest;

/// The place of a rule in its [`RuleSet`]; meaningless in any other. What a finding carries, so that
/// findings are small and names are never compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIndex(pub usize);

/// The rules of a run, in the order of their codes.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    channels: Channels,
    prepared: Option<&'static [u8]>,
}

impl RuleSet {
    /// A set of `rules`, put in the order of their codes, without channels.
    #[must_use]
    pub fn new(mut rules: Vec<Rule>) -> RuleSet {
        rules.sort_by(|a, b| a.code.cmp(&b.code));
        RuleSet { rules, channels: Channels::default(), prepared: None }
    }

    /// The same rules with these channels.
    #[must_use]
    pub fn with_channels(mut self, channels: Channels) -> RuleSet {
        self.channels = channels;
        self
    }

    /// The same rules with what the engine worked out for this very set when the program was built,
    /// in a form that only the engine knows.
    #[must_use]
    pub fn with_prepared(mut self, prepared: &'static [u8]) -> RuleSet {
        self.prepared = Some(prepared);
        self
    }

    /// What the engine worked out for this set before; `None`: nothing.
    #[must_use]
    pub fn prepared(&self) -> Option<&'static [u8]> {
        self.prepared
    }

    /// What the findings of the rules say of where a text comes from.
    #[must_use]
    pub fn channels(&self) -> &Channels {
        &self.channels
    }

    /// The rule at `index`.
    ///
    /// # Panics
    ///
    /// If `index` is of another set.
    #[must_use]
    pub fn get(&self, index: RuleIndex) -> &Rule {
        &self.rules[index.0]
    }

    /// All rules with their places, in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = (RuleIndex, &Rule)> {
        self.rules.iter().enumerate().map(|(at, rule)| (RuleIndex(at), rule))
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rule of this code, name or former name.
    #[must_use]
    pub fn find(&self, code_or_name: &str) -> Option<RuleIndex> {
        let named = |rule: &Rule| {
            rule.code.eq_ignore_ascii_case(code_or_name)
                || rule.name == code_or_name
                || rule.former_names.iter().any(|name| name == code_or_name)
        };
        self.rules.iter().position(named).map(RuleIndex)
    }

    /// The code or name that is most likely meant by `name`, if any is near.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let names = self.rules.iter().flat_map(|rule| {
            let former = rule.former_names.iter().map(String::as_str);
            [rule.code.as_str(), rule.name.as_str()].into_iter().chain(former)
        });
        nearest(name, names)
    }
}
