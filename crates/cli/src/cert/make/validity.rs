//! From when until when a certificate is valid.

use std::str::FromStr;

use motetls::UnixTime;
use motetls::pki::time::Calendar;

use crate::failure::Failure;

/// Seconds of a day.
pub(crate) const DAY: u64 = 86_400;
/// 9999-12-31T23:59:59Z, which RFC 5280, section 4.1.2.5, has for "never".
pub(crate) const FOREVER: UnixTime = UnixTime(253_402_300_799);
/// Seconds a certificate is dated back, for clocks that are late.
const BACK: u64 = 3_600;

/// A point in time on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// All of a day: its first second.
    Day(UnixTime),
    Second(UnixTime),
    Forever,
}

impl Moment {
    /// The first second of it.
    pub(crate) const fn first(self) -> UnixTime {
        match self {
            Moment::Day(time) | Moment::Second(time) => time,
            Moment::Forever => FOREVER,
        }
    }

    /// The last second of it.
    pub(crate) const fn last(self) -> UnixTime {
        match self {
            Moment::Day(time) => UnixTime(time.0.saturating_add(DAY - 1)),
            Moment::Second(time) => time,
            Moment::Forever => FOREVER,
        }
    }
}

impl FromStr for Moment {
    type Err = String;

    /// `2027-01-31`, `2027-01-31T12:00:00Z`, `20270131120000Z`, `forever`.
    fn from_str(text: &str) -> Result<Self, String> {
        if matches!(text, "forever" | "never") {
            return Ok(Moment::Forever);
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let field = |from: usize, to: usize| digits.get(from..to).and_then(|digits| digits.parse::<u32>().ok());
        let shape: String = text.chars().map(|other| if other.is_ascii_digit() { '0' } else { other }).collect();
        let whole_day = shape == "0000-00-00";
        if !whole_day && shape != "0000-00-00T00:00:00Z" && shape != "00000000000000Z" {
            return Err("write a date like 2027-01-31, a second like 2027-01-31T12:00:00Z, or forever".to_owned());
        }
        let time = |from| if whole_day { Some(0) } else { field(from, from + 2) };
        let found = (|| UnixTime::from_utc(field(0, 4)?, field(4, 6)?, field(6, 8)?, time(8)?, time(10)?, time(12)?))();
        let found = found.ok_or_else(|| format!("there is no {text} in the calendar of certificates"))?;
        Ok(if whole_day { Moment::Day(found) } else { Moment::Second(found) })
    }
}

/// The first and the last second of a certificate's validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub(crate) from: UnixTime,
    pub(crate) until: UnixTime,
}

/// What the command line asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) from: Option<Moment>,
    pub(crate) days: Option<u32>,
    pub(crate) until: Option<Moment>,
}

impl Wanted {
    /// The validity of a certificate made `now`: for `default`, if nothing is said, and then not for more days than its
    /// issuer's.
    pub(crate) fn resolve(self, now: UnixTime, default: Usual, issuer: Option<Validity>) -> Result<Validity, Failure> {
        let asked = self.from.map(Moment::first);
        let from = asked.unwrap_or_else(|| {
            let back = UnixTime(now.0.saturating_sub(BACK));
            issuer.map_or(back, |issuer| UnixTime(back.0.max(issuer.from.0)))
        });
        let after = |days: u32| UnixTime(from.0.saturating_add(u64::from(days).saturating_mul(DAY)).saturating_sub(1));
        let until = match (self.until, self.days, default) {
            (Some(until), ..) => until.last(),
            (None, Some(days), _) => after(days),
            (None, None, Usual::Forever) => FOREVER,
            (None, None, Usual::Days(days)) => {
                UnixTime(after(days).0.min(issuer.map_or(FOREVER, |issuer| issuer.until).0))
            }
        };
        let until = UnixTime(until.0.min(FOREVER.0));
        if until.0 < from.0 {
            let (from, until) = (Calendar::of(from), Calendar::of(until));
            return Err(Failure::local(format!("a certificate from {from} until {until} is never valid")));
        }
        Ok(Validity { from, until })
    }
}

/// How long a certificate is valid when nothing is said.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Usual {
    Days(u32),
    Forever,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let day = UnixTime::from_utc(2027, 1, 31, 0, 0, 0).unwrap();
        let noon = UnixTime(day.0 + DAY / 2);
        assert_eq!("2027-01-31".parse(), Ok(Moment::Day(day)));
        assert_eq!(Moment::Day(day).last().0, day.0 + DAY - 1);
        assert_eq!("2027-01-31T12:00:00Z".parse(), Ok(Moment::Second(noon)));
        assert_eq!("20270131120000Z".parse(), Ok(Moment::Second(noon)));
        assert_eq!("forever".parse::<Moment>().map(Moment::last), Ok(FOREVER));
        assert_eq!(FOREVER, UnixTime::from_utc(9999, 12, 31, 23, 59, 59).unwrap());
        for bad in ["", "2027", "2027-02-29", "2027-1-31", "31.01.2027", "2027-01-31T12:00:00", "2027-01-31T24:00:00Z"]
        {
            assert!(bad.parse::<Moment>().is_err(), "{bad}");
        }
    }

    #[test]
    fn days_are_whole_and_end_before_the_second_they_began() {
        let now = UnixTime(1_800_000_000);
        let validity = Wanted { days: Some(90), ..Wanted::default() }.resolve(now, Usual::Days(1), None).unwrap();
        assert_eq!(validity.until.0 - validity.from.0, 90 * DAY - 1);
        let issuer = Validity { from: now, until: UnixTime(now.0 + 10) };
        let inside = Wanted::default().resolve(now, Usual::Days(9), Some(issuer)).unwrap();
        assert_eq!(inside, issuer, "not longer than its issuer, unless asked for");
        let past = Wanted { until: Some(Moment::Second(UnixTime(5))), ..Wanted::default() };
        assert!(past.resolve(now, Usual::Forever, None).is_err());
    }
}
