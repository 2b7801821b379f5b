//! Public keys (RFC 5280, section 4.1.2.7).

use super::{NamedCurve, RsaPublicKey};
use crate::algorithm::{AlgorithmIdentifier, PssParameters};
use crate::der::{Der, DerWriter, OID, Read, SEQUENCE};
use crate::oid::{Oid, known};
use core::fmt;
use motetls_base::DecodeError;

/// A SubjectPublicKeyInfo: an algorithm, and a key as the algorithm has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKeyInfo<'a> {
    /// All of it, tag and length included: what is pinned, and what a trust anchor holds.
    pub der: &'a [u8],
    /// The algorithm.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The octets of the BIT STRING: what key identifiers hash.
    pub bits: &'a [u8],
}

impl<'a> PublicKeyInfo<'a> {
    /// The key in it.
    ///
    /// # Errors
    /// [`DecodeError`] when the algorithm is known here and the key is not as it must be.
    pub fn key(&self) -> Result<PublicKey<'a>, DecodeError> {
        let bits = self.bits;
        let bare = self.algorithm.parameters.is_none();
        Ok(match self.algorithm.oid {
            known::RSA if self.algorithm.is_plain() => {
                PublicKey::Rsa(RsaPublicKey::from_der(bits)?)
            }
            known::RSASSA_PSS => {
                let key = RsaPublicKey::from_der(bits)?;
                match self.algorithm.parameters.map(PssParameters::read).transpose()? {
                    None => PublicKey::RsaPss(key, None),
                    Some(Some(parameters)) => PublicKey::RsaPss(key, Some(parameters)),
                    // restricted to what is not known here: nothing may be verified with it
                    Some(None) => PublicKey::Other,
                }
            }
            known::EC => match curve(&self.algorithm)? {
                Some(curve) if curve.has_form(bits) => PublicKey::Ec(curve, bits),
                Some(_) => return Err(DecodeError),
                None => PublicKey::Other,
            },
            known::ED25519 if bare => PublicKey::Ed25519(bits.try_into().map_err(|_| DecodeError)?),
            known::X25519 if bare => PublicKey::X25519(bits.try_into().map_err(|_| DecodeError)?),
            known::RSA | known::ED25519 | known::X25519 => return Err(DecodeError),
            _ => PublicKey::Other,
        })
    }
}

/// The curve in the parameters of id-ecPublicKey; `None` when it is not known here, or spelled out
/// (which RFC 5480, section 2.1.1, forbids).
pub(super) fn curve(
    algorithm: &AlgorithmIdentifier<'_>,
) -> Result<Option<NamedCurve>, DecodeError> {
    let mut parameters = Der::new(algorithm.parameters.ok_or(DecodeError)?);
    if parameters.tag() != OID {
        return Ok(None);
    }
    Ok(NamedCurve::from_oid(Oid::read(&mut parameters)?))
}

impl<'a> Read<'a> for PublicKeyInfo<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let whole = der.whole(SEQUENCE)?;
        let mut fields = Der::new(whole).nested(SEQUENCE)?;
        let algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let bits = fields.octets()?;
        fields.end()?;
        Ok(PublicKeyInfo { der: whole, algorithm, bits })
    }
}

/// A public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicKey<'a> {
    /// RSA, for any use.
    Rsa(RsaPublicKey<'a>),
    /// RSA for RSASSA-PSS only; the parameters are `None` when the key sets none, or names what is
    /// not known here.
    RsaPss(RsaPublicKey<'a>, Option<PssParameters>),
    /// A point of a named curve: 0x04 || X || Y, or compressed. Not checked to be on the curve.
    Ec(NamedCurve, &'a [u8]),
    /// Ed25519 (RFC 8032).
    Ed25519(&'a [u8; 32]),
    /// X25519 (RFC 7748): agrees, and does not sign.
    X25519(&'a [u8; 32]),
    /// Of an algorithm or curve that is not known here.
    Other,
}

impl PublicKey<'_> {
    /// Writes the SubjectPublicKeyInfo of the key; nothing for [`PublicKey::Other`].
    pub fn write(&self, der: &mut DerWriter<'_>) {
        if *self == PublicKey::Other {
            return;
        }
        let open = der.open(SEQUENCE);
        write_algorithm(self, der);
        let bits = der.open_bits();
        match self {
            PublicKey::Rsa(key) | PublicKey::RsaPss(key, _) => key.write(der),
            PublicKey::Ec(_, point) => der.raw(point),
            PublicKey::Ed25519(key) | PublicKey::X25519(key) => der.raw(*key),
            PublicKey::Other => {}
        }
        der.close(bits);
        der.close(open);
    }
}

/// Writes the AlgorithmIdentifier of a public key, and of the private key that belongs to it.
fn write_algorithm(key: &PublicKey<'_>, der: &mut DerWriter<'_>) {
    let algorithm = der.open(SEQUENCE);
    match key {
        PublicKey::Rsa(_) => {
            known::RSA.write(der);
            der.null();
        }
        PublicKey::RsaPss(_, parameters) => {
            known::RSASSA_PSS.write(der);
            if let Some(parameters) = parameters {
                parameters.write(der);
            }
        }
        PublicKey::Ec(curve, _) => write_ec(*curve, der),
        PublicKey::Ed25519(_) => known::ED25519.write(der),
        PublicKey::X25519(_) => known::X25519.write(der),
        PublicKey::Other => {}
    }
    der.close(algorithm);
}

/// Writes the contents of the AlgorithmIdentifier of a key on `curve`.
pub(super) fn write_ec(curve: NamedCurve, der: &mut DerWriter<'_>) {
    known::EC.write(der);
    curve.oid().write(der);
}

/// `RSA 2048`, `EC P-256`.
impl fmt::Display for PublicKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublicKey::Rsa(key) => write!(f, "RSA {}", key.bits()),
            PublicKey::RsaPss(key, _) => write!(f, "RSA {}, for PSS only", key.bits()),
            PublicKey::Ec(curve, _) => write!(f, "EC {curve}"),
            PublicKey::Ed25519(_) => f.write_str("Ed25519"),
            PublicKey::X25519(_) => f.write_str("X25519"),
            PublicKey::Other => f.write_str("of an unknown algorithm"),
        }
    }
}
