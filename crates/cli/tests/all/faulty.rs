//! Certificates with one thing wrong, written by hand: no decent tool makes them.

pub(crate) mod values;

use motetls::crypto::p256::PrivateKey;
use motetls::crypto::{EcdsaSign, Group, Hash, P256, Sha256};
use motetls::pki::der::{
    CONTEXT, CONTEXT_CONSTRUCTED, DerWriter, INTEGER, OCTET_STRING, SEQUENCE, UTC_TIME,
};
use motetls::pki::dn;
use motetls::pki::extension::NewExtension;
use motetls::pki::key::{NamedCurve, PublicKey, signature_to_der};
use motetls::pki::oid::{ECDSA_WITH_SHA256, Oid};

/// One extension: its kind, `critical` as it is written or not, its value.
pub(crate) type Extension = (Oid<'static>, Option<bool>, Vec<u8>);

/// All that goes into a certificate, as it is written.
#[derive(Clone)]
pub(crate) struct Made {
    /// The number in the version field; `None` to leave it out.
    pub(crate) version: Option<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) inner: Vec<u8>,
    pub(crate) outer: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) not_before: (u8, &'static str),
    pub(crate) not_after: (u8, &'static str),
    pub(crate) spki: Vec<u8>,
    pub(crate) unique: bool,
    pub(crate) extensions: Vec<Extension>,
    pub(crate) forged: bool,
}

/// What `write` writes.
pub(crate) fn der(write: impl FnOnce(&mut DerWriter<'_>)) -> Vec<u8> {
    let mut buffer = [0; 4096];
    let mut writer = DerWriter::new(&mut buffer);
    write(&mut writer);
    let length = writer.done().unwrap();
    buffer[..length].to_vec()
}

/// A Name by its text.
pub(crate) fn name(text: &str) -> Vec<u8> {
    let mut buffer = [0; 1024];
    dn::parse(text, &mut buffer).unwrap().to_vec()
}

/// A Name of one attribute, whose value is written as it stands.
pub(crate) fn raw_name(kind: Oid<'_>, tag: u8, value: &[u8]) -> Vec<u8> {
    der(|out| {
        let name = out.open(SEQUENCE);
        let set = out.open(motetls::pki::der::SET);
        let attribute = out.open(SEQUENCE);
        kind.write(out);
        out.element(tag, value);
        out.close(attribute);
        out.close(set);
        out.close(name);
    })
}

/// The value of an extension, out of the writer of extensions.
pub(crate) fn value(extension: &NewExtension<'_>) -> Vec<u8> {
    let whole = der(|out| extension.write(out));
    let list = motetls::pki::extension::Extensions::new(&whole).next().unwrap().unwrap();
    list.octets.to_vec()
}

fn private() -> PrivateKey {
    PrivateKey::from_bytes(&[7; 32]).unwrap()
}

/// The SubjectPublicKeyInfo of a key.
pub(crate) fn spki(key: &PublicKey<'_>) -> Vec<u8> {
    der(|out| key.write(out))
}

/// The key everything is signed with.
pub(crate) fn p256() -> Vec<u8> {
    spki(&PublicKey::Ec(NamedCurve::P256, &<P256 as Group>::public(&private())))
}

impl Made {
    /// Of version 3, valid for 47 days, with no extension.
    pub(crate) fn new(issuer: &str, subject: &str) -> Self {
        Made {
            version: Some(2),
            serial: (1..=16).collect(),
            inner: ECDSA_WITH_SHA256.to_vec(),
            outer: ECDSA_WITH_SHA256.to_vec(),
            issuer: name(issuer),
            subject: name(subject),
            not_before: (UTC_TIME, "300101000000Z"),
            not_after: (UTC_TIME, "300216235959Z"),
            spki: p256(),
            unique: false,
            extensions: Vec::new(),
            forged: false,
        }
    }

    /// Adds an extension, critical or not as it should be.
    pub(crate) fn with(mut self, oid: Oid<'static>, critical: bool, value: Vec<u8>) -> Self {
        self.extensions.push((oid, critical.then_some(true), value));
        self
    }

    /// Puts another value into an extension, or adds it.
    pub(crate) fn set(&mut self, oid: Oid<'static>, critical: bool, value: Vec<u8>) {
        self.remove(oid);
        self.extensions.push((oid, critical.then_some(true), value));
    }

    pub(crate) fn remove(&mut self, oid: Oid<'static>) {
        self.extensions.retain(|(kind, ..)| *kind != oid);
    }

    /// Marks an extension critical or not, as it is written.
    pub(crate) fn mark(&mut self, oid: Oid<'static>, critical: Option<bool>) {
        let found = self.extensions.iter_mut().find(|(kind, ..)| *kind == oid);
        found.unwrap().1 = critical;
    }

    fn contents(&self) -> Vec<u8> {
        der(|out| {
            let contents = out.open(SEQUENCE);
            if let Some(version) = self.version {
                let explicit = out.open(CONTEXT_CONSTRUCTED);
                out.element(INTEGER, &[version]);
                out.close(explicit);
            }
            out.element(INTEGER, &self.serial);
            out.raw(&self.inner);
            out.raw(&self.issuer);
            let validity = out.open(SEQUENCE);
            for (tag, text) in [self.not_before, self.not_after] {
                out.element(tag, text.as_bytes());
            }
            out.close(validity);
            out.raw(&self.subject);
            out.raw(&self.spki);
            if self.unique {
                out.element(CONTEXT | 1, &[0, 7]);
            }
            if !self.extensions.is_empty() {
                let explicit = out.open(CONTEXT_CONSTRUCTED | 3);
                let list = out.open(SEQUENCE);
                for (oid, critical, value) in &self.extensions {
                    let extension = out.open(SEQUENCE);
                    oid.write(out);
                    if let Some(critical) = critical {
                        out.element(
                            motetls::pki::der::BOOLEAN,
                            &[if *critical { 0xff } else { 0 }],
                        );
                    }
                    out.element(OCTET_STRING, value);
                    out.close(extension);
                }
                out.close(list);
                out.close(explicit);
            }
            out.close(contents);
        })
    }

    /// The certificate, signed by the one key.
    pub(crate) fn write(&self) -> Vec<u8> {
        let contents = self.contents();
        let mut digest = Sha256::digest(&contents);
        digest[0] ^= u8::from(self.forged);
        let signature = P256::sign_deterministic::<Sha256>(&private(), &digest).unwrap();
        der(|out| {
            let envelope = out.open(SEQUENCE);
            out.raw(&contents);
            out.raw(&self.outer);
            let bits = out.open_bits();
            signature_to_der(&signature, out);
            out.close(bits);
            out.close(envelope);
        })
    }
}
