//! RSA keys as PKCS#1 has them (RFC 8017, appendix A.1).

use crate::der::{Der, DerWriter, Read, SEQUENCE};
use motetls_base::DecodeError;

/// RSAPublicKey. Numbers are big-endian without leading zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RsaPublicKey<'a> {
    /// n.
    pub modulus: &'a [u8],
    /// e.
    pub exponent: &'a [u8],
}

impl RsaPublicKey<'_> {
    /// The length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        let zeros = self.modulus.first().map_or(0, |first| first.leading_zeros() as usize);
        self.modulus.len().saturating_mul(8).saturating_sub(zeros)
    }

    /// Writes the key.
    pub fn write(&self, der: &mut DerWriter<'_>) {
        let open = der.open(SEQUENCE);
        der.unsigned(self.modulus);
        der.unsigned(self.exponent);
        der.close(open);
    }
}

impl<'a> Read<'a> for RsaPublicKey<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let key = RsaPublicKey { modulus: fields.unsigned()?, exponent: fields.unsigned()? };
        fields.end()?;
        Ok(key)
    }
}

/// RSAPrivateKey of two primes. Numbers are big-endian without leading zeros. It is a secret: no
/// `Debug`, no `PartialEq`, no `Copy`. A clone borrows the same octets.
#[derive(Clone)]
pub struct RsaPrivateKey<'a> {
    /// n and e.
    pub public: RsaPublicKey<'a>,
    /// d.
    pub private_exponent: &'a [u8],
    /// p and q.
    pub primes: [&'a [u8]; 2],
    /// d mod (p − 1) and d mod (q − 1).
    pub exponents: [&'a [u8]; 2],
    /// q⁻¹ mod p.
    pub coefficient: &'a [u8],
}

impl RsaPrivateKey<'_> {
    /// Writes the key.
    pub fn write(&self, der: &mut DerWriter<'_>) {
        let open = der.open(SEQUENCE);
        der.small(0);
        let [p, q] = self.primes;
        let [dp, dq] = self.exponents;
        let numbers = [
            self.public.modulus,
            self.public.exponent,
            self.private_exponent,
            p,
            q,
            dp,
            dq,
            self.coefficient,
        ];
        for number in numbers {
            der.unsigned(number);
        }
        der.close(open);
    }
}

impl<'a> Read<'a> for RsaPrivateKey<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        fields.version(&[0])?;
        let public = RsaPublicKey { modulus: fields.unsigned()?, exponent: fields.unsigned()? };
        let private_exponent = fields.unsigned()?;
        let primes = [fields.unsigned()?, fields.unsigned()?];
        let exponents = [fields.unsigned()?, fields.unsigned()?];
        let coefficient = fields.unsigned()?;
        fields.end()?;
        Ok(RsaPrivateKey { public, private_exponent, primes, exponents, coefficient })
    }
}
