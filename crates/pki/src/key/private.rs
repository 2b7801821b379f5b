//! Private keys as PKCS#8 has them (RFC 5208; RFC 5958, section 2).

use super::public::{curve, write_ec};
use super::{EcPrivateKey, RsaPrivateKey};
use crate::algorithm::AlgorithmIdentifier;
use crate::der::{
    CONTEXT, CONTEXT_CONSTRUCTED, Der, DerWriter, INTEGER, OCTET_STRING, Read, SEQUENCE,
};
use crate::oid::known;
use motetls_base::DecodeError;

/// OneAsymmetricKey, of version 1 PrivateKeyInfo: an algorithm, and a key as the algorithm has it.
///
/// It is a secret: no `Debug`, which would print it, no `PartialEq`, which would compare it in a
/// time that tells where it differs, no `Copy`, which would copy it unseen. A clone borrows the
/// same octets.
#[derive(Clone)]
pub struct PrivateKeyInfo<'a> {
    /// The algorithm.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The octets of the key.
    pub octets: &'a [u8],
    /// The contents octets of the attributes, if there are any.
    pub attributes: Option<&'a [u8]>,
    /// The octets of the public key's BIT STRING, if it is there (in version 2 only).
    pub public: Option<&'a [u8]>,
}

impl<'a> PrivateKeyInfo<'a> {
    /// The key in it.
    ///
    /// # Errors
    /// [`DecodeError`] when the algorithm is known here and the key is not as it must be.
    pub fn key(&self) -> Result<PrivateKey<'a>, DecodeError> {
        Ok(match self.algorithm.oid {
            known::RSA => PrivateKey::Rsa(RsaPrivateKey::from_der(self.octets)?),
            known::RSASSA_PSS => {
                PrivateKey::RsaPss(RsaPrivateKey::from_der(self.octets)?, self.algorithm.parameters)
            }
            known::EC => {
                let Some(curve) = curve(&self.algorithm)? else { return Ok(PrivateKey::Other) };
                let key = EcPrivateKey::from_der(self.octets)?;
                // what stands twice must be the same
                let contradicts = key.curve.is_some_and(|inner| inner != curve)
                    || key
                        .public
                        .is_some_and(|inner| self.public.is_some_and(|outer| inner != outer));
                if contradicts {
                    return Err(DecodeError);
                }
                let public = key.public.or(self.public);
                PrivateKey::Ec(EcPrivateKey { public, ..key }.on(curve)?)
            }
            known::ED25519 => PrivateKey::Ed25519(self.seed()?),
            known::X25519 => PrivateKey::X25519(self.seed()?),
            _ => PrivateKey::Other,
        })
    }

    /// CurvePrivateKey ::= OCTET STRING (RFC 8410, section 7).
    fn seed(&self) -> Result<&'a [u8; 32], DecodeError> {
        let mut der = Der::new(self.octets);
        let seed = der.contents(OCTET_STRING)?;
        der.end()?;
        if self.algorithm.parameters.is_some() {
            return Err(DecodeError);
        }
        seed.try_into().map_err(|_| DecodeError)
    }
}

impl<'a> Read<'a> for PrivateKeyInfo<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let version = fields.version(&[0, 1])?;
        let algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let octets = fields.contents(OCTET_STRING)?;
        let attributes = fields.optional(CONTEXT_CONSTRUCTED)?;
        let mut public = None;
        if fields.tag() == CONTEXT | 1 {
            let bits = fields.bits(CONTEXT | 1)?;
            public = (bits.unused == 0).then_some(bits.octets);
        }
        // RFC 5958, section 2: of version 2 with a public key, else of version 1. Writers are about
        // that name version 2 and leave the key out, which contradicts nothing.
        if public.is_some() && version == 0 {
            return Err(DecodeError);
        }
        fields.end()?;
        Ok(PrivateKeyInfo { algorithm, octets, attributes, public })
    }
}

/// A private key. It is a secret: no `Debug`, no `PartialEq`, no `Copy`. A clone borrows the same
/// octets.
#[derive(Clone)]
#[non_exhaustive]
pub enum PrivateKey<'a> {
    /// RSA, for any use.
    Rsa(RsaPrivateKey<'a>),
    /// RSA for RSASSA-PSS only (RFC 4055, section 1.2), with the parameters of its
    /// AlgorithmIdentifier as they stand, which may restrict it further.
    RsaPss(RsaPrivateKey<'a>, Option<&'a [u8]>),
    /// Of a named curve.
    Ec(EcPrivateKey<'a>),
    /// The seed of Ed25519 (RFC 8032, section 5.1.5).
    Ed25519(&'a [u8; 32]),
    /// X25519 (RFC 7748).
    X25519(&'a [u8; 32]),
    /// Of an algorithm or curve that is not known here.
    Other,
}

impl<'a> PrivateKey<'a> {
    /// The key in `der`, be it of PKCS#8, PKCS#1 or SEC 1, which their second field tells apart.
    ///
    /// # Errors
    /// [`DecodeError`] when it is none of them.
    pub fn from_any(der: &'a [u8]) -> Result<Self, DecodeError> {
        let mut fields = Der::new(der).nested(SEQUENCE)?;
        fields.integer()?;
        match fields.tag() {
            SEQUENCE => PrivateKeyInfo::from_der(der)?.key(),
            INTEGER => RsaPrivateKey::from_der(der).map(PrivateKey::Rsa),
            OCTET_STRING => EcPrivateKey::from_der(der).map(PrivateKey::Ec),
            _ => Err(DecodeError),
        }
    }

    /// Writes the PrivateKeyInfo of the key, of version 1; nothing for [`PrivateKey::Other`] and
    /// for a key that does not say its curve.
    ///
    /// The buffer holds a secret then, and is the caller's to wipe.
    pub fn write(&self, der: &mut DerWriter<'_>) {
        self.write_version(0, None, der);
    }

    /// Writes the OneAsymmetricKey of the key, of version 2, with `public`, the octets of its
    /// public key.
    pub fn write_with_public(&self, public: &[u8], der: &mut DerWriter<'_>) {
        self.write_version(1, Some(public), der);
    }

    fn write_version(&self, version: u32, public: Option<&[u8]>, der: &mut DerWriter<'_>) {
        if matches!(self, PrivateKey::Other | PrivateKey::Ec(EcPrivateKey { curve: None, .. })) {
            return;
        }
        let open = der.open(SEQUENCE);
        der.small(version);
        let algorithm = der.open(SEQUENCE);
        match self {
            PrivateKey::Rsa(_) => {
                known::RSA.write(der);
                der.null();
            }
            PrivateKey::RsaPss(_, parameters) => {
                known::RSASSA_PSS.write(der);
                der.raw(parameters.unwrap_or(&[]));
            }
            PrivateKey::Ec(EcPrivateKey { curve: Some(curve), .. }) => write_ec(*curve, der),
            PrivateKey::Ed25519(_) => known::ED25519.write(der),
            PrivateKey::X25519(_) => known::X25519.write(der),
            PrivateKey::Ec(_) | PrivateKey::Other => {}
        }
        der.close(algorithm);
        let octets = der.open(OCTET_STRING);
        match self {
            PrivateKey::Rsa(key) | PrivateKey::RsaPss(key, _) => key.write(der),
            PrivateKey::Ec(key) => EcPrivateKey { curve: None, ..key.clone() }.write(der),
            PrivateKey::Ed25519(seed) | PrivateKey::X25519(seed) => der.octets(*seed),
            PrivateKey::Other => {}
        }
        der.close(octets);
        if let Some(public) = public {
            let bits = der.open(CONTEXT | 1);
            der.raw(&[0]);
            der.raw(public);
            der.close(bits);
        }
        der.close(open);
    }
}
