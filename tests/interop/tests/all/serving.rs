//! Our server against clients of others: `openssl s_client`, `gnutls-cli`, Go, Node.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;
use std::time::Duration;

use motetls::crypto::{Aes128Ct, AesGcm, P256, Sha256, X25519};
use motetls::num::{AlertDescription, NamedGroup};
use motetls::os_entropy::OsEntropy;
use motetls::pki::pem;
use motetls::std_io::{StdStream, shut_down};
use motetls::{
    ChosenPsk, ClientCertificates, Credential, EcdsaSigner, ErrorKind, HandshakeScratch,
    NamedCredential, Negotiated, Profile, Psk, ServerConfig, TrustAnchor, profile,
};
use motetls_interop::file_key::{load, p256_signer};
use motetls_interop::{Family, NAME, engine_error};
use motetls_peers::{CLIENTS, Call, ClientPeer, Recipe, SharedKey};

profile! {
    /// A server with P-256 alone: most clients have to be asked for a share of it.
    struct Small;
    roles: [server];
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signer: EcdsaSigner<P256, Sha256>;
}

profile! {
    /// A server that has the group all clients send a share of.
    struct Usual;
    roles: [server];
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { x25519: X25519, secp256r1: P256 };
    signer: EcdsaSigner<P256, Sha256>;
}

profile! {
    /// A server that asks for certificates.
    struct Asking;
    roles: [server];
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { x25519: X25519, secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    signer: EcdsaSigner<P256, Sha256>;
}

profile! {
    /// A server with a pre-shared key.
    struct Shared;
    roles: [server];
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { x25519: X25519, secp256r1: P256 };
    key_exchange: [psk_dhe_ke];
    signer: EcdsaSigner<P256, Sha256>;
}

/// Where a client that hangs is given up.
const PATIENCE: Duration = Duration::from_secs(60);
const LINE: &str = "a line to be sent back\n";

const KEY: SharedKey = SharedKey { identity: "sensor-7", hex: "101112131415161718191a1b1c1d1e1f" };

/// What a server demands and shows.
#[derive(Clone, Copy)]
struct Terms {
    names: &'static [&'static str],
    protocols: &'static [&'static [u8]],
    certificates: ClientCertificates,
    psk: bool,
}

impl Default for Terms {
    fn default() -> Self {
        Terms {
            names: &[NAME],
            protocols: &[b"h2", b"mqtt"],
            certificates: ClientCertificates::None,
            psk: false,
        }
    }
}

/// What a server knows of a connection that is over.
struct Served {
    negotiated: Negotiated,
    authenticated: bool,
}

/// Accepts one connection, sends back a line, and closes once the client has.
fn serve<P>(family: &Family, terms: Terms) -> (SocketAddr, JoinHandle<io::Result<Served>>)
where
    P: Profile<Observer = (), Signer = EcdsaSigner<P256, Sha256>>,
{
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (leaf, key) = load(&family.server);
    let middle = pem::certificates(&std::fs::read(&family.middle.certificate).unwrap()).unwrap();
    let root = pem::certificates(&std::fs::read(&family.root.certificate).unwrap()).unwrap();
    let thread = std::thread::spawn(move || {
        let (tcp, _) = listener.accept()?;
        tcp.set_read_timeout(Some(PATIENCE))?;
        let signer = p256_signer(&key);
        let chain: [&[u8]; 2] = [&leaf, &middle[0]];
        let credential = Credential { chain: &chain, signer: &signer };
        let credentials = [NamedCredential { names: terms.names, credential }];
        let anchors = [TrustAnchor::from_certificate(&root[0]).unwrap()];
        let secret: [u8; 16] = std::array::from_fn(|place| 0x10 + place as u8);
        let psks = [Psk::new(KEY.identity.as_bytes(), &secret)];
        let config = ServerConfig::<P> {
            credentials: &credentials,
            alpn: terms.protocols,
            client_certificates: terms.certificates,
            anchors: &anchors,
            psks: if terms.psk { Some(&&psks[..]) } else { None },
            ..ServerConfig::new(&())
        };
        let mut random = OsEntropy::generator().unwrap();
        let mut scratch = HandshakeScratch::new();
        let buffers = (vec![0; 2048], vec![0; 512]);
        let mut stream =
            StdStream::server(tcp, shut_down, buffers, &config, &mut random, &mut scratch)?;
        let connection = stream.connection();
        let negotiated = connection.negotiated().unwrap();
        let served = Served { negotiated, authenticated: connection.client_authenticated() };
        let (mut line, mut room) = (Vec::new(), [0; 64]);
        while !line.ends_with(b"\n") {
            let n = stream.read(&mut room)?;
            assert_ne!(n, 0, "the client closed before its line ended");
            line.extend(&room[..n]);
        }
        stream.write_all(&line)?;
        stream.flush()?;
        stream.close()?;
        // some close without close_notify once they have heard ours
        let _ = stream.read(&mut room);
        Ok(served)
    });
    (address, thread)
}

fn call<'a>(family: &'a Family, address: SocketAddr, name: &'a str) -> Call<'a> {
    Call {
        address,
        name,
        root: &family.root.certificate,
        protocol: "mqtt",
        credential: None,
        psk: None,
    }
}

/// Whether a client says its line and hears it, and what the server knows then.
fn talk<P>(peer: ClientPeer, family: &Family, terms: Terms, call: &Call<'_>) -> Served
where
    P: Profile<Observer = (), Signer = EcdsaSigner<P256, Sha256>>,
{
    let (address, thread) = serve::<P>(family, terms);
    let mut client = peer.start(family.pki.scratch(), &Call { address, ..*call }).unwrap();
    client.type_in(LINE).unwrap();
    let (printed, answered) = client.wait_until(PATIENCE, |output| output.contains(LINE));
    assert!(answered, "{peer:?} printed {printed}");
    let served = thread.join().unwrap().unwrap();
    assert_eq!(served.negotiated.alpn, Some(1), "{peer:?}");
    served
}

/// Where nothing listens: the address is put in when it is known.
fn nowhere() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// Has every client talk to a server with the profile.
fn every_client<P>() -> Vec<(ClientPeer, Negotiated)>
where
    P: Profile<Observer = (), Signer = EcdsaSigner<P256, Sha256>>,
{
    let family = Family::new();
    let ready = CLIENTS.into_iter().filter(|peer| peer.ready());
    let talk = |peer| {
        let call = call(&family, nowhere(), NAME);
        (peer, talk::<P>(peer, &family, Terms::default(), &call).negotiated)
    };
    ready.map(talk).collect()
}

#[test]
fn every_client_is_asked_for_the_only_group() {
    for (peer, negotiated) in every_client::<Small>() {
        assert_eq!(negotiated.group, Some(NamedGroup::secp256r1), "{peer:?}");
    }
}

#[test]
fn every_client_is_served_in_one_round_trip() {
    for (peer, negotiated) in every_client::<Usual>() {
        assert_eq!(negotiated.group, Some(NamedGroup::x25519), "{peer:?}");
    }
}

#[test]
fn every_client_shows_its_certificate() {
    let family = Family::new();
    let own = family.pki.issue(&Recipe::server("mote-1.example"), Some(&family.root)).unwrap();
    for peer in CLIENTS.into_iter().filter(|peer| peer.ready()) {
        for (certificates, shows) in
            [(ClientCertificates::Wanted, false), (ClientCertificates::Required, true)]
        {
            let terms = Terms { certificates, ..Terms::default() };
            let credential = shows.then_some((&*own.certificate, &*own.key));
            let call = Call { credential, ..call(&family, nowhere(), NAME) };
            let served = talk::<Asking>(peer, &family, terms, &call);
            assert_eq!(served.authenticated, shows, "{peer:?}");
        }
    }
}

/// The alert that says so reaches openssl.
#[test]
fn a_certificate_is_required() {
    let peer = ClientPeer::OpenSsl;
    if !peer.ready() {
        return;
    }
    let family = Family::new();
    let terms = Terms { certificates: ClientCertificates::Required, ..Terms::default() };
    let (address, thread) = serve::<Asking>(&family, terms);
    let client = peer.start(family.pki.scratch(), &call(&family, address, NAME)).unwrap();
    let (printed, told) =
        client.wait_until(PATIENCE, |output| output.contains("SSL alert number 116"));
    assert!(told, "{printed}");
    let error = engine_error(&thread.join().unwrap().err().unwrap());
    assert_eq!(error.kind, ErrorKind::CertificateRequired);
}

#[test]
fn a_pre_shared_key() {
    let family = Family::new();
    for peer in [ClientPeer::OpenSsl, ClientPeer::GnuTls] {
        if !peer.ready() {
            continue;
        }
        let call = Call { psk: Some(KEY), ..call(&family, nowhere(), NAME) };
        let terms = Terms { psk: true, ..Terms::default() };
        let negotiated = talk::<Shared>(peer, &family, terms, &call).negotiated;
        assert_eq!(negotiated.psk, Some(ChosenPsk::External(0)), "{peer:?}");
        assert!(negotiated.group.is_some(), "{peer:?}");
    }
}

/// The alert reaches the client, and is the one of RFC 6066 and RFC 7301.
#[test]
fn a_client_hears_why_it_is_refused() {
    let peer = ClientPeer::OpenSsl;
    if !peer.ready() {
        return;
    }
    let family = Family::new();
    let name = Terms { names: &["other.example"], ..Terms::default() };
    let protocol = Terms { protocols: &[b"h2"], ..Terms::default() };
    for (terms, kind, alert) in
        [(name, ErrorKind::UnknownName, 112), (protocol, ErrorKind::NoApplicationProtocol, 120)]
    {
        let (address, thread) = serve::<Small>(&family, terms);
        let client = peer.start(family.pki.scratch(), &call(&family, address, NAME)).unwrap();
        let number = format!("SSL alert number {alert}");
        let (printed, told) = client.wait_until(PATIENCE, |output| output.contains(&number));
        assert!(told, "{printed}");
        let error = engine_error(&thread.join().unwrap().err().unwrap());
        assert_eq!((error.kind, error.kind.alert()), (kind, Some(AlertDescription(alert))));
    }
}

/// A certificate that the client does not trust: it says so, and we hear it.
#[test]
fn a_client_that_refuses_us() {
    let peer = ClientPeer::OpenSsl;
    if !peer.ready() {
        return;
    }
    let (family, stranger) = (Family::new(), Family::new());
    let (address, thread) = serve::<Usual>(&family, Terms::default());
    let call = Call { root: &stranger.root.certificate, ..call(&family, address, NAME) };
    let _client = peer.start(family.pki.scratch(), &call).unwrap();
    let error = thread.join().unwrap().err().unwrap();
    let heard = ErrorKind::AlertReceived(AlertDescription::unknown_ca);
    assert_eq!(engine_error(&error).kind, heard);
}
