//! Dates in the calendar, for writing and showing them.

use crate::der::{DerWriter, GENERALIZED_TIME, UTC_TIME};
use core::fmt;
use motetls_base::UnixTime;

/// A date and time of day in UTC, in the proleptic Gregorian calendar.
///
/// ```
/// use motetls_base::UnixTime;
/// use motetls_pki::time::Calendar;
/// assert_eq!(Calendar::of(UnixTime(951_825_600)).to_string(), "2000-02-29 12:00:00 UTC");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The year: from 1970 of a [`UnixTime`], from 0 [as written](super::as_written).
    pub year: u32,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The second, 0 to 59.
    pub second: u8,
}

/// The last second that certificates can name: 9999-12-31 23:59:59.
const LAST: u64 = 253_402_300_799;

impl Calendar {
    /// The date of `time`; what lies after the year 9999 is its last second, for which certificates
    /// say "never" (RFC 5280, section 4.1.2.5).
    #[must_use]
    // all operands are bounded by LAST
    #[allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation)]
    pub fn of(time: UnixTime) -> Self {
        let seconds = time.0.min(LAST);
        // 86,400 = 675 · 2⁷: a division of 32 bits does
        let days = (seconds >> 7) as u32 / 675;
        let clock = (seconds - u64::from(days) * 86_400) as u32;
        // years are counted from March, so that the leap day is the last of its year
        let days = days + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Calendar {
            year: era * 400 + year_of_era + u32::from(month <= 2),
            month: month as u8,
            day: day as u8,
            hour: (clock / 3600) as u8,
            minute: (clock / 60 % 60) as u8,
            second: (clock % 60) as u8,
        }
    }
}

/// `2026-11-01 00:00:00 UTC`.
impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second } = self;
        write!(f, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
    }
}

/// Writes a Time (RFC 5280, section 4.1.2.5): UTCTime through the year 2049, GeneralizedTime after.
pub fn write(time: UnixTime, der: &mut DerWriter<'_>) {
    if Calendar::of(time).year < 2050 {
        write_as(UTC_TIME, time, der);
    } else {
        write_as(GENERALIZED_TIME, time, der);
    }
}

/// Writes a GeneralizedTime, as OCSP and invalidityDate have all dates.
pub fn write_generalized(time: UnixTime, der: &mut DerWriter<'_>) {
    write_as(GENERALIZED_TIME, time, der);
}

/// Writes a GeneralizedTime, or a UTCTime of its last two digits of the year, as `tag` says.
fn write_as(tag: u8, time: UnixTime, der: &mut DerWriter<'_>) {
    let Calendar { year, month, day, hour, minute, second } = Calendar::of(time);
    let open = der.open(tag);
    let (century, year) = (year.wrapping_div(100), year.wrapping_rem(100));
    if tag == GENERALIZED_TIME {
        two_digits(century, der);
    }
    two_digits(year, der);
    for field in [month, day, hour, minute, second] {
        two_digits(field.into(), der);
    }
    der.raw(b"Z");
    der.close(open);
}

/// Writes `value`, 0 to 99, in decimal.
fn two_digits(value: u32, der: &mut DerWriter<'_>) {
    let digit = |value: u32| b'0' | (value & 0x0f) as u8;
    der.raw(&[digit(value.wrapping_div(10)), digit(value.wrapping_rem(10))]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::Der;
    use crate::time::time;
    use std::string::ToString;

    #[test]
    fn dates_come_back() {
        let mut seconds = 0;
        while seconds <= LAST {
            let date = Calendar::of(UnixTime(seconds));
            let back = UnixTime::from_utc(
                date.year,
                date.month.into(),
                date.day.into(),
                date.hour.into(),
                date.minute.into(),
                date.second.into(),
            );
            assert_eq!(back, Some(UnixTime(seconds)), "{date}");
            let mut buffer = [0; 32];
            let mut der = DerWriter::new(&mut buffer);
            write(UnixTime(seconds), &mut der);
            let tag = if date.year < 2050 { UTC_TIME } else { GENERALIZED_TIME };
            assert_eq!(der.written()[0], tag);
            assert_eq!(time(&mut Der::new(der.written())), Ok(UnixTime(seconds)), "{date}");
            seconds += 40_000_001;
        }
        assert_eq!(Calendar::of(UnixTime(u64::MAX)), Calendar::of(UnixTime(LAST)));
        assert_eq!(Calendar::of(UnixTime(LAST)).to_string(), "9999-12-31 23:59:59 UTC");
    }
}
