//! An HTTP client of others, `reqwless`, over TLS: it takes the connector for a TCP stack. No heap
//! below it: on a device `Tcp` and `OneAddress` are those of embassy-net.
//!
//! `cargo run -p motetls-examples --bin 24_https -- HOST:PORT NAME CA.pem FILE`

mod host;

use std::error::Error;
use std::net::SocketAddr;
use std::time::SystemTime;

use motetls::connector::{ConnectionBuffers, TlsConnector};
use motetls::os_entropy::OsEntropy;
use motetls::pki::pem;
use motetls::profiles::Tls13Ecdsa;
use motetls::{Config, ServerName, TrustAnchor, UnixTime};
use reqwless::client::HttpClient;
use reqwless::request::Method;

use host::{OneAddress, Tcp};

/// Fetches `url` and yields what it brought, which lies in `buffer`.
async fn get<'b>(
    client: &mut HttpClient<'_, impl embedded_nal_async::TcpConnect, OneAddress>,
    url: &str,
    buffer: &'b mut [u8],
) -> Result<&'b mut [u8], reqwless::Error> {
    // Every write is a record: gathered here, a request is one.
    let mut line = [0; 256];
    let mut request = client.request(Method::GET, url).await?.into_buffered(&mut line);
    request.send(buffer).await?.body().read_to_end().await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, address, name, ca, file] = arguments.as_slice() else {
        return Err("usage: HOST:PORT NAME CA.pem FILE".into());
    };
    let certificates = pem::certificates(&std::fs::read(ca)?)?;
    let anchors = certificates
        .iter()
        .map(|der| TrustAnchor::from_certificate(der))
        .collect::<Result<Vec<_>, _>>()?;
    let config = Config::<Tls13Ecdsa> {
        server_name: Some(ServerName::dns(name)?),
        anchors: &anchors,
        now: Some(UnixTime(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs())),
        ..Config::new(&())
    };

    // As many connections at once as there are pairs of buffers: one.
    let (mut rx, mut tx) = ([0; 2048], [0; 512]);
    let buffers = [ConnectionBuffers::new(&mut rx, &mut tx)];
    let tls = TlsConnector::new(Tcp, &config, &buffers, OsEntropy::generator()?);

    let remote: SocketAddr = address.parse()?;
    let dns = OneAddress(remote.ip());
    let mut client = HttpClient::new(&tls, &dns);
    // To the HTTP client this is a plain connection: "https" would ask for a TLS of its own.
    let url = format!("http://{name}:{}/{file}", remote.port());
    // Twice: the buffers came back.
    for _ in 0..2 {
        let mut answer = vec![0; 8192];
        let body =
            get(&mut client, &url, &mut answer).await.map_err(|error| format!("{error:?}"))?;
        print!("{}", String::from_utf8_lossy(body));
    }
    Ok(())
}
