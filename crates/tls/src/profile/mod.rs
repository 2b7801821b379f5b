//! Configuration as a type: what one program can do, and with which code.
//!
//! [`profile!`](crate::profile!) turns a list of names into `impl Profile`. A slot that is not
//! named is filled with [`Absent`](motetls_crypto::Absent), a type without values: the code behind
//! it cannot be reached and is not in the image.
//!
//! | module | purpose |
//! |---|---|
//! | `certificates` | what becomes of the peer's certificates |
//! | `option` | options as types |
//! | `policies` | chains whose certificate policies are evaluated |
//! | `raw_public_key` | raw public keys, the peer's and our own |
//! | `stapled` | chains with stapled OCSP responses |
//! | `signer` | keys that sign in handshakes |
//! | `stepwise_signer` | one that does so in bounded steps |
//! | `declare` | [`profile!`](crate::profile!) |

mod certificates;
mod declare;
mod option;
mod policies;
mod raw_public_key;
mod signer;
mod stapled;
mod stepwise_signer;

pub use certificates::{CertificateCheck, Unverified};
pub use option::{Named, OnlyWith, OptionSlot, ProfileOption};
pub use policies::PolicyChain;
pub use raw_public_key::{PinnedKeys, RawPublicKey};
pub use signer::{EcdsaSigner, HandshakeSigner, SignatureError};
pub use stapled::{Stapled, X509};
pub use stepwise_signer::StepwiseEcdsaSigner;

use motetls_crypto::{Aead, EcdsaVerify, Group};
use motetls_pki::Algorithms;

use crate::hashes::Hashes;
use crate::observer::Observer;
use crate::suite::{AeadId, SUITES, Suite};

/// Which end of a connection one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The end that begins.
    Client,
    /// The end that answers.
    Server,
}

/// What one program names: suites, groups, signature schemes and key exchanges, and the code behind
/// each.
///
/// Written by [`profile!`](crate::profile!), which also refuses mixes that cannot work.
pub trait Profile: 'static {
    /// The hashes of transcript and key schedule: one, or two to choose from.
    type Hashes: Hashes;
    /// TLS_AES_128_GCM_SHA256.
    type Aes128Gcm: Aead;
    /// TLS_AES_256_GCM_SHA384.
    type Aes256Gcm: Aead;
    /// TLS_CHACHA20_POLY1305_SHA256.
    type ChaCha20Poly1305: Aead;
    /// TLS_AES_128_CCM_SHA256.
    type Aes128Ccm: Aead;
    /// TLS_AES_128_CCM_8_SHA256.
    type Aes128Ccm8: Aead;
    /// x25519.
    type X25519: Group;
    /// secp256r1.
    type Secp256r1: Group;
    /// secp384r1.
    type Secp384r1: Group;
    /// secp521r1.
    type Secp521r1: Group;
    /// brainpoolP256r1tls13.
    type BrainpoolP256r1: Group;
    /// brainpoolP384r1tls13.
    type BrainpoolP384r1: Group;
    /// brainpoolP512r1tls13.
    type BrainpoolP512r1: Group;
    /// ffdhe2048.
    type Ffdhe2048: Group;
    /// ffdhe3072.
    type Ffdhe3072: Group;
    /// What becomes of the peer's certificates.
    type Certificates: CertificateCheck;
    /// The key that proves who we are.
    type Signer: HandshakeSigner + 'static;
    /// The observer of connections.
    type Observer: Observer + 'static;
    /// The role of a server.
    type ServerRole: ProfileOption;
    /// The option `exporter`.
    type Exporter: ProfileOption;
    /// The option `resumption`.
    type Resumption: ProfileOption;
    /// The option `post_handshake_auth`.
    type PostHandshakeAuth: ProfileOption;
    /// The option `status_request`.
    type StatusRequest: ProfileOption;
    /// The option `unverified_pieces`.
    type UnverifiedPieces: ProfileOption;
    /// The option `record_padding`.
    type RecordPadding: ProfileOption;
    /// The option `middlebox_compatibility`.
    type MiddleboxCompatibility: ProfileOption;
    /// The option `bounded_steps`.
    type BoundedSteps: ProfileOption;
    /// Whether the program can be a client.
    const CLIENT: bool = true;
    /// Whether it can be a server.
    const SERVER: bool = <Self::ServerRole as ProfileOption>::NAMED;
    /// Whether a pre-shared key may be used without (EC)DHE.
    const PSK_KE: bool;
    /// Whether a pre-shared key may be used with (EC)DHE.
    const PSK_DHE_KE: bool;
    /// Whether tickets of the server are kept and used (RFC 9846, section 4.7.1).
    const RESUMPTION: bool = <Self::Resumption as ProfileOption>::NAMED;
    /// Whether application data may go out with a resumed ClientHello (section 2.3).
    const EARLY_DATA: bool = false;
    /// Whether more than one pre-shared key may be offered at once.
    const SEVERAL_PSKS: bool = false;
    /// Whether keys for other purposes can be derived (section 7.5).
    const EXPORTER: bool = <Self::Exporter as ProfileOption>::NAMED;
    /// Whether the client can be asked for its certificate after the handshake (section 4.7.2).
    const POST_HANDSHAKE_AUTH: bool = <Self::PostHandshakeAuth as ProfileOption>::NAMED;
    /// Whether a stapled OCSP response is asked for (section 4.5.1.1).
    const STATUS_REQUEST: bool = <Self::StatusRequest as ProfileOption>::NAMED;
    /// Whether application data of a record longer than the buffer is handed on before its tag was
    /// checked, marked as such.
    const UNVERIFIED_PIECES: bool = <Self::UnverifiedPieces as ProfileOption>::NAMED;
    /// Whether the handshake is dressed for middleboxes that know TLS 1.2 only (appendix E.4).
    const MIDDLEBOX_COMPATIBILITY: bool = <Self::MiddleboxCompatibility as ProfileOption>::NAMED;
    /// Whether values without meaning are offered, so that servers stay tolerant (RFC 8701).
    const GREASE: bool = false;
    /// Whether anchors may be an [`AnchorSet`](motetls_pki::anchor::AnchorSet).
    const ANCHOR_SET: bool = false;
    /// Whether the names of authorities go out with the hello, so that a server chooses a chain
    /// below one of them (section 4.3.4).
    const CERTIFICATE_AUTHORITIES: bool = false;
    /// Whether signature_algorithms names the schemes of handshakes alone, and
    /// signature_algorithms_cert all that certificates may be signed by (section 4.3.3).
    const SIGNATURE_ALGORITHMS_CERT: bool = false;
    /// Whether part of what the profile names can be left out at run time.
    const CHOICES: bool = false;
    /// Whether records of application data may be padded (section 5.4).
    const RECORD_PADDING: bool = <Self::RecordPadding as ProfileOption>::NAMED;
    /// Whether public-key operations go in bounded steps between two calls of the doors, for a
    /// watchdog.
    const BOUNDED_STEPS: bool = <Self::BoundedSteps as ProfileOption>::NAMED;
    /// Whether the client's own chain may be longer than the send buffer.
    const LONG_CHAIN: bool = false;
    /// Whether a server's HelloRetryRequest holds what it has to know of the first ClientHello.
    const COOKIES: bool = false;

    /// Whether the profile can use a pre-shared key at all.
    const PSK: bool = Self::PSK_KE || Self::PSK_DHE_KE;
}

/// Whether profile `P` names a suite with this AEAD.
#[must_use]
pub const fn speaks<P: Profile>(aead: AeadId) -> bool {
    match aead {
        AeadId::Aes128Gcm => P::Aes128Gcm::PRESENT,
        AeadId::Aes256Gcm => P::Aes256Gcm::PRESENT,
        AeadId::ChaCha20Poly1305 => P::ChaCha20Poly1305::PRESENT,
        AeadId::Aes128Ccm => P::Aes128Ccm::PRESENT,
        AeadId::Aes128Ccm8 => P::Aes128Ccm8::PRESENT,
    }
}

/// Whether profile `P` names a group.
const fn agrees<P: Profile>() -> bool {
    P::X25519::PRESENT
        || P::Secp256r1::PRESENT
        || P::Secp384r1::PRESENT
        || P::Secp521r1::PRESENT
        || P::BrainpoolP256r1::PRESENT
        || P::BrainpoolP384r1::PRESENT
        || P::BrainpoolP512r1::PRESENT
        || P::Ffdhe2048::PRESENT
        || P::Ffdhe3072::PRESENT
}

/// Whether profile `P` names any suite.
const fn speaks_any<P: Profile>() -> bool {
    let mut rest: &[Suite] = &SUITES;
    while let [suite, others @ ..] = rest {
        if speaks::<P>(suite.aead) {
            return true;
        }
        rest = others;
    }
    false
}

/// Refuses options that need others.
#[allow(clippy::panic)] // evaluated by the compiler, never at run time
const fn check_options<P: Profile>() {
    assert!(
        !P::RESUMPTION || P::PSK,
        "resumption needs a key exchange to resume with: add psk_dhe_ke or psk_ke to `key_exchange`"
    );
    assert!(
        !P::EARLY_DATA || P::RESUMPTION,
        "early data go out with a resumed hello: add resumption to `options`"
    );
    assert!(
        !P::SEVERAL_PSKS || P::PSK,
        "pre-shared keys need a key exchange: add psk_dhe_ke or psk_ke to `key_exchange`"
    );
    assert!(
        !P::BOUNDED_STEPS || !P::STATUS_REQUEST,
        "a stapled response is verified whole: drop bounded_steps or status_request from `options`"
    );
    assert!(
        !P::BOUNDED_STEPS || !P::Certificates::CHECKS_POLICIES,
        "a PolicyChain verifies each certificate whole: name another check in `certificates`, or \
         drop bounded_steps from `options`"
    );
}

/// Refuses roles that cannot be played.
#[allow(clippy::panic)] // evaluated by the compiler, never at run time
const fn check_roles<P: Profile>() {
    assert!(
        !P::CLIENT || P::Certificates::PRESENT || P::PSK,
        "this profile cannot authenticate a server: add x509, raw_public_key, psk_dhe_ke or \
         psk_ke to `key_exchange`"
    );
    assert!(
        !P::SERVER || P::Signer::PRESENT || P::PSK,
        "a server must prove who it is: add a `signer`, or psk_dhe_ke or psk_ke to `key_exchange`"
    );
    assert!(
        !P::SERVER || !P::Signer::PRESENT || agrees::<P>(),
        "a server with certificates needs a group for (EC)DHE: add secp256r1 to `groups`"
    );
    assert!(
        !P::SERVER || !(P::Signer::RAW_PUBLIC_KEY || P::Certificates::RAW_PUBLIC_KEY),
        "a server shows and takes certificates: raw public keys are for clients alone"
    );
    assert!(
        !P::SERVER || !P::BOUNDED_STEPS,
        "bounded_steps is for clients: drop it from `options`, or server from `roles`"
    );
    assert!(!P::COOKIES || P::SERVER, "cookies are a server's: add server to `roles`");
}

/// Refuses, at compile time and in a sentence, a profile that could never complete a handshake or
/// carries dead weight.
///
/// # Panics
/// During compilation, with the sentence.
#[doc(hidden)]
#[allow(clippy::panic)] // evaluated by the compiler, never at run time
pub const fn check_mix<P: Profile + Algorithms>() {
    check_options::<P>();
    check_roles::<P>();
    let x509 = P::Certificates::PRESENT;
    let signature = !P::Certificates::SCHEMES.is_empty();
    let group = agrees::<P>();
    assert!(speaks_any::<P>(), "this profile names no cipher suite: add one to `suites`");
    assert!(
        !P::Aes256Gcm::PRESENT || <P::Hashes as Hashes>::WITH_SHA384,
        "TLS_AES_256_GCM_SHA384 needs SHA-384: add it as `sha384`"
    );
    assert!(
        P::Aes256Gcm::PRESENT || !<P::Hashes as Hashes>::WITH_SHA384 || P::PSK,
        "no cipher suite of this profile uses SHA-384: drop `sha384`, or add TLS_AES_256_GCM_SHA384"
    );
    assert!(
        P::STATUS_REQUEST == P::Certificates::TAKES_STATUS,
        "status_request and a check of stapled responses go together: name x509 in `key_exchange` \
         or Stapled in `certificates`, and status_request in `options`"
    );
    assert!(
        !x509 || signature,
        "x509 needs a signature scheme: add ecdsa_secp256r1_sha256 to `signatures`"
    );
    assert!(
        x509 || !P::EcdsaP256::PRESENT,
        "a signature scheme is of no use without certificates: add x509 to `key_exchange`, or empty \
         `signatures`"
    );
    assert!(!x509 || group, "x509 needs a group for (EC)DHE: add secp256r1 to `groups`");
    assert!(
        !P::PSK_DHE_KE || group,
        "psk_dhe_ke needs a group: add secp256r1 to `groups`, or name psk_ke instead"
    );
    assert!(
        x509 || P::PSK_DHE_KE || !group || (P::SERVER && P::Signer::PRESENT),
        "psk_ke alone uses no group: empty `groups`, or name psk_dhe_ke for forward secrecy"
    );
}
