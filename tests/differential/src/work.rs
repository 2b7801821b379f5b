//! What is compared next: the primitive that took the least time so far, so that cheap ones reach
//! their number and the others share what is left.

use crate::Case;
use crate::random::{Keys, Seeded};
use crate::record::{Progress, Record, line};
use anyhow::Result;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a primitive is worked on before the next is chosen.
const SLICE: Duration = Duration::from_secs(2);

/// What all threads share.
struct Shared {
    record: Record,
    /// Primitives that no thread works on and that are not through, with their keys.
    open: Vec<(usize, Keys)>,
    saved: Instant,
}

/// Compares inputs of the cases that are `requested` until all have their number or `limit` is
/// over. How many differed.
pub(crate) fn run(
    cases: &[&Case],
    mut record: Record,
    requested: impl Fn(&Case) -> bool,
    again: bool,
    limit: Duration,
    threads: usize,
) -> Result<u64> {
    let chosen: Vec<usize> = (0..cases.len()).filter(|index| requested(cases[*index])).collect();
    if again {
        chosen.iter().for_each(|index| record.rows[*index] = Progress::default());
    }
    let begin = Instant::now();
    let open = chosen.iter().map(|index| (*index, Keys::new(record.seed))).collect();
    let shared = Mutex::new(Shared { record, open, saved: begin });
    std::thread::scope(|scope| {
        let work = || worker(cases, &shared, || begin.elapsed() < limit);
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| {
            worker.join().unwrap_or_else(|_| anyhow::bail!("a thread panicked"))
        })
    })?;
    let record = shared.into_inner().unwrap_or_else(PoisonError::into_inner).record;
    record.save(cases)?;
    Ok(chosen.iter().map(|index| record.rows[*index].differences).sum())
}

/// Takes primitives and works on each for a while.
fn worker(cases: &[&Case], shared: &Mutex<Shared>, go_on: impl Fn() -> bool) -> Result<()> {
    let lock = || shared.lock().unwrap_or_else(PoisonError::into_inner);
    while go_on() {
        let ((index, mut keys), mut row, seed, count) = {
            let mut shared = lock();
            let Shared { record, open, .. } = &mut *shared;
            let Some(place) = (0..open.len()).min_by_key(|place| record.rows[open[*place].0].time)
            else {
                break;
            };
            let taken = open.swap_remove(place);
            let row = record.rows[taken.0];
            (taken, row, record.seed, record.count)
        };
        let begin = Instant::now();
        let case = cases[index];
        while row.inputs < count && begin.elapsed() < SLICE {
            match (case.same)(&mut Seeded::new(seed, row.inputs), keys.of(row.inputs)) {
                Ok(true) => {}
                // That one fails where others do not is a difference, too.
                outcome => {
                    row.differences += 1;
                    eprintln!(
                        "{}: input {} of seed {seed} differs, {outcome:?}",
                        case.name, row.inputs
                    );
                }
            }
            row.inputs += 1;
        }
        row.time += begin.elapsed();
        let mut shared = lock();
        shared.record.rows[index] = row;
        if row.inputs < count {
            shared.open.push((index, keys));
        } else {
            println!("{}", line(case, &row));
        }
        if shared.saved.elapsed() > 10 * SLICE {
            shared.record.save(cases)?;
            shared.saved = Instant::now();
        }
    }
    Ok(())
}
