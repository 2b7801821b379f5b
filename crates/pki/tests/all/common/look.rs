//! Looks at everything a reader offers, so that whatever can be reached from bytes is reached.

use motetls_base::DecodeError;
use motetls_pki::crl::RevocationList;
use motetls_pki::csr::CertificationRequest;
use motetls_pki::der::{List, Read};
use motetls_pki::dn::DistinguishedName;
use motetls_pki::extension::{Extensions, Value};
use motetls_pki::key::{
    EcPrivateKey, EncryptedPrivateKey, PrivateKey, PrivateKeyInfo, PublicKeyInfo, RsaPublicKey,
};
use motetls_pki::ocsp;
use motetls_pki::pkcs7::CertsOnly;
use motetls_pki::signed::Signed;
use motetls_pki::x509::CertificateView;

type Outcome = Result<(), DecodeError>;

/// Reads `der` as everything there is; what cannot be read is no matter.
pub fn all(der: &[u8]) {
    let _ = certificate(der);
    let _ = request(der);
    let _ = list(der);
    let _ = ocsp_request(der);
    let _ = ocsp_response(der);
    let _ = bag(der);
    let _ = public_key(der);
    let _ = private_key(der);
    let _ = name(der);
}

pub fn certificate(der: &[u8]) -> Outcome {
    let certificate = CertificateView::from_der(der)?;
    signed(&certificate.signed);
    let _ = certificate.algorithm.scheme();
    let names = name(certificate.issuer.der).and(name(certificate.subject.der));
    let key = certificate.public_key.key().map(|key| key.to_string());
    let _ = certificate.extensions.repeated();
    names.and(key.map(|_| ())).and(extensions(certificate.extensions))
}

pub fn request(der: &[u8]) -> Outcome {
    let request = CertificationRequest::from_der(der)?;
    signed(&request.signed);
    let _ = request.challenge().map(|text| text.map(|text| text.to_string()));
    request.attributes.check()?;
    name(request.subject.der)?;
    request.public_key.key()?;
    extensions(request.extensions()?)
}

pub fn list(der: &[u8]) -> Outcome {
    let list = RevocationList::from_der(der)?;
    signed(&list.signed);
    let _ = list.find(&[1]);
    for entry in list.revoked {
        let entry = entry?;
        let _ = entry.reason();
        extensions(entry.extensions)?;
    }
    name(list.issuer.der)?;
    extensions(list.extensions)
}

pub fn ocsp_request(der: &[u8]) -> Outcome {
    let request = ocsp::OcspRequest::from_der(der)?;
    for single in request.requests {
        extensions(single?.extensions)?;
    }
    extensions(request.extensions)
}

pub fn ocsp_response(der: &[u8]) -> Outcome {
    let response = ocsp::Response::from_der(der)?;
    assert!(!response.status.to_string().is_empty());
    let Some(basic) = response.basic()? else { return Ok(()) };
    signed(&basic.signed);
    if let ocsp::Responder::Name(responder) = basic.responder {
        name(responder.der)?;
    }
    for single in basic.responses {
        extensions(single?.extensions)?;
    }
    for one in basic.certificates {
        extensions(one?.extensions)?;
    }
    extensions(basic.extensions)
}

pub fn bag(der: &[u8]) -> Outcome {
    let bag = CertsOnly::from_der(der)?;
    bag.certificates().try_for_each(|one| certificate(one?))?;
    bag.revocation_lists().try_for_each(|one| list(one?))
}

pub fn public_key(der: &[u8]) -> Outcome {
    if let Ok(key) = RsaPublicKey::from_der(der) {
        let _ = key.bits();
        return Ok(());
    }
    let key = PublicKeyInfo::from_der(der)?.key()?;
    assert!(!key.to_string().is_empty());
    Ok(())
}

pub fn private_key(der: &[u8]) -> Outcome {
    if let Ok(key) = EncryptedPrivateKey::from_der(der) {
        return key.pbes2().map(|_| ());
    }
    let _ = PrivateKeyInfo::from_der(der).map(|info| info.key().is_ok());
    if let PrivateKey::Ec(EcPrivateKey { private, .. }) = PrivateKey::from_any(der)? {
        assert!(!private.is_empty());
    }
    Ok(())
}

pub fn name(der: &[u8]) -> Outcome {
    let name = DistinguishedName::from_der(der)?;
    let _ = (name.to_string(), name.is_empty());
    for attribute in name.attributes() {
        let _ = attribute.text().map(|text| text.to_string());
    }
    name.check()
}

fn signed(signed: &Signed<'_>) {
    let _ = signed
        .algorithm
        .scheme()
        .map(|scheme| scheme.map(|scheme| (scheme.to_string(), scheme.hash())));
    let _ = motetls_pki::key::signature_from_der(signed.signature, &mut [0; 132]);
}

/// All extensions and all that is in them; the first error, after all that could be read was.
pub fn extensions(list: Extensions<'_>) -> Outcome {
    let mut outcome = Ok(());
    for extension in list {
        let extension = extension?;
        let _ = extension.oid.to_string();
        outcome = outcome.and(extension.value().and_then(value));
    }
    outcome
}

/// Shows what can be shown, and reads the value to its end.
fn value(value: Value<'_>) -> Outcome {
    match value {
        Value::SubjectAltName(names)
        | Value::IssuerAltName(names)
        | Value::CertificateIssuer(names) => show(names),
        Value::KeyUsage(usage) => assert!(usage.to_string().len() < 200),
        Value::ExtendedKeyUsage(purposes) => show(purposes),
        Value::AuthorityKeyId(id) => show(id.issuer.unwrap_or(List::empty())),
        Value::NameConstraints(constraints) => {
            for tree in constraints.permitted.chain(constraints.excluded).map_while(Result::ok) {
                let _ = tree.base.to_string();
            }
        }
        Value::AuthorityInfoAccess(places) | Value::SubjectInfoAccess(places) => {
            for place in places.map_while(Result::ok) {
                let _ = place.location.to_string();
            }
        }
        Value::Reason(reason) => assert!(!reason.to_string().is_empty()),
        _ => {}
    }
    value.check()
}

fn show<'a, T: Read<'a> + std::fmt::Display>(list: List<'a, T>) {
    for one in list.map_while(Result::ok) {
        let _ = one.to_string();
    }
}
