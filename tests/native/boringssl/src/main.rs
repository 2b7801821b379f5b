//! An echo server over BoringSSL, TLS 1.3 only. Its arguments are explained in tests/README.md.

use std::io::Error;
use std::net::TcpStream;

use boring::pkey::PKey;
use boring::ssl::{
    ShutdownResult, Ssl, SslAcceptor, SslAcceptorBuilder, SslContext, SslCredential, SslFiletype,
    SslMethod, SslOptions, SslSignatureAlgorithm, SslVerifyMode, SslVersion,
};
use boring_sys::SSL_CTX_set_early_data_enabled;
use foreign_types::ForeignType;
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

/// What a connection is made of.
struct Served {
    context: SslContext,
    /// The response that is stapled.
    status: Option<Vec<u8>>,
}

fn configure(lane: &Lane) -> Result<Served, Box<dyn std::error::Error>> {
    let mut builder: SslAcceptorBuilder = SslAcceptor::mozilla_modern(SslMethod::tls())?;
    builder.clear_options(SslOptions::NO_TLSV1_3);
    builder.set_min_proto_version(Some(SslVersion::TLS1_3))?;
    builder.set_max_proto_version(Some(SslVersion::TLS1_3))?;
    match lane.get("--cert") {
        Some(chain) => {
            builder.set_certificate_chain_file(chain)?;
            builder.set_private_key_file(&lane["--key"], SslFiletype::PEM)?;
        }
        None => {
            let key = PKey::private_key_from_pem(&std::fs::read(&lane["--key"])?)?;
            let mut raw = SslCredential::new_raw_public_key()?;
            raw.set_private_key(&key)?;
            raw.set_spki_bytes(None)?;
            builder.add_credential(&raw.build())?;
        }
    }
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
    let status = lane.get("--status").map(std::fs::read).transpose()?;
    let context = builder.build().into_context();
    if lane.contains_key("--early-data") {
        // SAFETY: the context lives, and no connection is made of it yet.
        unsafe { SSL_CTX_set_early_data_enabled(context.as_ptr(), 1) };
    }
    Ok(Served { context, status })
}

fn connection(served: &Served, tcp: TcpStream) -> std::io::Result<()> {
    let mut ssl = Ssl::new(&served.context)?;
    if let Some(status) = &served.status {
        ssl.set_ocsp_status(status)?;
    }
    let mut stream = ssl.accept(tcp).map_err(|error| Error::other(error.to_string()))?;
    native_lanes::echo(&mut stream, Vec::new())?;
    match stream.shutdown() {
        Ok(ShutdownResult::Sent | ShutdownResult::Received) => Ok(()),
        Err(error) => Err(Error::other(error.to_string())),
    }
}
