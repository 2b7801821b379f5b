//! Looks at everything a reader offers, so that whatever can be reached from bytes is reached.

use motetls_base::DecodeError;
use motetls_pki::crl::RevocationList;
use motetls_pki::csr::Request;
use motetls_pki::der::{List, Read};
use motetls_pki::dn::DistinguishedName;
use motetls_pki::extension::{DistributionPoint, Extensions, PointName, Value};
use motetls_pki::general_name::GeneralName;
use motetls_pki::key::{EcPrivateKey, EncryptedPrivateKey, PrivateKey, PrivateKeyInfo, PublicKeyInfo, RsaPublicKey};
use motetls_pki::ocsp;
use motetls_pki::pkcs7::Bag;
use motetls_pki::signed::Signed;
use motetls_pki::x509::Certificate;

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
    let certificate = Certificate::from_der(der)?;
    signed(&certificate.signed);
    let _ = certificate.algorithm.scheme();
    let names = name(certificate.issuer.der).and(name(certificate.subject.der));
    let key = certificate.public_key.key().map(|key| key.to_string());
    let _ = certificate.extensions.repeated();
    names.and(key.map(|_| ())).and(extensions(certificate.extensions))
}

pub fn request(der: &[u8]) -> Outcome {
    let request = Request::from_der(der)?;
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
    let request = ocsp::Request::from_der(der)?;
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
    let bag = Bag::from_der(der)?;
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
    let _ = signed.algorithm.scheme().map(|scheme| scheme.map(|scheme| (scheme.to_string(), scheme.hash())));
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

fn value(value: Value<'_>) -> Outcome {
    match value {
        Value::SubjectAltName(names) | Value::IssuerAltName(names) | Value::CertificateIssuer(names) => {
            general_names(names)
        }
        Value::KeyUsage(usage) => said(&usage),
        Value::ExtendedKeyUsage(purposes) => {
            for purpose in purposes {
                let _ = purpose?.to_string();
            }
            Ok(())
        }
        Value::AuthorityKeyId(id) => general_names(id.issuer.unwrap_or(List::empty())),
        Value::NameConstraints(constraints) => {
            for tree in constraints.permitted.chain(constraints.excluded) {
                let _ = tree?.base.to_string();
            }
            Ok(())
        }
        Value::Policies(policies) => {
            for policy in policies {
                policy?.qualifiers.check()?;
            }
            Ok(())
        }
        Value::PolicyMappings(mappings) => mappings.check(),
        Value::CrlDistributionPoints(points) | Value::FreshestCrl(points) => {
            points.into_iter().try_for_each(|one| point(&one?))
        }
        Value::AuthorityInfoAccess(places) | Value::SubjectInfoAccess(places) => {
            for place in places {
                let _ = place?.location.to_string();
            }
            Ok(())
        }
        Value::IssuingPoint(issuing) => point_name(issuing.name),
        Value::Reason(reason) => said(&reason),
        _ => Ok(()),
    }
}

fn said(value: &dyn std::fmt::Display) -> Outcome {
    let _ = value.to_string();
    Ok(())
}

fn point(point: &DistributionPoint<'_>) -> Outcome {
    general_names(point.issuer.unwrap_or(List::empty()))?;
    point_name(point.name)
}

fn point_name(name: Option<PointName<'_>>) -> Outcome {
    match name {
        Some(PointName::Full(names)) => general_names(names),
        Some(PointName::Relative(attributes)) => attributes.check(),
        None => Ok(()),
    }
}

fn general_names(names: List<'_, GeneralName<'_>>) -> Outcome {
    for one in names {
        let one = one?;
        let _ = one.to_string();
        if let GeneralName::Directory(directory) = one {
            name(directory.der)?;
        }
    }
    Ok(())
}
