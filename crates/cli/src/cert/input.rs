//! Files read, as they come: PEM with any text around it, or DER, one object behind another.

use std::fs::Metadata;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use motetls::pki::der::{Der, Read};
use motetls::pki::pem::{self, Blocks};
use motetls::pki::pkcs7::CertsOnly;
use zeroize::Zeroize;

use super::kind::{self, Kind};
use super::wiped::Wiped;
use crate::failure::Failure;

/// The files that were read: what is written must not replace them.
static READ: Mutex<Vec<(PathBuf, Metadata)>> = Mutex::new(Vec::new());

/// One object of a file. Wiped when dropped, as it may be a key.
pub(crate) struct Item {
    pub(crate) kind: Kind,
    /// In DER.
    pub(crate) der: Vec<u8>,
    /// The PEM label, if it was one.
    pub(crate) label: Option<String>,
    /// It is a key that OpenSSL encrypted in its old way, with headers in the PEM; `der` is not
    /// DER.
    pub(crate) old_encryption: bool,
    /// Its block has headers.
    pub(crate) has_headers: bool,
}

impl Item {
    /// An object that stands in no block.
    pub(crate) const fn of(kind: Kind, der: Vec<u8>) -> Self {
        Item { kind, der, label: None, old_encryption: false, has_headers: false }
    }
}

impl Drop for Item {
    fn drop(&mut self) {
        self.der.zeroize();
    }
}

/// A file, read.
pub(crate) struct Input {
    /// What it is called in messages.
    pub(crate) name: String,
    /// Whether it was PEM.
    pub(crate) pem: bool,
    /// What is in it, at least one object.
    pub(crate) items: Vec<Item>,
}

impl Input {
    /// Reads the file at `path`; `-` is standard input.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let (name, mut bytes) = bytes(path)?;
        let input = Self::parse(name, &bytes);
        bytes.zeroize();
        input
    }

    fn parse(name: String, bytes: &[u8]) -> Result<Self, Failure> {
        // text may be DER by chance, as its characters pass for tags and lengths: what begins as
        // only DER does, or has no block in it, is looked at as DER
        let is_text = bytes.get(1).is_none_or(u8::is_ascii) && Blocks::new(bytes).next().is_some();
        let elements = if is_text { Vec::new() } else { elements(bytes) };
        let pem = elements.is_empty();
        let items = if pem { blocks(&name, bytes)? } else { elements };
        if !items.is_empty() {
            return Ok(Input { name, pem, items });
        }
        Err(Failure::local(match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                format!("{name} is text in UTF-16: save it as UTF-8, or as plain text")
            }
            _ => format!(
                "{name} is neither PEM (a line -----BEGIN ...-----) nor DER: is it the right file?"
            ),
        }))
    }

    /// The certificates in it, those in bags included, in DER, in their order; at least one.
    pub(crate) fn certificates(&self) -> Result<Vec<Vec<u8>>, Failure> {
        let mut found = Vec::new();
        for item in &self.items {
            match item.kind {
                Kind::Certificate => found.push(item.der.clone()),
                Kind::TrustedCertificate => return Err(self.unread(item.kind)),
                Kind::CertsOnly => {
                    let damaged = |_| {
                        Failure::local(format!("{}: a bag of certificates is damaged", self.name))
                    };
                    for certificate in
                        CertsOnly::from_der(&item.der).map_err(damaged)?.certificates()
                    {
                        found.push(certificate.map_err(damaged)?.to_vec());
                    }
                }
                _ => {}
            }
        }
        if found.is_empty() { Err(self.lacks("certificate")) } else { Ok(found) }
    }

    /// The one object of one of `kinds`; an error names `what` when there is none, or several.
    pub(crate) fn only(&self, kinds: &[Kind], what: &str) -> Result<&Item, Failure> {
        let mut found = self.items.iter().filter(|item| kinds.contains(&item.kind));
        match (found.next(), found.count()) {
            (None, _) => Err(self.lacks(what)),
            (Some(item), 0) => Ok(item),
            (Some(_), more) => Err(Failure::local(format!(
                "{} holds {} objects that are a {what}, and one is asked for: leave one in it",
                self.name,
                more.saturating_add(1)
            ))),
        }
    }

    /// The objects of `kind`, at least one; an error names `what` when there is none.
    pub(crate) fn all(&self, kind: Kind, what: &str) -> Result<Vec<&Item>, Failure> {
        let found: Vec<&Item> = self.items.iter().filter(|item| item.kind == kind).collect();
        if found.is_empty() { Err(self.lacks(what)) } else { Ok(found) }
    }

    fn lacks(&self, what: &str) -> Failure {
        let unread = self.items.iter().find(|item| item.kind.remedy().is_some());
        if let Some(item) = unread.filter(|item| item.kind != Kind::EcParameters) {
            return self.unread(item.kind);
        }
        let called = |item: &Item| match (item.kind, kind::resembles(&item.der)) {
            (Kind::Other, Some(what)) => what.to_owned(),
            (kind, _) => kind.to_string(),
        };
        let mut has: Vec<String> = self.items.iter().map(called).collect();
        has.dedup();
        Failure::local(format!("{} holds no {what}, but: {}", self.name, has.join(", ")))
    }

    /// The message for an object that is recognised and not read.
    pub(crate) fn unread(&self, kind: Kind) -> Failure {
        let remedy = kind.remedy().map_or_else(String::new, |remedy| format!(": {remedy}"));
        Failure::local(format!("{} holds a {kind}{remedy}", self.name))
    }
}

/// Whether the file at `path` is one that was read.
pub(crate) fn was_read(path: &Path, metadata: &Metadata) -> bool {
    let read = READ.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    read.iter().any(|(one, its)| one == path || is_same(its, metadata))
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
const fn is_same(_: &Metadata, _: &Metadata) -> bool {
    false // links with another name are not told there
}

/// What the file is called, and its bytes.
pub(crate) fn bytes(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|error| Failure::local(format!("cannot read standard input: {error}")))?;
        return Ok(("standard input".to_owned(), bytes));
    }
    let name = path.display().to_string();
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::local(format!("cannot read {name}: {error}")))?;
    if let (Ok(path), Ok(metadata)) = (path.canonicalize(), path.metadata()) {
        READ.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((path, metadata));
    }
    Ok((name, bytes))
}

fn blocks(name: &str, text: &[u8]) -> Result<Vec<Item>, Failure> {
    let damaged = |error| Failure::local(format!("{name}: {error}"));
    let mut items = Vec::new();
    for block in Blocks::new(text) {
        let block = block.map_err(damaged)?;
        let mut der = Wiped(vec![0; block.max_len()]);
        let length = block.decode(&mut der.0).map_err(damaged)?.len();
        let item = Item {
            kind: Kind::of_label(block.label),
            der: der.get(..length).unwrap_or(&[]).to_vec(),
            label: Some(block.label.to_owned()),
            old_encryption: block.header("Proc-Type").is_some(),
            has_headers: block.has_headers(),
        };
        check_label(name, block.line, &item)?;
        items.push(item);
    }
    Ok(items)
}

/// Refuses an object under the label of another kind: what is done with it goes by its kind.
fn check_label(name: &str, line: usize, item: &Item) -> Result<(), Failure> {
    let held = Kind::of_der(&item.der);
    let told = [item.kind, held].iter().all(|kind| *kind != Kind::Other);
    if told && item.kind != held && !item.old_encryption {
        return Err(Failure::local(format!(
            "{name}: the block that begins in line {line} bears the label of a {}, and holds a \
             {held}: correct the label \
             to {}",
            item.kind,
            held.label()
        )));
    }
    Ok(())
}

/// The elements of DER, one behind another; none when it is not DER to its end.
fn elements(bytes: &[u8]) -> Vec<Item> {
    let mut der = Der::new(bytes);
    let mut items = Vec::new();
    while !der.is_empty() {
        let Ok(element) = der.any_whole() else { return Vec::new() };
        items.push(Item::of(Kind::resembling(element), element.to_vec()));
    }
    items
}

/// An object as a PEM block under the label of its kind.
pub(crate) fn to_pem(kind: Kind, der: &[u8]) -> Wiped {
    Wiped(pem::to_text(kind.label(), der).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn der_and_pem_are_told_apart() {
        let read = |bytes: &[u8]| Input::parse("it".to_owned(), bytes);
        let der = [0x30, 6, 2, 1, 5, 2, 1, 3];
        let input = read(&der).ok().unwrap();
        assert_eq!((input.pem, input.items[0].kind), (false, Kind::RsaPublicKey));
        assert_eq!(read(&[der, der].concat()).ok().unwrap().items.len(), 2);
        let text = to_pem(Kind::RsaPublicKey, &der);
        let input = read(&[b"about it\r\n", &*text].concat()).ok().unwrap();
        assert_eq!((input.pem, input.items[0].kind), (true, Kind::RsaPublicKey));
        assert_eq!(input.items[0].der, der);
        // every length of text before the block: some are DER to the end
        for length in 0..300 {
            let text = ["-".repeat(length), "\n".to_owned()].concat().into_bytes();
            let input = read(&[&text, &*to_pem(Kind::RsaPublicKey, &der)].concat()).ok().unwrap();
            assert_eq!((input.pem, input.items.len()), (true, 1), "{length}");
        }
        for bad in [&b""[..], b"text", &der[..5], &[0x30, 0x80, 0, 0]] {
            assert!(read(bad).err().unwrap().sentence.contains("neither PEM"));
        }
        assert!(
            input
                .certificates()
                .unwrap_err()
                .sentence
                .contains("holds no certificate, but: public key (PKCS#1)")
        );
    }

    #[test]
    fn what_is_not_read_is_named_with_its_remedy() {
        let text = |label: &str, der: &[u8]| pem::to_text(label, der);
        let pfx = [
            &[0x30, 18, 2, 1, 3, 0x30, 13, 6, 9][..],
            b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01",
            &[4, 0],
        ];
        let sentence = |bytes: &[u8]| {
            let input = Input::parse("it".to_owned(), bytes);
            let found =
                input.and_then(|input| input.only(Kind::PRIVATE_KEYS, "private key").map(drop));
            found.unwrap_err().sentence
        };
        assert!(
            sentence(text("OPENSSH PRIVATE KEY", b"openssh").as_bytes()).contains("ssh-keygen")
        );
        assert!(sentence(&pfx.concat()[..]).contains("openssl pkcs12"));
        assert!(
            sentence(text("TRUSTED CERTIFICATE", &[0x30, 0]).as_bytes()).contains("openssl x509")
        );
        assert!(
            sentence(text("EC PARAMETERS", &[6, 0]).as_bytes()).contains("holds no private key")
        );
        assert!(sentence(b"\xff\xfe-\0-\0").contains("UTF-16"));
        let twice = [text(pem::EC_PRIVATE_KEY, &[0]), text(pem::PRIVATE_KEY, &[0])].concat();
        assert!(sentence(twice.as_bytes()).contains("holds 2 objects that are a private key"));
    }

    #[test]
    fn a_label_of_another_kind_is_named() {
        let der = [0x30, 6, 2, 1, 5, 2, 1, 3];
        let text = ["\n", &pem::to_text(pem::PUBLIC_KEY, &der)].concat();
        let sentence = Input::parse("it".to_owned(), text.as_bytes()).err().unwrap().sentence;
        assert!(sentence.contains("begins in line 2") && sentence.ends_with("RSA PUBLIC KEY"));
        // what it is under no label that is known, or in no way that is known, stays as it is
        for (label, der) in [("MINE", &der[..]), (pem::PUBLIC_KEY, &[4, 0])] {
            let text = pem::to_text(label, der);
            assert!(Input::parse("it".to_owned(), text.as_bytes()).is_ok(), "{label}");
        }
    }
}
