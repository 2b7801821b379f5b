//! Certificate times, and the oldest time a device can believe in.

use crate::der::{Der, GENERALIZED_TIME, UTC_TIME};
use crate::error::CertError;
use motetls_base::UnixTime;

/// The date of this source, 2026-11-01T00:00:00Z: the floor when the build names none.
const SOURCE_DATE: u64 = 1_793_491_200;

/// When the program was built: it cannot be earlier now than that.
///
/// The build sets it with the environment variable `MOTETLS_BUILD_DATE`, in seconds since 1970 (`date +%s`). Without it,
/// it is the date of this source.
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

/// Reads a Time (RFC 5280, section 4.1.2.5): UTCTime `YYMMDDHHMMSSZ` of 1970 to 2049 or GeneralizedTime
/// `YYYYMMDDHHMMSSZ` from 1970 on, both in UTC, with seconds, without fractions.
///
/// GeneralizedTime is taken for dates before 2050 too: the rule against it binds issuers, not relying parties.
///
/// # Errors
/// [`CertError::Malformed`] when it is written in another way or the date does not exist.
#[inline(never)]
pub fn time(der: &mut Der<'_>) -> Result<UnixTime, CertError> {
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
    let mut fields = [0; 5];
    for field in &mut fields {
        *field = two_digits(&mut text)?;
    }
    let [month, day, hour, minute, second] = fields;
    if text != b"Z" {
        return Err(CertError::Malformed);
    }
    UnixTime::from_utc(year, month, day, hour, minute, second).ok_or(CertError::Malformed)
}

/// Takes two decimal digits off the front of `text`: 0 to 99.
#[inline(never)]
fn two_digits(text: &mut &[u8]) -> Result<u32, CertError> {
    match *text {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..] => {
            *text = rest;
            let value = |digit: u8| u32::from(digit & 0x0f);
            Ok(value(*tens).wrapping_mul(10).wrapping_add(value(*ones)))
        }
        _ => Err(CertError::Malformed),
    }
}
