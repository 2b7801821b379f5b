//! The authority that signs: its certificate and its key, checked before anything is made with
//! them.

use std::path::Path;

use motetls::crypto::Sha256;
use motetls::pki::der::Read;
use motetls::pki::dn::DistinguishedName;
use motetls::pki::extension::{KeyUsage, Value, key_id};
use motetls::pki::key::{PublicKey, PublicKeyInfo};
use motetls::pki::time::Calendar;
use motetls::pki::x509::CertificateView;
use motetls_base::DecodeError;

use super::bounds::{Above, Below};
use super::key::KeyPair;
use super::options::Issuer;
use super::validity::Validity;
use crate::cert::input::Input;
use crate::cert::random::Generator;
use crate::cert::same::same_key;
use crate::cert::secret::Source;
use crate::failure::Failure;
use crate::say;
use crate::session;

/// An authority that can sign.
pub(crate) struct Authority {
    /// Its certificate, and those behind it in its file.
    chain: Vec<Vec<u8>>,
    pub(crate) key: KeyPair,
    /// Its subject, in DER.
    subject: Vec<u8>,
    pub(crate) key_id: Vec<u8>,
    pub(crate) validity: Validity,
    usage: Option<KeyUsage>,
    /// What its certificates allow below them.
    above: Above,
    /// What its file is called.
    name: String,
}

impl Authority {
    /// Reads what `options` name.
    pub(crate) fn of(options: &Issuer, random: &mut Generator) -> Result<Self, Failure> {
        Authority::read(&options.ca, &options.ca_key, options.ca_passphrase.as_ref(), random)
    }

    /// Reads certificate and key.
    pub(crate) fn read(
        ca: &Path,
        ca_key: &Path,
        passphrase: Option<&Source>,
        random: &mut Generator,
    ) -> Result<Self, Failure> {
        let input = Input::read(ca)?;
        let name = input.name.clone();
        let chain = input.certificates()?;
        let key = KeyPair::read(ca_key, passphrase, random)?;
        let unreadable = |_| {
            Failure::local(format!("the certificate in {name} cannot be read: the file is damaged"))
        };
        let first = chain.first().map_or(&[][..], Vec::as_slice);
        let certificate = CertificateView::from_der(first).map_err(unreadable)?;
        if let Some(twice) = certificate.extensions.repeated() {
            return Err(Failure::local(format!(
                "the certificate in {name} has the extension {twice} twice: it is refused \
                 everywhere"
            )));
        }
        let Told { ca, usage, key_id: id } = Told::by(&certificate).map_err(unreadable)?;
        if !ca {
            return Err(Failure::local(format!(
                "{} is not the certificate of an authority (no CA:TRUE in it): what it signs is \
                 refused everywhere",
                input.name
            )));
        }
        if !same_key(certificate.public_key.der, key.spki()) {
            return Err(Failure::local(format!(
                "{} is not the key of the certificate in {}: they do not belong together",
                ca_key.display(),
                input.name
            )));
        }
        let key = key.bound_as(&certificate.public_key.key().map_err(unreadable)?)?;
        if session::now()?.0 > certificate.not_after.0 {
            return Err(Failure::local(format!(
                "the certificate in {} expired on {}: nothing it signs is worth anything",
                input.name,
                Calendar::of(certificate.not_after)
            )));
        }
        Ok(Authority {
            above: Above::of(&chain)?,
            key_id: id.unwrap_or_else(|| key_id::<Sha256>(certificate.public_key.bits).to_vec()),
            subject: certificate.subject.der.to_vec(),
            validity: Validity { from: certificate.not_before, until: certificate.not_after },
            name: input.name,
            chain,
            key,
            usage,
        })
    }

    /// Its subject.
    pub(crate) fn subject(&self) -> DistinguishedName<'_> {
        DistinguishedName { der: &self.subject }
    }

    /// Refuses what a certificate above would have verifiers refuse: `der` is the certificate, of
    /// an authority if it has `below`.
    pub(crate) fn check_bounds(
        &self,
        der: &[u8],
        below: Option<&Below<'_>>,
    ) -> Result<(), Failure> {
        let refused = |why: String| Failure::local(format!("{}: {why}", self.name));
        self.above.check(der, below).map_err(refused)
    }

    /// The certificates above a leaf of it as TLS sends them: its own and those behind it, without
    /// a root.
    pub(crate) fn chain(&self) -> impl Iterator<Item = &[u8]> {
        let is_root = |der: &[u8]| {
            CertificateView::from_der(der).is_ok_and(|certificate| certificate.is_self_issued())
        };
        self.chain.iter().map(Vec::as_slice).take_while(move |der| !is_root(der))
    }

    /// Refuses what the authority may not do.
    pub(crate) fn may(&self, act: Act) -> Result<(), Failure> {
        let refused =
            |why: &str| Err(Failure::local(format!("the certificate in {} {why}", self.name)));
        let bit = if act == Act::List { KeyUsage::CRL_SIGN } else { KeyUsage::KEY_CERT_SIGN };
        if self.usage.is_some_and(|usage| !usage.has(bit)) {
            return refused(if act == Act::List {
                "does not let its key sign revocation lists (keyUsage without cRLSign)"
            } else {
                "does not let its key sign certificates (keyUsage without keyCertSign)"
            });
        }
        Ok(())
    }

    /// Whether devices of the IoT profile can check what it signs.
    pub(crate) fn is_elliptic(&self) -> bool {
        let key = PublicKeyInfo::from_der(self.key.spki()).and_then(|info| match info.key()? {
            PublicKey::Ec(..) => Ok(true),
            _ => Ok(false),
        });
        key == Ok(true)
    }

    /// Refuses what is never valid together with the authority's certificate, and says so when
    /// something is valid before or after it.
    pub(crate) fn check_validity(&self, validity: Validity) -> Result<(), Failure> {
        let (from, until) = (Calendar::of(self.validity.from), Calendar::of(self.validity.until));
        let starts = validity.from.0 < self.validity.from.0;
        let ends = validity.until.0 > self.validity.until.0;
        if validity.from.0 > self.validity.until.0 || validity.until.0 < self.validity.from.0 {
            return Err(Failure::local(format!(
                "this would never be valid: the authority in {} is valid from {from} until \
                 {until}, and this is not in \
                 between",
                self.name
            )));
        }
        if starts {
            say::note(format_args!(
                "motetls: warning: this is valid earlier than the authority in {}, which is so \
                 from {from} on",
                self.name
            ));
        }
        if ends {
            say::note(format_args!(
                "motetls: warning: this is valid longer than the authority in {}, which expires \
                 on {until}",
                self.name
            ));
        }
        Ok(())
    }
}

/// What a certificate says of an authority.
#[derive(Default)]
struct Told {
    ca: bool,
    usage: Option<KeyUsage>,
    /// subjectKeyIdentifier.
    key_id: Option<Vec<u8>>,
}

impl Told {
    fn by(certificate: &CertificateView<'_>) -> Result<Self, DecodeError> {
        let mut told = Told::default();
        for extension in certificate.extensions {
            match extension?.value()? {
                Value::BasicConstraints(constraints) => told.ca = constraints.ca,
                Value::KeyUsage(bits) => told.usage = Some(bits),
                Value::SubjectKeyId(given) => told.key_id = Some(given.to_vec()),
                _ => {}
            }
        }
        Ok(told)
    }
}

/// What an authority is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Certify,
    List,
}
