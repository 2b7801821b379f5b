//! An MQTT client of others, `minimq`, over TLS: subscribes, publishes at QoS 1, and waits until
//! the broker has sent the message back. No heap below it.
//!
//! `cargo run -p motetls-examples --bin 25_mqtt -- HOST:PORT NAME CA.pem`

#[path = "../24_https/host.rs"]
#[allow(dead_code)] // an MQTT client resolves no names
mod host;

use std::error::Error;
use std::time::SystemTime;

use embedded_io_async::{Read, Write};
use embedded_nal_async::TcpConnect;
use minimq::{Buffers, ConfigBuilder, PubError, Publication, QoS, Session, TopicFilter};
use motetls::connector::{ConnectionBuffers, TlsConnector};
use motetls::os_entropy::OsEntropy;
use motetls::pki::pem;
use motetls::profiles::Tls13Ecdsa;
use motetls::{Config, ServerName, TrustAnchor, UnixTime};

use host::Tcp;

/// Where the thermometer publishes.
const TOPIC: &str = "cellar/temperature";

/// Publishes a line and yields what comes back under its topic.
async fn publish<T: Read + Write>(
    transport: T,
    line: &str,
) -> Result<String, PubError<(), T::Error>> {
    let (mut rx, mut tx) = ([0; 256], [0; 512]);
    let mut session = Session::new(ConfigBuilder::new(Buffers::new(&mut rx, &mut tx)));
    let mut connection = session.connect(transport).await?;
    let subscribed = connection.subscribe(&[TopicFilter::new(TOPIC)], &[]).await?;
    while connection.is_pending(&subscribed) {
        connection.poll().await?;
    }
    connection.publish(Publication::text(TOPIC, line).qos(QoS::AtLeastOnce)).await?;
    let answer = String::from_utf8_lossy(connection.recv().await?.payload()).into_owned();
    connection.disconnect().await?;
    Ok(answer)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, address, name, ca] = arguments.as_slice() else {
        return Err("usage: HOST:PORT NAME CA.pem".into());
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
    let (mut rx, mut tx) = ([0; 2048], [0; 512]);
    let buffers = [ConnectionBuffers::new(&mut rx, &mut tx)];
    let tls = TlsConnector::new(Tcp, &config, &buffers, OsEntropy::generator()?);
    let mut connection = tls.connect(address.parse()?).await?;
    let answer = publish(&mut connection, "21.5 degrees").await;
    println!("{}", answer.map_err(|error| format!("{error:?}"))?);
    connection.close().await?;
    Ok(())
}
