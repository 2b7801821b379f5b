//! What a rule is, and what it looks at.

use motetls::pki::algorithm::Scheme;
use motetls::pki::der::Read;
use motetls::pki::extension::{BasicConstraints, Extension, KeyUsage, Value};
use motetls::pki::general_name::GeneralName;
use motetls::pki::key::PublicKey;
use motetls::pki::oid::{Oid, known};
use motetls::pki::time::Calendar;
use motetls::pki::x509::CertificateView;
use motetls_base::DecodeError;

use crate::cert::show::arguments::Severity;

/// A set of roles a certificate can have.
pub(crate) type Roles = u8;
/// A self-issued authority.
pub(crate) const ROOT: Roles = 1;
/// An authority below another.
pub(crate) const SUBORDINATE: Roles = 2;
/// No authority: a device, a server, a user.
pub(crate) const END: Roles = 4;
/// An authority.
pub(crate) const CA: Roles = ROOT | SUBORDINATE;
/// All of them.
pub(crate) const ALL: Roles = CA | END;

/// What a rule says is wrong; `None` when nothing is.
pub(crate) type Check = fn(&Seen<'_>) -> Option<String>;

/// One rule of one text.
pub(crate) struct Rule {
    /// Its name, for programs.
    pub(crate) name: &'static str,
    pub(crate) severity: Severity,
    /// Where it is written.
    pub(crate) source: &'static str,
    /// The roles it applies to.
    pub(crate) roles: Roles,
    pub(crate) check: Check,
    /// What to do.
    pub(crate) remedy: &'static str,
}

/// A certificate as rules look at it.
pub(crate) struct Seen<'a> {
    /// In DER.
    pub(crate) der: &'a [u8],
    pub(crate) certificate: CertificateView<'a>,
    pub(crate) role: Roles,
    /// notBefore and notAfter as they stand, each behind its tag.
    pub(crate) times: [(u8, Calendar); 2],
}

impl<'a> Seen<'a> {
    /// Reads a certificate.
    pub(crate) fn read(der: &'a [u8]) -> Result<Self, DecodeError> {
        let certificate = CertificateView::from_der(der)?;
        let times = certificate.validity_as_written()?;
        let mut seen = Seen { der, certificate, role: END, times };
        let authority = seen.basic().is_some_and(|basic| basic.ca);
        seen.role = match (authority, certificate.is_self_issued()) {
            (true, true) => ROOT,
            (true, false) => SUBORDINATE,
            (false, _) => END,
        };
        Ok(seen)
    }

    pub(crate) fn extension(&self, oid: Oid<'_>) -> Option<Extension<'a>> {
        self.certificate.extensions.find_kind(oid)
    }

    pub(crate) fn has(&self, oid: Oid<'_>) -> bool {
        self.extension(oid).is_some()
    }

    /// Whether the extension is there, and critical.
    pub(crate) fn critical(&self, oid: Oid<'_>) -> bool {
        self.extension(oid).is_some_and(|extension| extension.critical)
    }

    /// Whether the extension is there, and not critical.
    pub(crate) fn not_critical(&self, oid: Oid<'_>) -> bool {
        self.extension(oid).is_some_and(|extension| !extension.critical)
    }

    pub(crate) fn value(&self, oid: Oid<'_>) -> Option<Value<'a>> {
        self.extension(oid)?.value().ok()
    }

    pub(crate) fn basic(&self) -> Option<BasicConstraints> {
        match self.value(known::BASIC_CONSTRAINTS) {
            Some(Value::BasicConstraints(basic)) => Some(basic),
            _ => None,
        }
    }

    pub(crate) fn usage(&self) -> Option<KeyUsage> {
        match self.value(known::KEY_USAGE) {
            Some(Value::KeyUsage(usage)) => Some(usage),
            _ => None,
        }
    }

    /// Whether keyUsage is there and has all of `uses`.
    pub(crate) fn may(&self, uses: KeyUsage) -> bool {
        self.usage().is_some_and(|usage| usage.has(uses))
    }

    /// The purposes of extKeyUsage; none when it is not there.
    pub(crate) fn purposes(&self) -> Vec<Oid<'a>> {
        match self.value(known::EXTENDED_KEY_USAGE) {
            Some(Value::ExtendedKeyUsage(list)) => {
                list.map_while(Result::ok).map(|purpose| purpose.0).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The names of subjectAltName; none when it is not there.
    pub(crate) fn names(&self) -> Vec<GeneralName<'a>> {
        match self.value(known::SUBJECT_ALT_NAME) {
            Some(Value::SubjectAltName(list)) => list.map_while(Result::ok).collect(),
            _ => Vec::new(),
        }
    }

    /// The DNS names of subjectAltName as text; what is none is left out.
    pub(crate) fn dns_names(&self) -> Vec<&'a str> {
        let dns = |name: &GeneralName<'a>| match *name {
            GeneralName::Dns(octets) => std::str::from_utf8(octets).ok(),
            _ => None,
        };
        self.names().iter().filter_map(dns).collect()
    }

    pub(crate) fn common_name(&self) -> Option<String> {
        self.certificate.subject.find(known::COMMON_NAME).map(|text| text.to_string())
    }

    pub(crate) fn key(&self) -> Option<PublicKey<'a>> {
        self.certificate.public_key.key().ok()
    }

    pub(crate) fn scheme(&self) -> Option<Scheme> {
        self.certificate.signed.algorithm.scheme().ok().flatten()
    }

    /// Seconds from notBefore to notAfter, both included.
    pub(crate) fn lifetime(&self) -> u64 {
        self.certificate.not_after.0.saturating_sub(self.certificate.not_before.0).saturating_add(1)
    }
}

/// `Some(text)` when `broken`.
pub(crate) fn when(broken: bool, text: &str) -> Option<String> {
    broken.then(|| text.to_owned())
}
