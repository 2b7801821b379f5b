//! Keys that are expected: pinned in a chain (RFC 7469), or presented without a certificate (RFC
//! 7250).

use super::algorithms::Signatures;
use super::faults::Faults;
use super::validator::Validator;
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::error::CertError;
use core::fmt;
use core::marker::PhantomData;
use motetls_crypto::Hash;

/// The validator that demands one of several keys in the chain: the leaf's, that of a CA in it, or
/// the anchor's.
///
/// A pin is the SHA-256 of a whole SubjectPublicKeyInfo (RFC 7469, section 2.4), so it outlives the
/// certificates of the key. A chain that reaches an anchor without any of them is refused with
/// [`CertError::PinMismatch`], and so is every chain if there are no pins. Pins come beside
/// anchors, not in place of them; keep one of a key in reserve.
///
/// What is pinned is looked at in the certificates that lead to the anchor only, not in those that
/// are stepped over (section 2.6).
///
/// ```
/// use motetls_crypto::Sha256;
/// use motetls_pki::chain::Pins;
///
/// let reserve = [0x5a; 32];
/// let pins = [[0xa5; 32], reserve];
/// let validator = Pins::<Sha256>::new(&pins);
/// # let _ = validator;
/// ```
pub struct Pins<'p, H> {
    pins: &'p [[u8; 32]],
    met: bool,
    hash: PhantomData<fn() -> H>,
}

impl<'p, H: Hash<Output = [u8; 32]>> Pins<'p, H> {
    /// A validator that demands a key whose SHA-256 is one of `pins`.
    #[must_use]
    pub const fn new(pins: &'p [[u8; 32]]) -> Self {
        Pins { pins, met: false, hash: PhantomData }
    }

    fn look(&mut self, spki: &[u8]) {
        self.met = self.met || self.pins.contains(&H::digest(spki));
    }
}

impl<H: Hash<Output = [u8; 32]>> Validator for Pins<'_, H> {
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        self.met &= depth > 0; // what another chain had is of no account
        self.look(certificate.spki);
        Faults::NONE
    }
    fn anchor(&mut self, _: u8, anchor: &TrustAnchor<'_>) -> Faults {
        self.look(anchor.spki);
        if self.met { Faults::NONE } else { CertError::PinMismatch.into() }
    }
}

impl<H> Clone for Pins<'_, H> {
    fn clone(&self) -> Self {
        Pins { ..*self }
    }
}

impl<H> fmt::Debug for Pins<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} pins", self.pins.len())
    }
}

/// A key that is expected of a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedKey<'a> {
    /// Its whole SubjectPublicKeyInfo.
    Spki(&'a [u8]),
    /// The SHA-256 of that.
    Sha256([u8; 32]),
}

/// Checks a raw public key (RFC 7250): a SubjectPublicKeyInfo with no certificate around it, and
/// so with no name, no time and no issuer. It is trusted if it is one of those `expected`, and
/// yielded as [`Chain::finish`](super::Chain::finish) yields a leaf's.
///
/// ```
/// use motetls_pki::CertError;
/// use motetls_pki::chain::{ExpectedKey, HostAlgorithms, raw_key};
/// use motetls_pki::der::DerWriter;
/// use motetls_pki::key::{NamedCurve, PublicKey};
///
/// let (mut buffer, point) = ([0; 128], [4; 65]);
/// let mut der = DerWriter::new(&mut buffer);
/// PublicKey::Ec(NamedCurve::P256, &point).write(&mut der);
/// let spki = der.written();
/// let key = raw_key::<HostAlgorithms>(spki, &[ExpectedKey::Spki(spki)])?;
/// assert_eq!(key.key().to_string(), "EC P-256");
/// let other = [ExpectedKey::Sha256([7; 32])];
/// assert_eq!(raw_key::<HostAlgorithms>(spki, &other), Err(CertError::PinMismatch));
/// # Ok::<(), CertError>(())
/// ```
///
/// # Errors
/// [`CertError::PinMismatch`] when it is none of them; then what [`Signatures::keep_key`] has
/// against it.
pub fn raw_key<A: Signatures>(
    spki: &[u8],
    expected: &[ExpectedKey<'_>],
) -> Result<A::LeafKey, CertError> {
    let is_expected = |key: &ExpectedKey<'_>| match key {
        ExpectedKey::Spki(expected) => *expected == spki,
        ExpectedKey::Sha256(digest) => A::NameHash::digest(spki) == *digest,
    };
    if !expected.iter().any(is_expected) {
        return Err(CertError::PinMismatch);
    }
    let mut key = A::NO_KEY;
    A::keep_key(&mut key, spki)?;
    Ok(key)
}
