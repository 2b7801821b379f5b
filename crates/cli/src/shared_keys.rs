//! The pre-shared keys of `connect`: as they are, or imported (RFC 9258).

use motetls::crypto::HashId;
use motetls::{ImportedPsk, Psk};
use motetls_base::Reader;
use motetls_engine_rustcrypto::{Sha256, Sha384};
use zeroize::Zeroizing;

use crate::arguments::{Connect, PskHash};
use crate::describe;
use crate::failure::Failure;

/// The identity of a key that is given none, as openssl has it.
const IDENTITY: &str = "Client_identity";
/// Bytes of the longest imported identity, with its context.
const LONGEST: usize = 1024;

/// One key of the command line.
struct Given<'a> {
    identity: &'a str,
    secret: Zeroizing<Vec<u8>>,
    hash: HashId,
}

/// The keys of the command line.
pub(crate) struct SharedKeys<'a> {
    given: Vec<Given<'a>>,
    /// What is offered in their place, if they are imported.
    imported: Option<Vec<ImportedPsk<LONGEST>>>,
}

impl<'a> SharedKeys<'a> {
    /// Reads the options.
    pub(crate) fn of(options: &'a Connect) -> Result<Self, Failure> {
        let count = options.psk.len();
        let identities = match (options.psk_identity.as_slice(), count) {
            ([], 1) => vec![IDENTITY],
            (names, _) if names.len() == count => names.iter().map(String::as_str).collect(),
            (names, _) => {
                return Err(Failure::local(format!(
                    "--psk stands there {count} times, --psk-identity {} times: give each key its \
                     identity, in the same order",
                    names.len()
                )));
            }
        };
        let hashes = match options.psk_hash.as_slice() {
            [] => vec![PskHash::Sha256; count],
            [hash] => vec![*hash; count],
            hashes if hashes.len() == count => hashes.to_vec(),
            hashes => {
                return Err(Failure::local(format!(
                    "--psk stands there {count} times, --psk-hash {} times: give one hash for all \
                     keys, or each its own",
                    hashes.len()
                )));
            }
        };
        let mut given = Vec::new();
        for ((secret, identity), hash) in options.psk.iter().zip(identities).zip(hashes) {
            let hash = match hash {
                PskHash::Sha256 => HashId::Sha256,
                PskHash::Sha384 => HashId::Sha384,
            };
            given.push(Given { identity, secret: decode(secret)?, hash });
        }
        let imported = options.psk_import.as_ref().map(|context| import(&given, context));
        Ok(SharedKeys { given, imported: imported.transpose()? })
    }

    /// The keys that are offered, in their order.
    pub(crate) fn psks(&self) -> Vec<Psk<'_>> {
        match &self.imported {
            Some(imported) => imported.iter().map(ImportedPsk::psk).collect(),
            None => self.given.iter().map(Given::psk).collect(),
        }
    }
}

impl Given<'_> {
    fn psk(&self) -> Psk<'_> {
        Psk { hash: self.hash, ..Psk::new(self.identity.as_bytes(), &self.secret) }
    }
}

/// Two keys for each that is given, one for each hash of TLS 1.3.
fn import(given: &[Given<'_>], context: &str) -> Result<Vec<ImportedPsk<LONGEST>>, Failure> {
    let mut all = Vec::new();
    for key in given {
        for target in [HashId::Sha256, HashId::Sha384] {
            let (external, context) = (key.psk(), context.as_bytes());
            let imported = match key.hash {
                HashId::Sha384 => ImportedPsk::new::<Sha384>(&external, context, target),
                _ => ImportedPsk::new::<Sha256>(&external, context, target),
            };
            all.push(imported.ok_or_else(|| {
                Failure::local(format!(
                    "--psk-import: identity and context take {} bytes at most together",
                    LONGEST - 8
                ))
            })?);
        }
    }
    Ok(all)
}

/// The pre-shared key of its hex digits.
fn decode(hex: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let secret = describe::unhex(hex).filter(|secret| !secret.is_empty());
    secret
        .map(Zeroizing::new)
        .ok_or_else(|| Failure::local("--psk wants pairs of hex digits, 32 for a key of 16 bytes"))
}

/// The identity of a key as it was given: that of an imported one stands in it behind its length.
pub(crate) fn identity(psk: &Psk<'_>) -> String {
    let external = psk.imported.then(|| Reader::new(psk.identity).vector(2).ok()).flatten();
    let bytes = external.map_or(psk.identity, |external| external.rest());
    String::from_utf8_lossy(bytes).into_owned()
}
