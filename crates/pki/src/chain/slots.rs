//! The slots of chains of many algorithms, [`Absent`] in those that are not filled.

use crate::algorithm::{HashId, KnownHash};
use crate::key::RsaPublicKey;
use motetls_crypto::{Absent, ByteArray, EcdsaVerify, RsaVerify, SignVerify, VerificationFailed};

/// The primitives of chains of many algorithms, and the memory for them. [`Many`](super::Many)
/// makes [`Signatures`](super::Signatures) of it.
///
/// **Implement it by [`algorithms!`](crate::algorithms)**, which fills the slots that are not named
/// with [`Absent`]: then a slot that is added in a later version changes nothing.
///
/// A slot that is filled with [`Absent`] costs nothing; certificates that need it are refused with
/// [`CertError::UnsupportedAlgorithm`](crate::CertError::UnsupportedAlgorithm). Key sizes are those
/// the engines take. SHA-1 is broken, and named only to read what is old.
pub trait Slots {
    /// SHA-256: of names, and with RSA and ECDSA.
    type Sha256: KnownHash<Output = [u8; 32]>;
    /// SHA-384 with RSA and ECDSA.
    type Sha384: HashSlot;
    /// SHA-512 with RSA and ECDSA.
    type Sha512: HashSlot;
    /// SHA-1 with RSA and ECDSA: such signatures are forged for some thousand dollars.
    type LegacySha1: HashSlot;
    /// ECDSA on P-256.
    type EcdsaP256: EcdsaVerify;
    /// ECDSA on P-384.
    type EcdsaP384: EcdsaVerify;
    /// ECDSA on P-521.
    type EcdsaP521: EcdsaVerify;
    /// RSA, by PKCS#1 v1.5 and by PSS with one hash. An engine that takes no salt but one as long
    /// as the digest (RFC 9846, section 4.3.3) says so by [`RsaVerify::ANY_SALT`].
    type Rsa: RsaVerify;
    /// Ed25519.
    type Ed25519: SignVerify;
    /// Memory for the longest digest: `[u8; 64]` with SHA-512.
    type Digest: ByteArray;
    /// Memory for the longest signature: of RSA as long as the modulus, of ECDSA in DER 72, 104 or
    /// 139 bytes.
    type Signature: ByteArray;
    /// Memory for the leaf's SubjectPublicKeyInfo: of P-256 91 bytes, P-384 120, P-521 158, RSA 38
    /// more than the modulus.
    type Key: ByteArray;
    /// Memory for the contents of a certificate that Ed25519 signed, until its issuer comes: that
    /// algorithm hashes the issuer's key before the contents, so a digest cannot be kept. `[u8; 0]`
    /// takes no memory, and such certificates only right below an anchor; those with longer
    /// contents likewise.
    type Contents: ByteArray;
}

/// A hash in a slot, or [`Absent`].
pub trait HashSlot {
    /// The hash; `None` when the slot is empty.
    const NAMED: Option<HashId>;
    /// The hash of contents that arrive in pieces.
    type Running: Clone;
    /// Starts contents; `None` when the slot is empty.
    fn start() -> Option<Self::Running>;
    /// Appends a piece.
    fn update(running: &mut Self::Running, piece: &[u8]);
    /// Ends the contents and writes their digest to the start of `out`, if it fits.
    fn finish_into(running: &mut Self::Running, out: &mut [u8]);
    /// Checks an RSASSA-PSS signature with this hash.
    ///
    /// # Errors
    /// [`VerificationFailed`] when it does not hold.
    fn verify_pss<R: RsaVerify>(
        key: &RsaPublicKey<'_>,
        digest: &[u8],
        salt_len: usize,
        signature: &[u8],
    ) -> Result<(), VerificationFailed>;
}

impl<H: KnownHash> HashSlot for H {
    const NAMED: Option<HashId> = Some(H::ID);
    type Running = H;
    fn start() -> Option<H> {
        Some(H::new())
    }
    fn update(running: &mut H, piece: &[u8]) {
        running.update(piece);
    }
    fn finish_into(running: &mut H, out: &mut [u8]) {
        for (to, from) in out.iter_mut().zip(running.finish().as_ref()) {
            *to = *from;
        }
    }
    fn verify_pss<R: RsaVerify>(
        key: &RsaPublicKey<'_>,
        digest: &[u8],
        salt_len: usize,
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        R::verify_pss_with_salt::<H>(key.modulus, key.exponent, digest, salt_len, signature)
    }
}

impl HashSlot for Absent {
    const NAMED: Option<HashId> = None;
    type Running = Absent;
    fn start() -> Option<Absent> {
        None
    }
    fn update(_: &mut Absent, _: &[u8]) {}
    fn finish_into(_: &mut Absent, _: &mut [u8]) {}
    fn verify_pss<R: RsaVerify>(
        _: &RsaPublicKey<'_>,
        _: &[u8],
        _: usize,
        _: &[u8],
    ) -> Result<(), VerificationFailed> {
        Err(VerificationFailed)
    }
}

/// What is done with the hash of a slot, see [`with_hash`].
pub(super) trait WithHash {
    /// What comes of it.
    type Output;
    /// Does it.
    fn run<H: HashSlot>(self) -> Self::Output;
}

/// Does `action` with the slot that is filled with `hash`; `None` when there is none.
#[inline(always)]
pub(super) fn with_hash<S: Slots, A: WithHash>(hash: HashId, action: A) -> Option<A::Output> {
    let hash = Some(hash);
    if S::Sha256::NAMED == hash {
        Some(action.run::<S::Sha256>())
    } else if S::Sha384::NAMED == hash {
        Some(action.run::<S::Sha384>())
    } else if S::Sha512::NAMED == hash {
        Some(action.run::<S::Sha512>())
    } else if S::LegacySha1::NAMED == hash {
        Some(action.run::<S::LegacySha1>())
    } else {
        None
    }
}

/// Declares a type and the [`Slots`](crate::chain::Slots) it fills, each with a type and a
/// semicolon; those that are not named are [`Absent`], and have no memory.
///
/// | slot | default |
/// |---|---|
/// | `sha256` | must be named |
/// | `sha384`, `sha512`, `legacy_sha1` | [`Absent`] |
/// | `ecdsa_p256`, `ecdsa_p384`, `ecdsa_p521`, `rsa`, `ed25519` | [`Absent`] |
/// | `digest` | `[u8; 64]` |
/// | `signature` | `[u8; 1024]` |
/// | `key` | `[u8; 1064]` |
/// | `contents` | `[u8; 0]` |
///
/// ```
/// use motetls_pki::chain::{Chain, Many};
///
/// motetls_pki::algorithms! {
///     /// P-256 and RSA of 2048 bits, with SHA-256.
///     pub enum Set;
///     sha256: motetls_crypto::Sha256;
///     ecdsa_p256: motetls_crypto::P256;
///     rsa: motetls_crypto::rsa::Rsa2048;
///     digest: [u8; 32];
///     signature: [u8; 256];
///     key: [u8; 294];
/// }
///
/// let chain = Chain::<Many<Set>>::new();
/// assert!(chain.finish().is_err());
/// ```
///
/// A slot that does not exist is an error, and so is one that is filled twice:
///
/// ```compile_fail
/// # use motetls_crypto::Sha256;
/// motetls_pki::algorithms! { enum Set; sha256: Sha256; sha257: Sha256; }
/// ```
/// ```compile_fail
/// # use motetls_crypto::Sha256;
/// motetls_pki::algorithms! { enum Set; sha256: Sha256; sha256: Sha256; }
/// ```
#[macro_export]
macro_rules! algorithms {
    ($(#[$meta:meta])* $visibility:vis enum $name:ident; $($slot:ident : $type:ty;)*) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        $visibility enum $name {}

        const _: () = {
            $($crate::slot_type!(@known $slot);)*
            #[allow(dead_code)]
            struct EachOnce { $($slot: ()),* }
        };

        impl $crate::chain::Slots for $name {
            type Sha256 = $crate::slot_type!(sha256 [$crate::chain::Absent]; $($slot: $type;)*);
            type Sha384 = $crate::slot_type!(sha384 [$crate::chain::Absent]; $($slot: $type;)*);
            type Sha512 = $crate::slot_type!(sha512 [$crate::chain::Absent]; $($slot: $type;)*);
            type LegacySha1 =
                $crate::slot_type!(legacy_sha1 [$crate::chain::Absent]; $($slot: $type;)*);
            type EcdsaP256 =
                $crate::slot_type!(ecdsa_p256 [$crate::chain::Absent]; $($slot: $type;)*);
            type EcdsaP384 =
                $crate::slot_type!(ecdsa_p384 [$crate::chain::Absent]; $($slot: $type;)*);
            type EcdsaP521 =
                $crate::slot_type!(ecdsa_p521 [$crate::chain::Absent]; $($slot: $type;)*);
            type Rsa = $crate::slot_type!(rsa [$crate::chain::Absent]; $($slot: $type;)*);
            type Ed25519 = $crate::slot_type!(ed25519 [$crate::chain::Absent]; $($slot: $type;)*);
            type Digest = $crate::slot_type!(digest [[u8; 64]]; $($slot: $type;)*);
            type Signature = $crate::slot_type!(signature [[u8; 1024]]; $($slot: $type;)*);
            type Key = $crate::slot_type!(key [[u8; 1064]]; $($slot: $type;)*);
            type Contents = $crate::slot_type!(contents [[u8; 0]]; $($slot: $type;)*);
        }
    };
}

/// The type that a slot is filled with, or its default. Of [`algorithms!`].
#[doc(hidden)]
#[macro_export]
macro_rules! slot_type {
    (sha256 $default:tt; sha256: $type:ty; $($rest:tt)*) => { $type };
    (@known sha256) => {};
    (sha384 $default:tt; sha384: $type:ty; $($rest:tt)*) => { $type };
    (@known sha384) => {};
    (sha512 $default:tt; sha512: $type:ty; $($rest:tt)*) => { $type };
    (@known sha512) => {};
    (legacy_sha1 $default:tt; legacy_sha1: $type:ty; $($rest:tt)*) => { $type };
    (@known legacy_sha1) => {};
    (ecdsa_p256 $default:tt; ecdsa_p256: $type:ty; $($rest:tt)*) => { $type };
    (@known ecdsa_p256) => {};
    (ecdsa_p384 $default:tt; ecdsa_p384: $type:ty; $($rest:tt)*) => { $type };
    (@known ecdsa_p384) => {};
    (ecdsa_p521 $default:tt; ecdsa_p521: $type:ty; $($rest:tt)*) => { $type };
    (@known ecdsa_p521) => {};
    (rsa $default:tt; rsa: $type:ty; $($rest:tt)*) => { $type };
    (@known rsa) => {};
    (ed25519 $default:tt; ed25519: $type:ty; $($rest:tt)*) => { $type };
    (@known ed25519) => {};
    (digest $default:tt; digest: $type:ty; $($rest:tt)*) => { $type };
    (@known digest) => {};
    (signature $default:tt; signature: $type:ty; $($rest:tt)*) => { $type };
    (@known signature) => {};
    (key $default:tt; key: $type:ty; $($rest:tt)*) => { $type };
    (@known key) => {};
    (contents $default:tt; contents: $type:ty; $($rest:tt)*) => { $type };
    (@known contents) => {};
    (@known $other:ident) => {
        compile_error!(concat!("there is no slot named ", stringify!($other)));
    };
    ($slot:ident $default:tt; $other:ident : $type:ty; $($rest:tt)*) => {
        $crate::slot_type!($slot $default; $($rest)*)
    };
    ($slot:ident [$default:ty];) => { $default };
}
