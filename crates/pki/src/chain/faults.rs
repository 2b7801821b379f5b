//! Several faults at once.

use crate::error::CertError;
use core::fmt;

/// A set of faults: a bit for each [`CertError`].
///
/// ```
/// use motetls_pki::CertError;
/// use motetls_pki::chain::Faults;
///
/// let faults = Faults::from(CertError::Expired).and(CertError::WrongUsage.into());
/// assert!(faults.contains(CertError::Expired) && !faults.contains(CertError::NotACa));
/// assert_eq!(faults.to_string().lines().count(), 2, "each with its remedy");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults(u64);

impl Faults {
    /// None.
    pub const NONE: Self = Faults(0);

    /// Those in either set.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Faults(self.0 | other.0)
    }

    /// Whether `error` is among them.
    #[must_use]
    pub const fn contains(self, error: CertError) -> bool {
        self.0 & bit(error) != 0
    }

    /// Those but `error`.
    #[must_use]
    pub const fn without(self, error: CertError) -> Self {
        Faults(self.0 & !bit(error))
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The faults, in the order of [`CertError::ALL`].
    pub fn iter(self) -> impl Iterator<Item = CertError> {
        CertError::ALL.iter().copied().filter(move |error| self.contains(*error))
    }
}

const fn bit(error: CertError) -> u64 {
    1_u64.wrapping_shl(error as u32)
}

const _: () = assert!(CertError::ALL.len() <= 64, "a bit for each");

impl From<CertError> for Faults {
    fn from(error: CertError) -> Self {
        Faults(bit(error))
    }
}

impl From<Result<(), CertError>> for Faults {
    fn from(outcome: Result<(), CertError>) -> Self {
        outcome.map_or_else(Faults::from, |()| Faults::NONE)
    }
}

impl FromIterator<CertError> for Faults {
    fn from_iter<I: IntoIterator<Item = CertError>>(errors: I) -> Self {
        errors.into_iter().fold(Faults::NONE, |all, error| all.and(error.into()))
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// A line for each, with its remedy.
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, error) in self.iter().enumerate() {
            if place > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}
