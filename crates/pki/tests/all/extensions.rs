//! Every kind of extension by the table of kinds: written, read back, found malformed.

use motetls_base::UnixTime;
use motetls_pki::der::DerWriter;
use motetls_pki::extension::{
    BasicConstraints, Criticality, Extension, ExtensionKind, Extensions, KINDS, KeyUsage,
    NewExtension, NewIssuingPoint, PolicyConstraints, PolicyMapping, Reason, Value,
};
use motetls_pki::general_name::GeneralName;
use motetls_pki::oid::{Oid, known};

const NAMES: &[GeneralName<'static>] = &[GeneralName::Uri(b"http://a.example/")];
const PLACES: &[(Oid<'static>, GeneralName<'static>)] =
    &[(known::ACCESS_OCSP, GeneralName::Uri(b"http://a.example/"))];
/// The policies 1.2.3 and 1.2.4.
const POLICIES: [Oid<'static>; 2] = [Oid(&[0x2a, 3]), Oid(&[0x2a, 4])];
/// Text, as a Netscape comment is.
const TEXT: &[u8] = &[0x16, 1, b'x'];

/// One extension of each kind, all that can be written.
fn samples() -> Vec<NewExtension<'static>> {
    const MAPPING: &[PolicyMapping<'static>] =
        &[PolicyMapping { issuer: POLICIES[0], subject: POLICIES[1] }];
    const POINT: NewIssuingPoint<'static> = NewIssuingPoint {
        names: NAMES,
        only_users: true,
        only_authorities: false,
        only_reasons: Some(0x6000),
        indirect: true,
        only_attributes: false,
    };
    let other = |oid| NewExtension::Other { oid, critical: false, value: TEXT };
    vec![
        NewExtension::SubjectAltName { names: NAMES, critical: false },
        NewExtension::IssuerAltName(NAMES),
        NewExtension::KeyUsage(KeyUsage::DIGITAL_SIGNATURE),
        NewExtension::ExtendedKeyUsage(&[known::SERVER_AUTH]),
        NewExtension::BasicConstraints(BasicConstraints { ca: true, path_len: Some(0) }),
        NewExtension::SubjectKeyId(&[7; 20]),
        NewExtension::AuthorityKeyId(&[7; 20]),
        NewExtension::NameConstraints { permitted: NAMES, excluded: NAMES },
        NewExtension::Policies(&POLICIES),
        NewExtension::PolicyMappings(MAPPING),
        NewExtension::PolicyConstraints(PolicyConstraints {
            require_explicit: Some(0),
            inhibit_mapping: Some(300),
        }),
        NewExtension::InhibitAnyPolicy(200),
        NewExtension::CrlDistributionPoints(NAMES),
        NewExtension::FreshestCrl(NAMES),
        NewExtension::AuthorityInfoAccess(PLACES),
        NewExtension::SubjectInfoAccess(PLACES),
        NewExtension::SignedTimestamps(&[0, 5, 0, 3, 0, 1, 2]),
        NewExtension::PrecertificatePoison,
        NewExtension::TlsFeature(&[5, 17]),
        NewExtension::OcspNoCheck,
        NewExtension::OcspNonce(&[9; 32]),
        NewExtension::CrlNumber(&[1, 0]),
        NewExtension::DeltaCrlIndicator(&[1]),
        NewExtension::IssuingPoint(POINT),
        NewExtension::Reason(Reason::KEY_COMPROMISE),
        NewExtension::InvalidityDate(UnixTime(1_800_000_000)),
        NewExtension::CertificateIssuer(NAMES),
        other(known::NETSCAPE_CERT_TYPE),
        other(known::NETSCAPE_COMMENT),
    ]
}

fn der(extension: &NewExtension<'_>) -> Vec<u8> {
    let mut buffer = [0; 256];
    let mut writer = DerWriter::new(&mut buffer);
    extension.write(&mut writer);
    let length = writer.done().unwrap();
    buffer[..length].to_vec()
}

fn read(der: &[u8]) -> Extension<'_> {
    Extensions::new(der).next().unwrap().unwrap()
}

/// What was read, written again; `None` when it cannot be written from what is kept.
fn again(value: &Value<'_>) -> Option<Vec<u8>> {
    match *value {
        Value::KeyUsage(usage) => Some(der(&NewExtension::KeyUsage(usage))),
        Value::BasicConstraints(basic) => Some(der(&NewExtension::BasicConstraints(basic))),
        Value::SubjectKeyId(id) => Some(der(&NewExtension::SubjectKeyId(id))),
        Value::AuthorityKeyId(id) => id.key_id.map(|id| der(&NewExtension::AuthorityKeyId(id))),
        Value::IssuerAltName(list) => {
            let names: Vec<_> = list.map(Result::unwrap).collect();
            Some(der(&NewExtension::IssuerAltName(&names)))
        }
        Value::Policies(list) => {
            let policies: Vec<_> = list.map(|policy| policy.unwrap().oid).collect();
            Some(der(&NewExtension::Policies(&policies)))
        }
        Value::PolicyMappings(list) => {
            let mappings: Vec<_> = list.map(Result::unwrap).collect();
            Some(der(&NewExtension::PolicyMappings(&mappings)))
        }
        Value::PolicyConstraints(both) => Some(der(&NewExtension::PolicyConstraints(both))),
        Value::InhibitAnyPolicy(after) => Some(der(&NewExtension::InhibitAnyPolicy(after))),
        Value::SubjectInfoAccess(list) => {
            let places: Vec<_> = list
                .map(|place| place.map(|place| (place.method, place.location)).unwrap())
                .collect();
            Some(der(&NewExtension::SubjectInfoAccess(&places)))
        }
        Value::TlsFeature(list) => {
            let numbers: Vec<_> = list.map(|feature| feature.unwrap().0).collect();
            Some(der(&NewExtension::TlsFeature(&numbers)))
        }
        Value::SignedTimestamps(list) => Some(der(&NewExtension::SignedTimestamps(list))),
        Value::CrlNumber(number) => Some(der(&NewExtension::CrlNumber(number))),
        Value::Reason(reason) => Some(der(&NewExtension::Reason(reason))),
        Value::InvalidityDate(date) => Some(der(&NewExtension::InvalidityDate(date))),
        _ => None,
    }
}

#[test]
fn every_kind_is_written_and_read_back() {
    let samples = samples();
    for kind in KINDS {
        let mut of_kind = samples.iter().map(der).filter(|der| read(der).oid == kind.oid);
        let sample = of_kind.next().unwrap_or_else(|| panic!("{}: no sample", kind.name));
        let extension = read(&sample);
        assert_eq!(extension.kind(), Some(kind));
        assert_eq!(extension.wrongly_marked(), None, "{}", kind.name);
        let value = extension.value().unwrap();
        assert_eq!(value.check(), Ok(()), "{}", kind.name);
        let is_other = matches!(value, Value::Other);
        assert_eq!(is_other, extension.octets == TEXT, "{}: read or not", kind.name);
        if let Some(again) = again(&value) {
            assert_eq!(again, sample, "{}", kind.name);
        }
    }
    assert_eq!(samples.len(), KINDS.len(), "one sample of each");
}

#[test]
fn what_is_marked_wrongly_is_told() {
    for kind in KINDS {
        let of = |critical| Extension { oid: kind.oid, critical, octets: &[] }.wrongly_marked();
        let expected = match kind.critical {
            Criticality::Must => [Some(true), None],
            Criticality::Should => [Some(false), None],
            Criticality::Open => [None, None],
            Criticality::ShouldNot => [None, Some(false)],
            Criticality::MustNot => [None, Some(true)],
        };
        assert_eq!([of(false), of(true)], expected, "{}", kind.name);
    }
    let unknown = Extension { oid: POLICIES[0], critical: true, octets: &[] };
    assert_eq!((unknown.kind(), unknown.wrongly_marked()), (None, None));
}

/// Inner lists and names that are none.
#[test]
fn malformed_to_the_last_list() {
    let null = [5, 0];
    let nested = |head: &[u8]| [head, &null].concat();
    for (oid, octets) in [
        (known::TLS_FEATURE, nested(&[0x30, 2])),
        (known::TLS_FEATURE, vec![0x30, 3, 2, 1, 0xff]),
        (known::CRL_DISTRIBUTION_POINTS, nested(&[0x30, 6, 0x30, 4, 0xa2, 2])),
        (known::CRL_DISTRIBUTION_POINTS, vec![0x30, 4, 0x30, 2, 0xa2, 0]),
        (known::FRESHEST_CRL, nested(&[0x30, 8, 0x30, 6, 0xa0, 4, 0xa0, 2])),
        (known::FRESHEST_CRL, vec![0x30, 6, 0x30, 4, 0xa0, 2, 0xa0, 0]),
        (known::CRL_DISTRIBUTION_POINTS, nested(&[0x30, 8, 0x30, 6, 0xa0, 4, 0xa1, 2])),
        (known::CERTIFICATE_POLICIES, nested(&[0x30, 10, 0x30, 8, 6, 2, 0x2a, 3, 0x30, 2])),
        (known::CERTIFICATE_POLICIES, vec![0x30, 8, 0x30, 6, 6, 2, 0x2a, 3, 0x30, 0]),
        (known::POLICY_MAPPINGS, nested(&[0x30, 8, 0x30, 6, 6, 2, 0x2a, 3])),
        (known::AUTHORITY_KEY_ID, nested(&[0x30, 4, 0xa1, 2])),
        (known::AUTHORITY_KEY_ID, vec![0x30, 2, 0xa1, 0]),
        (known::SUBJECT_ALT_NAME, nested(&[0x30, 6, 0xa4, 4, 0x30, 2])),
        (known::ISSUER_ALT_NAME, nested(&[0x30, 2])),
        (known::NAME_CONSTRAINTS, nested(&[0x30, 10, 0xa0, 8, 0x30, 6, 0xa4, 4, 0x30, 2])),
        (known::EXTENDED_KEY_USAGE, nested(&[0x30, 2])),
        (known::AUTHORITY_INFO_ACCESS, nested(&[0x30, 8, 0x30, 6, 6, 2, 0x2a, 3])),
        (known::SUBJECT_INFO_ACCESS, nested(&[0x30, 2])),
        (known::SIGNED_TIMESTAMPS, vec![4, 2, 0, 0]),
        (known::SIGNED_TIMESTAMPS, vec![4, 4, 0, 2, 0, 0]),
        (known::SIGNED_TIMESTAMPS, vec![4, 5, 0, 3, 0, 2, 7]),
        (known::ISSUING_DISTRIBUTION_POINT, nested(&[0x30, 6, 0xa0, 4, 0xa0, 2])),
        (known::CERTIFICATE_ISSUER, nested(&[0x30, 6, 0xa4, 4, 0x30, 2])),
    ] {
        let extension = Extension { oid, critical: false, octets: &octets };
        let outcome = extension.value().and_then(|value| value.check());
        let name = ExtensionKind::of(oid).unwrap().name;
        assert!(outcome.is_err(), "{name}: {octets:02x?}");
    }
}
