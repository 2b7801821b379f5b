//! Which field of a certificate cannot be read.

use motetls::pki::algorithm::AlgorithmIdentifier;
use motetls::pki::der::{CONTEXT, CONTEXT_CONSTRUCTED, Der, Read, SEQUENCE};
use motetls::pki::dn::DistinguishedName;
use motetls::pki::extension::Extension;
use motetls::pki::key::PublicKeyInfo;
use motetls::pki::oid::Oid;
use motetls::pki::time::time;

/// The first field of a certificate (RFC 5280, section 4.1) that cannot be read, by its name
/// there; `None` when all can.
pub(crate) fn broken(der: &[u8]) -> Option<String> {
    certificate(der).err()
}

/// Names what fails.
fn named<E>(name: &str) -> impl FnOnce(E) -> String {
    move |_| name.to_owned()
}

fn certificate(der: &[u8]) -> Result<(), String> {
    let mut outer = Der::new(der);
    let mut fields = outer.nested(SEQUENCE).map_err(named("Certificate"))?;
    outer.end().map_err(named("what stands behind the certificate"))?;
    contents(fields.nested(SEQUENCE).map_err(named("tbsCertificate"))?)?;
    AlgorithmIdentifier::read(&mut fields).map_err(named("signatureAlgorithm"))?;
    fields.octets().map_err(named("signatureValue"))?;
    fields.end().map_err(named("what stands behind signatureValue"))
}

fn contents(mut fields: Der<'_>) -> Result<(), String> {
    if let Some(version) = fields.optional(CONTEXT_CONSTRUCTED).map_err(named("version"))? {
        match Der::new(version).integer() {
            Ok([0..=2]) => {}
            _ => return Err("version".to_owned()),
        }
    }
    fields.integer().map_err(named("serialNumber"))?;
    AlgorithmIdentifier::read(&mut fields).map_err(named("signature"))?;
    let issuer = DistinguishedName::read(&mut fields).map_err(named("issuer"))?;
    issuer.check().map_err(named("issuer"))?;
    let mut validity = fields.nested(SEQUENCE).map_err(named("validity"))?;
    time(&mut validity).map_err(named("notBefore"))?;
    time(&mut validity).map_err(named("notAfter"))?;
    validity.end().map_err(named("validity"))?;
    let subject = DistinguishedName::read(&mut fields).map_err(named("subject"))?;
    subject.check().map_err(named("subject"))?;
    PublicKeyInfo::read(&mut fields).map_err(named("subjectPublicKeyInfo"))?;
    fields.optional(CONTEXT | 1).map_err(named("issuerUniqueID"))?;
    fields.optional(CONTEXT | 2).map_err(named("subjectUniqueID"))?;
    if let Some(list) = fields.optional(CONTEXT_CONSTRUCTED | 3).map_err(named("extensions"))? {
        extensions(list)?;
    }
    fields.end().map_err(named("what stands behind the extensions"))
}

fn extensions(list: &[u8]) -> Result<(), String> {
    let mut outer = Der::new(list);
    let mut list = outer.nested(SEQUENCE).map_err(named("extensions"))?;
    outer.end().map_err(named("extensions"))?;
    let mut seen = Vec::new();
    while !list.is_empty() {
        let element = list.any_whole().map_err(named("extensions"))?;
        let kind = Der::new(element).nested(SEQUENCE).and_then(|mut one| Oid::read(&mut one));
        let name =
            kind.map_or_else(|_| "extensions".to_owned(), |kind| format!("extension {kind}"));
        let extension = Extension::from_der(element).map_err(named(&name))?;
        if seen.contains(&extension.oid) {
            return Err(format!("a second {name}"));
        }
        seen.push(extension.oid);
        extension.value().and_then(|value| value.check()).map_err(named(&name))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use motetls::pki::pem;

    /// A certificate of version 3, with extensions.
    const PEM: &[u8] =
        include_bytes!("../../../pki/tests/vectors/x509/ed25519/ed25519-rfc8410.pem");

    #[test]
    fn the_field_is_named() {
        let der = pem::certificates(PEM).unwrap().remove(0);
        assert_eq!(broken(&der), None);
        assert_eq!(broken(&der[..der.len() - 1]).unwrap(), "Certificate");
        assert_eq!(broken(&[]).unwrap(), "Certificate");
        assert_eq!(
            broken(&[&der[..], &[0]].concat()).unwrap(),
            "what stands behind the certificate"
        );
        let place = |part: &[u8]| {
            der.windows(part.len()).position(|window| window == part).unwrap() + part.len()
        };
        // the first octet of the contents, or of the element, of each field
        let times = b"\x17\x0d";
        for (part, octet, name) in [
            (&b"\xa0\x03\x02\x01"[..], 9, "version"),
            (&b"\xa0\x03\x02\x01\x02\x02"[..], 0, "serialNumber"),
            (times, b'x', "notBefore"),
            (b"\x30\x2a\x30\x05\x06\x03\x2b\x65", 0xff, "subjectPublicKeyInfo"),
            (b"\x55\x1d\x13\x01\x01", 7, "extension 2.5.29.19"),
            (b"\x30\x20\x06\x03\x55\x1d", 15, "a second extension 2.5.29.15"),
            (b"\x55\x1d\x0f\x01\x01", 7, "extension 2.5.29.15"),
        ] {
            let mut bad = der.clone();
            bad[place(part)] = octet;
            assert_eq!(broken(&bad).unwrap(), name);
        }
    }
}
