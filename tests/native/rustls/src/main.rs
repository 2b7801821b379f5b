//! An echo server over rustls with AWS-LC, TLS 1.3 only. Its arguments are explained in
//! tests/README.md.

mod raw;

use std::error::Error;
use std::io::Read;
use std::net::TcpStream;
use std::sync::Arc;

use native_lanes::Lane;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

fn main() {
    let version = format!("rustls {} over AWS-LC", env!("RUSTLS_VERSION"));
    native_lanes::serve(&version, |lane| configure(lane).expect("a configuration"), connection);
}

fn configure(lane: &Lane) -> Result<Arc<ServerConfig>, Box<dyn Error>> {
    let mut provider = aws_lc_rs::default_provider();
    if let Some(group) = lane.get("--group") {
        let is_it = |name: &str| name.eq_ignore_ascii_case(group);
        provider.kx_groups.retain(|known| known.name().as_str().is_some_and(is_it));
    }
    let provider = Arc::new(provider);
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&rustls::version::TLS13])?;
    let builder = match verifier(lane, &provider)? {
        Some(verifier) => builder.with_client_cert_verifier(verifier),
        None => builder.with_no_client_auth(),
    };
    let key = PrivateKeyDer::from_pem_file(&lane["--key"])?;
    let mut config = match lane.get("--raw") {
        Some(file) => builder.with_cert_resolver(raw::resolver(file, key, &provider)?),
        None => {
            let chain =
                CertificateDer::pem_file_iter(&lane["--cert"])?.collect::<Result<Vec<_>, _>>()?;
            let status = lane.get("--status").map(std::fs::read).transpose()?;
            builder.with_single_cert_with_ocsp(chain, key, status.unwrap_or_default())?
        }
    };
    if let Some(most) = lane.get("--early-data") {
        config.max_early_data_size = most.parse()?;
    }
    Ok(Arc::new(config))
}

/// What clients have to show, if anything.
fn verifier(
    lane: &Lane,
    provider: &Arc<CryptoProvider>,
) -> Result<Option<Arc<dyn ClientCertVerifier>>, Box<dyn Error>> {
    if let Some(file) = lane.get("--raw-client") {
        return Ok(Some(raw::verifier(file, provider)?));
    }
    let Some(file) = lane.get("--ca") else { return Ok(None) };
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file)?)?;
    let provider = Arc::clone(provider);
    Ok(Some(WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build()?))
}

fn connection(config: &Arc<ServerConfig>, mut tcp: TcpStream) -> std::io::Result<()> {
    let mut connection =
        ServerConnection::new(Arc::clone(config)).map_err(std::io::Error::other)?;
    while connection.is_handshaking() {
        connection.complete_io(&mut tcp)?;
    }
    let mut early = Vec::new();
    if let Some(mut data) = connection.early_data() {
        data.read_to_end(&mut early)?;
    }
    let mut stream = StreamOwned::new(connection, tcp);
    native_lanes::echo(&mut stream, early)?;
    stream.conn.send_close_notify();
    stream.conn.write_tls(&mut stream.sock).map(drop)
}
