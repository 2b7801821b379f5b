//! motetls as a client, over four sets of primitives.

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::marker::PhantomData;
use std::net::TcpStream;
use std::path::Path;
use std::rc::Rc;
use std::time::SystemTime;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use motetls::crypto::{self, Aes128Ct, AesGcm, EcdsaSign, Hash};
use motetls::os_entropy::{OsEntropy, OsRandom};
use motetls::pki::key::PrivateKey;
use motetls::pki::pem;
use motetls::std_io::{ReadAhead, StdStream};
use motetls::{
    Config, Credential, FULL_RX, FULL_TX, HandshakeScratch, HandshakeSigner, Profile, Random,
    ServerName, Session, SignatureError, SignatureScheme, TrustAnchor, UnixTime, profile,
};
use motetls_engine_aws_lc as aws_lc;
use motetls_engine_rustcrypto as rustcrypto;

use crate::client::{Client, NAME, Settings, Stream};

profile! {
    /// What devices use: portable code, in constant time.
    pub struct Portable;
    hash: crypto::Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: crypto::P256 };
    signatures: { ecdsa_secp256r1_sha256: crypto::P256 };
    key_exchange: [x509, psk_dhe_ke];
    options: [resumption];
    signer: Key<crypto::P256, crypto::Sha256>;
}

profile! {
    /// What the command line uses: our curve, hash and cipher of RustCrypto.
    pub struct Host;
    hash: rustcrypto::Sha256;
    suites: { TLS_AES_128_GCM_SHA256: rustcrypto::Aes128Gcm };
    groups: { secp256r1: crypto::P256 };
    signatures: { ecdsa_secp256r1_sha256: crypto::P256 };
    key_exchange: [x509, psk_dhe_ke];
    options: [resumption];
    signer: Key<crypto::P256, rustcrypto::Sha256>;
}

profile! {
    /// All by RustCrypto.
    pub struct RustCrypto;
    hash: rustcrypto::Sha256;
    suites: { TLS_AES_128_GCM_SHA256: rustcrypto::Aes128Gcm };
    groups: { secp256r1: rustcrypto::P256 };
    signatures: { ecdsa_secp256r1_sha256: rustcrypto::P256 };
    key_exchange: [x509, psk_dhe_ke];
    options: [resumption];
    signer: Key<rustcrypto::P256, rustcrypto::Sha256>;
}

profile! {
    /// All by AWS-LC.
    pub struct AwsLc;
    hash: aws_lc::Sha256;
    suites: { TLS_AES_128_GCM_SHA256: aws_lc::Aes128Gcm };
    groups: { secp256r1: aws_lc::P256 };
    signatures: { ecdsa_secp256r1_sha256: aws_lc::P256 };
    key_exchange: [x509, psk_dhe_ke];
    options: [resumption];
    signer: Key<aws_lc::P256, aws_lc::Sha256>;
}

/// A P-256 key that signs, whatever the code.
pub struct Key<C: EcdsaSign, H> {
    private: C::Private,
    hedge: [u8; 32],
    hash: PhantomData<fn() -> H>,
}

impl<C: EcdsaSign, H: Hash> HandshakeSigner for Key<C, H> {
    type Signature = C::Signature;

    fn signs(&self, scheme: SignatureScheme) -> bool {
        scheme == SignatureScheme::ecdsa_secp256r1_sha256
    }

    fn sign(
        &self,
        _: SignatureScheme,
        message: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError> {
        let mut hash = H::new();
        message.iter().for_each(|piece| hash.update(piece));
        let made = C::sign::<H>(&self.private, hash.finish().as_ref(), &self.hedge)
            .map_err(|_| SignatureError::Failed)?;
        let made = made.as_ref();
        signature[..made.len()].copy_from_slice(made);
        Ok(made.len())
    }
}

/// A profile whose signer is made of a key file, in DER and as its scalar, and a hedge.
pub trait Signs: Profile<Observer = ()> {
    fn signer(der: &[u8], scalar: &[u8; 32], hedge: [u8; 32]) -> Self::Signer;
}

macro_rules! signs {
    ($($profile:ident: |$der:ident, $scalar:ident| $private:expr;)*) => {$(
        impl Signs for $profile {
            fn signer($der: &[u8], $scalar: &[u8; 32], hedge: [u8; 32]) -> Self::Signer {
                Key { private: $private.expect("a P-256 key"), hedge, hash: PhantomData }
            }
        }
    )*};
}

signs! {
    Portable: |_der, scalar| <crypto::P256 as EcdsaSign>::Private::from_bytes(scalar);
    Host: |_der, scalar| <crypto::P256 as EcdsaSign>::Private::from_bytes(scalar);
    RustCrypto: |_der, scalar| <rustcrypto::P256 as EcdsaSign>::Private::from_slice(scalar);
    AwsLc: |der, _scalar| EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der);
}

/// A client of ours. What it borrows lives as long as the program.
pub struct Ours<P> {
    anchors: Vec<TrustAnchor<'static>>,
    chain: Vec<&'static [u8]>,
    /// The client's key, in DER and as its scalar.
    key: Option<(Vec<u8>, [u8; 32])>,
    random: RefCell<OsRandom>,
    /// The session that is resumed: empty until one was kept; `None` for full handshakes.
    session: Option<Rc<RefCell<Vec<u8>>>>,
    profile: PhantomData<P>,
}

/// Bytes for a session.
const SESSION: usize = 1024;

/// The certificates of a file.
fn certificates(path: &Path) -> impl Iterator<Item = &'static [u8]> {
    let text = std::fs::read(path).expect("a file of the test's");
    let certificates = pem::certificates(&text).expect("certificates in PEM");
    certificates.into_iter().map(|der| &*der.leak())
}

/// A P-256 key, in DER and as its scalar.
fn key(path: &Path) -> (Vec<u8>, [u8; 32]) {
    let text = std::fs::read(path).expect("a file of the test's");
    let key = pem::decode(&text, &["PRIVATE KEY"]).expect("a key in PEM");
    let der = key.into_iter().next().expect("a key in PEM").der;
    let mut scalar = [0; 32];
    match PrivateKey::from_any(&der) {
        Ok(PrivateKey::Ec(key)) => key.private_into(&mut scalar).expect("a P-256 key"),
        _ => panic!("a P-256 key"),
    }
    (der, scalar)
}

impl<P: Signs> Client for Ours<P> {
    fn new(settings: &Settings) -> Self {
        let anchor = |der| TrustAnchor::from_certificate(der).expect("a certificate");
        let own = settings.own.as_ref();
        Ours {
            anchors: certificates(&settings.ca).map(anchor).collect(),
            chain: own.map_or(vec![], |own| certificates(&own.certificate).collect()),
            key: own.map(|own| key(&own.key)),
            random: RefCell::new(OsEntropy::generator().expect("entropy")),
            session: settings.resume.then(Rc::default),
            profile: PhantomData,
        }
    }

    fn connect(&self, tcp: TcpStream) -> Box<dyn Stream> {
        let mut random = self.random.borrow_mut();
        let signer = self.key.as_ref().map(|(der, scalar)| {
            let mut hedge = [0; 32];
            random.random(&mut hedge).expect("entropy");
            P::signer(der, scalar, hedge)
        });
        let credential = signer.as_ref().map(|signer| Credential { chain: &self.chain, signer });
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock");
        let kept = self.session.as_ref().map(|session| session.borrow());
        let session = kept.as_ref().filter(|kept| !kept.is_empty());
        let session = session.map(|kept| Session::new(kept));
        let config = Config::<P> {
            server_name: Some(ServerName::from_static(NAME)),
            anchors: &self.anchors,
            now: Some(UnixTime(now.as_secs())),
            credentials: credential.as_slice(),
            session: session.as_ref(),
            ..Config::new(&())
        };
        let buffers = (vec![0; FULL_RX], vec![0; FULL_TX]);
        let mut scratch = HandshakeScratch::new();
        let tcp = ReadAhead::new(tcp);
        let stream = StdStream::client(tcp, buffers, &config, &mut *random, &mut scratch);
        let mut stream = stream.expect("motetls connects");
        if self.session.is_some() && session.is_none() {
            stream.connection().keep_session(vec![0; SESSION]);
        }
        Box::new(Open { stream, session: self.session.clone() })
    }
}

/// A connection, and where its session is kept.
struct Open<P: Profile> {
    stream: StdStream<P, ReadAhead<TcpStream>>,
    session: Option<Rc<RefCell<Vec<u8>>>>,
}

impl<P: Profile> Read for Open<P> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.stream.read(into)
    }
}

impl<P: Profile> Write for Open<P> {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.stream.write(from)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl<P: Profile> Stream for Open<P> {
    fn keep(&mut self) {
        let session = self.stream.connection().session().expect("a ticket came").to_vec();
        if let Some(kept) = &self.session {
            *kept.borrow_mut() = session;
        }
    }

    fn close(&mut self) {
        // The server may be gone already.
        let _ = self.stream.close();
    }
}
