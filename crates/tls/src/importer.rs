//! Imported pre-shared keys (RFC 9258): from one external key of any origin keys for TLS, each
//! bound to a version of the protocol, to a hash and to a context.
//!
//! ```text
//! struct {
//!     opaque external_identity<1...2^16-1>;
//!     opaque context<0..2^16-1>;
//!     uint16 target_protocol;              0x0304
//!     uint16 target_kdf;                   1: HKDF_SHA256, 2: HKDF_SHA384
//! } ImportedIdentity;
//! ```

use motetls_base::Writer;
use motetls_base::secret::wipe;
use motetls_crypto::hmac::ClonedHash;
use motetls_crypto::{Hash, HashId, Hmac, hkdf};

use crate::config::Psk;
use crate::msg::client_hello::vector;
use crate::num::ProtocolVersion;
use crate::schedule::PREFIX;

/// The label of the derivation (RFC 9258, section 5.1).
const LABEL: &[u8] = b"derived psk";

/// A pre-shared key imported for TLS 1.3 and one hash. Wiped when dropped; deliberately without
/// `Debug`.
///
/// `N` bytes hold its identity: 8 more than the external identity and the context.
///
/// ```
/// use motetls_crypto::{HashId, Sha256};
/// use motetls_tls::{ImportedPsk, Psk};
///
/// let external = Psk::new(b"sensor-7", b"0123456789abcdef");
/// let imported = ImportedPsk::<64>::new::<Sha256>(&external, b"", HashId::Sha256);
/// let keys = [imported.as_ref().unwrap().psk()];
/// // let config = Config { psks: &keys, ..Config::new(&()) };
/// # assert_eq!(keys[0].identity.len(), 8 + 8);
/// ```
pub struct ImportedPsk<const N: usize> {
    identity: [u8; N],
    /// Bytes of the identity.
    length: usize,
    secret: [u8; 48],
    target: HashId,
}

impl<const N: usize> ImportedPsk<N> {
    /// Imports `external` for suites of the hash `target`. `H` is the hash of the external key,
    /// SHA-256 if it has none of its own (section 5.1); `context` is whatever else both ends want
    /// the key to depend on (section 5.1), empty as a rule.
    ///
    /// `None` when the identity does not fit `N` bytes, and for a target besides SHA-256 and
    /// SHA-384.
    #[must_use]
    pub fn new<H: Hash + Clone>(
        external: &Psk<'_>,
        context: &[u8],
        target: HashId,
    ) -> Option<Self> {
        let kdf = match target {
            HashId::Sha256 => 1,
            HashId::Sha384 => 2,
            _ => return None,
        };
        let mut imported = ImportedPsk { identity: [0; N], length: 0, secret: [0; 48], target };
        let mut w = Writer::new(&mut imported.identity);
        vector(&mut w, external.identity);
        vector(&mut w, context);
        w.u16(ProtocolVersion::TLS1_3.0);
        w.u16(kdf);
        imported.length = w.done().ok()?;
        let digest = H::digest(imported.identity.get(..imported.length)?);
        let extracted = hkdf::extract::<H>(&[], external.secret);
        let key = Hmac::<ClonedHash<H>>::new(extracted.as_ref());
        let out = imported.secret.get_mut(..target.len())?;
        let label = u8::try_from(PREFIX.len().checked_add(LABEL.len())?).ok()?;
        let head = [0, u8::try_from(out.len()).ok()?, label];
        let context = [u8::try_from(digest.as_ref().len()).ok()?];
        hkdf::expand(&key, &[&head, PREFIX, LABEL, &context, digest.as_ref()], out).ok()?;
        Some(imported)
    }

    /// The key, for [`Config::psks`](crate::Config::psks).
    #[must_use]
    pub fn psk(&self) -> Psk<'_> {
        Psk {
            identity: self.identity.get(..self.length).unwrap_or(&[]),
            secret: self.secret.get(..self.target.len()).unwrap_or(&[]),
            hash: self.target,
            imported: true,
            early_data: None,
        }
    }
}

impl<const N: usize> Drop for ImportedPsk<N> {
    fn drop(&mut self) {
        wipe(&mut self.secret);
    }
}

#[cfg(test)]
mod tests {
    use motetls_crypto::Sha256;
    use sha2::Digest;

    use super::*;

    const EXTERNAL: Psk<'static> = Psk::new(b"sensor", b"0123456789abcdef");

    /// The derivation once more, by the crates `hkdf` and `sha2`.
    #[test]
    fn as_another_hkdf_has_it() {
        for (target, kdf, length) in [(HashId::Sha256, 1, 32), (HashId::Sha384, 2, 48)] {
            let imported = ImportedPsk::<64>::new::<Sha256>(&EXTERNAL, b"site 4", target).unwrap();
            let psk = imported.psk();
            let identity = [&b"\0\x06sensor\0\x06site 4\x03\x04\0"[..], &[kdf]].concat();
            assert_eq!(psk.identity, identity);
            assert!(psk.imported && psk.hash == target);
            let other = ::hkdf::Hkdf::<sha2::Sha256>::new(None, EXTERNAL.secret);
            let mut info = std::vec![0, length, 17];
            info.extend(b"tls13 derived psk");
            info.push(32);
            info.extend(sha2::Sha256::digest(&identity));
            let mut expected = std::vec![0; usize::from(length)];
            other.expand(&info, &mut expected).unwrap();
            assert_eq!(psk.secret, expected);
        }
    }

    #[test]
    fn what_cannot_be_imported() {
        let import = |target| ImportedPsk::<20>::new::<Sha256>(&EXTERNAL, b"site 4", target);
        assert!(import(HashId::Sha256).is_some(), "20 bytes hold it");
        assert!(import(HashId::Sha512).is_none());
        assert!(ImportedPsk::<19>::new::<Sha256>(&EXTERNAL, b"site 4", HashId::Sha256).is_none());
    }
}
