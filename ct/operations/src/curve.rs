//! Elliptic curves: private keys are secret, points of a peer and public keys are not.
//!
//! Any bytes are made a private key below 2^(bits - 1), hence below the order, that is odd, hence
//! not zero.

use crate::random::Known;
use crate::{Expected, Operation, Sink, part};
use motetls_crypto::curve25519::{Ed25519Products16, X25519Products16};
use motetls_crypto::ec::{self, Weierstrass};
use motetls_crypto::keys::RawPrivateKey;
use motetls_crypto::mp::{Native, Products16, Solinas, Squares};
use motetls_crypto::{
    EcdsaSign, Ed25519, Ed25519Small, Group, Sha256, SignVerify, X25519, X25519Small, p256,
};

/// Four operations for each curve with code of its own: its name, its type, bytes of a private key,
/// what may be set in the first of them.
macro_rules! curves {
    ($($name:literal $curve:ty, $bytes:literal, $top:literal, $expected:ident;)*) => {
        &[$(
            Operation::new(concat!($name, " generate"), $bytes, generate::<$curve, $bytes, $top>)
                .expect(Expected::$expected),
            Operation::new(concat!($name, " public"), $bytes, public::<$curve, $bytes, $top>)
                .expect(Expected::$expected),
            Operation::new(concat!($name, " agree"), $bytes, agree::<$curve, $bytes, $top>)
                .expect(Expected::$expected),
            Operation::new(concat!($name, " sign"), $bytes, sign::<$curve, $bytes, $top>)
                .expect(Expected::$expected),
        )*]
    };
}

/// What a server sent in round one of J-PAKE (see the exchanges with mbedTLS among the tests of
/// motetls-crypto).
const JPAKE_PEER: &[u8] = include_bytes!("jpake_peer");

/// The operations of this module.
pub const OPERATIONS: &[Operation] = curves! {
    "P-256" p256::P256, 32, 0x7f, Constant;
    "P-256 in rows" p256::P256Small, 32, 0x7f, Constant;
    "P-256 of 16-bit products" p256::P256Products16, 32, 0x7f, Even;
    "P-256 by UMAAL" motetls_crypto_asm::P256Umaal, 32, 0x7f, Constant;
    "P-256 on the shared core" ec::P256Generic, 32, 0x7f, Constant;
    "P-384" ec::P384, 48, 0x7f, Constant;
};

/// Further curves on the shared core: the same code with other parameters, so one operation that
/// multiplies, divides and draws a nonce is enough.
pub const FURTHER: &[Operation] = &[
    Operation::new("P-384 of 16-bit products sign", 48, sign::<Weierstrass<ec::curves::Secp384r1, Products16>, 48, 0x7f>)
        .expect(Expected::Even),
    Operation::new(
        "P-384 by the comb sign",
        48,
        sign::<Weierstrass<ec::curves::Secp384r1, Native, ec::Comb4>, 48, 0x7f>,
    ),
    Operation::new(
        "P-384 by windows sign",
        48,
        sign::<Weierstrass<ec::curves::Secp384r1, Native, ec::Window4>, 48, 0x7f>,
    ),
    Operation::new(
        "P-384 reduced by sums sign",
        48,
        sign::<Weierstrass<ec::curves::Secp384r1, Solinas, ec::Window4>, 48, 0x7f>,
    ),
    Operation::new(
        "P-521 reduced by sums, squares, agree",
        66,
        agree::<Weierstrass<ec::curves::Secp521r1, Squares<Solinas>, ec::Window4>, 66, 0>,
    ),
    Operation::new("P-521 sign", 66, sign::<ec::P521, 66, 0>),
    Operation::new("secp256k1 sign", 32, sign::<ec::Secp256k1, 32, 0x7f>),
    Operation::new("brainpoolP256r1 agree", 32, agree::<ec::BrainpoolP256r1, 32, 0x7f>),
    Operation::new("brainpoolP384r1 agree", 48, agree::<ec::BrainpoolP384r1, 48, 0x7f>),
    Operation::new("brainpoolP512r1 agree", 64, agree::<ec::BrainpoolP512r1, 64, 0x7f>),
    Operation::new("X25519 public", 32, |secret, sink| sink.keep(&X25519::public(&key(part::<32>(secret, 0))))),
    Operation::new("X25519 agree", 32, x25519::<X25519>),
    Operation::new("X25519 on the shared core public", 32, |secret, sink| {
        sink.keep(&X25519Small::public(&key(part::<32>(secret, 0))));
    }),
    Operation::new("X25519 on the shared core agree", 32, x25519::<X25519Small>),
    Operation::new("X25519 of 16-bit products agree", 32, x25519::<X25519Products16>).expect(Expected::Even),
    Operation::new("Ed25519 sign", 32, ed25519::<Ed25519>),
    Operation::new("Ed25519 on the shared core sign", 32, ed25519::<Ed25519Small>),
    Operation::new("Ed25519 of 16-bit products sign", 32, ed25519::<Ed25519Products16>).expect(Expected::Even),
    Operation::new("J-PAKE on P-256, round one", 48, |secret, sink| jpake(secret, false, sink)),
    Operation::new("J-PAKE on P-256, both rounds", 48, |secret, sink| jpake(secret, true, sink)),
    Operation::new("brainpoolP256r1 sign", 32, sign::<ec::BrainpoolP256r1, 32, 0x7f>).expect(Expected::Known(
        "the order is far below 2^256, so one nonce in three is refused and drawn anew (RFC 6979, section 3.2, h.3); how \
         many were says nothing about the one taken",
    )),
];

/// Draws a private key from a generator that yields the secret.
fn generate<G: Group<Private: RawPrivateKey>, const N: usize, const TOP: u8>(
    secret: &[u8],
    sink: &mut Sink,
) {
    if let Ok(private) = G::generate(&mut Known(&scalar::<N, TOP>(secret))) {
        sink.keep(private.expose_bytes());
    }
}

/// The public key of the secret.
fn public<G: Group<Private: RawPrivateKey>, const N: usize, const TOP: u8>(
    secret: &[u8],
    sink: &mut Sink,
) {
    let mut public = G::public(&key(scalar::<N, TOP>(secret)));
    sink.publish(public.as_mut());
    sink.keep(public.as_ref());
}

/// The secret shared with the holder of a fixed private key.
fn agree<G: Group<Private: RawPrivateKey>, const N: usize, const TOP: u8>(
    secret: &[u8],
    sink: &mut Sink,
) {
    let peer = G::public(&key(scalar::<N, TOP>(&[0x3d; N])));
    if let Ok(shared) = G::agree(&key(scalar::<N, TOP>(secret)), peer.as_ref()) {
        sink.keep(shared.as_ref());
    }
}

/// The secret shared with the holder of a fixed public key.
fn x25519<X: Group<Private: RawPrivateKey>>(secret: &[u8], sink: &mut Sink) {
    if let Ok(shared) = X::agree(&key(part::<32>(secret, 0)), &[0x31; 32]) {
        sink.keep(shared.as_ref());
    }
}

/// Signs a fixed message.
fn ed25519<S: SignVerify<Private: RawPrivateKey>>(secret: &[u8], sink: &mut Sink) {
    if let Ok(mut signature) = S::sign(&key(part::<32>(secret, 0)), &[b"message"]) {
        sink.publish(signature.as_mut());
        sink.keep(signature.as_ref());
    }
}

/// Round one: two keys and their proofs. Round two: the password times the second of them, and its
/// proof.
fn jpake(secret: &[u8], second: bool, sink: &mut Sink) {
    let (drawn, password) =
        (scalar::<32, 0x7f>(secret), scalar::<16, 0xff>(&part::<16>(secret, 32)));
    let side = ec::Jpake::<ec::curves::Secp256r1, Sha256>::new(ec::JpakeRole::Client, &password);
    let (Ok(mut side), mut out, mut random) = (side, [0; 400], Known(&drawn)) else { return };
    if let Ok(length) = side.write_round_one(&mut random, &mut out) {
        sink.keep(out.get(..length).unwrap_or_default());
    }
    if second
        && side.read_round_one(JPAKE_PEER).is_ok()
        && let Ok(length) = side.write_round_two(&mut random, &mut out)
    {
        sink.keep(out.get(..length).unwrap_or_default());
    }
}

/// Signs a fixed digest; the hedge is secret, too.
fn sign<C: EcdsaSign<Private: RawPrivateKey>, const N: usize, const TOP: u8>(
    secret: &[u8],
    sink: &mut Sink,
) {
    let mut hedge = [0; 32];
    hedge.iter_mut().zip(secret).for_each(|(to, from)| *to = *from);
    if let Ok(mut signature) =
        C::sign::<Sha256>(&key(scalar::<N, TOP>(secret)), &[0xd1; 32], &hedge)
    {
        sink.publish(signature.as_mut());
        sink.keep(signature.as_ref());
    }
}

/// A private key. The inputs are in range.
fn key<K: RawPrivateKey, const N: usize>(mut bytes: [u8; N]) -> K {
    let private = K::from_bytes(&bytes);
    bytes.fill(0);
    match private {
        Ok(private) => private,
        Err(_) => unreachable!("a private key out of range"),
    }
}

/// A big-endian private key: `TOP` is what may be set in its first byte, the last bit is set.
fn scalar<const N: usize, const TOP: u8>(secret: &[u8]) -> [u8; N] {
    let mut scalar = part::<N>(secret, 0);
    if let Some(first) = scalar.first_mut() {
        *first &= TOP;
    }
    if let Some(last) = scalar.last_mut() {
        *last |= 1;
    }
    scalar
}
