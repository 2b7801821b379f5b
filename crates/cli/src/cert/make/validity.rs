//! From when until when a certificate is valid.

use motetls::UnixTime;
use motetls::pki::time::Calendar;

use crate::cert::moment::{DAY, FOREVER, Moment};
use crate::failure::Failure;

/// Seconds a certificate is dated back, for clocks that are late.
const BACK: u64 = 3_600;

/// The first and the last second of a certificate's validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub(crate) from: UnixTime,
    pub(crate) until: UnixTime,
}

/// What the command line asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RequestedValidity {
    pub(crate) from: Option<Moment>,
    pub(crate) days: Option<u32>,
    pub(crate) until: Option<Moment>,
}

impl RequestedValidity {
    /// The validity of a certificate made `now`: for `default`, if no option sets it, and then not
    /// for more days than its issuer's.
    pub(crate) fn resolve(
        self,
        now: UnixTime,
        default: Usual,
        issuer: Option<Validity>,
    ) -> Result<Validity, Failure> {
        let asked = self.from.map(Moment::first);
        let from = asked.unwrap_or_else(|| {
            let back = UnixTime(now.0.saturating_sub(BACK));
            issuer.map_or(back, |issuer| UnixTime(back.0.max(issuer.from.0)))
        });
        let after = |days: u32| {
            UnixTime(from.0.saturating_add(u64::from(days).saturating_mul(DAY)).saturating_sub(1))
        };
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
            return Err(Failure::local(format!(
                "a certificate from {from} until {until} is never valid"
            )));
        }
        Ok(Validity { from, until })
    }
}

/// How long a certificate is valid when no option sets it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Usual {
    Days(u32),
    Forever,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_whole_and_end_before_the_second_they_began() {
        let now = UnixTime(1_800_000_000);
        let validity = RequestedValidity { days: Some(90), ..RequestedValidity::default() }
            .resolve(now, Usual::Days(1), None)
            .unwrap();
        assert_eq!(validity.until.0 - validity.from.0, 90 * DAY - 1);
        let issuer = Validity { from: now, until: UnixTime(now.0 + 10) };
        let inside =
            RequestedValidity::default().resolve(now, Usual::Days(9), Some(issuer)).unwrap();
        assert_eq!(inside, issuer, "not longer than its issuer, unless asked for");
        let past = RequestedValidity {
            until: Some(Moment::Second(UnixTime(5))),
            ..RequestedValidity::default()
        };
        assert!(past.resolve(now, Usual::Forever, None).is_err());
    }
}
