//! An echo server over rustls with AWS-LC, TLS 1.3 only. Its arguments are explained in
//! tests/README.md.

use std::error::Error;
use std::net::TcpStream;
use std::sync::Arc;

use native_lanes::Lane;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
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
    let builder = match lane.get("--ca") {
        Some(file) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_file(file)?)?;
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build()?;
            builder.with_client_cert_verifier(verifier)
        }
        None => builder.with_no_client_auth(),
    };
    let chain = CertificateDer::pem_file_iter(&lane["--cert"])?.collect::<Result<Vec<_>, _>>()?;
    let key = PrivateKeyDer::from_pem_file(&lane["--key"])?;
    Ok(Arc::new(builder.with_single_cert(chain, key)?))
}

fn connection(config: &Arc<ServerConfig>, tcp: TcpStream) -> std::io::Result<()> {
    let connection = ServerConnection::new(Arc::clone(config)).map_err(std::io::Error::other)?;
    let mut stream = StreamOwned::new(connection, tcp);
    native_lanes::echo(&mut stream)?;
    stream.conn.send_close_notify();
    stream.conn.write_tls(&mut stream.sock).map(drop)
}
