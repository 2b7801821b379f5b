//! Certificate times, and the oldest time a device can believe in.

mod calendar;

pub use calendar::{Calendar, write, write_generalized};

use crate::der::{Der, GENERALIZED_TIME, UTC_TIME};
use motetls_base::{DecodeError, UnixTime};

/// The date of this source, 2026-11-01T00:00:00Z: the floor when the build names none.
const SOURCE_DATE: u64 = 1_793_491_200;

/// When the program was built: it cannot be earlier now than that.
///
/// The build sets it with the environment variable `MOTETLS_BUILD_DATE`, in seconds since 1970 (`date +%s`). Without
/// it, it is the date of this source.
pub const BUILD_DATE: UnixTime = UnixTime(match option_env!("MOTETLS_BUILD_DATE") {
    Some(text) => seconds(text.as_bytes()),
    None => SOURCE_DATE,
});

/// The number that `digits` write in decimal. Runs at compile time only; a wrong digit fails the build.
#[allow(clippy::arithmetic_side_effects)] // an overflow at compile time is an error of the build
const fn seconds(mut digits: &[u8]) -> u64 {
    assert!(!digits.is_empty(), "MOTETLS_BUILD_DATE is empty: set it to seconds since 1970, as `date +%s` prints them");
    let mut value = 0;
    while let [digit, rest @ ..] = digits {
        assert!(
            digit.is_ascii_digit(),
            "MOTETLS_BUILD_DATE is not a number: set it to seconds since 1970 (`date +%s`)"
        );
        value = value * 10 + (*digit - b'0') as u64;
        digits = rest;
    }
    value
}

/// Reads a Time (RFC 5280, section 4.1.2.5): UTCTime `YYMMDDHHMMSSZ` of 1950 to 2049 or GeneralizedTime
/// `YYYYMMDDHHMMSSZ`, both in UTC, with seconds, without fractions.
///
/// Years before 1970 are read as the leap year 1972: all that counts of such a date is that it is past.
/// GeneralizedTime is taken for dates before 2050 too: the rule against it binds issuers, not relying parties.
///
/// # Errors
/// [`DecodeError`] when it is written in another way or the date does not exist.
#[inline(never)]
pub fn time(der: &mut Der<'_>) -> Result<UnixTime, DecodeError> {
    let tag = der.tag();
    let long = tag == GENERALIZED_TIME;
    let mut text = der.contents(if long { GENERALIZED_TIME } else { UTC_TIME })?;
    let century = if long { two_digits(&mut text)? } else { 0 };
    let year = two_digits(&mut text)?;
    let year = match (long, year) {
        (true, _) => century.wrapping_mul(100).wrapping_add(year),
        (false, 50..) => year.wrapping_add(1900),
        (false, _) => year.wrapping_add(2000),
    };
    let year = if year < 1970 { 1972 } else { year };
    let mut fields = [0; 5];
    for field in &mut fields {
        *field = two_digits(&mut text)?;
    }
    let [month, day, hour, minute, second] = fields;
    if text != b"Z" {
        return Err(DecodeError);
    }
    UnixTime::from_utc(year, month, day, hour, minute, second).ok_or(DecodeError)
}

/// Takes two decimal digits off the front of `text`: 0 to 99.
#[inline(never)]
fn two_digits(text: &mut &[u8]) -> Result<u32, DecodeError> {
    match *text {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..] => {
            *text = rest;
            let value = |digit: u8| u32::from(digit & 0x0f);
            Ok(value(*tens).wrapping_mul(10).wrapping_add(value(*ones)))
        }
        _ => Err(DecodeError),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Option<u64> {
        read(UTC_TIME, text)
    }

    fn generalized(text: &str) -> Option<u64> {
        read(GENERALIZED_TIME, text)
    }

    fn read(tag: u8, text: &str) -> Option<u64> {
        let bytes = [&[tag, text.len() as u8], text.as_bytes()].concat();
        time(&mut Der::new(&bytes)).ok().map(|time| time.0)
    }

    #[test]
    fn both_forms() {
        assert_eq!(utc("700101000000Z"), Some(0));
        assert_eq!(utc("000229120000Z"), Some(951_825_600));
        assert_eq!(utc("380119031408Z"), Some(1 << 31));
        assert_eq!(utc("991231235959Z"), Some(946_684_799));
        assert_eq!(utc("491231235959Z"), Some(2_524_607_999));
        assert_eq!(utc("500101120100Z"), utc("720101120100Z"));
        assert_eq!(generalized("00000229000000Z"), utc("720229000000Z"));
        assert_eq!(generalized("20500101000000Z"), Some(2_524_608_000));
        assert_eq!(generalized("99991231235959Z"), Some(253_402_300_799));
        assert_eq!(generalized("20000229120000Z"), Some(951_825_600));
    }

    #[test]
    fn nothing_else() {
        for text in [
            "",
            "Z",
            "7001010000Z",
            "700101000000",
            "700101000000z",
            "700101000000+0000",
            "700101000000Z0",
            "7001010000000Z",
            "70010100000 Z",
            "70010100000:Z",
            "+00101000000Z",
            "010229000000Z",
            "700100000000Z",
            "700132000000Z",
            "701301000000Z",
            "700101240000Z",
            "700101006000Z",
            "700101000060Z",
            "20500101000000Z",
        ] {
            assert_eq!(utc(text), None, "{text}");
        }
        for text in ["20500101000000", "20500101000000.5Z", "205001010000Z", "700101000000Z"] {
            assert_eq!(generalized(text), None, "{text}");
        }
        assert_eq!(read(0x16, "700101000000Z"), None, "an IA5String");
    }

    #[test]
    fn the_floor_is_a_number() {
        assert_eq!(seconds(b"1793491200"), SOURCE_DATE);
        assert_eq!(UnixTime::from_utc(2026, 11, 1, 0, 0, 0), Some(UnixTime(SOURCE_DATE)));
        assert!(BUILD_DATE >= UnixTime(SOURCE_DATE), "MOTETLS_BUILD_DATE is older than the source");
    }
}
