//! The TLS 1.3 key schedule (RFC 8446, section 7.1) as a typestate: [`Early`] -> [`Master`], with the [`Traffic`] secrets
//! written on the way to where they are kept.
//!
//! ```text
//!          0
//!          |
//! PSK -> HKDF-Extract = Early Secret          Early::new
//!          +--> "ext binder" ................ Early::binder
//!          v "derived"
//! DHE -> HKDF-Extract = Handshake Secret      Early::into_master
//!          +--> "c hs traffic", "s hs traffic"
//!          v "derived"
//!   0 -> HKDF-Extract = Master Secret
//!          +--> "c ap traffic", "s ap traffic"   Master::application
//! ```
//!
//! The label prefix stands in one place, `PREFIX`: DTLS 1.3 has its own (RFC 9147, section 5.9).

use motetls_base::Secret;
use motetls_crypto::{Hash, Hmac};

/// "tls13 ", before every label.
const PREFIX: &[u8] = b"tls13 ";

/// A secret as long as the hash.
pub(crate) type HashSecret = Secret<32>;

/// The hash functions TLS 1.3 suites may use; SHA-256 so far.
pub(crate) trait Hash32: Hash<Output = [u8; 32]> {}
impl<H: Hash<Output = [u8; 32]>> Hash32 for H {}

/// `HKDF-Expand-Label(Secret, Label, Context, Length)`; `out`, at most 32 bytes, gives the length.
///
/// One block of HKDF-Expand, T(1) = HMAC(PRK, info || 0x01) (RFC 5869, section 2.3). The key is compressed anew for each
/// label: keeping it would save 1 % of a handshake's instructions and cost 500 bytes of flash.
#[inline(never)]
pub(crate) fn expand_label<H: Hash32>(secret: &HashSecret, label: &[u8], context: &[u8], out: &mut [u8]) {
    let name = PREFIX.len().wrapping_add(label.len());
    let head = [0, octet(out.len()), octet(name)];
    let info: [&[u8]; 6] = [&head, PREFIX, label, &[octet(context.len())], context, &[1]];
    let block = Secret::new(Hmac::<H>::once(secret.expose(), &info));
    for (to, from) in out.iter_mut().zip(block.expose()) {
        *to = *from;
    }
}

/// A length below 256, as every length in a label is.
#[allow(clippy::cast_possible_truncation)]
const fn octet(length: usize) -> u8 {
    length as u8
}

/// `HKDF-Extract(Derive-Secret(secret, "derived", ""), input)`: one step down the schedule, in place.
#[inline(never)]
fn descend<H: Hash32>(secret: &mut HashSecret, input: &[u8]) {
    let mut derived = HashSecret::zero();
    expand_label::<H>(secret, b"derived", &H::digest(&[]), derived.expose_mut());
    *secret.expose_mut() = Hmac::<H>::once(derived.expose(), &[input]);
}

/// `HMAC(HKDF-Expand-Label(base, "finished", "", Hash.length), transcript)` (section 4.4.4).
#[inline(never)]
pub(crate) fn verify_data<H: Hash32>(base: &HashSecret, transcript: &[u8; 32]) -> Secret<32> {
    let mut key = HashSecret::zero();
    expand_label::<H>(base, b"finished", &[], key.expose_mut());
    Secret::new(Hmac::<H>::once(key.expose(), &[transcript]))
}

/// `application_traffic_secret_N+1` (section 7.2).
pub(crate) fn next_traffic_secret<H: Hash32>(secret: &mut HashSecret) {
    let mut next = HashSecret::zero();
    expand_label::<H>(secret, b"traffic upd", &[], next.expose_mut());
    *secret = next;
}

/// The two traffic secrets of an epoch: first of the handshake, then of the application.
pub(crate) struct Traffic {
    /// `client_handshake_traffic_secret`, then `client_application_traffic_secret_N`.
    pub(crate) client: HashSecret,
    /// `server_handshake_traffic_secret`, then `server_application_traffic_secret_N`.
    pub(crate) server: HashSecret,
}

impl Traffic {
    /// Room for the secrets.
    pub(crate) const fn new() -> Self {
        Traffic { client: Secret::zero(), server: Secret::zero() }
    }
}

/// Before the ServerHello: the early secret.
pub(crate) struct Early(HashSecret);

impl Early {
    /// From an external pre-shared key, or from zeros without one.
    #[inline(never)]
    pub(crate) fn new<H: Hash32>(psk: Option<&[u8]>) -> Self {
        Early(Secret::new(Hmac::<H>::once(&[], &[psk.unwrap_or(&[0; 32])])))
    }

    /// The binder of an external PSK over the hash of the truncated ClientHello (section 4.2.11.2).
    #[inline(never)]
    pub(crate) fn binder<H: Hash32>(&self, truncated: &[u8; 32]) -> Secret<32> {
        let mut base = HashSecret::zero();
        expand_label::<H>(&self.0, b"ext binder", &H::digest(&[]), base.expose_mut());
        verify_data::<H>(&base, truncated)
    }

    /// With the (EC)DHE secret, or without one for psk_ke, and the hash up to the ServerHello: writes the handshake
    /// traffic secrets and goes on to the master secret; the handshake secret between them is not needed again.
    pub(crate) fn into_master<H: Hash32>(
        mut self,
        shared: Option<&[u8]>,
        transcript: &[u8; 32],
        traffic: &mut Traffic,
    ) -> Master {
        let zeros = [0; 32];
        descend::<H>(&mut self.0, shared.unwrap_or(&zeros));
        expand_label::<H>(&self.0, b"c hs traffic", transcript, traffic.client.expose_mut());
        expand_label::<H>(&self.0, b"s hs traffic", transcript, traffic.server.expose_mut());
        descend::<H>(&mut self.0, &zeros);
        Master(self.0)
    }
}

/// From the ServerHello to the server's Finished: the master secret.
pub(crate) struct Master(HashSecret);

impl Master {
    /// With the hash up to the server's Finished: writes the application traffic secrets.
    pub(crate) fn application<H: Hash32>(&self, transcript: &[u8; 32], traffic: &mut Traffic) {
        expand_label::<H>(&self.0, b"c ap traffic", transcript, traffic.client.expose_mut());
        expand_label::<H>(&self.0, b"s ap traffic", transcript, traffic.server.expose_mut());
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use motetls_crypto::Sha256;

    use super::*;

    fn hex<const N: usize>(text: &str) -> [u8; N] {
        let digits: Vec<u8> = text.bytes().filter(|c| !c.is_ascii_whitespace()).collect();
        let bytes: Vec<u8> =
            digits.chunks(2).map(|pair| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap()).collect();
        bytes.try_into().unwrap()
    }

    /// RFC 8448, section 3: a simple 1-RTT handshake.
    #[test]
    fn rfc_8448_simple_handshake() {
        let shared = Secret::<32>::new(hex("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d"));
        let to_server_hello = hex("860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8");
        let to_server_finished = hex("9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13");

        let mut traffic = Traffic::new();
        let early = Early::new::<Sha256>(None);
        let master = early.into_master::<Sha256>(Some(shared.expose()), &to_server_hello, &mut traffic);
        let client = hex("b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21");
        assert_eq!(*traffic.client.expose(), client);
        let server = hex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
        assert_eq!(*traffic.server.expose(), server);

        let finished = hex("a8ec436d677634ae525ac1fcebe11a039ec17694fac6e98527b642f2edd5ce61");
        assert_eq!(*verify_data::<Sha256>(&traffic.client, &to_server_finished).expose(), finished);

        master.application::<Sha256>(&to_server_finished, &mut traffic);
        let client = hex("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5");
        assert_eq!(*traffic.client.expose(), client);
        let server = hex("a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643");
        assert_eq!(*traffic.server.expose(), server);

        let mut key = [0; 16];
        expand_label::<Sha256>(&traffic.server, b"key", &[], &mut key);
        assert_eq!(key, hex("9f02283b6c9c07efc26bb9f2ac92e356"));
        let mut iv = [0; 12];
        expand_label::<Sha256>(&traffic.server, b"iv", &[], &mut iv);
        assert_eq!(iv, hex("cf782b88dd83549aadf1e984"));
    }
}
