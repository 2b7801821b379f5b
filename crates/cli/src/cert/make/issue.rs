//! Certificates issued: which extensions they get, by role and profile.

use motetls::crypto::Sha256;
use motetls::pki::der::Read;
use motetls::pki::dn::DistinguishedName;
use motetls::pki::extension::{BasicConstraints, KeyUsage, NewExtension, key_id};
use motetls::pki::general_name::GeneralName;
use motetls::pki::key::{PublicKey, PublicKeyInfo};
use motetls::pki::oid::{Oid, known};
use motetls::pki::x509::{CertificateView, NewCertificate};

use super::arguments::DeviceRole;
use super::authority::{Act, Authority};
use super::bounds::Below;
use super::constraint::Constraint;
use super::key::KeyPair;
use super::names::AltName;
use super::options::{NamedProfile, Shape};
use super::subject;
use super::validity::Validity;
use crate::cert::random::{Generator, serial};
use crate::cert::signature::{self, Verdict};
use crate::failure::Failure;

/// Octets of a certificate at most.
const ROOM: usize = 1 << 16;

/// What a certificate is for.
#[derive(Clone, Debug)]
pub(crate) enum Role {
    Ca {
        path_len: Option<u32>,
        permit: Vec<Constraint>,
        exclude: Vec<Constraint>,
    },
    Server,
    Client,
    Device(DeviceRole),
    /// A device's identity from birth.
    Idevid,
}

impl Role {
    const fn is_ca(&self) -> bool {
        matches!(self, Role::Ca { .. })
    }

    /// What an authority wants for those below it.
    fn below(&self) -> Option<Below<'_>> {
        match self {
            Role::Ca { path_len, permit, .. } => Some(Below { path_len: *path_len, permit }),
            _ => None,
        }
    }

    /// What TLS lets it be.
    const fn purposes(&self) -> &'static [Oid<'static>] {
        match self {
            Role::Ca { .. } | Role::Idevid => &[],
            Role::Server | Role::Device(DeviceRole::Server) => &[known::SERVER_AUTH],
            Role::Client | Role::Device(DeviceRole::Client) => &[known::CLIENT_AUTH],
            Role::Device(DeviceRole::Both) => &[known::CLIENT_AUTH, known::SERVER_AUTH],
        }
    }
}

/// A certificate to be issued.
pub(crate) struct Issuance<'a> {
    pub(crate) role: &'a Role,
    /// In DER.
    pub(crate) subject: &'a [u8],
    pub(crate) names: &'a [AltName],
    /// The key that is certified.
    pub(crate) spki: &'a [u8],
    pub(crate) validity: Validity,
    pub(crate) shape: &'a Shape,
}

/// Issues a certificate, by `authority` or, without one, by the key `own` itself.
pub(crate) fn issue(
    order: &Issuance<'_>,
    authority: Option<&Authority>,
    own: Option<&KeyPair>,
    random: &mut Generator,
) -> Result<Vec<u8>, Failure> {
    check(order, authority)?;
    let key = authority.map(|authority| &authority.key).or(own);
    let key = key.ok_or_else(|| Failure::local("there is no key to sign with"))?;
    let info = PublicKeyInfo::from_der(order.spki)
        .map_err(|_| Failure::local("the public key cannot be read"))?;
    let own_id = key_id::<Sha256>(info.bits);
    let parts = Parts::new(order);
    let mut extensions = parts.extensions(order, &info, authority.is_some());
    if order.role.is_ca() || !order.is_iot() {
        extensions.push(NewExtension::SubjectKeyId(&own_id));
    }
    match authority {
        Some(authority) => extensions.push(NewExtension::AuthorityKeyId(&authority.key_id)),
        None if order.is_iot() => extensions.push(NewExtension::AuthorityKeyId(&own_id)),
        None => {}
    }
    let subject = DistinguishedName { der: order.subject };
    let serial = serial(random)?;
    let new = NewCertificate {
        serial: &serial,
        issuer: authority.map_or(subject, Authority::subject),
        not_before: order.validity.from,
        not_after: order.validity.until,
        subject,
        public_key: order.spki,
        extensions: &extensions,
    };
    let mut der = vec![0; ROOM];
    let length = new.sign(&mut key.signer(order.shape.pss, random)?, &mut der)?;
    der.truncate(length);
    prove(&der, key)?;
    if let Some(authority) = authority {
        authority.check_bounds(&der, order.role.below().as_ref())?;
    }
    match order.shape.max_bytes {
        Some(most) if length > most => Err(Failure::local(format!(
            "the certificate would have {length} bytes, more than the {most} of --max-bytes: \
             shorten names, or use \
             --profile iot"
        ))),
        _ => Ok(der),
    }
}

/// What we issue can be read, and verifies.
fn prove(der: &[u8], key: &KeyPair) -> Result<(), Failure> {
    let subject = CertificateView::from_der(der).map(|certificate| certificate.subject);
    if let Ok(subject) = subject {
        subject::check(&subject).map_err(Failure::local)?;
    }
    let holds = |certificate: CertificateView<'_>| {
        let info = PublicKeyInfo::from_der(key.spki())?;
        Ok(signature::check(&certificate.signed, &info) == Verdict::Holds)
    };
    match CertificateView::from_der(der).and_then(holds) {
        Ok(true) => Ok(()),
        _ => Err(Failure::local(
            "the certificate does not verify after it was made: this machine computes wrongly",
        )),
    }
}

impl Issuance<'_> {
    fn is_iot(&self) -> bool {
        self.shape.profile == Some(NamedProfile::Iot)
    }
}

/// Refuses what is accepted nowhere, or the profile forbids.
fn check(order: &Issuance<'_>, authority: Option<&Authority>) -> Result<(), Failure> {
    let nameless = DistinguishedName { der: order.subject }.is_empty();
    if nameless && (order.names.is_empty() || order.role.is_ca()) {
        return Err(Failure::local("it needs a name: give it one with --name"));
    }
    let reachable = |name: &AltName| matches!(name, AltName::Dns(_) | AltName::Ip(_));
    if matches!(order.role, Role::Server) && !order.names.iter().any(reachable) {
        return Err(Failure::local(
            "a server needs the names it is reached under: give them with --dns or --ip",
        ));
    }
    if let Some(authority) = authority {
        authority.may(Act::Certify)?;
    }
    if order.is_iot() { check_iot(order, authority) } else { Ok(()) }
}

/// The rules of draft-ietf-uta-tls13-iot-profile, section 17, for what an order leaves open.
fn check_iot(order: &Issuance<'_>, authority: Option<&Authority>) -> Result<(), Failure> {
    let refused = |why: &str| Err(Failure::local(format!("--profile iot: {why}")));
    let key = PublicKeyInfo::from_der(order.spki).and_then(|info| info.key());
    if !matches!(key, Ok(PublicKey::Ec(curve, _)) if curve.facts().nist) {
        return refused("the key must be of P-256, P-384 or P-521");
    }
    if authority.is_some_and(|authority| !authority.is_elliptic()) {
        return refused("the authority must sign with ECDSA, as devices check nothing else");
    }
    let subject = DistinguishedName { der: order.subject };
    if let Role::Ca { path_len, .. } = order.role {
        let missing =
            [(known::COMMON_NAME, "CN"), (known::ORGANIZATION, "O"), (known::COUNTRY, "C")];
        if let Some((_, label)) = missing.iter().find(|(kind, _)| subject.find(*kind).is_none()) {
            let example = "\"CN=Motes Root,O=Motes,C=DE\"";
            return refused(&format!(
                "an authority's name has CN, O and C, like {example}: there is no {label}"
            ));
        }
        return if path_len.is_some() {
            refused("authorities have no path length")
        } else {
            Ok(())
        };
    }
    if order.names.len() > 1 {
        return refused("a device has one name in subjectAltName at most");
    }
    if order.names.iter().any(AltName::is_wildcard) {
        return refused("wildcards are not allowed");
    }
    let common = subject.find(known::COMMON_NAME).map(|text| text.to_string());
    let is_domain =
        |name: &AltName| matches!(name, AltName::Dns(name) if Some(name) == common.as_ref());
    if order.names.iter().any(is_domain) {
        return refused("a DNS name stands in subjectAltName only: leave it out of --name");
    }
    Ok(())
}

/// What extensions borrow.
struct Parts<'a> {
    names: Vec<GeneralName<'a>>,
    permitted: Vec<GeneralName<'a>>,
    excluded: Vec<GeneralName<'a>>,
    lists: Vec<GeneralName<'a>>,
    responders: Vec<(Oid<'a>, GeneralName<'a>)>,
}

impl<'a> Parts<'a> {
    fn new(order: &Issuance<'a>) -> Self {
        let (permit, exclude) = match order.role {
            Role::Ca { permit, exclude, .. } => (permit.as_slice(), exclude.as_slice()),
            _ => (&[][..], &[][..]),
        };
        Parts {
            names: order.names.iter().map(AltName::general).collect(),
            permitted: permit.iter().map(Constraint::general).collect(),
            excluded: exclude.iter().map(Constraint::general).collect(),
            lists: order.shape.crl_uri.iter().map(AltName::general).collect(),
            responders: order
                .shape
                .ocsp_uri
                .iter()
                .map(|uri| (known::ACCESS_OCSP, uri.general()))
                .collect(),
        }
    }

    /// All but key identifiers.
    fn extensions<'s>(
        &'s self,
        order: &Issuance<'_>,
        key: &PublicKeyInfo<'_>,
        subordinate: bool,
    ) -> Vec<NewExtension<'s>> {
        let mut extensions = Vec::new();
        match order.role {
            Role::Ca { path_len, .. } => {
                extensions.push(NewExtension::BasicConstraints(BasicConstraints {
                    ca: true,
                    path_len: *path_len,
                }));
            }
            _ if order.is_iot() => {} // not being an authority goes without saying
            _ => extensions.push(NewExtension::BasicConstraints(BasicConstraints::default())),
        }
        extensions.push(NewExtension::KeyUsage(usage(order, key, subordinate)));
        if !order.role.purposes().is_empty() {
            extensions.push(NewExtension::ExtendedKeyUsage(order.role.purposes()));
        }
        if !self.names.is_empty() {
            let critical = DistinguishedName { der: order.subject }.is_empty();
            extensions.push(NewExtension::SubjectAltName { names: &self.names, critical });
        }
        if !self.permitted.is_empty() || !self.excluded.is_empty() {
            let (permitted, excluded) = (&self.permitted, &self.excluded);
            extensions.push(NewExtension::NameConstraints { permitted, excluded });
        }
        if !self.lists.is_empty() {
            extensions.push(NewExtension::CrlDistributionPoints(&self.lists));
        }
        if !self.responders.is_empty() {
            extensions.push(NewExtension::AuthorityInfoAccess(&self.responders));
        }
        extensions
    }
}

/// What the certified key may be used for.
fn usage(order: &Issuance<'_>, key: &PublicKeyInfo<'_>, subordinate: bool) -> KeyUsage {
    let authority = KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN);
    match order.role {
        Role::Ca { .. } if subordinate && order.is_iot() => {
            authority.and(KeyUsage::DIGITAL_SIGNATURE)
        }
        Role::Ca { .. } => authority,
        // the RSA key exchange of TLS 1.2 encrypts
        Role::Server if matches!(key.key(), Ok(PublicKey::Rsa(_))) => {
            KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::KEY_ENCIPHERMENT)
        }
        _ => KeyUsage::DIGITAL_SIGNATURE,
    }
}
