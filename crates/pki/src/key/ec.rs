//! Elliptic-curve private keys as SEC 1 has them (RFC 5915), and ECDSA signatures of any width.

use super::NamedCurve;
use crate::der::{CONTEXT_CONSTRUCTED, Der, DerWriter, OCTET_STRING, OID, Read, SEQUENCE};
use crate::oid::Oid;
use motetls_base::DecodeError;

/// ECPrivateKey. It is a secret: no `Debug`, no `PartialEq`, no `Copy`. A clone borrows the same
/// octets.
#[derive(Clone)]
pub struct EcPrivateKey<'a> {
    /// The private key, big-endian: as long as the curve's order (RFC 5915, section 3), or shorter
    /// where the writer left out leading zeros. Of a known curve it is never longer: zeros before
    /// that are not part of it, as writers of INTEGERs put one there.
    pub private: &'a [u8],
    /// The curve; `None` when the key does not say, as inside PKCS#8, or names one that is not
    /// known here.
    pub curve: Option<NamedCurve>,
    /// The public key, 0x04 || X || Y as a rule, if it is there.
    pub public: Option<&'a [u8]>,
}

impl<'a> EcPrivateKey<'a> {
    /// The key, if it can be one of `curve`: without leading zeros that are too many, and with a
    /// public key of the curve's form.
    pub(super) fn on(self, curve: NamedCurve) -> Result<Self, DecodeError> {
        let extra = self.private.len().saturating_sub(curve.len());
        let (zeros, private) = self.private.split_at_checked(extra).ok_or(DecodeError)?;
        let fits = zeros.iter().all(|octet| *octet == 0)
            && self.public.is_none_or(|public| curve.has_form(public));
        if fits {
            Ok(EcPrivateKey { private, curve: Some(curve), public: self.public })
        } else {
            Err(DecodeError)
        }
    }

    /// Writes the private key into all of `out`, with leading zeros.
    ///
    /// # Errors
    /// [`DecodeError`] when it is longer than that.
    pub fn private_into(&self, out: &mut [u8]) -> Result<(), DecodeError> {
        into_place(self.private, out)
    }

    /// Writes the key; the curve is left out when `curve` is `None`.
    pub fn write(&self, der: &mut DerWriter<'_>) {
        let open = der.open(SEQUENCE);
        der.small(1);
        der.octets(self.private);
        if let Some(curve) = self.curve {
            let explicit = der.open(CONTEXT_CONSTRUCTED);
            curve.oid().write(der);
            der.close(explicit);
        }
        if let Some(public) = self.public {
            let explicit = der.open(CONTEXT_CONSTRUCTED | 1);
            der.bits(public);
            der.close(explicit);
        }
        der.close(open);
    }
}

impl<'a> Read<'a> for EcPrivateKey<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        fields.version(&[1])?;
        let private = fields.contents(OCTET_STRING)?;
        let mut curve = None;
        if let Some(mut explicit) = fields.optional_nested(CONTEXT_CONSTRUCTED)? {
            if explicit.tag() == OID {
                curve = NamedCurve::from_oid(Oid::read(&mut explicit)?);
            } else {
                explicit.any()?; // parameters spelled out
            }
            explicit.end()?;
        }
        let mut public = None;
        if let Some(mut explicit) = fields.optional_nested(CONTEXT_CONSTRUCTED | 1)? {
            public = Some(explicit.octets()?);
            explicit.end()?;
        }
        fields.end()?;
        if private.is_empty() {
            return Err(DecodeError);
        }
        let key = EcPrivateKey { private, curve: None, public };
        match curve {
            Some(curve) => key.on(curve),
            None => Ok(key),
        }
    }
}

/// Writes an Ecdsa-Sig-Value (RFC 3279, section 2.2.3) into `out` as r || s, each half as long as
/// `out`.
///
/// r and s are not negative and fit their places; whether they lie in [1, n−1] is for the check of
/// the signature.
///
/// # Errors
/// [`DecodeError`] when the encoding is not strict, or a number is longer than its place. `out` is
/// undefined then.
pub fn signature_from_der(der: &[u8], out: &mut [u8]) -> Result<(), DecodeError> {
    let mut outer = Der::new(der);
    let mut numbers = outer.nested(SEQUENCE)?;
    outer.end()?;
    let half = out.len() >> 1;
    let (r, s) = out.split_at_mut_checked(half).ok_or(DecodeError)?;
    into_place(numbers.unsigned()?, r)?;
    into_place(numbers.unsigned()?, s)?;
    numbers.end()
}

/// Writes r || s, two halves of equal length, as an Ecdsa-Sig-Value.
pub fn signature_to_der(signature: &[u8], der: &mut DerWriter<'_>) {
    let (r, s) = signature.split_at_checked(signature.len() >> 1).unwrap_or_default();
    let open = der.open(SEQUENCE);
    der.unsigned(r);
    der.unsigned(s);
    der.close(open);
}

/// Writes `number` to the end of `place`, zeros before it.
fn into_place(number: &[u8], place: &mut [u8]) -> Result<(), DecodeError> {
    let zeros = number.iter().take_while(|octet| **octet == 0).count();
    let number = number.get(zeros..).unwrap_or(&[]);
    let cut = place.len().checked_sub(number.len()).ok_or(DecodeError)?;
    let (zeros, digits) = place.split_at_mut_checked(cut).ok_or(DecodeError)?;
    zeros.fill(0);
    for (to, from) in digits.iter_mut().zip(number) {
        *to = *from;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_of_any_width() {
        for half in [32, 48, 66] {
            let mut signature = std::vec![0; half * 2];
            signature[half - 1] = 0x80;
            signature[half] = 0xff;
            let mut buffer = [0; 160];
            let mut der = DerWriter::new(&mut buffer);
            signature_to_der(&signature, &mut der);
            let mut back = std::vec![9; half * 2];
            assert_eq!(signature_from_der(der.written(), &mut back), Ok(()));
            assert_eq!(back, signature);
            assert_eq!(
                signature_from_der(der.written(), &mut back[2..]),
                Err(DecodeError),
                "too long for its place"
            );
        }
    }
}
