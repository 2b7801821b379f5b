//! The faults of the grid: what is done to a sound chain, and what must come of it.

use super::maker::{NOW, Sheet, Twist};
use crate::common::sealed::{policy, sequence};
use CertError::*;
use motetls_pki::CertError;
use motetls_pki::algorithm::HashId;
use motetls_pki::der::{CONTEXT, SEQUENCE};
use motetls_pki::extension::{BasicConstraints, KeyUsage};
use motetls_pki::general_name::GeneralName;
use motetls_pki::oid::{Oid, known};

/// Where a fault can be: in which certificates of a chain, each of which makes a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    Leaf,
    /// Each intermediate.
    Issuers,
    /// Each intermediate but the lowest.
    Upper,
    /// Each certificate that is sent.
    Sent,
    /// The root, which is trusted.
    Root,
}

/// A chain, the leaf first, the root last; and what it is verified with.
pub(super) struct Cell {
    pub(super) sheets: Vec<Sheet>,
    /// The name the leaf is expected to have.
    pub(super) name: &'static str,
    /// What is trusted; the root, if there is none.
    pub(super) anchors: Vec<Sheet>,
    /// Certificates that are not sent.
    pub(super) missing: Vec<usize>,
}

/// A fault, or something that only looks like one.
pub(super) struct Fault {
    pub(super) name: &'static str,
    pub(super) at: At,
    /// Only where all keys are of RSA.
    pub(super) rsa: bool,
    pub(super) change: fn(&mut Cell, usize),
    pub(super) expected: Result<(), CertError>,
}

/// `expected: name, where, what is done to the cell at that place;`
macro_rules! faults {
    ($($expected:expr => { $($name:literal $at:ident $change:expr;)+ })+) => {
        vec![$($(
            Fault { name: $name, at: At::$at, rsa: false, change: $change, expected: $expected },
        )+)+]
    };
}

pub(super) fn all() -> Vec<Fault> {
    [
        times_and_usages(),
        authorities(),
        signatures(),
        rsa_signatures(),
        names(),
        extensions(),
        anchors(),
        policies(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn times_and_usages() -> Vec<Fault> {
    faults! {
        Ok(()) => {
            "sound" Leaf |_, _| {};
            "last-second" Sent |cell, at| cell.sheets[at].until = NOW;
            "first-second" Sent |cell, at| cell.sheets[at].from = NOW;
            "wildcard" Leaf |cell, _| cell.name = "x.b.example";
            "address" Leaf |cell, _| cell.name = "192.0.2.7";
            "for-servers" Sent |cell, at| cell.sheets[at].purposes = vec![known::SERVER_AUTH];
            "no-usages" Sent |cell, at| cell.sheets[at].usage = None;
        }
        Err(Expired) => { "expired" Sent |cell, at| cell.sheets[at].until = NOW - 1; }
        Err(NotYetValid) => { "not-yet" Sent |cell, at| cell.sheets[at].from = NOW + 1; }
        Err(NameMismatch) => {
            "wrong-name" Leaf |cell, _| cell.name = "c.example";
            "wildcard-too-deep" Leaf |cell, _| cell.name = "y.x.b.example";
            "wrong-address" Leaf |cell, _| cell.name = "192.0.2.8";
            "no-names" Leaf |cell, _| cell.sheets[0].names.clear();
        }
        Err(WrongUsage) => {
            "for-clients" Sent |cell, at| cell.sheets[at].purposes = vec![known::CLIENT_AUTH];
            "for-code" Sent |cell, at| cell.sheets[at].purposes = vec![known::CODE_SIGNING];
            "may-not-sign" Leaf |cell, _| cell.sheets[0].usage = Some(KeyUsage::CRL_SIGN);
            "may-not-certify" Issuers |cell, at| cell.sheets[at].usage = Some(KeyUsage::DIGITAL_SIGNATURE);
        }
    }
}

fn authorities() -> Vec<Fault> {
    faults! {
        Ok(()) => {
            "leaf-is-a-ca" Leaf |cell, _| cell.sheets[0].constraints = ca(None);
            "path-length-fits" Issuers |cell, at| cell.sheets[at].constraints = ca(Some(at - 1));
        }
        Err(NotACa) => {
            "not-a-ca" Issuers |cell, at| cell.sheets[at].constraints = Some(BasicConstraints::default());
            "no-constraints" Issuers |cell, at| cell.sheets[at].constraints = None;
        }
        Err(PathTooLong) => { "path-too-long" Upper |cell, at| cell.sheets[at].constraints = ca(Some(at - 2)); }
    }
}

/// basicConstraints of an authority.
fn ca(limit: Option<usize>) -> Option<BasicConstraints> {
    Some(BasicConstraints { ca: true, path_len: limit.and_then(|limit| u32::try_from(limit).ok()) })
}

fn signatures() -> Vec<Fault> {
    faults! {
        Ok(()) => {
            "sha384" Sent |cell, at| cell.sheets[at].hash = HashId::Sha384;
            "sha512" Sent |cell, at| cell.sheets[at].hash = HashId::Sha512;
            "each-another-hash" Leaf |cell, _| {
                let hashes = [HashId::Sha512, HashId::Sha384, HashId::Sha256, HashId::Sha512];
                cell.sheets.iter_mut().zip(hashes).for_each(|(sheet, hash)| sheet.hash = hash);
            };
        }
        Err(BadSignature) => {
            "bad-signature" Sent |cell, at| cell.sheets[at].twist = Twist::Signature;
            "altered" Sent |cell, at| cell.sheets[at].twist = Twist::Contents;
            "signed-by-a-stranger" Sent |cell, at| cell.sheets[at].signer = 4;
            "signed-by-itself" Sent |cell, at| cell.sheets[at].signer = at;
        }
    }
}

fn rsa_signatures() -> Vec<Fault> {
    let rsa = |fault: Fault| Fault { rsa: true, ..fault };

    let faults = faults! {
        Ok(()) => {
            "pss" Sent |cell, at| cell.sheets[at].pss = true;
            "pss-sha384" Sent |cell, at| (cell.sheets[at].pss, cell.sheets[at].hash) = (true, HashId::Sha384);
            "pss-sha512" Sent |cell, at| (cell.sheets[at].pss, cell.sheets[at].hash) = (true, HashId::Sha512);
        }
        Err(BadSignature) => {
            "bad-pss" Sent |cell, at| {
                (cell.sheets[at].pss, cell.sheets[at].twist) = (true, Twist::Signature);
            };
        }
    };
    faults.into_iter().map(rsa).collect()
}

/// A directory name `O=Motes`, in which all subjects lie, and one in which none does.
const MOTES: GeneralName<'static> =
    GeneralName::Directory(motetls_pki::dn::DistinguishedName { der: &MOTES_DER });
const OTHERS: GeneralName<'static> =
    GeneralName::Directory(motetls_pki::dn::DistinguishedName { der: &OTHERS_DER });
const MOTES_DER: [u8; 18] = *b"\x30\x10\x31\x0e\x30\x0c\x06\x03\x55\x04\x0a\x0c\x05Motes";
const OTHERS_DER: [u8; 18] = *b"\x30\x10\x31\x0e\x30\x0c\x06\x03\x55\x04\x0a\x0c\x05Moles";
const NET: GeneralName<'static> = GeneralName::Ip(&[192, 0, 2, 0, 255, 255, 255, 0]);
const OTHER_NET: GeneralName<'static> = GeneralName::Ip(&[198, 51, 100, 0, 255, 255, 255, 0]);
const DOMAIN: GeneralName<'static> = GeneralName::Dns(b"example");
const OTHER_DOMAIN: GeneralName<'static> = GeneralName::Dns(b"example.org");

fn names() -> Vec<Fault> {
    faults! {
        Ok(()) => {
            "permits-domain" Issuers |cell, at| cell.sheets[at].permitted = vec![OTHER_DOMAIN, DOMAIN];
            "permits-net" Issuers |cell, at| cell.sheets[at].permitted = vec![NET];
            "permits-mail" Issuers |cell, at| cell.sheets[at].permitted = vec![GeneralName::Mail(b"a.example")];
            "permits-mailbox" Issuers |cell, at| cell.sheets[at].permitted = vec![GeneralName::Mail(b"mote@a.example")];
            "permits-uri" Issuers |cell, at| cell.sheets[at].permitted = vec![GeneralName::Uri(b".example")];
            "permits-directory" Issuers |cell, at| cell.sheets[at].permitted = vec![MOTES];
            "permits-all" Issuers |cell, at| cell.sheets[at].permitted = vec![DOMAIN, NET, MOTES];
            "excludes-other-domain" Issuers |cell, at| cell.sheets[at].excluded = vec![OTHER_DOMAIN];
            "excludes-other-net" Issuers |cell, at| cell.sheets[at].excluded = vec![OTHER_NET];
            "excludes-other-directory" Issuers |cell, at| cell.sheets[at].excluded = vec![OTHERS];
        }
        Err(NameNotPermitted) => {
            "root-permits-others" Root |cell, at| cell.sheets[at].permitted = vec![OTHER_DOMAIN];
            "permits-other-domain" Issuers |cell, at| cell.sheets[at].permitted = vec![OTHER_DOMAIN];
            "permits-one-domain" Issuers |cell, at| cell.sheets[at].permitted = vec![GeneralName::Dns(b"a.example")];
            "permits-other-net" Issuers |cell, at| cell.sheets[at].permitted = vec![OTHER_NET];
            "permits-other-mail" Issuers |cell, at| cell.sheets[at].permitted = vec![GeneralName::Mail(b"b.example")];
            "permits-other-uri" Issuers |cell, at| cell.sheets[at].permitted = vec![GeneralName::Uri(b"b.example")];
            "permits-other-directory" Issuers |cell, at| cell.sheets[at].permitted = vec![OTHERS];
            "excludes-domain" Issuers |cell, at| cell.sheets[at].excluded = vec![GeneralName::Dns(b"a.example")];
            "excludes-a-wildcard's-host" Issuers |cell, at| {
                cell.sheets[at].excluded = vec![GeneralName::Dns(b"x.b.example")];
            };
            "excludes-net" Issuers |cell, at| cell.sheets[at].excluded = vec![NET];
            "excludes-mail" Issuers |cell, at| cell.sheets[at].excluded = vec![GeneralName::Mail(b"a.example")];
            "excludes-uri" Issuers |cell, at| cell.sheets[at].excluded = vec![GeneralName::Uri(b"a.example")];
            "excludes-directory" Issuers |cell, at| cell.sheets[at].excluded = vec![MOTES];
            "permits-and-excludes" Issuers |cell, at| {
                cell.sheets[at].permitted = vec![DOMAIN];
                cell.sheets[at].excluded = vec![GeneralName::Dns(b"b.example")];
            };
        }
    }
}

/// An extension of an unknown identifier.
fn private(critical: bool) -> (Oid<'static>, bool, Vec<u8>) {
    (Oid(&[0x2a, 3, 4]), critical, vec![5, 0])
}

fn extensions() -> Vec<Fault> {
    faults! {
        Ok(()) => {
            "unknown" Sent |cell, at| cell.sheets[at].more.push(private(false));
            "no-subject" Leaf |cell, _| cell.sheets[0].subject = String::new();
        }
        Err(UnknownCriticalExtension) => {
            "unknown-critical" Sent |cell, at| cell.sheets[at].more.push(private(true));
        }
        Err(Malformed) => {
            "twice-the-usage" Sent |cell, at| cell.sheets[at].more.push((known::KEY_USAGE, true, vec![3, 2, 0, 0x86]));
            "twice-the-constraints" Issuers |cell, at| {
                cell.sheets[at].more.push((known::BASIC_CONSTRAINTS, true, vec![0x30, 3, 1, 1, 0xff]));
            };
            "unreadable-usage" Leaf |cell, _| {
                cell.sheets[0].usage = None;
                cell.sheets[0].more.push((known::KEY_USAGE, true, vec![4, 0]));
            };
        }
    }
}

fn anchors() -> Vec<Fault> {
    faults! {
        Ok(()) => {
            "self-signed-and-trusted" Leaf |cell, _| {
                (cell.sheets[0].issuer, cell.sheets[0].signer) = (cell.sheets[0].subject.clone(), 0);
                cell.anchors = vec![cell.sheets[0].clone()];
            };
            "an-impostor-beside-the-root" Leaf |cell, _| {
                let root = cell.sheets.last().unwrap().clone();
                cell.anchors = vec![Sheet { key: 4, signer: 4, ..root.clone() }, root];
            };
            "root-sent-too" Leaf |cell, _| cell.missing.clear();
            "folded-name" Sent |cell, at| cell.sheets[at].issuer = cell.sheets[at].issuer.to_uppercase();
            "root-expired" Root |cell, at| cell.sheets[at].until = NOW - 1;
            "root-is-no-ca" Root |cell, at| cell.sheets[at].constraints = Some(BasicConstraints::default());
        }
        Err(UnknownIssuer) => {
            "self-signed" Leaf |cell, _| {
                (cell.sheets[0].issuer, cell.sheets[0].signer) = (cell.sheets[0].subject.clone(), 0);
                cell.missing = (1..cell.sheets.len()).collect();
            };
            "unknown-ca" Leaf |cell, _| {
                let root = cell.sheets.last().unwrap().clone();
                let name = String::from("CN=another,O=Motes");
                let subject = name.clone();
                cell.anchors = vec![Sheet { key: 4, signer: 4, subject, issuer: name, ..root }];
            };
            "intermediate-missing" Issuers |cell, _| cell.missing = (1..cell.sheets.len()).collect();
        }
        Err(BadSignature) => {
            "impostor-of-the-root" Leaf |cell, _| {
                let last = cell.sheets.last().unwrap().clone();
                cell.anchors = vec![Sheet { key: 4, signer: 4, ..last }];
            };
        }
        Err(IssuerMismatch) => {
            "issuer-of-another-name" Issuers |cell, at| cell.sheets[at - 1].issuer = String::from("CN=another,O=Motes");
        }
    }
}

/// policyConstraints.
fn constrain(cell: &mut Cell, at: usize, require: Option<u8>, inhibit: Option<u8>) {
    let value = sequence(|der| {
        for (tag, count) in [(CONTEXT, require), (CONTEXT | 1, inhibit)] {
            count.iter().for_each(|count| der.element(tag, &[*count]));
        }
    });
    cell.sheets[at].more.push((known::POLICY_CONSTRAINTS, true, value));
}

/// Policies of each certificate below the root, the leaf's first; the last for all above.
fn issue_under(cell: &mut Cell, policies: &[&[u8]]) {
    let top = cell.sheets.len() - 1;
    for (at, sheet) in cell.sheets.iter_mut().take(top).enumerate() {
        sheet.policies = policies[at.min(policies.len() - 1)].to_vec();
    }
}

/// policyMappings of one policy.
fn map(cell: &mut Cell, at: usize, issuer: u8, subject: u8) {
    let value = sequence(|der| {
        let mapping = der.open(SEQUENCE);
        Oid(&policy(issuer)).write(der);
        Oid(&policy(subject)).write(der);
        der.close(mapping);
    });
    cell.sheets[at].more.push((known::POLICY_MAPPINGS, true, value));
}

fn policies() -> Vec<Fault> {
    faults! {
        Ok(()) => {
            "policies" Leaf |cell, _| issue_under(cell, &[&[1]]);
            "different-policies" Issuers |cell, _| issue_under(cell, &[&[1], &[2]]);
            "required-and-there" Issuers |cell, at| { issue_under(cell, &[&[1]]); constrain(cell, at, Some(0), None); };
            "required-later" Issuers |cell, at| constrain(cell, at, Some(u8::try_from(at + 1).unwrap()), None);
            "required-of-any" Issuers |cell, at| {
                issue_under(cell, &[&[1], &[0]]);
                constrain(cell, at, Some(0), None);
            };
            "required-and-mapped" Issuers |cell, _| {
                issue_under(cell, &[&[2], &[1]]);
                map(cell, 1, 1, 2);
                constrain(cell, 1, Some(0), None);
            };
        }
        Err(CertificatePolicy) => {
            "required" Issuers |cell, at| constrain(cell, at, Some(0), None);
            "required-of-the-leaf" Issuers |cell, at| constrain(cell, at, Some(u8::try_from(at).unwrap()), None);
            "required-and-another" Issuers |cell, at| {
                issue_under(cell, &[&[1], &[2]]);
                constrain(cell, at, Some(0), None);
            };
            "required-and-mapping-inhibited" Upper |cell, at| {
                issue_under(cell, &[&[2], &[1]]);
                map(cell, 1, 1, 2);
                constrain(cell, at, Some(0), Some(0));
            };
            "required-and-any-inhibited" Issuers |cell, at| {
                issue_under(cell, &[&[0]]);
                constrain(cell, at, Some(0), None);
                cell.sheets[at].more.push((known::INHIBIT_ANY_POLICY, true, vec![2, 1, 0]));
            };
            "mapped-to-any" Issuers |cell, at| { issue_under(cell, &[&[1]]); map(cell, at, 1, 0); };
        }
    }
}
