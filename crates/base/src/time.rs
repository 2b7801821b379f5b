//! Seconds since 1970 and the calendar, without a libc.

/// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixTime(pub u64);

impl UnixTime {
    /// The time of a calendar date in UTC, from 1970 on.
    ///
    /// Days are counted from March, so that the leap day is the last of its year. `None` when a
    /// field is out of its range (a second of 60 included) or the date does not exist.
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
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let month_length = match month {
            2 => 28 + leap as u32,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if year < 1970 || year > 9999 || month == 0 || month > 12 || day == 0 || day > month_length
        {
            return None;
        }
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
        Some(UnixTime(days as u64 * 86_400 + (hour * 3600 + minute * 60 + second) as u64))
    }
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
