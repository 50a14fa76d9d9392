//! What each rule costs: the time of a scan with that rule alone, over one text, the dearest first.
//!
//! `cargo run --release --example cost -- TEXT [RULE]`

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a tool for the terminal")]

use std::time::{Duration, Instant};

use mtlint::builtin;
use mtlint::rule::RuleSet;
use mtlint::scan::Scanner;
use mtlint::text::Document;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("the path of a text");
    let wanted = arguments.next();
    let text = std::fs::read_to_string(path).expect("the text can be read");
    let rules = builtin::rules();
    let time = |rules: &RuleSet| -> Duration {
        let scanner = Scanner::new(rules).expect("the checks are in order");
        let document = Document::memory(text.as_str());
        document.folded();
        let start = Instant::now();
        std::hint::black_box(scanner.scan(&document));
        start.elapsed()
    };
    let nothing = time(&RuleSet::new(Vec::new()));
    let mut costs: Vec<(Duration, String)> = rules
        .iter()
        .filter(|(_, rule)| wanted.as_ref().is_none_or(|name| *name == rule.name))
        .map(|(_, rule)| {
            let alone = RuleSet::new(vec![rule.clone()]);
            time(&alone);
            (time(&alone).saturating_sub(nothing), rule.name.clone())
        })
        .collect();
    costs.sort();
    let megabytes = text.len() as f64 / 1e6;
    println!("{:9.3} ms/MB  all rules", time(&rules).as_secs_f64() * 1e3 / megabytes);
    for (cost, name) in costs.iter().rev().take(40) {
        println!("{:9.3} ms/MB  {name}", cost.as_secs_f64() * 1e3 / megabytes);
    }
}
