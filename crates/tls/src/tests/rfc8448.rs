//! The traces of RFC 8448, replayed: the client gets the randomness, the private keys and every
//! record of the trace's server, and must send the trace's records, byte for byte.
//!
//! One thing stands between: the ClientHello of another implementation names other suites,
//! schemes and groups, in another order. Ours is compared with the trace's extension by extension
//! where both say the same ([`compare_hello`]), and the transcript goes on with the trace's. From
//! there on all is compared:
//!
//! | section | handshake | beside secrets, records and alerts |
//! |---|---|---|
//! | 3 | simple | the ticket, as it is kept in a session; application data |
//! | 4 | resumed, with early data | binder, early data, EndOfEarlyData, application data |
//! | 5 | HelloRetryRequest | the share of the second group, the cookie |
//! | 6 | client authentication | Certificate, the content of CertificateVerify |
//! | 7 | compatibility mode | the session that is pretended, change_cipher_spec |
//!
//! The signature of each server is verified, and in section 6 the client's. Its certificates are
//! not: they are self-signed ones of no name, RSA of 1,024 bits but for section 6's, and expired.
//! The client's own signature is RSASSA-PSS with a random salt, so it is the trace's that is sent.

use std::string::String;
use std::vec::Vec;

use motetls_base::{Random, RandomError, Reader};
use motetls_crypto::rsa::RsaLegacy4096;
use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256, X25519Small};
use motetls_pki::chain::{Many, Signatures};
use motetls_pki::{Certificate, ServerName};

use crate::hashes::{HashSecret, Hashes, OneHash};
use crate::protect::Keys;
use crate::schedule::Early;
use crate::transcript::Transcript;
use crate::{
    AeadId, Config, HandshakeSigner, Profile, SignatureError, SignatureScheme, Unverified, scheme,
};

mod replay;
mod sections;

type One = OneHash<Sha256>;

motetls_pki::algorithms! {
    /// What the keys of the traces are of.
    enum Slots;
    sha256: Sha256;
    ecdsa_p256: P256;
    rsa: RsaLegacy4096;
    digest: [u8; 32];
    signature: [u8; 512];
    key: [u8; 550];
}

type Algorithms = Many<Slots>;

crate::profile! {
    /// What the client of the traces can do.
    struct Plain;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { x25519: X25519Small, secp256r1: P256 };
    certificates: Unverified<Algorithms>;
    key_exchange: [x509, psk_dhe_ke];
    options: [resumption, early_data, exporter];
    signer: Recorded;
}

crate::profile! {
    /// The same in compatibility mode.
    struct Compatible;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { x25519: X25519Small, secp256r1: P256 };
    certificates: Unverified<Algorithms>;
    key_exchange: [x509, psk_dhe_ke];
    options: [resumption, early_data, exporter, middlebox_compatibility];
    signer: Recorded;
}

/// The values of a section by name.
#[derive(Clone, Copy)]
struct Trace(&'static str);

impl Trace {
    const SIMPLE: Trace = Trace(include_str!("data/rfc8448/section3.txt"));
    const RESUMED: Trace = Trace(include_str!("data/rfc8448/section4.txt"));
    const RETRIED: Trace = Trace(include_str!("data/rfc8448/section5.txt"));
    const MUTUAL: Trace = Trace(include_str!("data/rfc8448/section6.txt"));
    const COMPATIBLE: Trace = Trace(include_str!("data/rfc8448/section7.txt"));

    /// Nothing when the section has no such value.
    fn find(self, name: &str) -> Vec<u8> {
        let lines = self.0.lines().skip_while(|line| *line != name).skip(1);
        let digits: String = lines.map_while(|line| line.strip_prefix("  ")).collect();
        let pairs = digits.as_bytes().chunks_exact(2);
        let pairs = pairs.map(|pair| core::str::from_utf8(pair).unwrap());
        pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
    }

    fn get(self, name: &str) -> Vec<u8> {
        let value = self.find(name);
        assert!(!value.is_empty(), "{name}");
        value
    }

    fn secret(self, name: &str) -> HashSecret<One> {
        HashSecret::new(self.get(name).try_into().unwrap())
    }

    /// What the client of the trace drew: random and session of its hello, its private keys. A
    /// key it did not draw is 1.
    fn drawn(self) -> Drawn {
        let hello = Hello::read(&self.get("client_hello"));
        let mut keys = [self.find("x25519_private"), self.find("p256_private")];
        if keys[1].is_empty() {
            keys[1] = [&[0; 31][..], &[1]].concat();
        }
        Drawn([hello.random, hello.session, keys.concat()].concat())
    }

    /// Asserts that a secret is the one of this name.
    fn assert_secret(self, found: &HashSecret<One>, name: &str) {
        assert_eq!(found.expose(()), self.get(name), "{name}");
    }
}

/// Bytes to be drawn.
struct Drawn(Vec<u8>);

impl Random for Drawn {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        let rest = self.0.split_off(out.len());
        out.copy_from_slice(&self.0);
        self.0 = rest;
        Ok(())
    }
}

/// What a ClientHello says.
struct Hello {
    random: Vec<u8>,
    session: Vec<u8>,
    /// Extensions: type and body.
    extensions: Vec<(u16, Vec<u8>)>,
}

impl Hello {
    fn read(message: &[u8]) -> Self {
        let mut r = Reader::new(&message[4..]);
        assert_eq!((message[0], r.u16()), (1, Ok(0x0303)));
        let random = r.array::<32>().unwrap().to_vec();
        let session = r.vector(1).unwrap().rest().to_vec();
        r.vector(2).unwrap();
        assert_eq!(r.vector(1).unwrap().rest(), [0]);
        let mut block = r.vector(2).unwrap();
        let mut extensions = Vec::new();
        while !block.rest().is_empty() {
            let kind = block.u16().unwrap();
            extensions.push((kind, block.vector(2).unwrap().rest().to_vec()));
        }
        Hello { random, session, extensions }
    }

    fn body(&self, kind: u16) -> &[u8] {
        let found = self.extensions.iter().find(|(found, _)| *found == kind);
        &found.unwrap_or_else(|| panic!("extension {kind}")).1
    }
}

/// Compares what our hello and the trace's say alike: random, session, and the extensions in
/// `alike`. Of pre_shared_key the identities are the same, and their ages; the binder covers the
/// rest of the hello.
fn compare_hello(ours: &[u8], theirs: &[u8], alike: &[u16]) {
    const PRE_SHARED_KEY: u16 = 41;
    let (ours, theirs) = (Hello::read(ours), Hello::read(theirs));
    assert_eq!((&ours.random, &ours.session), (&theirs.random, &theirs.session));
    for kind in alike {
        let (ours, theirs) = (ours.body(*kind), theirs.body(*kind));
        let binder = if *kind == PRE_SHARED_KEY { 32 } else { 0 };
        assert_eq!(ours.len(), theirs.len(), "extension {kind}");
        let compared = ours.len() - binder;
        assert_eq!(ours[..compared], theirs[..compared], "extension {kind}");
    }
}

/// A signer that holds the trace's signature, and gives it out for the content that it is of.
struct Recorded {
    /// The client's certificate, DER.
    certificate: Vec<u8>,
    signature: Vec<u8>,
}

impl HandshakeSigner for Recorded {
    type Signature = [u8; 128];
    fn signs(&self, scheme: SignatureScheme) -> bool {
        scheme == SignatureScheme::rsa_pss_rsae_sha256
    }
    fn sign(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError> {
        let spki = Certificate::parse(&self.certificate).unwrap().spki;
        let mut key = Algorithms::NO_KEY;
        Algorithms::keep_key(&mut key, spki).unwrap();
        scheme::verify::<Algorithms>(&key, scheme, message, &self.signature).unwrap();
        signature.copy_from_slice(&self.signature);
        Ok(signature.len())
    }
}

/// The client's configuration in all traces.
fn config<P: Profile<Observer = (), Certificates = Unverified<Algorithms>>>() -> Config<'static, P>
{
    Config { server_name: Some(ServerName::from_static("server")), ..Config::new(&()) }
}

/// Keys of a traffic secret.
fn keys<P: Profile<Hashes = One>>(secret: &HashSecret<One>) -> Keys<P> {
    Keys::new(AeadId::Aes128Gcm, One::FIRST, secret).unwrap()
}

/// The content of records protected by `keys`, without their types.
fn opened<P: Profile>(keys: &mut Keys<P>, mut records: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    while let Some((header, rest)) = records.split_first_chunk::<5>() {
        let length = usize::from(u16::from_be_bytes([header[3], header[4]]));
        let (body, rest) = rest.split_at(length);
        let (text, tag) = body.split_at(length - 16);
        let mut text = text.to_vec();
        let mut message = keys.start(header, text.len()).unwrap();
        keys.open_last(&mut message, &mut text, tag).unwrap();
        text.pop();
        content.extend(text);
        records = rest;
    }
    content
}

/// The record of the trace's content of one type, sealed by `keys`.
fn sealed<P: Profile>(keys: &mut Keys<P>, content: &[u8], kind: u8) -> Vec<u8> {
    let length = u16::try_from(content.len() + 1 + 16).unwrap();
    let header = [23, 3, 3, length.to_be_bytes()[0], length.to_be_bytes()[1]];
    let mut body = [content, &[kind], &[0; 16]].concat();
    keys.seal(&header, &mut body).unwrap();
    [&header[..], &body].concat()
}

/// The transcript up to the ServerHello: in section 5 the first hello counts as a message_hash
/// (RFC 9846, section 4.1).
fn hellos(trace: Trace) -> Transcript<One> {
    let mut transcript = Transcript::new();
    transcript.add(&trace.get("client_hello"));
    let retry = trace.find("retry_record");
    if !retry.is_empty() {
        transcript.restart_for_retry();
        transcript.add(&retry[5..]);
        transcript.add(&trace.get("second_client_hello"));
    }
    transcript
}

/// Section 4: the binder covers the hello up to the list of binders.
#[test]
fn the_binder_covers_the_truncated_hello() {
    let hello = Trace::RESUMED.get("client_hello");
    let (truncated, binders) = hello.split_at(hello.len() - 35);
    let digest = Transcript::<One>::new().digest_with((), truncated);
    let early = Early::<One>::new((), Some(&Trace::RESUMED.get("psk")));
    let binder = early.binder(b"res binder", &digest);
    assert_eq!(binders, [&[0, 33, 32], binder.expose(())].concat());
}
