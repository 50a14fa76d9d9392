//! The parts of the help texts that are more than a line.

pub(super) const ABOUT: &str = "\
Finds and repairs the damage that machine translation leaves in English text.

Without a command, mtlint checks the documents named, or all under the current folder. Findings go to \
standard output, everything else to standard error.";

pub(super) const AFTER: &str = "\
Exit status: 0 nothing to report, 1 findings, 2 trouble. `mtlint --help` says more.";

pub(super) const AFTER_LONG: &str = "\
Examples:
  mtlint seeds/                         show the damage in a folder
  mtlint --format jsonl corpus/         for other programs
  mtlint fix --diff report.txt          show what would be repaired
  mtlint fix report.txt                 repair it
  pandoc -t plain a.html | mtlint -     check standard input
  mtlint check -- fix                   check a document that is named like a command
  mtlint explain comma-entity           what a rule is about

Exit status:
  0  nothing was found that --fail-on counts
  1  something was: findings, changes that `fix --diff` shows, examples that fail
  2  trouble: a path that does not exist, a file that cannot be read or written, a faulty rule, a
     wrong argument. Trouble wins over findings, and everything else is still processed.

Environment:
  NO_COLOR        if set and not empty, no colours
  CLICOLOR_FORCE  if set and not 0, colours even where there is no terminal";

pub(super) const CHECK: &str = "\
Examples:
  mtlint check seeds/
  mtlint check --select residue,court-calque --min-confidence high seeds/
  mtlint check --ignore pivot:fr --fail-on error seeds/
  mtlint check --rules my-rules/ seeds/
  mtlint check --stdin-filename draft.txt - < draft.txt
  mtlint check --format jsonl --documents --max-document-score 0.9 corpus/

A document's score is the probability that a machine wrote its words. It counts all rules, shown or
not, but those for what scrapers and misspellings leave.

Exit status: 0 nothing that --fail-on counts, 1 findings or a score too high, 2 trouble.";

pub(super) const FIX: &str = "\
Fixes are safe, unsafe or for display. Safe ones are applied, unsafe ones only with
--unsafe-fixes, and those for display never. What --select, --ignore and --min-confidence hide is
not repaired. With `-`, the repaired text goes to standard output.

Examples:
  mtlint fix report.txt
  mtlint fix --unsafe-fixes --diff seeds/ | git apply
  mtlint fix --output-dir repaired/ seeds/
  mtlint fix - < report.txt > repaired.txt

Exit status: 0 nothing is left that --fail-on counts, 1 something is left, 2 trouble.
With --diff: 0 nothing would change, 1 something would, 2 trouble.";

pub(super) const TEST: &str = "\
Every `bad` example must be found by its rule and by no other, and its fix must give the `fixed`
text; at a `good` example no rule at all may speak. Rule files that are named here are loaded
beside the built-in ones; a file of the same category and name takes the place of a built-in one.

Examples:
  mtlint test
  mtlint test comma-entity MT0104 calque
  mtlint test my-rules/calque/my-rule.toml

Exit status: 0 all examples pass, 1 some fail, 2 a rule is faulty or does not exist.";

pub(super) const EXPLAIN: &str = "\
Examples:
  mtlint explain comma-entity
  mtlint explain MT0104";

pub(super) const RULES: &str = "\
Examples:
  mtlint rules
  mtlint rules --select pivot:es,confidence:high
  mtlint rules --format json
  mtlint rules check my-rules/";

pub(super) const RULES_CHECK: &str = "\
Reports, in frames of the rule files:
  dead              what can never match: a phrase, an expression, a guard that is never true
  shadowed          what something else, as sure or surer, always finds too
  duplicated        what is looked for already
  too-broad         what is in every text, in sound examples, or in --corpus more often than the
                    confidence of its rule claims
  missing-examples  fewer than three bad and three good ones; a table that no example is found by;
                    repairs that no example shows
  unindexed         expressions whose literals stand nearly everywhere. One that has none and gives
                    no reason is refused when it is read.

A file of the same category and name takes the place of a built-in one.

Examples:
  mtlint rules check my-rules/
  mtlint rules check --corpus clean-text/ my-rules/
  mtlint rules check --format json rules/

Exit status: 0 nothing is wrong, 1 something is, 2 a rule is faulty or cannot be read.";

pub(super) const STATS: &str = "\
Counts the findings of all rules, those of low confidence too unless --min-confidence says
otherwise, and prints how many there are per million words. With --sample the findings drawn are
shown with their rule, so that people can judge how often it is right; the same seed draws the same
sample from the same documents, whatever -j is.

Examples:
  mtlint stats corpus/
  mtlint stats --sample 50 --seed 7 --select court-calque corpus/
  mtlint stats --format json corpus/ > old.json
  mtlint stats --compare old.json corpus/

Exit status: 0 counted, 2 trouble.";
