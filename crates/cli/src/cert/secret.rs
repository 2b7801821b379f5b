//! Passphrases that do not stand in the list of processes, and keys under them.

use std::path::PathBuf;
use std::str::FromStr;

use motetls::pki::der::Read;
use motetls::pki::key::{DecryptError, EncryptedPrivateKey, Pbes2};
use motetls_base::Random;
use zeroize::Zeroize;

use super::input::Item;
use super::kind::Kind;
use super::random::Generator;
use super::wiped::Wiped;
use crate::failure::Failure;

/// Iterations of PBKDF2 for keys written here, unless told otherwise.
pub(crate) const ITERATIONS: u32 = 600_000;
/// Least iterations a key is written with: fewer are no protection.
pub(crate) const LEAST_ITERATIONS: u32 = 10_000;
/// Most iterations a key may ask for, and is written with: some seconds of work.
pub(crate) const MOST_ITERATIONS: u32 = 20_000_000;
/// Octets an encrypted key is longer than the key at most.
const SEALED_EXTRA: usize = 256;

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
                Err("a passphrase on the command line stands in the list of processes: use \
                    file:PATH or env:NAME"
                    .to_owned())
            }
            _ => {
                Err("write file:PATH for the first line of a file, or env:NAME for an environment \
                    variable"
                    .to_owned())
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
                bytes.zeroize();
                (name, line)
            }
            Source::Variable(variable) => {
                let value = std::env::var(variable).map_err(|_| {
                    Failure::local(format!("the environment variable {variable} is not set"))
                })?;
                (variable.clone(), Wiped(value.into_bytes()))
            }
        };
        if text.is_empty() {
            return Err(Failure::local(format!(
                "the passphrase in {name} is empty: put one there"
            )));
        }
        Ok(text)
    }
}

/// The private key of `item` as PKCS#8, PKCS#1 or SEC 1, decrypted if need be.
pub(crate) fn open(name: &str, item: &Item, passphrase: Option<&Source>) -> Result<Wiped, Failure> {
    if item.old_encryption {
        return Err(Failure::local(format!(
            "{name} is encrypted in an old way of OpenSSL that is weak and not supported: convert \
             it first, with \
             `openssl pkcs8 -topk8 -v2 aes-256-cbc -in {name}`"
        )));
    }
    if item.kind != Kind::EncryptedPrivateKey {
        return match passphrase {
            None => Ok(Wiped(item.der.clone())),
            Some(_) => Err(Failure::local(format!(
                "{name} is not encrypted: leave its passphrase out, or name the file that is"
            ))),
        };
    }
    let Some(passphrase) = passphrase else {
        return Err(Failure::local(format!(
            "{name} is encrypted: say where its passphrase is, with file:PATH or env:NAME (see \
             --help)"
        )));
    };
    let passphrase = passphrase.read()?;
    let sealed = EncryptedPrivateKey::from_der(&item.der).map_err(|_| {
        Failure::local(format!("{name} is no encrypted private key: the file is damaged"))
    })?;
    let mut out = Wiped(vec![0; sealed.data.len()]);
    let opened = sealed.open(&passphrase, MOST_ITERATIONS, &mut out.0).map(|key| key.len());
    let length = opened.map_err(|error| match error {
        DecryptError::WrongPassword => Failure::local(format!(
            "the passphrase does not open {name}: it is wrong, or the file was altered"
        )),
        _ => Failure::local(format!("{name}: {error}")),
    })?;
    out.0.truncate(length);
    Ok(out)
}

/// `key`, a PrivateKeyInfo, encrypted: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC.
pub(crate) fn seal(
    key: &[u8],
    passphrase: &[u8],
    iterations: u32,
    random: &mut Generator,
) -> Result<Vec<u8>, Failure> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    random.random(&mut salt)?;
    random.random(&mut iv)?;
    let mut out = vec![0; key.len().saturating_add(SEALED_EXTRA)];
    let sealed = Pbes2::seal(passphrase, &salt, iterations, &iv, key, &mut out);
    let length = sealed
        .map_err(|error| Failure::local(format!("the key could not be encrypted: {error}")))?;
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
        assert!("pass:secret".parse::<Source>().unwrap_err().contains("list of processes"));
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
        let item = Item::of(Kind::of_der(&one), one);
        assert_eq!(item.kind, Kind::EncryptedPrivateKey);
        assert!(open("it", &item, None).err().unwrap().sentence.contains("is encrypted"));
    }
}
