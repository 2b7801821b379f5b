//! rustls over three sets of primitives, and OpenSSL.

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::rc::Rc;
use std::sync::Arc;

use openssl::ssl::{SslConnector, SslFiletype, SslMethod, SslSession, SslStream, SslVersion};
use rustls::client::Resumption;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{
    CipherSuite, ClientConfig, ClientConnection, NamedGroup, RootCertStore, StreamOwned, version,
};

use crate::client::{Client, NAME, Settings, Stream};
use crate::tickets::Tickets;

/// Names a provider of rustls.
pub trait Provider {
    fn provider() -> CryptoProvider;
}

/// RustCrypto's crates.
pub struct RustCrypto;
/// ring.
pub struct Ring;
/// AWS-LC.
pub struct AwsLc;

impl Provider for RustCrypto {
    fn provider() -> CryptoProvider {
        rustls_rustcrypto::provider()
    }
}

impl Provider for Ring {
    fn provider() -> CryptoProvider {
        rustls::crypto::ring::default_provider()
    }
}

impl Provider for AwsLc {
    fn provider() -> CryptoProvider {
        rustls::crypto::aws_lc_rs::default_provider()
    }
}

/// rustls as a client.
pub struct Rustls<P>(Arc<ClientConfig>, std::marker::PhantomData<P>);

impl<P: Provider> Client for Rustls<P> {
    fn new(settings: &Settings) -> Self {
        let mut provider = P::provider();
        provider
            .cipher_suites
            .retain(|suite| suite.suite() == CipherSuite::TLS13_AES_128_GCM_SHA256);
        provider.kx_groups.retain(|group| group.name() == NamedGroup::secp256r1);
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(&settings.ca).expect("the root")).expect("a root");
        let config = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(&[&version::TLS13])
            .expect("TLS 1.3")
            .with_root_certificates(roots);
        let mut config = match &settings.own {
            None => config.with_no_client_auth(),
            Some(own) => {
                let chain = CertificateDer::from_pem_file(&own.certificate).expect("a certificate");
                let key = PrivateKeyDer::from_pem_file(&own.key).expect("a key");
                config.with_client_auth_cert(vec![chain], key).expect("a pair")
            }
        };
        config.resumption = match settings.resume {
            true => Resumption::store(Arc::new(Tickets::default())),
            false => Resumption::disabled(),
        };
        Rustls(Arc::new(config), std::marker::PhantomData)
    }

    fn connect(&self, mut tcp: TcpStream) -> Box<dyn Stream> {
        let name = ServerName::try_from(NAME).expect("a name");
        let mut connection = ClientConnection::new(self.0.clone(), name).expect("a client");
        while connection.is_handshaking() {
            connection.complete_io(&mut tcp).expect("rustls connects");
        }
        // What is sealed last leaves with it: Finished.
        while connection.wants_write() {
            connection.write_tls(&mut tcp).expect("rustls sends");
        }
        Box::new(StreamOwned::new(connection, tcp))
    }
}

impl Stream for StreamOwned<ClientConnection, TcpStream> {
    fn keep(&mut self) {
        // Its store has them.
    }

    fn close(&mut self) {
        self.conn.send_close_notify();
        // The server may be gone already.
        let _ = self.conn.write_tls(&mut self.sock);
    }
}

/// OpenSSL as a client.
pub struct OpenSsl {
    connector: SslConnector,
    session: Rc<RefCell<Option<SslSession>>>,
}

/// A connection, and where its session is kept.
struct Open {
    stream: SslStream<TcpStream>,
    session: Rc<RefCell<Option<SslSession>>>,
}

impl Client for OpenSsl {
    fn new(settings: &Settings) -> Self {
        let mut builder = SslConnector::builder(SslMethod::tls_client()).expect("a builder");
        builder.set_ca_file(&settings.ca).expect("the root");
        builder.set_min_proto_version(Some(SslVersion::TLS1_3)).expect("TLS 1.3");
        builder.set_ciphersuites("TLS_AES_128_GCM_SHA256").expect("a suite");
        builder.set_groups_list("P-256").expect("a group");
        if let Some(own) = &settings.own {
            builder
                .set_certificate_file(&own.certificate, SslFiletype::PEM)
                .expect("a certificate");
            builder.set_private_key_file(&own.key, SslFiletype::PEM).expect("a key");
        }
        OpenSsl { connector: builder.build(), session: Rc::default() }
    }

    fn connect(&self, tcp: TcpStream) -> Box<dyn Stream> {
        let mut settings = self.connector.configure().expect("settings of a connection");
        if let Some(session) = &*self.session.borrow() {
            // SAFETY: the session is one of this connector's context.
            unsafe { settings.set_session(session) }.expect("a session");
        }
        let stream = settings.connect(NAME, tcp).expect("openssl connects");
        Box::new(Open { stream, session: Rc::clone(&self.session) })
    }
}

impl Read for Open {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.stream.read(into)
    }
}

impl Write for Open {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.stream.write(from)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl Stream for Open {
    fn keep(&mut self) {
        let session = self.stream.ssl().session().expect("a session");
        *self.session.borrow_mut() = Some(session.to_owned());
    }

    fn close(&mut self) {
        // The server may be gone already.
        let _ = self.stream.shutdown();
    }
}
