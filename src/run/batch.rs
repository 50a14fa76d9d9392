use std::any::Any;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// The most inputs of one batch: enough that no thread stands idle while the last of them is worked
/// on, and few enough that the first answers appear at once.
const MOST_INPUTS: usize = 512;

/// The most bytes of one batch, unless its only input is larger. Its documents are held together.
const MOST_BYTES: u64 = 16 << 20;

/// The threads of a run, started when first needed.
#[derive(Debug)]
pub(super) struct Workers {
    threads: usize,
    pool: Option<ThreadPool>,
}

impl Workers {
    /// `threads` of them; 0: as many as there are cores.
    pub(super) fn new(threads: usize) -> Workers {
        Workers { threads, pool: None }
    }

    /// Does `work` to every input of `batch`, and gives the answers in the order of the inputs.
    fn answers<I: Send, A: Send>(
        &mut self,
        batch: Vec<I>,
        work: &(impl Fn(I) -> A + Sync),
    ) -> Vec<A> {
        if batch.len() < 2 || self.threads == 1 {
            return batch.into_iter().map(work).collect();
        }
        if self.pool.is_none() {
            self.pool = ThreadPoolBuilder::new().num_threads(self.threads).build().ok();
        }
        match &self.pool {
            Some(pool) => pool.install(|| batch.into_par_iter().map(work).collect()),
            // A system that refuses threads still has the one that asks.
            None => batch.into_iter().map(work).collect(),
        }
    }
}

/// Works through `inputs` batch by batch: `work` answers each on all threads, and `take` is given
/// the answers in the order of the inputs, whatever the number of threads, until it breaks off.
///
/// Nothing but the answers of one batch is ever held.
pub(super) fn in_batches<I: Send, A: Send>(
    workers: &mut Workers,
    inputs: impl Iterator<Item = I>,
    bytes: impl Fn(&I) -> u64,
    work: impl Fn(I) -> A + Sync,
    take: impl FnMut(A) -> ControlFlow<()>,
) {
    in_settled_batches(workers, inputs, bytes, work, |_| {}, |answer| answer, take);
}

/// The same in three steps: `work` examines each input on all threads, `settle` decides in the order
/// of the inputs what depends on it, and `render` answers on all threads again.
pub(super) fn in_settled_batches<I: Send, E: Send, A: Send>(
    workers: &mut Workers,
    inputs: impl Iterator<Item = I>,
    bytes: impl Fn(&I) -> u64,
    work: impl Fn(I) -> E + Sync,
    mut settle: impl FnMut(&mut E),
    render: impl Fn(E) -> A + Sync,
    mut take: impl FnMut(A) -> ControlFlow<()>,
) {
    let mut inputs = inputs.fuse().peekable();
    loop {
        let mut batch = Vec::new();
        let mut size = 0_u64;
        while let Some(input) = inputs.peek() {
            size = size.saturating_add(bytes(input));
            if !batch.is_empty() && (batch.len() == MOST_INPUTS || size > MOST_BYTES) {
                break;
            }
            batch.extend(inputs.next());
        }
        if batch.is_empty() {
            return;
        }
        let mut examined = workers.answers(batch, &work);
        examined.iter_mut().for_each(&mut settle);
        for answer in workers.answers(examined, &render) {
            if take(answer).is_break() {
                return;
            }
        }
    }
}

/// What `work` gives, or what it said as it panicked.
///
/// A panic is a mistake in the program; it costs its document, never the run.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| said(payload.as_ref()))
}

fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no reason given").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(threads: usize, sizes: &[u64], stop_at: Option<usize>) -> Vec<usize> {
        let mut taken = Vec::new();
        in_batches(
            &mut Workers::new(threads),
            sizes.iter().copied().enumerate(),
            |&(_, size)| size,
            |(at, _)| at,
            |at| {
                taken.push(at);
                if Some(at) == stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        taken
    }

    #[test]
    fn answers_come_in_the_order_of_the_inputs() {
        let sizes = vec![1; 3 * MOST_INPUTS + 7];
        let in_order: Vec<_> = (0..sizes.len()).collect();
        for threads in [0, 1, 4] {
            assert_eq!(check(threads, &sizes, None), in_order);
        }
    }

    #[test]
    fn an_input_larger_than_a_batch_is_a_batch() {
        let sizes = [1, MOST_BYTES + 1, 1, u64::MAX, u64::MAX, 1];
        assert_eq!(check(2, &sizes, None), [0, 1, 2, 3, 4, 5]);
        assert_eq!(check(2, &[], None), [0; 0]);
    }

    #[test]
    fn breaking_off_ends_the_run() {
        assert_eq!(check(4, &[1; 100], Some(2)), [0, 1, 2]);
    }

    #[test]
    fn a_panic_is_an_answer() {
        assert_eq!(caught(|| 1), Ok(1));
        let caught: Result<(), _> = caught(|| panic!("at {}", 7));
        assert_eq!(caught, Err("at 7".to_owned()));
    }
}
