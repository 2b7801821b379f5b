//! Files read, as they come: PEM with any text around it, or DER, one object behind another.

use std::io::Read as _;
use std::path::Path;

use motetls::pki::der::{Der, Read};
use motetls::pki::pem::{self, Blocks};
use motetls::pki::pkcs7::Bag;
use motetls_base::secret::wipe;

use super::kind::Kind;
use crate::failure::Failure;

/// One object of a file. Wiped when dropped, as it may be a key.
pub(crate) struct Item {
    pub(crate) kind: Kind,
    /// In DER.
    pub(crate) der: Vec<u8>,
    /// The PEM label, if it was one.
    pub(crate) label: Option<String>,
    /// It is a key that OpenSSL encrypted in its old way, with headers in the PEM; `der` is not DER.
    pub(crate) old_encryption: bool,
}

impl Drop for Item {
    fn drop(&mut self) {
        wipe(&mut self.der);
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
        wipe(&mut bytes);
        input
    }

    fn parse(name: String, bytes: &[u8]) -> Result<Self, Failure> {
        let pem = has_block(bytes);
        let items = if pem { blocks(&name, bytes)? } else { elements(bytes) };
        if items.is_empty() {
            return Err(Failure::local(format!(
                "{name} is neither PEM (a line -----BEGIN ...-----) nor DER: is it the right file?"
            )));
        }
        Ok(Input { name, pem, items })
    }

    /// The certificates in it, those in bags included, in DER, in their order; at least one.
    pub(crate) fn certificates(&self) -> Result<Vec<Vec<u8>>, Failure> {
        let mut found = Vec::new();
        for item in &self.items {
            match item.kind {
                Kind::Certificate => found.push(item.der.clone()),
                Kind::Bag => {
                    let damaged = |_| Failure::local(format!("{}: a bag of certificates is damaged", self.name));
                    for certificate in Bag::from_der(&item.der).map_err(damaged)?.certificates() {
                        found.push(certificate.map_err(damaged)?.to_vec());
                    }
                }
                _ => {}
            }
        }
        if found.is_empty() { Err(self.lacks("certificate")) } else { Ok(found) }
    }

    /// The first object of one of `kinds`; `what` it is, is said when there is none.
    pub(crate) fn first(&self, kinds: &[Kind], what: &str) -> Result<&Item, Failure> {
        self.items.iter().find(|item| kinds.contains(&item.kind)).ok_or_else(|| self.lacks(what))
    }

    fn lacks(&self, what: &str) -> Failure {
        let mut has: Vec<String> = self.items.iter().map(|item| item.kind.to_string()).collect();
        has.dedup();
        Failure::local(format!("{} holds no {what}, but: {}", self.name, has.join(", ")))
    }
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
    let bytes = std::fs::read(path).map_err(|error| Failure::local(format!("cannot read {name}: {error}")))?;
    Ok((name, bytes))
}

fn has_block(bytes: &[u8]) -> bool {
    bytes.split(|byte| matches!(byte, b'\r' | b'\n')).any(|line| line.trim_ascii().starts_with(b"-----BEGIN "))
}

fn blocks(name: &str, text: &[u8]) -> Result<Vec<Item>, Failure> {
    let damaged = |error| Failure::local(format!("{name}: {error}"));
    let mut items = Vec::new();
    for block in Blocks::new(text) {
        let block = block.map_err(damaged)?;
        let mut der = vec![0; block.max_len()];
        let length = block.decode(&mut der).map_err(damaged)?.len();
        der.truncate(length);
        let old_encryption = block.header("Proc-Type").is_some();
        items.push(Item {
            kind: Kind::of_label(block.label),
            der,
            label: Some(block.label.to_owned()),
            old_encryption,
        });
    }
    Ok(items)
}

/// The elements of DER, one behind another; none when it is not DER to its end.
fn elements(bytes: &[u8]) -> Vec<Item> {
    let mut der = Der::new(bytes);
    let mut items = Vec::new();
    while !der.is_empty() {
        let Ok(element) = der.any_whole() else { return Vec::new() };
        let kind = Kind::of_der(element);
        items.push(Item { kind, der: element.to_vec(), label: None, old_encryption: false });
    }
    items
}

/// An object as a PEM block under the label of its kind.
pub(crate) fn to_pem(kind: Kind, der: &[u8]) -> String {
    pem::to_text(kind.label(), der)
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
        let input = read(["about it\r\n", &text].concat().as_bytes()).ok().unwrap();
        assert_eq!((input.pem, input.items[0].kind), (true, Kind::RsaPublicKey));
        assert_eq!(input.items[0].der, der);
        for bad in [&b""[..], b"text", &der[..5], &[0x30, 0x80, 0, 0]] {
            assert!(read(bad).err().unwrap().sentence.contains("neither PEM"));
        }
        assert!(input.certificates().unwrap_err().sentence.contains("holds no certificate, but: public key (PKCS#1)"));
    }
}
