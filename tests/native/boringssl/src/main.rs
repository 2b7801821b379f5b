//! An echo server over BoringSSL, TLS 1.3 only. Its arguments are explained in tests/README.md.

use std::io::Error;
use std::net::TcpStream;

use boring::ssl::{
    ShutdownResult, SslAcceptor, SslAcceptorBuilder, SslFiletype, SslMethod, SslOptions,
    SslSignatureAlgorithm, SslVerifyMode, SslVersion,
};
use native_lanes::Lane;

/// What it can check, the two included that it does not offer by itself.
const CHECKED: [SslSignatureAlgorithm; 5] = [
    SslSignatureAlgorithm::ECDSA_SECP256R1_SHA256,
    SslSignatureAlgorithm::ECDSA_SECP384R1_SHA384,
    SslSignatureAlgorithm::ECDSA_SECP521R1_SHA512,
    SslSignatureAlgorithm::RSA_PSS_RSAE_SHA256,
    SslSignatureAlgorithm::ED25519,
];

fn main() {
    let version = format!("boring {}", env!("BORING_VERSION"));
    native_lanes::serve(&version, |lane| configure(lane).expect("a configuration"), connection);
}

fn configure(lane: &Lane) -> Result<SslAcceptor, boring::error::ErrorStack> {
    let mut builder: SslAcceptorBuilder = SslAcceptor::mozilla_modern(SslMethod::tls())?;
    builder.clear_options(SslOptions::NO_TLSV1_3);
    builder.set_min_proto_version(Some(SslVersion::TLS1_3))?;
    builder.set_max_proto_version(Some(SslVersion::TLS1_3))?;
    builder.set_certificate_chain_file(&lane["--cert"])?;
    builder.set_private_key_file(&lane["--key"], SslFiletype::PEM)?;
    let group = match lane.get("--group").map(String::as_str) {
        Some("secp256r1") => "P-256",
        Some("secp384r1") => "P-384",
        Some("secp521r1") => "P-521",
        Some(_) => "X25519",
        None => "X25519:P-256:P-384:P-521",
    };
    builder.set_curves_list(group)?;
    if let Some(root) = lane.get("--ca") {
        builder.set_ca_file(root)?;
        builder.set_verify_algorithm_prefs(&CHECKED)?;
        builder.set_verify(SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT);
    }
    Ok(builder.build())
}

fn connection(acceptor: &SslAcceptor, tcp: TcpStream) -> std::io::Result<()> {
    let mut stream = acceptor.accept(tcp).map_err(|error| Error::other(error.to_string()))?;
    native_lanes::echo(&mut stream)?;
    match stream.shutdown() {
        Ok(ShutdownResult::Sent | ShutdownResult::Received) => Ok(()),
        Err(error) => Err(Error::other(error.to_string())),
    }
}
