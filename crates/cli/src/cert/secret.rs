//! Secrets of the command line: bytes that are wiped, passphrases that nobody sees in a list of processes.

use std::ops::Deref;
use std::path::PathBuf;
use std::str::FromStr;

use motetls::pki::der::{DerWriter, Read};
use motetls::pki::key::{EncryptedPrivateKey, OpenError, Pbes2};
use motetls_base::Random;
use motetls_base::secret::wipe;

use super::input::Item;
use super::kind::Kind;
use super::random::Generator;
use crate::failure::Failure;

/// Iterations of PBKDF2 for keys written here, unless told otherwise.
pub(crate) const ITERATIONS: u32 = 600_000;
/// Most iterations a key may ask for: some seconds of work.
const MOST_ITERATIONS: u32 = 20_000_000;
/// Octets an encrypted key is longer than the key at most.
const SEALED_EXTRA: usize = 256;

/// Bytes that are wiped when dropped.
pub(crate) struct Wiped(pub(crate) Vec<u8>);

impl Deref for Wiped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

impl Wiped {
    /// What `write` writes, at most `room` octets.
    pub(crate) fn written(room: usize, write: impl FnOnce(&mut DerWriter<'_>)) -> Result<Self, Failure> {
        let mut made = Wiped(vec![0; room]);
        let mut der = DerWriter::new(&mut made.0);
        write(&mut der);
        let length = der.done().map_err(|_| Failure::local("the key is longer than any that is known here"))?;
        made.0.truncate(length);
        Ok(made)
    }
}

/// Where a passphrase is: `file:PATH`, its first line, or `env:NAME`.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    File(PathBuf),
    Variable(String),
}

impl FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("file", path)) if !path.is_empty() => Ok(Source::File(path.into())),
            Some(("env", name)) if !name.is_empty() => Ok(Source::Variable(name.to_owned())),
            Some(("pass", _)) => {
                Err("a passphrase on the command line is seen by everybody: use file:PATH or env:NAME".to_owned())
            }
            _ => {
                Err("write file:PATH for the first line of a file, or env:NAME for an environment variable".to_owned())
            }
        }
    }
}

impl Source {
    /// The passphrase.
    pub(crate) fn read(&self) -> Result<Wiped, Failure> {
        let (name, text) = match self {
            Source::File(path) => {
                let (name, mut bytes) = super::input::bytes(path)?;
                let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
                let line = bytes.get(..end).unwrap_or(&[]);
                let line = Wiped(line.strip_suffix(b"\r").unwrap_or(line).to_vec());
                wipe(&mut bytes);
                (name, line)
            }
            Source::Variable(variable) => {
                let value = std::env::var(variable)
                    .map_err(|_| Failure::local(format!("the environment variable {variable} is not set")))?;
                (variable.clone(), Wiped(value.into_bytes()))
            }
        };
        if text.is_empty() {
            return Err(Failure::local(format!("the passphrase in {name} is empty: put one there")));
        }
        Ok(text)
    }
}

/// The private key of `item` as PKCS#8, PKCS#1 or SEC 1, decrypted if need be.
pub(crate) fn open(name: &str, item: &Item, passphrase: Option<&Source>) -> Result<Wiped, Failure> {
    if item.old_encryption {
        return Err(Failure::local(format!(
            "{name} is encrypted in an old way of OpenSSL that is weak and not supported: convert it first, with \
             `openssl pkcs8 -topk8 -v2 aes-256-cbc -in {name}`"
        )));
    }
    if item.kind != Kind::EncryptedPrivateKey {
        return Ok(Wiped(item.der.clone()));
    }
    let Some(passphrase) = passphrase else {
        return Err(Failure::local(format!(
            "{name} is encrypted: say where its passphrase is, with file:PATH or env:NAME (see --help)"
        )));
    };
    let passphrase = passphrase.read()?;
    let sealed = EncryptedPrivateKey::from_der(&item.der)
        .map_err(|_| Failure::local(format!("{name} is no encrypted private key: the file is damaged")))?;
    let mut out = Wiped(vec![0; sealed.data.len()]);
    let opened = sealed.open(&passphrase, MOST_ITERATIONS, &mut out.0).map(|key| key.len());
    let length = opened.map_err(|error| match error {
        OpenError::WrongPassword => {
            Failure::local(format!("the passphrase does not open {name}: it is wrong, or the file was altered"))
        }
        _ => Failure::local(format!("{name}: {error}")),
    })?;
    out.0.truncate(length);
    Ok(out)
}

/// `key`, a PrivateKeyInfo, encrypted: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC.
pub(crate) fn seal(key: &[u8], passphrase: &[u8], iterations: u32, random: &mut Generator) -> Result<Vec<u8>, Failure> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    random.random(&mut salt)?;
    random.random(&mut iv)?;
    let mut out = vec![0; key.len().saturating_add(SEALED_EXTRA)];
    let sealed = Pbes2::seal(passphrase, &salt, iterations, &iv, key, &mut out);
    let length = sealed.map_err(|_| Failure::local("the key could not be encrypted: --iterations must not be 0"))?;
    out.truncate(length);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use motetls::pki::key::PrivateKey;

    #[test]
    fn passphrases_are_never_on_the_command_line() {
        assert!(matches!("file:a:b".parse(), Ok(Source::File(path)) if path.as_os_str() == "a:b"));
        assert!(matches!("env:KEY".parse(), Ok(Source::Variable(name)) if name == "KEY"));
        assert!("pass:secret".parse::<Source>().unwrap_err().contains("seen by everybody"));
        for bad in ["", "secret", "env:", "file:", "stdin:"] {
            assert!(bad.parse::<Source>().is_err(), "{bad}");
        }
    }

    #[test]
    fn sealed_keys_are_never_alike() {
        let key = Wiped::written(64, |der| PrivateKey::Ed25519(&[9; 32]).write(der)).unwrap();
        let mut random = super::super::random::generator().unwrap();
        let [one, other] = [0; 2].map(|_| seal(&key, b"secret", 2, &mut random).unwrap());
        assert_ne!(one, other);
        let item = Item { kind: Kind::of_der(&one), der: one, label: None, old_encryption: false };
        assert_eq!(item.kind, Kind::EncryptedPrivateKey);
        assert!(open("it", &item, None).err().unwrap().sentence.contains("is encrypted"));
    }
}
