//! Seconds since 1970 and the calendar, without a libc.

/// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixTime(pub u64);

impl UnixTime {
    /// The time of a calendar date in UTC, from 1970 on.
    ///
    /// Days are counted from March, so that the leap day is the last of its year; a month is as
    /// long as the next one begins later. `None` when a field is out of its range (a second of
    /// 60 included) or the date does not exist.
    #[must_use]
    #[allow(clippy::arithmetic_side_effects)] // every operand is bounded by the range check
    pub const fn from_utc(
        year: u32,
        month: u32,
        day: u32,
        hour: u32,
        minute: u32,
        second: u32,
    ) -> Option<Self> {
        if year < 1970 || year > 9999 || month == 0 || month > 12 || day == 0 {
            return None;
        }
        // months since March of year 0
        let months = 12 * year + month - 3;
        let days = days_before(months) + day - 1;
        if days >= days_before(months + 1) || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = hour * 3600 + minute * 60 + second;
        Some(UnixTime((days - EPOCH) as u64 * 86_400 + seconds as u64))
    }
}

/// 1970-01-01 in days since March of year 0.
const EPOCH: u32 = days_before(12 * 1970 + 1 - 3);

/// Days between March of year 0 and a month that follows it by `months`, fewer than 2^17.
#[allow(clippy::arithmetic_side_effects)] // bounded by the number of months
const fn days_before(months: u32) -> u32 {
    let (year, month) = (months / 12, months % 12);
    365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_dates() {
        assert_eq!(UnixTime::from_utc(1970, 1, 1, 0, 0, 0), Some(UnixTime(0)));
        assert_eq!(UnixTime::from_utc(2000, 2, 29, 12, 0, 0), Some(UnixTime(951_825_600)));
        assert_eq!(UnixTime::from_utc(2038, 1, 19, 3, 14, 8), Some(UnixTime(1 << 31)));
        assert_eq!(UnixTime::from_utc(9999, 12, 31, 23, 59, 59), Some(UnixTime(253_402_300_799)));
    }

    #[test]
    fn dates_that_do_not_exist() {
        for (y, mo, d, h, mi, s) in [
            (2001, 2, 29, 0, 0, 0),
            (2100, 2, 29, 0, 0, 0),
            (2020, 13, 1, 0, 0, 0),
            (2020, 0, 1, 0, 0, 0),
            (2020, 4, 31, 0, 0, 0),
            (2020, 1, 1, 24, 0, 0),
            (2020, 1, 1, 0, 60, 0),
            (2020, 1, 1, 0, 0, 60),
            (1969, 12, 31, 23, 59, 59),
        ] {
            assert_eq!(UnixTime::from_utc(y, mo, d, h, mi, s), None, "{y}-{mo}-{d} {h}:{mi}:{s}");
        }
    }
}
