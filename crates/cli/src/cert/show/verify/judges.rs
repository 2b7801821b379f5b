//! Who judges a chain beyond the standard.

use motetls::crypto::Sha256;
use motetls::pki::base64::Decoder;
use motetls::pki::chain::{CaBrowser, Faults, HostAlgorithms, Iot, Judge, Pins};
use motetls::pki::revocation::RevocationJudge;
use motetls::pki::{CertError, Certificate, TrustAnchor};
use motetls_base::Writer;

use crate::describe::unhex;
use crate::failure::Failure;

type Rules = (Option<CaBrowser>, Option<Iot>);
type Keys<'a> = (Option<Pins<'a, Sha256>>, Option<RevocationJudge<'a, HostAlgorithms>>);

/// All judges that were asked for, and who remembers the anchor.
#[derive(Clone)]
pub(super) struct Judges<'a> {
    asked: (Rules, Keys<'a>),
    /// The anchor's subject.
    anchor: Option<Vec<u8>>,
}

impl<'a> Judges<'a> {
    pub(super) fn new(
        cabf: bool,
        iot: bool,
        pins: Option<Pins<'a, Sha256>>,
        revocation: Option<RevocationJudge<'a, HostAlgorithms>>,
    ) -> Self {
        Judges { asked: ((cabf.then_some(CaBrowser), iot.then_some(Iot)), (pins, revocation)), anchor: None }
    }

    /// The subject of the anchor that was reached.
    pub(super) fn anchor(&self) -> Option<&[u8]> {
        self.anchor.as_deref()
    }
}

impl Judge for Judges<'_> {
    fn fault(&mut self, depth: u8, error: CertError) -> Result<(), CertError> {
        self.asked.fault(depth, error)
    }
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        self.asked.certificate(depth, certificate)
    }
    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        self.anchor = Some(anchor.subject.to_vec());
        self.asked.anchor(depth, anchor)
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
    let digits = text.strip_prefix("sha256/").or_else(|| text.strip_prefix("sha256//")).unwrap_or(text);
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
