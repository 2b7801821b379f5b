//! The parameters of RSASSA-PSS (RFC 8017, appendix A.2.3; RFC 4055, section 3.1).

use super::{AlgorithmIdentifier, HashId, hash};
use crate::der::{CONTEXT_CONSTRUCTED, Der, DerWriter, Read, SEQUENCE};
use crate::oid::known;
use motetls_base::DecodeError;

/// What an RSASSA-PSS signature is made with; of a key, what its signatures must be made with at
/// least.
///
/// The mask generation function is MGF1, the trailer field 1: there are no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PssParameters {
    /// The hash of the message.
    pub hash: HashId,
    /// The hash in the mask generation function.
    pub mask_hash: HashId,
    /// The length of the salt in bytes.
    pub salt_len: u32,
}

/// What is left out in DER.
const DEFAULT: PssParameters =
    PssParameters { hash: HashId::Sha1, mask_hash: HashId::Sha1, salt_len: 20 };

impl PssParameters {
    /// The usual parameters: one hash, a salt as long as its digest (RFC 9846, section
    /// 4.3.3).
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "a digest has 64 bytes at most")]
    pub const fn usual(hash: HashId) -> Self {
        PssParameters { hash, mask_hash: hash, salt_len: hash.len() as u32 }
    }

    /// Whether a key of these parameters may have made a signature of the parameters `used`: the
    /// same hashes, and at least as long a salt (RFC 4055, section 3.3).
    #[must_use]
    pub fn allow(&self, used: &PssParameters) -> bool {
        self.hash == used.hash && self.mask_hash == used.mask_hash && self.salt_len <= used.salt_len
    }

    /// Reads RSASSA-PSS-params; `None` when a hash or the mask generation function is not known
    /// here.
    ///
    /// # Errors
    /// [`DecodeError`] when they cannot be read, or the trailer field is none.
    pub fn read(parameters: &[u8]) -> Result<Option<Self>, DecodeError> {
        let mut outer = Der::new(parameters);
        let mut fields = outer.nested(SEQUENCE)?;
        outer.end()?;
        let mut found = Some(DEFAULT);
        if let Some(hash) = optional_identifier(&mut fields, 0)? {
            found = with(found, hash::from_identifier(&hash), |found, hash| PssParameters {
                hash,
                ..found
            });
        }
        if let Some(mask) = optional_identifier(&mut fields, 1)? {
            let mut mask_hash = None;
            if mask.oid == known::MGF1 {
                mask_hash = hash::from_identifier(&AlgorithmIdentifier::from_der(
                    mask.parameters.ok_or(DecodeError)?,
                )?);
            }
            found = with(found, mask_hash, |found, mask_hash| PssParameters { mask_hash, ..found });
        }
        if let Some(mut explicit) = fields.optional_nested(CONTEXT_CONSTRUCTED | 2)? {
            let salt_len = explicit.small()?;
            explicit.end()?;
            found =
                with(found, Some(salt_len), |found, salt_len| PssParameters { salt_len, ..found });
        }
        if let Some(mut explicit) = fields.optional_nested(CONTEXT_CONSTRUCTED | 3)? {
            explicit.version(&[1])?;
            explicit.end()?;
        }
        fields.end()?;
        Ok(found)
    }

    /// Writes the parameters, without those that are the default.
    pub fn write(&self, der: &mut DerWriter<'_>) {
        let sequence = der.open(SEQUENCE);
        if self.hash != DEFAULT.hash {
            let explicit = der.open(CONTEXT_CONSTRUCTED);
            AlgorithmIdentifier::with_null(hash::oid(self.hash)).write(der);
            der.close(explicit);
        }
        if self.mask_hash != DEFAULT.mask_hash {
            let explicit = der.open(CONTEXT_CONSTRUCTED | 1);
            let mask = der.open(SEQUENCE);
            known::MGF1.write(der);
            AlgorithmIdentifier::with_null(hash::oid(self.mask_hash)).write(der);
            der.close(mask);
            der.close(explicit);
        }
        if self.salt_len != DEFAULT.salt_len {
            let explicit = der.open(CONTEXT_CONSTRUCTED | 2);
            der.small(self.salt_len);
            der.close(explicit);
        }
        der.close(sequence);
    }
}

/// `change` made to what was found, if both are known.
fn with<T>(
    found: Option<PssParameters>,
    value: Option<T>,
    change: impl FnOnce(PssParameters, T) -> PssParameters,
) -> Option<PssParameters> {
    Some(change(found?, value?))
}

/// An AlgorithmIdentifier tagged explicitly as `[number]`, if it is next.
fn optional_identifier<'a>(
    fields: &mut Der<'a>,
    number: u8,
) -> Result<Option<AlgorithmIdentifier<'a>>, DecodeError> {
    match fields.optional(CONTEXT_CONSTRUCTED | number)? {
        Some(contents) => AlgorithmIdentifier::from_der(contents).map(Some),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_without_defaults() {
        let other = PssParameters { hash: HashId::Sha512, mask_hash: HashId::Sha1, salt_len: 0 };
        for (parameters, length) in [
            (DEFAULT, 2),
            (PssParameters::usual(HashId::Sha256), 54),
            (other, 24),
            (PssParameters { salt_len: 128, ..other }, 25),
        ] {
            let mut buffer = [0; 64];
            let mut der = DerWriter::new(&mut buffer);
            parameters.write(&mut der);
            assert_eq!(der.len(), length);
            assert_eq!(PssParameters::read(der.written()), Ok(Some(parameters)));
        }
    }

    #[test]
    fn a_trailer_is_one_or_nothing() {
        let trailer = |number| PssParameters::read(&[0x30, 5, 0xa3, 3, 2, 1, number]);
        assert_eq!(trailer(1), Ok(Some(DEFAULT)));
        assert_eq!(trailer(2), Err(DecodeError));
        // a hash that is not known
        assert_eq!(PssParameters::read(&[0x30, 8, 0xa0, 6, 0x30, 4, 6, 2, 0x2a, 3]), Ok(None));
    }
}
