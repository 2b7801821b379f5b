//! Chains as Let's Encrypt has them since 2026: a leaf, an intermediate, and a root that is also
//! certified by an older one. ECDSA below a root of P-384, RSA below one of 4,096 bits.

use std::io::{Read, Write};

use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256};
use motetls::pki::chain::{Chain, HostAlgorithms};
use motetls::pki::{CertError, pem};
use motetls::{ErrorKind, profile};
use motetls_interop::{Client, NAME, refusal};
use motetls_peers::{Issued, Pki, Recipe, Server, Tool};

profile! {
    /// A client of chains with any key.
    struct AnyKey;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    certificates: Chain<HostAlgorithms>;
}

/// The keys of an authority and of a server.
type Keys = [&'static [&'static str]; 2];

const ECDSA: Keys = [
    &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
    &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
];
const RSA: Keys = [&["rsa:4096"], &["rsa:2048"]];

/// leaf <- intermediate <- new root <- old root.
struct Generation {
    pki: Pki,
    old: Issued,
    new: Issued,
    /// The new root, certified by the old one.
    cross: Issued,
    middle: Issued,
    leaf: Issued,
}

impl Generation {
    fn new([authority, server]: Keys) -> Self {
        let pki = Pki::new().unwrap();
        let recipe = |name: &str| Recipe { key: authority, ..Recipe::authority(name) };
        let old = pki.issue(&recipe("Old root"), None).unwrap();
        let new = pki.issue(&recipe("New root"), None).unwrap();
        let cross = pki.cross(&recipe("New root"), &new, &old).unwrap();
        let middle = pki.issue(&recipe("Intermediate"), Some(&new)).unwrap();
        let recipe = Recipe { key: server, ..Recipe::server(NAME) };
        let leaf = pki.issue(&recipe, Some(&middle)).unwrap();
        Generation { pki, old, new, cross, middle, leaf }
    }

    /// A server that sends these certificates behind its own.
    fn serve(&self, name: &str, chain: &[&Issued]) -> Server {
        let chain = self.pki.bundle(name, chain).unwrap();
        Server::certified(&self.leaf, Some(&chain), &[]).unwrap()
    }

    /// A client that trusts these.
    fn client(anchors: &[&Issued]) -> Client {
        let read = |issued: &&Issued| {
            pem::certificates(&std::fs::read(&issued.certificate).unwrap()).unwrap().remove(0)
        };
        let trusted = anchors.iter().map(read).collect();
        Client { trusted, ..Client::shared() }.buffers(4096, 1024)
    }
}

fn accepts(server: &Server, client: &mut Client) {
    let mut stream = client.verify::<AnyKey>(server.address()).unwrap();
    stream.write_all(b"hello\n").unwrap();
    stream.close().unwrap();
    let _ = stream.read(&mut [0; 16]);
}

fn holds(keys: Keys) {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let generation = Generation::new(keys);
    let Generation { old, new, cross, middle, .. } = &generation;
    let crossed = generation.serve("crossed.pem", &[middle, cross]);
    let short = generation.serve("short.pem", &[middle]);
    let with_root = generation.serve("root.pem", &[middle, new]);
    // both roots, in either order; and one of them
    for anchors in [&[old, new][..], &[new, old], &[new], &[old]] {
        accepts(&crossed, &mut Generation::client(anchors));
    }
    for anchors in [&[old, new][..], &[new, old], &[new]] {
        accepts(&short, &mut Generation::client(anchors));
        accepts(&with_root, &mut Generation::client(anchors));
    }
    // self-signed and crossed certificate of the new root, one behind the other
    for chain in [&[middle, new, cross][..], &[middle, cross, new]] {
        let both = generation.serve("both.pem", chain);
        accepts(&both, &mut Generation::client(&[old]));
        accepts(&both, &mut Generation::client(&[new]));
    }
    let refused = refusal(Generation::client(&[old]).verify::<AnyKey>(short.address()));
    assert_eq!(refused, ErrorKind::Certificate(CertError::UnknownIssuer));
}

#[test]
fn ecdsa_below_p384() {
    holds(ECDSA);
}

#[test]
fn rsa_below_4096_bits() {
    holds(RSA);
}
