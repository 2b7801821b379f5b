//! How old information may be.

use super::status::RevocationError;
use crate::time::BUILD_DATE;
use motetls_base::UnixTime;

/// How old revocation information may be.
///
/// Without a clock old cannot be told from new: then only what ended before [`BUILD_DATE`] is
/// refused, and an attacker may go on showing what was good then. Devices without a clock should
/// have their keys replaced, not revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The time, if there is a clock.
    pub now: Option<UnixTime>,
    /// A clock that stands before this was never set: [`BUILD_DATE`] on devices.
    pub earliest: UnixTime,
    /// By how many seconds the clocks of issuer and reader may differ.
    pub tolerance: u32,
    /// Whether information that does not say until when it holds is refused. RFC 5280, section
    /// 5.1.2.5, has every list say it; an OCSP answer without says that there is always newer
    /// information (RFC 6960, section 2.4).
    pub next_update_required: bool,
    /// The oldest thisUpdate, in seconds before now, whatever nextUpdate allows.
    pub max_age: Option<u32>,
}

impl Freshness {
    /// Five minutes of tolerance, nextUpdate required, and no other limit.
    #[must_use]
    pub const fn at(now: Option<UnixTime>) -> Self {
        Freshness {
            now,
            earliest: BUILD_DATE,
            tolerance: 300,
            next_update_required: true,
            max_age: None,
        }
    }

    /// As [`Freshness::at`], of a day that was asked about and not read off a clock: it may lie
    /// before [`BUILD_DATE`].
    #[must_use]
    pub const fn as_of(day: UnixTime) -> Self {
        Freshness { earliest: UnixTime(0), ..Freshness::at(Some(day)) }
    }

    /// Whether what was true at `this_update` and will be renewed by `next_update` may be believed.
    ///
    /// # Errors
    /// [`RevocationError::ClockBehindBuild`], [`RevocationError::FromTheFuture`],
    /// [`RevocationError::NoNextUpdate`], [`RevocationError::Stale`].
    pub fn check(
        &self,
        this_update: UnixTime,
        next_update: Option<UnixTime>,
    ) -> Result<(), RevocationError> {
        let now = self.now.unwrap_or(BUILD_DATE);
        if now < self.earliest {
            return Err(RevocationError::ClockBehindBuild);
        }
        self.check_past(this_update)?;
        let ended = |end: UnixTime, more: u32| now.0 > end.0.saturating_add(u64::from(more));
        match next_update {
            None if self.next_update_required => return Err(RevocationError::NoNextUpdate),
            Some(end) if ended(end, self.tolerance) => return Err(RevocationError::Stale),
            _ => {}
        }
        let limit = self.max_age.map(|age| age.saturating_add(self.tolerance));
        if limit.is_some_and(|limit| ended(this_update, limit)) {
            Err(RevocationError::Stale)
        } else {
            Ok(())
        }
    }

    /// Whether `time` is past.
    pub(super) fn check_past(&self, time: UnixTime) -> Result<(), RevocationError> {
        let future = |now: UnixTime| time.0 > now.0.saturating_add(u64::from(self.tolerance));
        if self.now.is_some_and(future) { Err(RevocationError::FromTheFuture) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(2_000_000_000);

    fn at(offset: i64) -> UnixTime {
        UnixTime(NOW.0.saturating_add_signed(offset))
    }

    #[test]
    fn both_ends_and_the_tolerance() {
        let fresh = Freshness { tolerance: 10, ..Freshness::at(Some(NOW)) };
        assert_eq!(fresh.check(at(10), Some(at(-10))), Ok(()));
        assert_eq!(fresh.check(at(11), Some(at(20))), Err(RevocationError::FromTheFuture));
        assert_eq!(fresh.check(at(-30), Some(at(-11))), Err(RevocationError::Stale));
        assert_eq!(fresh.check(at(-30), None), Err(RevocationError::NoNextUpdate));
        let open = Freshness { next_update_required: false, ..fresh };
        assert_eq!(open.check(UnixTime(0), None), Ok(()));
        let limited = Freshness { max_age: Some(20), ..open };
        assert_eq!(limited.check(at(-30), None), Ok(()));
        assert_eq!(limited.check(at(-31), None), Err(RevocationError::Stale));
        assert_eq!(limited.check(at(-31), Some(at(100))), Err(RevocationError::Stale));
        let far = Freshness { max_age: Some(u32::MAX), ..open };
        assert_eq!(far.check(UnixTime(0), Some(UnixTime(u64::MAX))), Ok(()));
    }

    #[test]
    fn without_a_clock_the_build_date_is_the_floor() {
        let fresh = Freshness { tolerance: 0, ..Freshness::at(None) };
        let build = BUILD_DATE.0;
        assert_eq!(
            fresh.check(UnixTime(build + 1_000_000), Some(UnixTime(build + 2_000_000))),
            Ok(())
        );
        assert_eq!(fresh.check(UnixTime(build - 9), Some(BUILD_DATE)), Ok(()));
        assert_eq!(
            fresh.check(UnixTime(build - 9), Some(UnixTime(build - 1))),
            Err(RevocationError::Stale)
        );
        let early = Freshness::at(Some(UnixTime(build - 1)));
        assert_eq!(early.check(UnixTime(0), Some(NOW)), Err(RevocationError::ClockBehindBuild));
        // a question about another day knows no floor, and is strict about that day
        let asked = Freshness::as_of(UnixTime(1_000_000_000));
        let around = (UnixTime(999_999_000), Some(UnixTime(1_000_001_000)));
        assert_eq!(asked.check(around.0, around.1), Ok(()));
        assert_eq!(asked.check(around.0, Some(UnixTime(999_999_500))), Err(RevocationError::Stale));
        assert_eq!(asked.check(NOW, None), Err(RevocationError::FromTheFuture));
    }
}
