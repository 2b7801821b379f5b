//! Certificate times, and the oldest time a device can believe in.

mod calendar;

pub use calendar::{Calendar, write, write_generalized};

use crate::der::{Der, GENERALIZED_TIME, UTC_TIME};
use motetls_base::{DecodeError, UnixTime};

/// The date of this source, 2026-11-01T00:00:00Z: the floor when the build names none.
const SOURCE_DATE: u64 = 1_793_491_200;

/// When the program was built: it cannot be earlier now than that.
///
/// The build sets it with the environment variable `MOTETLS_BUILD_DATE`, in seconds since 1970
/// (`date +%s`). Without it, it is the date of this source.
pub const BUILD_DATE: UnixTime = UnixTime(match option_env!("MOTETLS_BUILD_DATE") {
    Some(text) => seconds(text.as_bytes()),
    None => SOURCE_DATE,
});

/// The number that `digits` write in decimal. Runs at compile time only; a wrong digit fails the
/// build.
#[allow(clippy::arithmetic_side_effects)] // an overflow at compile time is an error of the build
const fn seconds(mut digits: &[u8]) -> u64 {
    assert!(
        !digits.is_empty(),
        "MOTETLS_BUILD_DATE is empty: set it to seconds since 1970, as `date +%s` prints them"
    );
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

/// Reads a Time (RFC 5280, section 4.1.2.5): UTCTime `YYMMDDHHMMSSZ` of 1950 to 2049 or
/// GeneralizedTime `YYYYMMDDHHMMSSZ`, both in UTC, with seconds, without fractions.
///
/// Dates before 1970 are read as the first second of it: all that counts of one is that it is past,
/// and before all others; [`as_written`] tells it as it stands. GeneralizedTime is taken for dates
/// before 2050 too: the rule against it binds issuers, not relying parties.
///
/// # Errors
/// [`DecodeError`] when it is written in another way or the date does not exist.
#[inline(never)]
pub fn time(der: &mut Der<'_>) -> Result<UnixTime, DecodeError> {
    let tag = der.tag();
    let long = tag == GENERALIZED_TIME;
    let mut text = der.contents(if long { GENERALIZED_TIME } else { UTC_TIME })?;
    let mut fields = [0; 7];
    for field in fields.iter_mut().skip(usize::from(!long)) {
        *field = two_digits(&mut text)?;
    }
    let [century, year, month, day, hour, minute, second] = fields;
    let century = match (long, year) {
        (true, _) => century,
        (false, 50..) => 19,
        (false, _) => 20,
    };
    let year = century.wrapping_mul(100).wrapping_add(year);
    if text != b"Z" {
        return Err(DecodeError);
    }
    // what repeats every 400 years is whether there is such a date
    let past = year < 1970;
    let year = if past { year.wrapping_add(2000) } else { year };
    let time = UnixTime::from_utc(year, month, day, hour, minute, second).ok_or(DecodeError)?;
    Ok(if past { UnixTime(0) } else { time })
}

/// Reads a Time as [`time`] does, and yields its fields as they stand, in years before 1970 too:
/// for showing it.
///
/// # Errors
/// [`DecodeError`] as [`time`].
pub fn as_written(der: &mut Der<'_>) -> Result<Calendar, DecodeError> {
    let (tag, mut element) = (der.tag(), *der);
    time(der)?;
    let mut text = element.contents(tag)?;
    let mut field = || two_digits(&mut text);
    let year = if tag == GENERALIZED_TIME {
        field()?.wrapping_mul(100).wrapping_add(field()?)
    } else {
        match field()? {
            year @ 50.. => year.wrapping_add(1900),
            year => year.wrapping_add(2000),
        }
    };
    let mut small = || field().map(|value| value as u8);
    let (month, day, hour) = (small()?, small()?, small()?);
    let (minute, second) = (small()?, small()?);
    Ok(Calendar { year, month, day, hour, minute, second })
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
    use std::string::ToString;

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
        assert_eq!(utc("500101120100Z"), Some(0));
        assert_eq!(utc("691231235959Z"), Some(0));
        assert_eq!(utc("560229000000Z"), Some(0));
        assert_eq!(utc("570229000000Z"), None, "no leap year");
        assert_eq!(generalized("00000229000000Z"), Some(0));
        assert_eq!(generalized("19000229000000Z"), None, "no leap year");
        assert_eq!(generalized("20500101000000Z"), Some(2_524_608_000));
        assert_eq!(generalized("99991231235959Z"), Some(253_402_300_799));
        assert_eq!(generalized("20000229120000Z"), Some(951_825_600));
    }

    #[test]
    fn fields_as_they_stand() {
        for (tag, text, shown) in [
            (UTC_TIME, "500101120100Z", "1950-01-01 12:01:00 UTC"),
            (UTC_TIME, "691231235959Z", "1969-12-31 23:59:59 UTC"),
            (UTC_TIME, "700101000000Z", "1970-01-01 00:00:00 UTC"),
            (UTC_TIME, "491231235959Z", "2049-12-31 23:59:59 UTC"),
            (GENERALIZED_TIME, "00000101000000Z", "0000-01-01 00:00:00 UTC"),
            (GENERALIZED_TIME, "19400229010203Z", "1940-02-29 01:02:03 UTC"),
            (GENERALIZED_TIME, "99991231235959Z", "9999-12-31 23:59:59 UTC"),
        ] {
            let bytes = [&[tag, text.len() as u8], text.as_bytes(), &[5, 0]].concat();
            let mut der = Der::new(&bytes);
            assert_eq!(as_written(&mut der).unwrap().to_string(), shown);
            assert_eq!(der.rest(), [5, 0], "what follows is left");
        }
        assert!(as_written(&mut Der::new(b"\x17\x0d501301000000Z")).is_err(), "a 13th month");
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
