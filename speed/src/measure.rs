//! Time, measured so that a busy machine disturbs little, and all alike: the processor's for this
//! thread, in turns, and of each the median.

use crate::mbedtls::processor_time;
use std::time::Duration;

/// The columns, in their order.
pub const COLUMNS: [&str; 5] =
    ["ours", "mbedTLS", "RustCrypto", "AWS-LC in a slot", "AWS-LC directly"];
/// What is measured: an index into [`COLUMNS`].
pub const OURS: usize = 0;
pub const MBEDTLS: usize = 1;
pub const RUSTCRYPTO: usize = 2;
pub const SLOT: usize = 3;
pub const DIRECT: usize = 4;

/// Turns each contender gets.
const TURNS: usize = 25;
/// How long a turn takes, about.
const TURN: Duration = Duration::from_millis(4);

/// What a contender does. It yields the first bytes of what it computed, which must be the same for
/// all; zero if that is different each time.
pub type Work = Box<dyn FnMut() -> u64>;

/// One line of the table.
pub struct Case {
    pub name: String,
    /// Bytes a call processes; none for an operation.
    pub bytes: Option<usize>,
    work: [Option<Work>; COLUMNS.len()],
}

impl Case {
    /// An operation.
    pub fn new(name: &str) -> Self {
        Case { name: name.to_owned(), bytes: None, work: [const { None }; COLUMNS.len()] }
    }

    /// With a price per byte.
    pub fn bytes(self, bytes: usize) -> Self {
        Case { bytes: Some(bytes), ..self }
    }

    /// With another contender.
    pub fn with(mut self, column: usize, work: impl FnMut() -> u64 + 'static) -> Self {
        self.work[column] = Some(Box::new(work));
        self
    }

    /// Measures all in turns.
    ///
    /// # Panics
    /// When two contenders compute different things.
    pub fn run(&mut self) -> Times {
        let results: Vec<u64> = self
            .work
            .iter_mut()
            .flatten()
            .map(|work| work())
            .filter(|result| *result != 0)
            .collect();
        assert!(
            results.windows(2).all(|pair| pair[0] == pair[1]),
            "{}: results differ: {results:x?}",
            self.name
        );
        let calls: Vec<u32> =
            self.work.iter_mut().map(|work| work.as_mut().map_or(0, calls)).collect();
        let mut times = Times([const { Vec::new() }; COLUMNS.len()]);
        for _ in 0..TURNS {
            for ((work, calls), times) in self.work.iter_mut().zip(&calls).zip(&mut times.0) {
                if let Some(work) = work {
                    times.push(turn(work, *calls).as_nanos() as f64 / f64::from(*calls));
                }
            }
        }
        times
    }
}

/// Nanoseconds of a call, turn by turn, by column.
pub struct Times([Vec<f64>; COLUMNS.len()]);

impl Times {
    /// The median of a column.
    pub fn median(&self, column: usize) -> Option<f64> {
        median(self.0[column].clone())
    }

    /// How many times as fast as `other` a column is: the median of what each turn says, so that
    /// what slows both down is left out.
    pub fn ratio(&self, column: usize, other: usize) -> Option<f64> {
        median(self.0[other].iter().zip(&self.0[column]).map(|(other, own)| other / own).collect())
    }
}

/// How many calls make a turn.
fn calls(work: &mut Work) -> u32 {
    let mut calls = 1;
    loop {
        let taken = turn(work, calls);
        if taken * 2 > TURN || calls > 1 << 24 {
            return calls;
        }
        calls *= 2;
    }
}

fn turn(work: &mut Work, calls: u32) -> Duration {
    let begin = processor_time();
    for _ in 0..calls {
        std::hint::black_box(work());
    }
    processor_time() - begin
}

fn median(mut times: Vec<f64>) -> Option<f64> {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}
