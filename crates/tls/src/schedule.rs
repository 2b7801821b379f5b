//! The TLS 1.3 key schedule (RFC 9846, section 7.1) as a typestate: [`Early`] -> [`MainSecret`],
//! with the [`Traffic`] secrets written on the way to where they are kept.
//!
//! ```text
//!          0
//!          |
//! PSK -> HKDF-Extract = Early Secret          Early::new
//!          +--> "ext binder" ................ Early::binder
//!          +--> "e exp master" .............. Early::exporter
//!          +--> "ext binder", "res binder", "imp binder"   Early::binder
//!          --> "c e traffic" ............... Early::traffic
//!          v "derived"
//! DHE -> HKDF-Extract = Handshake Secret      Early::into_main_secret
//!          +--> "c hs traffic", "s hs traffic"
//!          v "derived"
//!   0 -> HKDF-Extract = Main Secret
//!          +--> "c ap traffic", "s ap traffic"   MainSecret::application
//!          +--> "exp master" ................ MainSecret::exporter
//!          +--> "res master" ................ MainSecret::resumption
//! ```
//!
//! The label prefix stands in one place, `PREFIX`: DTLS 1.3 has its own (RFC 9147, section 5.9).

use crate::hashes::{HashSecret, Hashes, cut};
use crate::profile::Role;

/// "tls13 ", before every label.
pub(crate) const PREFIX: &[u8] = b"tls13 ";

/// Zeros as long as the longest digest: what stands for a missing input.
const ZEROS: [u8; 48] = [0; 48];

/// `HKDF-Expand-Label(Secret, Label, Context, Length)`; `out`, at most as long as a digest, gives
/// the length.
///
/// One block of HKDF-Expand, T(1) = HMAC(PRK, info || 0x01) (RFC 5869, section 2.3). The key is
/// compressed anew for each label: keeping it would save 1 % of a handshake's instructions and cost
/// 500 bytes of flash.
#[inline(never)]
pub(crate) fn expand_label<H: Hashes>(
    hash: H::Id,
    secret: &HashSecret<H>,
    label: &[u8],
    context: &[u8],
    out: &mut [u8],
) {
    let name = PREFIX.len().wrapping_add(label.len());
    let head = [0, octet(out.len()), octet(name)];
    let info: [&[u8]; 6] = [&head, PREFIX, label, &[octet(context.len())], context, &[1]];
    let block = HashSecret::<H>::new(H::hmac(hash, secret.expose(hash), &info));
    for (to, from) in out.iter_mut().zip(block.expose(hash)) {
        *to = *from;
    }
}

/// A length below 256, as every length in a label is.
#[allow(clippy::cast_possible_truncation)]
const fn octet(length: usize) -> u8 {
    length as u8
}

/// `Derive-Secret(secret, label, messages)` of the digest of the messages.
fn derive_secret<H: Hashes>(
    hash: H::Id,
    secret: &HashSecret<H>,
    label: &[u8],
    transcript: &H::Digest,
) -> HashSecret<H> {
    let mut derived = HashSecret::<H>::zero();
    expand_label(hash, secret, label, cut::<H>(hash, transcript), derived.expose_mut(hash));
    derived
}

/// The pre-shared key of a ticket with this nonce (section 4.7.1).
pub(crate) fn resumption_psk<H: Hashes>(
    hash: H::Id,
    resumption: &HashSecret<H>,
    nonce: &[u8],
) -> HashSecret<H> {
    let mut psk = HashSecret::<H>::zero();
    expand_label(hash, resumption, b"resumption", nonce, psk.expose_mut(hash));
    psk
}

/// `HKDF-Extract(Derive-Secret(secret, "derived", ""), input)`: one step down the schedule, in
/// place.
#[inline(never)]
fn descend<H: Hashes>(hash: H::Id, secret: &mut HashSecret<H>, input: &[u8]) {
    let mut derived = HashSecret::<H>::zero();
    let empty = H::digest(hash, &[]);
    let context = cut::<H>(hash, &empty);
    expand_label(hash, secret, b"derived", context, derived.expose_mut(hash));
    secret.replace(H::hmac(hash, derived.expose(hash), &[input]));
}

/// `HMAC(HKDF-Expand-Label(base, "finished", "", Hash.length), transcript)` (section 4.5.3).
#[inline(never)]
pub(crate) fn verify_data<H: Hashes>(
    hash: H::Id,
    base: &HashSecret<H>,
    transcript: &H::Digest,
) -> HashSecret<H> {
    let mut key = HashSecret::<H>::zero();
    expand_label(hash, base, b"finished", &[], key.expose_mut(hash));
    HashSecret::new(H::hmac(hash, key.expose(hash), &[cut::<H>(hash, transcript)]))
}

/// `application_traffic_secret_N+1` (section 7.2).
pub(crate) fn next_traffic_secret<H: Hashes>(hash: H::Id, secret: &mut HashSecret<H>) {
    let mut next = HashSecret::<H>::zero();
    expand_label(hash, secret, b"traffic upd", &[], next.expose_mut(hash));
    *secret = next;
}

/// The two traffic secrets of an epoch: first of the handshake, then of the application.
pub(crate) struct Traffic<H: Hashes> {
    /// The hash they belong to.
    pub(crate) hash: H::Id,
    /// What we send under.
    pub(crate) local: HashSecret<H>,
    /// What the peer sends under.
    pub(crate) peer: HashSecret<H>,
}

impl<H: Hashes> Traffic<H> {
    /// Room for the secrets.
    pub(crate) const fn new() -> Self {
        Traffic { hash: H::FIRST, local: HashSecret::zero(), peer: HashSecret::zero() }
    }

    /// Writes the secrets of an epoch, each with the label of its end.
    fn derive(
        &mut self,
        role: Role,
        secret: &HashSecret<H>,
        labels: [&[u8]; 2],
        transcript: &H::Digest,
    ) {
        let Traffic { hash, local, peer } = self;
        let (client, server) = match role {
            Role::Client => (local, peer),
            Role::Server => (peer, local),
        };
        let [of_client, of_server] = labels;
        let context = cut::<H>(*hash, transcript);
        expand_label(*hash, secret, of_client, context, client.expose_mut(*hash));
        expand_label(*hash, secret, of_server, context, server.expose_mut(*hash));
    }
}

/// Before the ServerHello: the early secret.
pub(crate) struct Early<H: Hashes> {
    /// The hash the secret belongs to.
    pub(crate) hash: H::Id,
    secret: HashSecret<H>,
}

impl<H: Hashes> Early<H> {
    /// From a pre-shared key, or from zeros without one.
    #[inline(never)]
    pub(crate) fn new(hash: H::Id, psk: Option<&[u8]>) -> Self {
        let zeros = ZEROS.get(..H::len(hash)).unwrap_or(&[]);
        Early { hash, secret: HashSecret::new(H::hmac(hash, &[], &[psk.unwrap_or(zeros)])) }
    }

    /// The binder of a PSK over the digest of the truncated ClientHello (section 4.3.11.2); the
    /// label tells where the key is from.
    #[inline(never)]
    pub(crate) fn binder(&self, label: &[u8], truncated: &H::Digest) -> HashSecret<H> {
        let mut base = HashSecret::<H>::zero();
        let empty = H::digest(self.hash, &[]);
        let context = cut::<H>(self.hash, &empty);
        expand_label(self.hash, &self.secret, label, context, base.expose_mut(self.hash));
        verify_data(self.hash, &base, truncated)
    }

    /// With the digest of the ClientHello: what a client's keys for early data of other protocols
    /// come from (section 7.5).
    pub(crate) fn exporter(&self, transcript: &H::Digest) -> HashSecret<H> {
        derive_secret(self.hash, &self.secret, b"e exp master", transcript)
    }

    /// With the digest of the ClientHello: what early data are sent under.
    pub(crate) fn traffic(&self, transcript: &H::Digest) -> HashSecret<H> {
        derive_secret(self.hash, &self.secret, b"c e traffic", transcript)
    }

    /// With the (EC)DHE secret, or without one for psk_ke, and the digest up to the ServerHello:
    /// writes the handshake traffic secrets and goes on to the main secret; the handshake secret
    /// between them is not needed again.
    pub(crate) fn into_main_secret(
        mut self,
        role: Role,
        shared: Option<&[u8]>,
        transcript: &H::Digest,
        traffic: &mut Traffic<H>,
    ) -> MainSecret<H> {
        let zeros = ZEROS.get(..H::len(self.hash)).unwrap_or(&[]);
        descend(self.hash, &mut self.secret, shared.unwrap_or(zeros));
        traffic.hash = self.hash;
        traffic.derive(role, &self.secret, [b"c hs traffic", b"s hs traffic"], transcript);
        descend(self.hash, &mut self.secret, zeros);
        MainSecret(self.secret)
    }
}

/// From the ServerHello to the server's Finished: the main secret.
pub(crate) struct MainSecret<H: Hashes>(HashSecret<H>);

impl<H: Hashes> MainSecret<H> {
    /// With the digest up to the server's Finished: writes the application traffic secrets.
    pub(crate) fn application(&self, role: Role, transcript: &H::Digest, traffic: &mut Traffic<H>) {
        traffic.derive(role, &self.0, [b"c ap traffic", b"s ap traffic"], transcript);
    }

    /// With the same digest: what keys for other purposes come from (section 7.5).
    pub(crate) fn exporter(&self, hash: H::Id, transcript: &H::Digest) -> HashSecret<H> {
        derive_secret(hash, &self.0, b"exp master", transcript)
    }

    /// With the digest up to the client's Finished: what the keys of tickets come from.
    pub(crate) fn resumption(&self, hash: H::Id, transcript: &H::Digest) -> HashSecret<H> {
        derive_secret(hash, &self.0, b"res master", transcript)
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use motetls_base::Secret;
    use motetls_crypto::Sha256;

    use super::*;
    use crate::hashes::OneHash;

    type One = OneHash<Sha256>;

    fn hex<const N: usize>(text: &str) -> [u8; N] {
        let digits: Vec<u8> = text.bytes().filter(|c| !c.is_ascii_whitespace()).collect();
        let bytes: Vec<u8> = digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect();
        bytes.try_into().unwrap()
    }

    /// RFC 8448, section 3: a simple 1-RTT handshake.
    #[test]
    fn rfc_8448_simple_handshake() {
        let shared = Secret::<32>::new(hex(
            "8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d",
        ));
        let to_server_hello =
            hex("860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8");
        let to_server_finished =
            hex("9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13");

        let mut traffic = Traffic::<One>::new();
        let early = Early::<One>::new((), None);
        let main_secret = early.into_main_secret(
            Role::Client,
            Some(shared.expose()),
            &to_server_hello,
            &mut traffic,
        );
        let client: [u8; 32] =
            hex("b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21");
        assert_eq!(traffic.local.expose(()), client);
        let server: [u8; 32] =
            hex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
        assert_eq!(traffic.peer.expose(()), server);

        let finished: [u8; 32] =
            hex("a8ec436d677634ae525ac1fcebe11a039ec17694fac6e98527b642f2edd5ce61");
        assert_eq!(verify_data((), &traffic.local, &to_server_finished).expose(()), finished);

        main_secret.application(Role::Client, &to_server_finished, &mut traffic);
        let client: [u8; 32] =
            hex("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5");
        assert_eq!(traffic.local.expose(()), client);
        let server: [u8; 32] =
            hex("a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643");
        assert_eq!(traffic.peer.expose(()), server);
        let exporter: [u8; 32] =
            hex("fe22f881176eda18eb8f44529e6792c50c9a3f89452f68d8ae311b4309d3cf50");
        assert_eq!(main_secret.exporter((), &to_server_finished).expose(()), exporter);

        let mut key = [0; 16];
        expand_label((), &traffic.peer, b"key", &[], &mut key);
        assert_eq!(key, hex("9f02283b6c9c07efc26bb9f2ac92e356"));
        let mut iv = [0; 12];
        expand_label((), &traffic.peer, b"iv", &[], &mut iv);
        assert_eq!(iv, hex("cf782b88dd83549aadf1e984"));
    }

    /// RFC 8448, section 4: what no caller sees of a resumed handshake. The rest of it is in
    /// `tests/rfc8448.rs`.
    #[test]
    fn rfc_8448_resumed_handshake() {
        let shown = |secret: &HashSecret<One>, expected| {
            assert_eq!(secret.expose(()), hex::<32>(expected));
        };
        let to_client_finished =
            hex("209145a96ee8e2a122ff810047cc952684658d6049e86429426db87c54ad143d");
        let main_secret = MainSecret::<One>(HashSecret::new(hex(
            "18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919",
        )));
        let resumption = main_secret.resumption((), &to_client_finished);
        shown(&resumption, "7df235f2031d2a051287d02b0241b0bfdaf86cc856231f2d5aba46c434ec196c");
        let psk = resumption_psk((), &resumption, &[0, 0]);
        shown(&psk, "4ecd0eb6ec3b4d87f5d6028f922ca4c5851a277fd41311c9e62d2c9492e1c4f3");

        let early = Early::<One>::new((), Some(psk.expose(())));
        shown(&early.secret, "9b2188e9b2fc6d64d71dc329900e20bb41915000f678aa839cbb797cb7d8332c");
        let empty = One::digest((), &[]);
        let binder_key = derive_secret((), &early.secret, b"res binder", &empty);
        shown(&binder_key, "69fe131a3bbad5d63c64eebcc30e395b9d8107726a13d074e389dbc8a4e47256");
        let mut finished_key = HashSecret::<One>::zero();
        expand_label((), &binder_key, b"finished", &[], finished_key.expose_mut(()));
        shown(&finished_key, "5588673e72cb59c87d220caffe94f2dea9a3b1609f7d50e90a48227db9ed7eaa");

        let shared: [u8; 32] =
            hex("f44194756ff9ec9d25180635d66ea6824c6ab3bf179977be37f723570e7ccb2e");
        let mut secret = early.secret;
        descend((), &mut secret, &shared);
        shown(&secret, "005cb112fd8eb4ccc623bb88a07c64b3ede1605363fc7d0df8c7ce4ff0fb4ae6");
        descend((), &mut secret, &[0; 32]);
        shown(&secret, "e2d32d4ed66dd37897a0e80c84107503ce58bf8aad4cb55a5002d77ecb890ece");
    }
}
