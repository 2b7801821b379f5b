//! Cryptography that protects nothing, so that a fuzzer can write what a peer would, and the
//! profiles made of it.
//!
//! It comes in two strengths. The flat one knows one digest and one tag, so that a mutated
//! recording stays plausible and the depths of the client are reached by bytes alone. The bound one
//! hashes and checks in earnest, with tags that follow from the keys, so that what must
//! not succeed can be told from what may.

use core::cell::RefCell;

use motetls_base::{Random, RandomError, Secret};
use motetls_crypto::{
    Aead, EcdsaVerify, Group, Hash, InvalidLength, InvalidPublicKey, Sha256, VerificationFailed,
    WholeGroup, WholeVerify,
};
use motetls_tls::num::{AlertDescription, HandshakeType};
use motetls_tls::{Event, Observer, profile};

/// The digest of everything.
pub const FLAT: [u8; 32] = [0x11; 32];

/// A hash that has only one digest.
#[derive(Clone, Debug)]
pub struct FlatHash;

impl Hash for FlatHash {
    type Output = [u8; 32];
    type Block = [u8; 64];
    fn new() -> Self {
        FlatHash
    }
    fn update(&mut self, _: &[u8]) {}
    fn finish(&mut self) -> [u8; 32] {
        FLAT
    }
    fn restart(&mut self) {}
}

/// An AEAD that leaves the text as it is. Bound, its tag is a checksum of all it should depend on;
/// else it is zeros.
#[derive(Clone, Debug)]
pub struct NullAead<const BOUND: bool, const TAG: usize>([u8; 16]);

/// A record under way: a checksum (FNV-1a) and the bytes still to come.
#[derive(Debug)]
pub struct Running {
    sum: u64,
    left: usize,
}

impl Running {
    fn take(&mut self, bytes: &[u8]) {
        self.sum = bytes
            .iter()
            .fold(self.sum, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    }
    fn piece(&mut self, piece: &[u8]) {
        self.left = self.left.checked_sub(piece.len()).expect("more text than was announced");
        self.take(piece);
    }
}

impl<const BOUND: bool, const TAG: usize> Aead for NullAead<BOUND, TAG> {
    const KEY_LEN: usize = 16;
    const TAG_LEN: usize = TAG;
    const MAX_LEN: u64 = u64::MAX;
    type Message = Running;
    type Tag = [u8; TAG];

    fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        key.try_into().map(NullAead).map_err(|_| InvalidLength)
    }
    fn start(&self, nonce: &[u8; 12], aad: &[u8], length: usize) -> Result<Running, InvalidLength> {
        let mut running = Running { sum: 0xcbf2_9ce4_8422_2325, left: length };
        for bytes in [&self.0[..], nonce, aad, &length.to_be_bytes()] {
            running.take(bytes);
        }
        Ok(running)
    }
    fn start_short(&self, nonce: &[u8; 12], aad: &[u8], length: u16) -> Running {
        self.start(nonce, aad, length.into()).expect("takes any length")
    }
    fn seal_piece(&self, message: &mut Running, piece: &mut [u8]) {
        message.piece(piece);
    }
    fn open_piece(&self, message: &mut Running, piece: &mut [u8]) {
        message.piece(piece);
    }
    fn tag(&self, message: &mut Running) -> [u8; TAG] {
        assert_eq!(message.left, 0, "a tag was asked for before all text was seen");
        let sum = message.sum.to_be_bytes();
        core::array::from_fn(|place| if BOUND { sum[place % 8] } else { 0 })
    }
}

/// A group of 32-byte strings under exclusive or; a public key is 4 and the private key twice.
#[derive(Debug)]
pub struct NullGroup;

impl Group for NullGroup {
    type Private = [u8; 32];
    type Public = [u8; 65];
    type Shared = Secret<32>;
    type Steps = WholeGroup<Self>;
    fn generate<R: Random>(random: &mut R) -> Result<[u8; 32], RandomError> {
        let mut private = [0; 32];
        random.random(&mut private)?;
        Ok(private)
    }
    fn public(private: &[u8; 32]) -> [u8; 65] {
        point(private)
    }
    fn agree(private: &[u8; 32], peer: &[u8]) -> Result<Secret<32>, InvalidPublicKey> {
        let [4, x @ ..] = peer else { return Err(InvalidPublicKey) };
        let (x, y) = x.split_at_checked(32).ok_or(InvalidPublicKey)?;
        if x != y {
            return Err(InvalidPublicKey);
        }
        Ok(Secret::new(core::array::from_fn(|place| private[place] ^ x[place])))
    }
}

/// The public key of a private one.
#[must_use]
pub fn point(private: &[u8; 32]) -> [u8; 65] {
    core::array::from_fn(|place| if place == 0 { 4 } else { private[(place - 1) % 32] })
}

/// A signature is the digest and half of the public key.
#[derive(Debug)]
pub struct NullSignature;

impl EcdsaVerify for NullSignature {
    type Steps = WholeVerify<Self>;
    fn verify(public: &[u8], digest: &[u8], signature: &[u8]) -> Result<(), VerificationFailed> {
        let (own, key) = signature.split_at(32);
        if own == digest && key == &public[1..33] { Ok(()) } else { Err(VerificationFailed) }
    }
}

/// The same bytes in every run.
#[derive(Debug)]
pub struct Fixed(pub u8);

impl Random for Fixed {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        for byte in out {
            self.0 = self.0.wrapping_mul(5).wrapping_add(17);
            *byte = self.0;
        }
        Ok(())
    }
}

/// Remembers what it was told.
#[derive(Debug, Default)]
pub struct Watch {
    /// The handshake messages that were processed.
    pub received: RefCell<Vec<HandshakeType>>,
    /// The alerts, and whether the client sent them.
    pub alerts: RefCell<Vec<(bool, AlertDescription)>>,
}

impl Watch {
    /// Asserts that the messages so far are those of a complete handshake.
    pub fn assert_complete(&self, psk: bool) {
        use HandshakeType as T;
        let received = self.received.borrow();
        let mut rest = &received[..];
        if let [T::HELLO_RETRY_REQUEST, ..] = rest {
            rest = &rest[1..];
        }
        let certificates = [T::CERTIFICATE, T::CERTIFICATE_VERIFY];
        let middle = match rest {
            [T::SERVER_HELLO, T::ENCRYPTED_EXTENSIONS, middle @ .., T::FINISHED] => middle,
            other => panic!("a handshake of {other:?}"),
        };
        let middle = if psk {
            middle
        } else {
            middle.strip_prefix(&[T::CERTIFICATE_REQUEST]).unwrap_or(middle)
        };
        assert_eq!(middle, if psk { &[][..] } else { &certificates }, "authentication");
    }
}

impl Observer for Watch {
    fn on(&self, event: Event<'_>) {
        match event {
            Event::Received { message, .. } => self.received.borrow_mut().push(message),
            Event::Alert { sent, alert } => self.alerts.borrow_mut().push((sent, alert)),
            _ => {}
        }
    }
}

profile! {
    /// Flat, certificates verified.
    pub struct Flat;
    hash: FlatHash;
    suites: {
        TLS_AES_128_GCM_SHA256: NullAead<false, 16>,
        TLS_AES_128_CCM_8_SHA256: NullAead<false, 8>,
    };
    groups: { secp256r1: NullGroup };
    signatures: { ecdsa_secp256r1_sha256: NullSignature };
    key_exchange: [x509, psk_dhe_ke, psk_ke];
    observer: Watch;
}

profile! {
    /// Flat, certificates taken on faith.
    pub struct FlatUnverified;
    hash: FlatHash;
    suites: { TLS_AES_128_CCM_SHA256: NullAead<false, 16> };
    groups: { secp256r1: NullGroup };
    signatures: { ecdsa_secp256r1_sha256: NullSignature };
    key_exchange: [unverified];
    observer: Watch;
}

profile! {
    /// Flat, a pre-shared key and nothing else.
    pub struct FlatPsk;
    hash: FlatHash;
    suites: { TLS_AES_128_CCM_8_SHA256: NullAead<false, 8> };
    groups: {};
    signatures: {};
    key_exchange: [psk_ke];
    observer: Watch;
}

profile! {
    /// The same, with records longer than the buffer in pieces.
    pub struct FlatPieces;
    hash: FlatHash;
    suites: { TLS_AES_128_CCM_8_SHA256: NullAead<false, 8> };
    groups: {};
    signatures: {};
    key_exchange: [psk_ke];
    options: [unverified_pieces];
    observer: Watch;
}

profile! {
    /// Bound, certificates verified.
    pub struct Bound;
    hash: Sha256;
    suites: {
        TLS_AES_128_GCM_SHA256: NullAead<true, 16>,
        TLS_AES_128_CCM_SHA256: NullAead<true, 16>,
        TLS_AES_128_CCM_8_SHA256: NullAead<true, 8>,
    };
    groups: { secp256r1: NullGroup };
    signatures: { ecdsa_secp256r1_sha256: NullSignature };
    key_exchange: [x509, psk_dhe_ke, psk_ke];
    observer: Watch;
}

profile! {
    /// Bound, certificates verified or a session resumed.
    pub struct BoundResume;
    hash: Sha256;
    suites: {
        TLS_AES_128_GCM_SHA256: NullAead<true, 16>,
        TLS_AES_128_CCM_8_SHA256: NullAead<true, 8>,
    };
    groups: { secp256r1: NullGroup };
    signatures: { ecdsa_secp256r1_sha256: NullSignature };
    key_exchange: [x509, psk_dhe_ke, psk_ke];
    options: [resumption];
    observer: Watch;
}

profile! {
    /// The same, with early data.
    pub struct BoundEarly;
    hash: Sha256;
    suites: {
        TLS_AES_128_GCM_SHA256: NullAead<true, 16>,
        TLS_AES_128_CCM_8_SHA256: NullAead<true, 8>,
    };
    groups: { secp256r1: NullGroup };
    signatures: { ecdsa_secp256r1_sha256: NullSignature };
    key_exchange: [x509, psk_dhe_ke, psk_ke];
    options: [resumption, early_data];
    observer: Watch;
}

profile! {
    /// Bound, certificates taken on faith.
    pub struct BoundUnverified;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_SHA256: NullAead<true, 16> };
    groups: { secp256r1: NullGroup };
    signatures: { ecdsa_secp256r1_sha256: NullSignature };
    key_exchange: [unverified];
    observer: Watch;
}

profile! {
    /// Bound, a pre-shared key and nothing else.
    pub struct BoundPsk;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_8_SHA256: NullAead<true, 8> };
    groups: {};
    signatures: {};
    key_exchange: [psk_ke];
    observer: Watch;
}
