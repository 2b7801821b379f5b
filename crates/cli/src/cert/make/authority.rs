//! Who signs: the certificate of an authority and its key, checked before anything is made with them.

use std::path::Path;

use motetls::crypto::Sha256;
use motetls::pki::der::Read;
use motetls::pki::dn::DistinguishedName;
use motetls::pki::extension::{KeyUsage, Value, key_id};
use motetls::pki::key::{PublicKey, PublicKeyInfo};
use motetls::pki::time::Calendar;
use motetls::pki::x509::Certificate;

use super::key::KeyPair;
use super::options::Issuer;
use super::validity::Validity;
use crate::cert::input::Input;
use crate::cert::random::Generator;
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
    path_len: Option<u32>,
    usage: Option<KeyUsage>,
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
        let unreadable = |_| Failure::local(format!("the certificate in {name} cannot be read: the file is damaged"));
        let first = chain.first().map_or(&[][..], Vec::as_slice);
        let certificate = Certificate::from_der(first).map_err(unreadable)?;
        let (mut path_len, mut usage, mut is_ca, mut id) = (None, None, false, None);
        for extension in certificate.extensions {
            match extension.and_then(|extension| extension.value()).map_err(unreadable)? {
                Value::BasicConstraints(constraints) => (is_ca, path_len) = (constraints.ca, constraints.path_len),
                Value::KeyUsage(bits) => usage = Some(bits),
                Value::SubjectKeyId(given) => id = Some(given.to_vec()),
                _ => {}
            }
        }
        if !is_ca {
            return Err(Failure::local(format!(
                "{} is not the certificate of an authority (no CA:TRUE in it): nobody would accept what it signs",
                input.name
            )));
        }
        if certificate.public_key.der != key.spki() {
            return Err(Failure::local(format!(
                "{} is not the key of the certificate in {}: they do not belong together",
                ca_key.display(),
                input.name
            )));
        }
        if session::now()?.0 > certificate.not_after.0 {
            return Err(Failure::local(format!(
                "the certificate in {} expired on {}: nothing it signs is worth anything",
                input.name,
                Calendar::of(certificate.not_after)
            )));
        }
        Ok(Authority {
            key_id: id.unwrap_or_else(|| key_id::<Sha256>(certificate.public_key.bits).to_vec()),
            subject: certificate.subject.der.to_vec(),
            validity: Validity { from: certificate.not_before, until: certificate.not_after },
            name: input.name,
            chain,
            key,
            path_len,
            usage,
        })
    }

    /// Its subject.
    pub(crate) fn subject(&self) -> DistinguishedName<'_> {
        DistinguishedName { der: &self.subject }
    }

    /// Its certificate, and those behind it in its file.
    pub(crate) fn certificates(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// The certificates above a leaf of it as TLS sends them: its own and those behind it, without a root.
    pub(crate) fn chain(&self) -> impl Iterator<Item = &[u8]> {
        let is_root = |der: &[u8]| Certificate::from_der(der).is_ok_and(|certificate| certificate.is_self_issued());
        self.chain.iter().map(Vec::as_slice).take_while(move |der| !is_root(der))
    }

    /// Refuses what the authority may not do: certificates, of authorities if `ca` says so, or revocation lists.
    pub(crate) fn may(&self, act: Act) -> Result<(), Failure> {
        let refused = |why: &str| Err(Failure::local(format!("the certificate in {} {why}", self.name)));
        let wanted = if act == Act::List { KeyUsage::CRL_SIGN } else { KeyUsage::KEY_CERT_SIGN };
        if self.usage.is_some_and(|usage| !usage.has(wanted)) {
            return refused(if act == Act::List {
                "does not let its key sign revocation lists (keyUsage without cRLSign)"
            } else {
                "does not let its key sign certificates (keyUsage without keyCertSign)"
            });
        }
        if act == Act::CertifyAuthority && self.path_len == Some(0) {
            return refused("lets no authority stand below it (pathlen 0): sign with the one above");
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

    /// Says so when something outlives the authority.
    pub(crate) fn warn_of(&self, validity: Validity) {
        if validity.until.0 > self.validity.until.0 {
            say::note(format_args!(
                "motetls: warning: this is valid longer than the authority in {}, which expires on {}",
                self.name,
                Calendar::of(self.validity.until)
            ));
        }
    }
}

/// What an authority is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Certify,
    CertifyAuthority,
    List,
}
