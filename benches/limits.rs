//! What the project promises of speed: `cargo bench --bench limits` measures it, and fails where it
//! does not hold.
//!
//! - A scan with all rules takes at most [`MOST_TIMES`] as long as one with the first hundred.
//! - A run on a file of one line takes at most [`MOST_START_UP`] more than one without any rules.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads its own text and says what it measured"
)]

mod text;

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use mtlint::builtin;
use mtlint::rule::RuleSet;
use mtlint::scan::Scanner;
use mtlint::text::Document;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

use text::{MEGABYTE, prose};

const MOST_TIMES: f64 = 1.5;

const MOST_START_UP: Duration = Duration::from_millis(15);

/// The argument with which this program runs itself without rules.
const WITHOUT_RULES: &str = "without-rules";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    if env::args().nth(1).as_deref() == Some(WITHOUT_RULES) {
        let file = env::args().nth(2).ok_or("no file")?;
        let rules = RuleSet::default();
        let scanner = Scanner::new(&rules).map_err(|faults| format!("{faults:?}"))?;
        let found = scanner.scan(&Document::memory(fs::read_to_string(file)?.as_str()));
        return Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let kept = [scan()?, start_up()?];
    Ok(if kept == [true, true] { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Measures scans in turns, so that what else the machine does falls on both sides.
fn scan() -> Result<bool, Box<dyn Error>> {
    let all = builtin::rules();
    let hundred = all.iter().take(100).map(|(_, rule)| rule.clone()).collect();
    let hundred = RuleSet::new(hundred).with_channels(all.channels().clone());
    let text = prose(8 * MEGABYTE);
    let mut times = [Vec::new(), Vec::new()];
    let scanners = [Scanner::new(&hundred), Scanner::new(&all)];
    for round in 0..8 {
        for (scanner, times) in scanners.iter().zip(&mut times) {
            let scanner = scanner.as_ref().map_err(|faults| format!("{faults:?}"))?;
            let document = Document::memory(text.as_str());
            let start = Instant::now();
            std::hint::black_box(scanner.scan(&document));
            // In the first round expressions are compiled.
            if round > 0 {
                times.push(start.elapsed());
            }
        }
    }
    let [hundred, all_rules] = times.map(median);
    let ratio = all_rules.as_secs_f64() / hundred.as_secs_f64();
    let speed = |time: Duration| text.len() as f64 / 1e6 / time.as_secs_f64();
    println!("scan, the first hundred rules   {:6.1} MB/s", speed(hundred));
    println!("scan, all {:3} rules             {:6.1} MB/s", all.len(), speed(all_rules));
    println!("the time of the one by the other {ratio:5.2}   at most {MOST_TIMES}");
    Ok(ratio <= MOST_TIMES)
}

/// Measures whole processes, by the time they have the processor.
fn start_up() -> Result<bool, Box<dyn Error>> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("one-line.txt");
    fs::write(&file, "The committee met on Tuesday, and agreed on the budget.\n")?;
    let (this, mtlint) = (env::current_exe()?, env!("CARGO_BIN_EXE_mtlint"));
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..31 {
        times[0].push(time_of(Command::new(&this).arg(WITHOUT_RULES).arg(&file))?);
        times[1].push(time_of(Command::new(mtlint).args(["check", "--quiet"]).arg(&file))?);
    }
    let [without, with] = times.map(median);
    let more = with.saturating_sub(without);
    println!("start-up without rules          {:6.1} ms", 1e3 * without.as_secs_f64());
    println!("start-up with all rules         {:6.1} ms", 1e3 * with.as_secs_f64());
    println!(
        "what the rules take             {:6.1} ms  at most {}",
        1e3 * more.as_secs_f64(),
        MOST_START_UP.as_millis()
    );
    Ok(more <= MOST_START_UP)
}

/// How long `command` has the processor, in the program and in the system.
fn time_of(command: &mut Command) -> Result<Duration, Box<dyn Error>> {
    let before = children()?;
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if !status.success() {
        return Err(format!("{command:?} ended with {status}").into());
    }
    Ok(children()?.saturating_sub(before))
}

/// The time that all processes which this one started and saw end have had the processor.
fn children() -> Result<Duration, Box<dyn Error>> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let microseconds = |time: TimeVal| {
        u64::try_from(time.tv_sec() * 1_000_000 + time.tv_usec()).unwrap_or_default()
    };
    let both = microseconds(usage.user_time()) + microseconds(usage.system_time());
    Ok(Duration::from_micros(both))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
