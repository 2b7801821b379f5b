//! What a chain is held against beyond the standard.

use std::cell::RefCell;
use std::rc::Rc;

use motetls::crypto::Sha256;
use motetls::pki::base64::Decoder;
use motetls::pki::chain::dangerous::Waived;
use motetls::pki::chain::{
    CaBrowser, Faults, IncrementalSignatures, Iot, Pins, RuleSet, Validator,
};
use motetls::pki::oid::Oid;
use motetls::pki::revocation::{RevocationValidator, Status};
use motetls::pki::{CertError, Certificate, TrustAnchor};
use motetls_base::Writer;

use crate::describe::unhex;
use crate::failure::Failure;

type Named = (Option<CaBrowser>, Option<Iot>);
type Keys<'a, S, R> = (Option<Pins<'a, Sha256>>, Option<RevocationValidator<'a, S, R>>);

/// All validators that were asked for, and what they saw.
pub(super) struct Validators<'a, S: IncrementalSignatures, R: RuleSet> {
    asked: (Named, Keys<'a, S, R>),
    /// The anchor's subject.
    anchor: Option<Vec<u8>>,
    /// Where the certificates stand that were taken.
    taken: Vec<u8>,
    /// Statuses that made faults: at which depth, which fault, which status. Shared by all
    /// branches of a search, as a branch that is refused is dropped.
    told: Rc<RefCell<Vec<(u8, CertError, Status)>>>,
}

impl<S: IncrementalSignatures, R: RuleSet> Clone for Validators<'_, S, R> {
    fn clone(&self) -> Self {
        Validators {
            asked: self.asked.clone(),
            anchor: self.anchor.clone(),
            taken: self.taken.clone(),
            told: Rc::clone(&self.told),
        }
    }
}

impl<'a, S: IncrementalSignatures, R: RuleSet> Validators<'a, S, R> {
    pub(super) fn new(
        cabf: bool,
        iot: bool,
        pins: Option<Pins<'a, Sha256>>,
        revocation: Option<RevocationValidator<'a, S, R>>,
    ) -> Self {
        Validators {
            asked: ((cabf.then_some(CaBrowser), iot.then_some(Iot)), (pins, revocation)),
            anchor: None,
            taken: Vec::new(),
            told: Rc::default(),
        }
    }

    /// The subject of the anchor that was reached.
    pub(super) fn anchor(&self) -> Option<&[u8]> {
        self.anchor.as_deref()
    }

    /// The certificates that were taken, by their places.
    pub(super) fn places(&self) -> Vec<usize> {
        self.taken.iter().map(|depth| usize::from(*depth)).collect()
    }

    /// What is known of each certificate that was taken, if that was asked.
    pub(super) fn statuses(&self) -> Vec<Status> {
        let revocation = self.asked.1.1.as_ref();
        revocation.map_or(Vec::new(), |revocation| {
            self.taken.iter().map(|depth| revocation.status(*depth)).collect()
        })
    }

    /// The status behind the last fault of this kind.
    pub(super) fn told(&self, error: CertError) -> Option<Status> {
        let told = self.told.borrow();
        told.iter().rev().find(|(_, of, _)| *of == error).map(|(.., status)| *status)
    }

    /// The status behind the fault of this kind at `depth`.
    pub(super) fn told_at(&self, depth: u8, error: CertError) -> Option<Status> {
        let told = self.told.borrow();
        told.iter().rev().find(|(at, of, _)| (*at, *of) == (depth, error)).map(|told| told.2)
    }

    /// Notes the status behind faults of revocation found at `depth`, which are about the
    /// certificate taken before.
    fn note(&self, depth: u8, faults: Faults) {
        let (Some(subject), Some(revocation)) = (self.taken.last(), &self.asked.1.1) else {
            return;
        };
        let kinds =
            [CertError::Revoked, CertError::RevocationUnknown, CertError::BadStatusResponse];
        let status = revocation.status(*subject);
        for error in kinds.into_iter().filter(|error| faults.contains(*error)) {
            self.told.borrow_mut().push((depth, error, status));
        }
    }
}

impl<'a, S: IncrementalSignatures, R: RuleSet> Validator for Validators<'a, S, R> {
    const FOLDS_NAMES: Option<bool> = <(Named, Keys<'a, S, R>) as Validator>::FOLDS_NAMES;
    const READS_EXTENSIONS: bool = <(Named, Keys<'a, S, R>) as Validator>::READS_EXTENSIONS;

    fn unwaivable(&mut self, depth: u8, error: CertError) -> Result<Waived, CertError> {
        self.asked.unwaivable(depth, error)
    }
    fn understands(&self, extension: Oid<'_>) -> bool {
        self.asked.understands(extension)
    }
    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        self.asked.fault(depth, error)
    }
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        let faults = self.asked.certificate(depth, certificate);
        self.note(depth, faults);
        self.taken.push(depth);
        faults
    }
    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        self.anchor = Some(anchor.subject.to_vec());
        let faults = self.asked.anchor(depth, anchor);
        self.note(depth, faults);
        faults
    }
    fn trust(&mut self) -> Result<(), CertError> {
        self.asked.trust()
    }
    fn refused(&mut self, depth: u8, error: CertError) {
        self.asked.refused(depth, error);
    }
}

/// A pin, `sha256/` and base64, or 64 hex digits.
pub(super) fn pin(text: &str) -> Result<[u8; 32], Failure> {
    let wrong = || {
        Failure::local(format!(
            "{text} is no pin: write sha256/ and 44 characters of base64, as `motetls cert inspect` shows it"
        ))
    };
    let digits =
        text.strip_prefix("sha256/").or_else(|| text.strip_prefix("sha256//")).unwrap_or(text);
    if let Some(pin) = unhex(digits).and_then(|bytes| bytes.try_into().ok()) {
        return Ok(pin);
    }
    let mut pin = [0; 32];
    let mut out = Writer::new(&mut pin);
    let mut decoder = Decoder::new();
    decoder.update(digits.as_bytes(), &mut out).map_err(|_| wrong())?;
    decoder.finish().map_err(|_| wrong())?;
    match out.done() {
        Ok(32) => Ok(pin),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_in_both_forms() {
        let base64 = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
        for text in [base64.to_owned(), format!("sha256/{base64}"), "01".repeat(32)] {
            assert_eq!(pin(&text).ok(), Some([1; 32]), "{text}");
        }
        for text in ["", "sha256/", "AQE=", &format!("{base64}AQEB"), "zz"] {
            assert!(pin(text).is_err(), "{text}");
        }
    }
}
