//! What a key may be used for, and how keys are told apart.

use crate::der::{CONTEXT, CONTEXT_CONSTRUCTED, Der, List, OCTET_STRING, Read, SEQUENCE};
use crate::general_name::GeneralName;
use crate::general_name::optional_names;
use crate::oid::{Oid, known};
use core::fmt;
use motetls_base::DecodeError;
use motetls_crypto::Hash;

/// keyUsage (RFC 5280, section 4.2.1.3): a set of bits, bit 0 as the highest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUsage(pub u16);

impl KeyUsage {
    /// Signatures other than over certificates and revocation lists: TLS, as a rule.
    pub const DIGITAL_SIGNATURE: Self = KeyUsage(0x8000);
    /// nonRepudiation, today contentCommitment.
    pub const NON_REPUDIATION: Self = KeyUsage(0x4000);
    /// Encryption of keys: RSA key exchange of old TLS.
    pub const KEY_ENCIPHERMENT: Self = KeyUsage(0x2000);
    /// Encryption of data itself.
    pub const DATA_ENCIPHERMENT: Self = KeyUsage(0x1000);
    /// Key agreement.
    pub const KEY_AGREEMENT: Self = KeyUsage(0x0800);
    /// Signatures over certificates.
    pub const KEY_CERT_SIGN: Self = KeyUsage(0x0400);
    /// Signatures over revocation lists.
    pub const CRL_SIGN: Self = KeyUsage(0x0200);
    /// Of an agreed key, encryption only.
    pub const ENCIPHER_ONLY: Self = KeyUsage(0x0100);
    /// Of an agreed key, decryption only.
    pub const DECIPHER_ONLY: Self = KeyUsage(0x0080);

    /// Either set's uses.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        KeyUsage(self.0 | other.0)
    }

    /// Whether all of `other`'s uses are in it.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

const USAGES: &[(KeyUsage, &str)] = &[
    (KeyUsage::DIGITAL_SIGNATURE, "digitalSignature"),
    (KeyUsage::NON_REPUDIATION, "nonRepudiation"),
    (KeyUsage::KEY_ENCIPHERMENT, "keyEncipherment"),
    (KeyUsage::DATA_ENCIPHERMENT, "dataEncipherment"),
    (KeyUsage::KEY_AGREEMENT, "keyAgreement"),
    (KeyUsage::KEY_CERT_SIGN, "keyCertSign"),
    (KeyUsage::CRL_SIGN, "cRLSign"),
    (KeyUsage::ENCIPHER_ONLY, "encipherOnly"),
    (KeyUsage::DECIPHER_ONLY, "decipherOnly"),
];

impl<'a> Read<'a> for KeyUsage {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        der.flags().map(KeyUsage)
    }
}

/// The names of RFC 5280, with commas between.
impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (usage, name) in USAGES {
            if self.has(*usage) {
                write!(f, "{separator}{name}")?;
                separator = ", ";
            }
        }
        Ok(())
    }
}

/// One purpose of extKeyUsage (RFC 5280, section 4.2.1.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purpose<'a>(pub Oid<'a>);

const PURPOSES: &[(Oid<'static>, &str)] = &[
    (known::SERVER_AUTH, "serverAuth"),
    (known::CLIENT_AUTH, "clientAuth"),
    (known::CODE_SIGNING, "codeSigning"),
    (known::EMAIL_PROTECTION, "emailProtection"),
    (known::TIME_STAMPING, "timeStamping"),
    (known::OCSP_SIGNING, "OCSPSigning"),
    (known::ANY_PURPOSE, "anyExtendedKeyUsage"),
];

impl<'a> Read<'a> for Purpose<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        Oid::read(der).map(Purpose)
    }
}

/// Its name, or its number.
impl fmt::Display for Purpose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match PURPOSES.iter().find(|(oid, _)| *oid == self.0) {
            Some((_, name)) => f.write_str(name),
            None => fmt::Display::fmt(&self.0, f),
        }
    }
}

/// basicConstraints (RFC 5280, section 4.2.1.9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether the subject may issue certificates.
    pub ca: bool,
    /// How many intermediates may stand below it, those that are self-issued not counted.
    pub path_len: Option<u32>,
}

impl<'a> Read<'a> for BasicConstraints {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let ca = fields.boolean_or_false()?;
        let mut path_len = None;
        if !fields.is_empty() {
            path_len = Some(match fields.unsigned()? {
                octets if octets.len() > 4 => u32::MAX,
                octets => octets.iter().fold(0, |value, octet| value << 8 | u32::from(*octet)),
            });
        }
        fields.end()?;
        Ok(BasicConstraints { ca, path_len })
    }
}

/// authorityKeyIdentifier (RFC 5280, section 4.2.1.1): which of the issuer's keys it was.
#[derive(Clone, Copy, Debug)]
pub struct AuthorityKeyId<'a> {
    /// The subjectKeyIdentifier of the issuer.
    pub key_id: Option<&'a [u8]>,
    /// The names of the issuer's issuer.
    pub issuer: Option<List<'a, GeneralName<'a>>>,
    /// The contents octets of the issuer's serial number.
    pub serial: Option<&'a [u8]>,
}

impl<'a> Read<'a> for AuthorityKeyId<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let key_id = fields.optional(CONTEXT)?;
        let issuer = optional_names(&mut fields, CONTEXT_CONSTRUCTED | 1)?;
        let serial = fields.optional(CONTEXT | 2)?;
        fields.end()?;
        Ok(AuthorityKeyId { key_id, issuer, serial })
    }
}

/// The octets of an OCTET STRING that is all of an extension.
pub(super) fn octets(value: &[u8]) -> Result<&[u8], DecodeError> {
    let mut der = Der::new(value);
    let octets = der.contents(OCTET_STRING)?;
    der.end()?;
    Ok(octets)
}

/// The identifier of a key whose public key is `bits`, the octets of its BIT STRING: the leftmost
/// 160 bits of their SHA-256 (RFC 7093, section 2, method 1), if `H` is SHA-256. The method of RFC
/// 5280 takes SHA-1, and no more than this does it need to be secure.
#[must_use]
pub fn key_id<H: Hash>(bits: &[u8]) -> [u8; 20] {
    let mut id = [0; 20];
    for (to, from) in id.iter_mut().zip(H::digest(bits).as_ref()) {
        *to = *from;
    }
    id
}
