//! Why no path was found.

use crate::error::CertError;
use core::fmt;

/// Why no path was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum PathError {
    /// No path leads to an anchor, or none that is acceptable: the most telling reason.
    Refused(Fault),
    /// The search was given up: more certificates would have to be looked at than the budget
    /// allows.
    BudgetExhausted,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Fault {
    /// What it is.
    pub error: CertError,
    /// Which of the pool it is about; `None` for the leaf.
    pub certificate: Option<usize>,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PathError::Refused(fault) => fault.fmt(f),
            PathError::BudgetExhausted => f.write_str(
                "the search for a path was given up: leave certificates out that do not belong \
                 to it, or allow more work",
            ),
        }
    }
}

impl core::error::Error for PathError {}

/// `intermediate 3: a certificate has expired: …`; counted from 0.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.certificate {
            None => write!(f, "leaf: {}", self.error),
            Some(index) => write!(f, "intermediate {index}: {}", self.error),
        }
    }
}

/// The most telling fault so far.
pub(super) struct Best {
    pub fault: Fault,
    /// How telling it is, and how deep it was.
    score: Option<(u8, usize)>,
}

impl Best {
    /// None so far.
    pub(super) const NONE: Self =
        Best { fault: Fault { error: CertError::UnknownIssuer, certificate: None }, score: None };

    /// Takes `fault`, found at `depth`, if it tells more. An issuer that is not `likely`, as its
    /// key has another identifier than the certificate names, tells nothing.
    pub(super) fn note(&mut self, fault: Fault, depth: usize, likely: bool) {
        let telling = match fault.error {
            CertError::UnknownIssuer | CertError::IssuerMismatch => 1,
            CertError::BadSignature => 2,
            _ => 3,
        };
        let score = Some((if likely { telling } else { 0 }, depth));
        if score > self.score {
            *self = Best { fault, score };
        }
    }
}
