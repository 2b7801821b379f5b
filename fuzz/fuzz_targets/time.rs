//! Certificate times: what was read must be what was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_pki::der::{Der, GENERALIZED_TIME};
use motetls_pki::time::time;

fuzz_target!(|data: &[u8]| {
    let Ok(read) = time(&mut Der::new(data)) else { return };
    let (days, second) = (read.0 / 86_400, read.0 % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let rest = format!("{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    let text = &data[2..2 + usize::from(data[1])];
    let digits = if data[0] == GENERALIZED_TIME { 4 } else { 2 };
    let (given, text) = text.split_at(digits);
    let given = given.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    let given = match given {
        _ if digits == 4 => given,
        50.. => given + 1900,
        _ => given + 2000,
    };
    if given < 1970 {
        assert_eq!(read.0, 0, "all that counts of an earlier date is that it is past");
    } else {
        assert_eq!((year, text), (given, rest.as_bytes()));
    }
});

/// The date of a day, counted from 1970-01-01, by walking there.
fn civil(mut days: u64) -> (u64, usize, u64) {
    let mut year = 1970;
    loop {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let february = if leap { 29 } else { 28 };
        for (month, length) in
            [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].into_iter().enumerate()
        {
            if days < length {
                return (year, month + 1, days + 1);
            }
            days -= length;
        }
        year += 1;
    }
}
