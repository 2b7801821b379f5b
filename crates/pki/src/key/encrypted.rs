//! Encrypted private keys (RFC 5958, section 3), of the scheme PBES2 (RFC 8018, section 6.2).

use crate::algorithm::{AlgorithmIdentifier, HashId};
use crate::der::{Der, DerWriter, OCTET_STRING, Read, SEQUENCE};
use crate::oid::{Oid, known};
use motetls_base::DecodeError;

/// EncryptedPrivateKeyInfo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncryptedPrivateKey<'a> {
    /// How it is encrypted.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The encrypted [`PrivateKeyInfo`](super::PrivateKeyInfo).
    pub data: &'a [u8],
}

impl<'a> EncryptedPrivateKey<'a> {
    /// How it is encrypted, if that is PBES2 with PBKDF2 and AES in CBC mode; `None` for all else.
    ///
    /// # Errors
    /// [`DecodeError`] when the parameters of what is known here cannot be read.
    pub fn pbes2(&self) -> Result<Option<Pbes2<'a>>, DecodeError> {
        if self.algorithm.oid != known::PBES2 {
            return Ok(None);
        }
        Pbes2::read(self.algorithm.parameters.ok_or(DecodeError)?)
    }
}

impl<'a> Read<'a> for EncryptedPrivateKey<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let data = fields.contents(OCTET_STRING)?;
        fields.end()?;
        Ok(EncryptedPrivateKey { algorithm, data })
    }
}

/// PBES2 with PBKDF2 and AES-CBC: what is not secret of the encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pbes2<'a> {
    /// The salt of PBKDF2.
    pub salt: &'a [u8],
    /// How often PBKDF2 iterates: work that the writer of the key sets, and the reader must bound.
    pub iterations: u32,
    /// The hash of its HMAC.
    pub prf: HashId,
    /// The length of the AES key in bytes: 16, 24 or 32.
    pub key_len: usize,
    /// The initialisation vector.
    pub iv: &'a [u8; 16],
}

/// HMACs with the hash in them (RFC 8018, appendix B.1).
const PRFS: &[(HashId, Oid<'static>)] = &[
    (HashId::Sha1, known::HMAC_SHA1),
    (HashId::Sha224, known::HMAC_SHA224),
    (HashId::Sha256, known::HMAC_SHA256),
    (HashId::Sha384, known::HMAC_SHA384),
    (HashId::Sha512, known::HMAC_SHA512),
];

/// AES-CBC with the length of the key (RFC 8018, appendix B.2.5).
const CIPHERS: &[(usize, Oid<'static>)] =
    &[(16, known::AES128_CBC), (24, known::AES192_CBC), (32, known::AES256_CBC)];

impl<'a> Pbes2<'a> {
    /// Reads PBES2-params; `None` when a part of them is not known here.
    fn read(parameters: &'a [u8]) -> Result<Option<Self>, DecodeError> {
        let mut outer = Der::new(parameters);
        let mut fields = outer.nested(SEQUENCE)?;
        outer.end()?;
        let derivation = AlgorithmIdentifier::read(&mut fields)?;
        let cipher = AlgorithmIdentifier::read(&mut fields)?;
        fields.end()?;
        let key_len = CIPHERS.iter().find(|(_, oid)| *oid == cipher.oid).map(|(length, _)| *length);
        let (true, Some(key_len)) = (derivation.oid == known::PBKDF2, key_len) else {
            return Ok(None);
        };
        let mut iv = Der::new(cipher.parameters.ok_or(DecodeError)?);
        let iv = iv.contents(OCTET_STRING)?.try_into().map_err(|_| DecodeError)?;

        let mut fields = Der::new(derivation.parameters.ok_or(DecodeError)?).nested(SEQUENCE)?;
        if fields.tag() != OCTET_STRING {
            return Ok(None); // another source of salt: RFC 8018 defines none
        }
        let salt = fields.contents(OCTET_STRING)?;
        let iterations = fields.small()?;
        let mut given_length = None;
        if !fields.is_empty() && fields.tag() != SEQUENCE {
            given_length = Some(fields.small()?);
        }
        let mut prf = Some(HashId::Sha1);
        if !fields.is_empty() {
            let identifier = AlgorithmIdentifier::read(&mut fields)?;
            let entry =
                PRFS.iter().find(|(_, oid)| *oid == identifier.oid && identifier.is_plain());
            prf = entry.map(|(hash, _)| *hash);
        }
        fields.end()?;
        if iterations == 0
            || given_length.is_some_and(|length| usize::try_from(length) != Ok(key_len))
        {
            return Err(DecodeError);
        }
        Ok(prf.map(|prf| Pbes2 { salt, iterations, prf, key_len, iv }))
    }

    /// Whether hash and key length have identifiers here.
    pub(super) fn is_known(&self) -> bool {
        PRFS.iter().any(|(hash, _)| *hash == self.prf)
            && CIPHERS.iter().any(|(length, _)| *length == self.key_len)
    }

    /// Writes the AlgorithmIdentifier of the encryption, whose hash and key length must be among
    /// those that are read.
    pub fn write(&self, der: &mut DerWriter<'_>) {
        let algorithm = der.open(SEQUENCE);
        known::PBES2.write(der);
        let parameters = der.open(SEQUENCE);

        let derivation = der.open(SEQUENCE);
        known::PBKDF2.write(der);
        let fields = der.open(SEQUENCE);
        der.octets(self.salt);
        der.small(self.iterations);
        if let Some((_, oid)) =
            PRFS.iter().find(|(hash, _)| *hash == self.prf && self.prf != HashId::Sha1)
        {
            AlgorithmIdentifier::with_null(*oid).write(der);
        }
        der.close(fields);
        der.close(derivation);

        let cipher = der.open(SEQUENCE);
        if let Some((_, oid)) = CIPHERS.iter().find(|(length, _)| *length == self.key_len) {
            oid.write(der);
        }
        der.octets(self.iv);
        der.close(cipher);
        der.close(parameters);
        der.close(algorithm);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_come_back() {
        for (prf, key_len) in [(HashId::Sha1, 16), (HashId::Sha256, 24), (HashId::Sha512, 32)] {
            let scheme = Pbes2 { salt: b"salt", iterations: 70_000, prf, key_len, iv: &[7; 16] };
            let mut buffer = [0; 128];
            let mut der = DerWriter::new(&mut buffer);
            let open = der.open(SEQUENCE);
            scheme.write(&mut der);
            der.octets(&[1, 2, 3]);
            der.close(open);
            let key = EncryptedPrivateKey::from_der(der.written()).unwrap();
            assert_eq!((key.data, key.pbes2()), (&[1, 2, 3][..], Ok(Some(scheme))));
        }
    }
}
