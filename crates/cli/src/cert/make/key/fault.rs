//! Why a private key cannot be read: the field, and what to do.

use motetls::pki::der::{CONTEXT, Der, INTEGER, OCTET_STRING, Read, SEQUENCE};
use motetls::pki::key::{EcPrivateKey, PrivateKeyInfo};
use motetls_base::DecodeError;

/// The message when nothing more is known.
const DAMAGED: &str =
    "it is no private key of PKCS#8, PKCS#1 or SEC 1: the file is damaged, or of another kind";

/// Why `der`, which [`PrivateKey::from_any`](motetls::pki::key::PrivateKey::from_any) does not
/// read, cannot be read.
pub(super) fn of(der: &[u8]) -> &'static str {
    why(der).unwrap_or(DAMAGED)
}

fn why(der: &[u8]) -> Result<&'static str, DecodeError> {
    let mut fields = Der::new(der).nested(SEQUENCE)?;
    let version = fields.integer()?;
    Ok(match (fields.tag(), version) {
        (INTEGER, _) => pkcs1(version),
        (OCTET_STRING, _) => sec1(der, version),
        (SEQUENCE, [0 | 1]) => pkcs8(der, version)?,
        (SEQUENCE, _) => "its version of PKCS#8 is not known here: there are 1 and 2",
        _ => DAMAGED,
    })
}

const fn pkcs1(version: &[u8]) -> &'static str {
    match version {
        [0] => "a number of the RSA key cannot be read: the file is damaged",
        [1] => "an RSA key of three or more primes is not supported: make a key of two",
        _ => "its version of PKCS#1 is not known here: there is 0, for keys of two primes",
    }
}

fn sec1(der: &[u8], version: &[u8]) -> &'static str {
    match (version, EcPrivateKey::from_der(der)) {
        ([1], Ok(_)) => DAMAGED,
        ([1], Err(_)) => {
            "the private key of the curve is longer than the curve's order, or its public key is \
             no point of the curve: \
             the file is damaged, or names another curve"
        }
        _ => "its version of SEC 1 is not known here: there is 1",
    }
}

fn pkcs8(der: &[u8], version: &[u8]) -> Result<&'static str, DecodeError> {
    let mut fields = Der::new(der).nested(SEQUENCE)?;
    fields.integer()?;
    fields.any()?;
    let octets = fields.contents(OCTET_STRING)?;
    fields.optional(0xa0)?;
    if fields.tag() == CONTEXT | 1 && version == [0] {
        return Ok("it has a public key beside the private key, which version 1 of PKCS#8 has not");
    }
    let info = PrivateKeyInfo::from_der(der)?;
    let mut inner = Der::new(octets);
    let Ok(mut fields) = inner.nested(SEQUENCE) else {
        return Ok("the private key inside PKCS#8 is not as long as its algorithm asks for");
    };
    let version = fields.integer()?;
    if fields.tag() == INTEGER {
        return Ok(pkcs1(version));
    }
    let Ok(key) = EcPrivateKey::from_der(octets) else { return Ok(sec1(octets, version)) };
    let differs = |public: &[u8]| info.public.is_some_and(|outer| outer != public);
    if key.public.is_some_and(differs) {
        return Ok("it has two public keys that differ");
    }
    Ok("its curve is named twice, and differently, or the key does not fit the curve: the file \
         is damaged, or was put \
         together of two")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_named() {
        for (der, says) in [
            (&[0x30, 6, 2, 1, 1, 2, 1, 5][..], "three or more primes"),
            (&[0x30, 6, 2, 1, 2, 2, 1, 5], "version of PKCS#1"),
            (&[0x30, 6, 2, 1, 0, 2, 1, 5], "a number of the RSA key"),
            (&[0x30, 6, 2, 1, 2, 4, 1, 5], "version of SEC 1"),
            (&[0x30, 5, 2, 1, 2, 0x30, 0], "version of PKCS#8"),
            (&[0x30, 5, 2, 1, 7, 5, 0], "of another kind"),
            (&[4, 0], "of another kind"),
            (&[], "of another kind"),
        ] {
            assert!(of(der).contains(says), "{says}: {}", of(der));
        }
    }
}
