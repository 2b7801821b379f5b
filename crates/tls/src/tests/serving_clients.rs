//! Our server asks our client for a certificate.

use super::serving::{Both, LEAF, Wire, client_config, converse, pass, signer, signer_of};
use super::{Fixed, anchor};
use crate::{
    ClientCertificates, Config, Connection, Credential, Error, ErrorKind, HandshakeScratch,
    NamedCredential, ServerConfig, TrustAnchor,
};

const CLIENT: &[u8] = include_bytes!("data/client.der");

/// Both ends' results, and whether the client is authenticated; `trusts` says whether the server
/// trusts the root of clients, `shows` which certificate the client has.
fn meet(
    client_certificates: ClientCertificates,
    trusts: bool,
    shows: Option<(&[u8], &[u8])>,
    rx: usize,
) -> ([Option<Result<(), Error>>; 2], bool) {
    let (anchors, ours) = (anchor(), signer());
    let root = TrustAnchor::from_certificate(include_bytes!("data/client_root.der")).unwrap();
    let credential = Credential { chain: &[LEAF], signer: &ours };
    let credentials = [NamedCredential { names: &[], credential }];
    let serves = ServerConfig::<Both> {
        credentials: &credentials,
        client_certificates,
        anchors: if trusts { core::slice::from_ref(&root) } else { &anchors },
        ..ServerConfig::new(&())
    };
    let (chain, key) = shows.unzip();
    let signer = key.map(signer_of);
    let chain = chain.as_slice();
    let theirs = signer.as_ref().map(|signer| Credential { chain, signer });
    let config = Config { credentials: theirs.as_slice(), ..client_config(&anchors, &[]) };
    let (mut client_rx, mut client_tx) = ([0; 2048], [0; 1024]);
    let (mut server_rx, mut server_tx) = (std::vec![0; rx], [0; 512]);
    let mut client = Connection::<Both, _>::new(&mut client_rx, &mut client_tx);
    let mut server = Connection::<Both, _>::new(&mut server_rx, &mut server_tx);
    let mut scratches = (HandshakeScratch::new(), HandshakeScratch::new());
    let mut near = client.client(&config, &mut Fixed(1), &mut scratches.0).unwrap();
    let mut far = server.server(&serves, &mut Fixed(2), &mut scratches.1).unwrap();
    let ends = converse(&mut Wire::new(usize::MAX), &mut near, &mut far);
    drop((near, far));
    assert!(!client.client_authenticated(), "which is the server's to tell");
    if ends[1] == Some(Ok(())) {
        pass(&mut client, &mut server, b"to the server");
        pass(&mut server, &mut client, b"to the client");
    }
    (ends, server.client_authenticated())
}

fn key() -> &'static [u8] {
    include_bytes!("data/client.p8.der")
}

#[test]
fn wanted_or_required() {
    use ClientCertificates as C;
    let good = [Some(Ok(())), Some(Ok(()))];
    assert_eq!(meet(C::None, true, Some((CLIENT, key())), 2048), (good, false));
    assert_eq!(meet(C::Wanted, true, Some((CLIENT, key())), 2048), (good, true));
    assert_eq!(meet(C::Required, true, Some((CLIENT, key())), 2048), (good, true));
    assert_eq!(meet(C::Wanted, true, None, 2048), (good, false));
    let refused = |shows, trusts| {
        let ([_, far], authenticated) = meet(C::Required, trusts, shows, 2048);
        assert!(!authenticated);
        far.unwrap().unwrap_err().kind
    };
    assert_eq!(refused(None, true), ErrorKind::CertificateRequired);
    assert_eq!(ErrorKind::CertificateRequired.alert().unwrap().0, 116);
    let unknown = ErrorKind::Certificate(crate::CertError::UnknownIssuer);
    assert_eq!(refused(Some((CLIENT, key())), false), unknown);
    // a certificate of a server's, and one whose key the client does not have
    let usage = ErrorKind::Certificate(crate::CertError::WrongUsage);
    let own = include_bytes!("data/leaf.p8.der");
    assert_eq!(refused(Some((LEAF, own)), false), usage);
    assert_eq!(refused(Some((CLIENT, own)), true), ErrorKind::BadCertificateVerify);
}

/// The client's certificate comes in records longer than the receive buffer.
#[test]
fn a_record_longer_than_the_buffer() {
    let rx = CLIENT.len() + 40;
    let (ends, authenticated) = meet(ClientCertificates::Required, true, Some((CLIENT, key())), rx);
    assert_eq!((ends, authenticated), ([Some(Ok(())), Some(Ok(()))], true));
}
