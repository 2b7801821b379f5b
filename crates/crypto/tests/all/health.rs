//! The health tests of SP 800-90B: cutoffs against the standard's examples and its formula, sources
//! that are stuck, biased and sound.

use crate::common::generator::seeded;
use motetls_base::{Entropy, EntropyError, Random};
use motetls_crypto::health::{Combined, Cutoffs, FalseAlarm, Tested};
use motetls_crypto::{Aes128Ct, CtrDrbg, HmacDrbg, Sha256};

/// A source of whatever a function gives.
struct From<F: FnMut() -> u8>(F);

impl<F: FnMut() -> u8> Entropy for From<F> {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        out.fill_with(&mut self.0);
        Ok(())
    }
}

/// A source that plays back bytes and fails at their end.
struct Tape(Vec<u8>);

impl Entropy for Tape {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        let rest = self.0.split_off(out.len().min(self.0.len()));
        if self.0.len() != out.len() {
            return Err(EntropyError);
        }
        out.copy_from_slice(&self.0);
        self.0 = rest;
        Ok(())
    }
}

const BYTES: Cutoffs = Cutoffs::bytes(16, FalseAlarm::TwoToMinus20);

/// The smallest cutoff whose probability of being reached is at most alpha: the formula of section
/// 4.4.2, summed up from the end that matters.
fn proportion(window: u32, entropy: f64, alpha: f64) -> u16 {
    let p = (-entropy).exp2();
    let mut term = f64::from(window) * p.ln();
    let mut tail = 0.0;
    for k in (1..=window).rev() {
        // `term` is the logarithm of P(X = k), `tail` becomes P(X >= k).
        tail += term.exp();
        if tail > alpha {
            return u16::try_from(k + 1).unwrap();
        }
        term += (f64::from(k) / f64::from(window - k + 1)).ln() + ((1.0 - p) / p).ln();
    }
    1
}

#[test]
fn cutoffs_are_those_of_the_standard() {
    let alarm = FalseAlarm::TwoToMinus20;
    for (tenths, cutoff) in [(2, 941), (4, 840), (6, 748), (8, 664), (10, 589)] {
        assert_eq!(Cutoffs::bits(tenths, alarm).proportion, cutoff, "table 2, binary");
    }
    for (halves, cutoff) in [(1, 410), (2, 311), (4, 177), (8, 62), (16, 13)] {
        assert_eq!(Cutoffs::bytes(halves, alarm).proportion, cutoff, "table 2, not binary");
    }
    assert_eq!(Cutoffs::bytes(4, alarm), Cutoffs { repetition: 11, proportion: 177, window: 512 });
    assert_eq!(Cutoffs::bytes(4, FalseAlarm::TwoToMinus30).repetition, 16);
    assert_eq!(Cutoffs::bits(10, alarm), Cutoffs { repetition: 21, proportion: 589, window: 1024 });
    assert_eq!(Cutoffs::bits(3, alarm).repetition, 68, "rounded up");
    assert_eq!(Cutoffs::bytes(16, alarm).repetition, 4);
}

#[test]
fn cutoffs_follow_the_formula() {
    for (alarm, alpha) in [(FalseAlarm::TwoToMinus20, -20f64), (FalseAlarm::TwoToMinus30, -30f64)] {
        for tenths in 1..=10 {
            let expected = proportion(1024, f64::from(tenths) / 10.0, alpha.exp2());
            assert_eq!(Cutoffs::bits(tenths, alarm).proportion, expected, "{tenths} tenths");
        }
        for halves in 1..=16 {
            let expected = proportion(512, f64::from(halves) / 2.0, alpha.exp2());
            assert_eq!(Cutoffs::bytes(halves, alarm).proportion, expected, "{halves} halves");
        }
    }
    assert_eq!(
        Cutoffs::bits(0, FalseAlarm::TwoToMinus30),
        Cutoffs::bits(1, FalseAlarm::TwoToMinus30)
    );
    assert_eq!(
        Cutoffs::bytes(99, FalseAlarm::TwoToMinus30),
        Cutoffs::bytes(16, FalseAlarm::TwoToMinus30)
    );
}

#[test]
fn a_stuck_source_does_not_start() {
    for value in [0, 0x55, 0xff] {
        assert!(Tested::<_>::new(From(|| value), BYTES).is_err());
    }
}

#[test]
fn the_run_of_the_cutoff_fails_and_one_less_passes() {
    // After the start-up, values that never repeat but for one run.
    for (run, passes) in [(3, true), (4, false)] {
        let mut bytes: Vec<u8> = (0..1024u32 + 100).map(|i| i.to_le_bytes()[0]).collect();
        bytes[1060..1060 + run].fill(200);
        let mut tested = Tested::<_>::new(Tape(bytes), BYTES).unwrap();
        let mut out = [1; 100];
        let outcome = tested.entropy(&mut out);
        assert_eq!(outcome.is_ok(), passes, "{run} in a row");
        assert_eq!(tested.has_failed(), !passes);
        assert_eq!(out == [0; 100], !passes, "nothing of a failed draw is left");
    }
}

#[test]
fn the_share_of_the_cutoff_fails_and_one_less_passes() {
    // The start-up is two windows; in the third, so many samples equal the first one, never two in
    // a row.
    for (equal, passes) in [(12, true), (13, false)] {
        let mut bytes: Vec<u8> = (0..1536u32).map(|i| i.to_le_bytes()[0] / 2).collect();
        let counter = (0..1024u32).map(|i| i.to_le_bytes()[0]);
        bytes.splice(0..1024, counter);
        for (i, byte) in bytes[1024..].iter_mut().enumerate() {
            *byte = 1 + (i % 250) as u8;
            if i % 3 == 0 && i / 3 < equal {
                *byte = 255;
            }
        }
        let mut tested = Tested::<_>::new(Tape(bytes), BYTES).unwrap();
        assert_eq!(tested.entropy(&mut [0; 512]).is_ok(), passes, "{equal} of 512");
    }
}

#[test]
fn a_failure_is_permanent_until_restarted() {
    let stuck = std::cell::Cell::new(false);
    let mut sound = seeded(41);
    let source = From(|| if stuck.get() { 9 } else { sound.byte() });
    let mut tested = Tested::<_>::new(source, BYTES).unwrap();
    let mut out = [0; 16];
    assert_eq!(tested.entropy(&mut out), Ok(()));
    stuck.set(true);
    assert_eq!(tested.entropy(&mut out), Err(EntropyError));
    stuck.set(false);
    out.fill(3);
    assert_eq!(
        tested.entropy(&mut out),
        Err(EntropyError),
        "a source that came back is not trusted"
    );
    assert_eq!(out, [0; 16]);
    stuck.set(true);
    assert_eq!(tested.restart(), Err(EntropyError));
    assert_eq!(tested.entropy(&mut out), Err(EntropyError));
    stuck.set(false);
    assert_eq!(tested.restart(), Ok(()));
    assert_eq!(tested.entropy(&mut out), Ok(()));
}

#[test]
fn a_source_that_is_not_ready_has_not_failed() {
    let mut sound = seeded(42);
    let bytes = sound.bytes(1024 + 16);
    let mut tested = Tested::<_>::new(Tape(bytes.clone()), BYTES).unwrap();
    let mut out = [0; 16];
    assert_eq!(tested.entropy(&mut out), Ok(()));
    assert_eq!(out, bytes[1024..], "the samples of the start-up are thrown away");
    assert_eq!(tested.entropy(&mut out), Err(EntropyError));
    assert!(!tested.has_failed());
    assert!(Tested::<_>::new(Tape(sound.bytes(1000)), BYTES).is_err(), "too little to start with");
}

#[test]
fn biased_bits_are_found_and_fair_ones_pass() {
    // 700 ones of 1,024 are far beyond what a fair bit does, and never 21 in a row.
    const BITS: Cutoffs = Cutoffs::bits(10, FalseAlarm::TwoToMinus20);
    let mut turn = 0u8;
    let biased = From(|| {
        turn = turn.wrapping_add(1);
        if turn.is_multiple_of(2) { 0b0111_0111 } else { 0b0101_1011 }
    });
    assert!(Tested::<_, 1>::new(biased, BITS).is_err());
    let mut sound = seeded(43);
    let rare = Cutoffs::bits(10, FalseAlarm::TwoToMinus30);
    let mut fair = Tested::<_, 1>::new(From(|| sound.byte()), rare).unwrap();
    let mut out = [0; 4096];
    for _ in 0..16 {
        assert_eq!(fair.entropy(&mut out), Ok(()));
    }
}

#[test]
fn a_run_crosses_the_edges_of_bytes() {
    // 21 equal bits: 7 in one byte, 8 in the next, 6 in the third; in no byte alone are they a run.
    const BITS: Cutoffs = Cutoffs::bits(10, FalseAlarm::TwoToMinus20);
    for (last, passes) in [(0b1100_0000u8, false), (0b1110_0000, true)] {
        let mut bytes = vec![0b0101_0101; 128];
        bytes.extend([0b0000_0001, 0, last, 0x55, 0x55, 0x55]);
        let mut tested = Tested::<_, 1>::new(Tape(bytes), BITS).unwrap();
        assert_eq!(tested.entropy(&mut [0; 6]).is_ok(), passes);
    }
}

#[test]
fn samples_of_four_bits() {
    let cutoffs = Cutoffs { repetition: 6, proportion: 300, window: 512 };
    let mut sound = seeded(44);
    let mut bytes = sound.bytes(512);
    bytes.extend([0x71, 0x77, 0x77, 0x17, 0x23, 0x45]);
    let mut tested = Tested::<_, 4>::new(Tape(bytes), cutoffs).unwrap();
    assert_eq!(tested.entropy(&mut [0; 6]), Err(EntropyError), "six sevens in a row");
}

#[test]
fn generators_do_not_start_on_a_failing_source() {
    let sound = || {
        let mut sound = seeded(45);
        From(move || sound.byte())
    };
    let mut tested = Tested::<_>::new(sound(), BYTES).unwrap();
    let mut generator = HmacDrbg::<Sha256, _>::new(&mut tested, b"", b"").unwrap();
    assert!(generator.random(&mut [0; 32]).is_ok());
    let mut count = 0;
    let dying = From(|| {
        count += 1;
        if count > 1024 { 0 } else { u32::to_le_bytes(count)[0] }
    });
    let mut tested = Tested::<_>::new(dying, BYTES).unwrap();
    assert!(CtrDrbg::<Aes128Ct, _>::new(&mut tested, b"", b"").is_err());
}

#[test]
fn combined_sources_are_added_and_both_needed() {
    let (a, b) = (seeded(46).bytes(100), seeded(47).bytes(100));
    let sum: Vec<u8> = a.iter().zip(&b).map(|(a, b)| a ^ b).collect();
    let mut both = Combined(Tape(a.clone()), Tape(b.clone()));
    let mut out = [0; 70];
    assert_eq!(both.entropy(&mut out), Ok(()));
    assert_eq!(out, sum[..70]);
    for mut one in
        [Combined(Tape(a.clone()), Tape(vec![])), Combined(Tape(vec![]), Tape(b.clone()))]
    {
        out.fill(7);
        assert_eq!(one.entropy(&mut out), Err(EntropyError));
        assert_eq!(out, [0; 70]);
    }
}
