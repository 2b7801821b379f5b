//! Points in time as the command line writes them.

use std::str::FromStr;

use jiff::civil::DateTime;
use motetls::UnixTime;

use crate::describe;

/// Seconds of a day.
pub(crate) const DAY: u64 = 86_400;
/// 9999-12-31T23:59:59Z, which RFC 5280, section 4.1.2.5, has for "never".
pub(crate) const FOREVER: UnixTime = describe::LAST;

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
        let shape: String =
            text.chars().map(|other| if other.is_ascii_digit() { '0' } else { other }).collect();
        let format = match shape.as_str() {
            "0000-00-00" => "%Y-%m-%d",
            "0000-00-00T00:00:00Z" => "%Y-%m-%dT%H:%M:%SZ",
            "00000000000000Z" => "%Y%m%d%H%M%SZ",
            _ => {
                return Err(
                    "write a date like 2027-01-31, a second like 2027-01-31T12:00:00Z, or forever"
                        .to_owned(),
                );
            }
        };
        // what is written back in another way was no date: leap seconds are not counted here
        let date = DateTime::strptime(format, text)
            .ok()
            .filter(|date| date.strftime(format).to_string() == text);
        let time = date.and_then(describe::time);
        let time =
            time.ok_or_else(|| format!("there is no {text} in the calendar of certificates"))?;
        Ok(if shape == "0000-00-00" { Moment::Day(time) } else { Moment::Second(time) })
    }
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
        for bad in [
            "",
            "2027",
            "2027-02-29",
            "2027-1-31",
            "31.01.2027",
            "2027-01-31T12:00:00",
            "2027-01-31T24:00:00Z",
            "2016-12-31T23:59:60Z",
            "1969-12-31",
            "-027-01-31",
        ] {
            assert!(bad.parse::<Moment>().is_err(), "{bad}");
        }
    }
}
