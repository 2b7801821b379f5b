//! A throw-away certification authority: the `openssl` command line in a temporary directory.

#![allow(unreachable_pub)]
#![cfg_attr(not(feature = "alloc"), allow(dead_code))]

pub mod comparison;
#[cfg(feature = "alloc")]
pub mod listed;
#[cfg(feature = "alloc")]
pub mod look;
pub mod maker;
pub mod pkits;
#[path = "../../../../crypto/tests/all/common/random.rs"]
pub mod random;
pub mod registry;
#[cfg(feature = "alloc")]
pub mod responder;
pub mod sealed;
pub mod tools;
pub mod tree;

use motetls_crypto::{EcdsaVerify, Hash, VerificationFailed, WholeVerify};
use motetls_pki::{Algorithms, CertError, Chain, ChainProgress, VerifyPolicy, pem};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

/// Primitives of RustCrypto: a second opinion beside our own.
pub struct RustCrypto;

impl Algorithms for RustCrypto {
    type Sha256 = Sha256;
    type EcdsaP256 = P256;
}

/// Our own primitives.
pub struct Ours;

impl Algorithms for Ours {
    type Sha256 = motetls_crypto::Sha256;
    type EcdsaP256 = motetls_crypto::P256;
}

#[derive(Clone)]
pub struct Sha256(sha2::Sha256);

impl Hash for Sha256 {
    type Output = [u8; 32];
    type Block = [u8; 64];
    fn new() -> Self {
        Sha256(sha2::Digest::new())
    }
    fn update(&mut self, data: &[u8]) {
        sha2::Digest::update(&mut self.0, data);
    }
    fn finish(&mut self) -> [u8; 32] {
        sha2::Digest::finalize_reset(&mut self.0).into()
    }
    fn restart(&mut self) {
        *self = Self::new();
    }
}

pub struct P256;

impl EcdsaVerify for P256 {
    type Steps = WholeVerify<Self>;
    fn verify(public: &[u8], digest: &[u8], signature: &[u8]) -> Result<(), VerificationFailed> {
        use p256::ecdsa::signature::hazmat::PrehashVerifier;
        let key =
            p256::ecdsa::VerifyingKey::from_sec1_bytes(public).map_err(|_| VerificationFailed)?;
        let signature =
            p256::ecdsa::Signature::from_slice(signature).map_err(|_| VerificationFailed)?;
        key.verify_prehash(digest, &signature).map_err(|_| VerificationFailed)
    }
}

/// The verdict on a whole chain as a TLS engine comes to it: certificates one by one, then the end.
pub fn verdict<A: Algorithms>(
    policy: &VerifyPolicy<'_>,
    chain: &[&[u8]],
) -> Result<[u8; 65], CertError> {
    let mut state = Chain::<A>::new();
    for der in chain {
        if state.push(policy, der)? == ChainProgress::Trusted {
            assert!(state.finish().is_ok());
        }
    }
    state.finish().copied()
}

/// The verdict with either set of primitives, which must agree.
pub fn agreed_verdict(policy: &VerifyPolicy<'_>, chain: &[&[u8]]) -> Result<[u8; 65], CertError> {
    let ours = verdict::<Ours>(policy, chain);
    assert_eq!(ours, verdict::<RustCrypto>(policy, chain));
    ours
}

/// Whether `openssl` is there. Without it the skip is printed, or the test fails under
/// MOTETLS_REQUIRE_PEERS=1.
pub fn openssl_is_there(test: &str) -> bool {
    let there =
        Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success());
    if !there {
        motetls_peers::tool::skip(test, "openssl", "apt-get install openssl");
    }
    there
}

/// A directory that is removed at the end, with an authority's files in it.
pub struct Authority {
    pub directory: PathBuf,
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// One certificate to be issued.
#[derive(Clone)]
pub struct Request<'a> {
    /// The name of its files, and of its key unless `key` says otherwise.
    pub file: &'a str,
    pub key: &'a str,
    /// The common name; or with a slash before, all of the name.
    pub subject: &'a str,
    /// The file name of its issuer; its own for a self-signed certificate.
    pub issuer: &'a str,
    /// Lines of an extension section; empty for none at all.
    pub extensions: &'a str,
    pub from: &'a str,
    pub until: &'a str,
    /// The curve of the key, `ed25519`, `rsa`, `rsa-pss`, or `rsa:3072`.
    pub curve: &'a str,
    /// The hash; `sha256 pss` for RSASSA-PSS, `sha256 pss:20 sha1` with another salt and mask.
    pub digest: &'a str,
}

impl<'a> Request<'a> {
    /// A certificate `file` by `issuer` with its own P-256 key, valid from 2026 to 2045.
    pub fn new(file: &'a str, issuer: &'a str, extensions: &'a str) -> Self {
        Request {
            file,
            key: file,
            subject: file,
            issuer,
            extensions,
            from: "20260101000000Z",
            until: "20450101000000Z",
            curve: "P-256",
            digest: "sha256",
        }
    }
}

impl Authority {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let directory =
            std::env::temp_dir().join(format!("motetls-pki-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        Authority { directory }
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.directory.join(file)
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new("openssl").args(arguments).current_dir(&self.directory).output().unwrap()
    }

    fn run_well(&self, arguments: &[&str]) {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "openssl {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Makes the request's key, unless it is there; yields the parameters of one on a curve, which
    /// is made with the request: each start of openssl costs time.
    fn make_key(&self, request: &Request<'_>) -> Option<String> {
        let key = format!("{}.key", request.key);
        if Path::exists(&self.path(&key)) {
            return None;
        }
        match request.curve {
            "rsa" => self.run_well(&["genpkey", "-algorithm", "RSA", "-out", &key]),
            "rsa-pss" => self.run_well(&["genpkey", "-algorithm", "RSA-PSS", "-out", &key]),
            "ed25519" => self.run_well(&["genpkey", "-algorithm", "ED25519", "-out", &key]),
            bits if bits.starts_with("rsa:") => {
                let bits = bits.replace("rsa:", "rsa_keygen_bits:");
                self.run_well(&["genpkey", "-algorithm", "RSA", "-pkeyopt", &bits, "-out", &key]);
            }
            curve => return Some(format!("ec_paramgen_curve:{curve}")),
        }
        None
    }

    /// Issues a certificate and yields it in DER. `openssl ca` is the one command of openssl 3.0
    /// that sets both dates.
    pub fn issue(&self, request: &Request<'_>) -> Vec<u8> {
        let parameters = self.make_key(request);
        let Request { file, key, subject, issuer, extensions, from, until, digest, .. } = request;
        let section = if extensions.is_empty() { "" } else { "x509_extensions = exts\n" };
        let config = format!(
            "[ca]\ndefault_ca = d\n[d]\ndatabase = {file}.db\nnew_certs_dir = .\nrand_serial = yes\nunique_subject = no\n\
             email_in_dn = no\npolicy = p\n{section}[p]\ncountryName = optional\norganizationName = optional\n\
             commonName = optional\n[exts]\n{extensions}\n"
        );
        std::fs::write(self.path(&format!("{file}.cnf")), config).unwrap();
        std::fs::write(self.path(&format!("{file}.db")), "").unwrap();
        let [csr, cnf, pem_file, der] =
            ["csr", "cnf", "pem", "der"].map(|extension| format!("{file}.{extension}"));
        let request_config = "[req]\ndistinguished_name = dn\n[dn]\n";
        std::fs::write(self.path("req.cnf"), request_config).unwrap();
        let name =
            if subject.starts_with('/') { (*subject).to_owned() } else { format!("/CN={subject}") };
        let (digest, padding) = digest.split_once(' ').unwrap_or((digest, ""));
        let key = format!("{key}.key");
        let mut arguments = vec!["req", "-new", "-config", "req.cnf", "-subj", &name, "-out", &csr];
        match &parameters {
            None => arguments.extend(["-key", &key]),
            Some(curve) => {
                arguments.extend(["-newkey", "ec", "-pkeyopt", curve, "-nodes", "-keyout", &key])
            }
        }
        self.run_well(&arguments);
        let mut arguments = vec![
            "ca",
            "-batch",
            "-notext",
            "-config",
            &cnf,
            "-in",
            &csr,
            "-out",
            &pem_file,
            "-md",
            digest,
            "-startdate",
            from,
            "-enddate",
            until,
        ];
        let (issuer_key, issuer_pem) = (format!("{issuer}.key"), format!("{issuer}.pem"));
        if file == issuer {
            arguments.extend(["-selfsign", "-keyfile", &key]);
        } else {
            arguments.extend(["-keyfile", &issuer_key, "-cert", &issuer_pem]);
        }
        let options: Vec<String> = match padding.strip_prefix("pss") {
            None => Vec::new(),
            Some(salt) => {
                let mut salt = salt.trim_start_matches(':').split(' ');
                let length = salt.next().filter(|length| !length.is_empty()).unwrap_or("digest");
                let mask = salt.next().map(|hash| format!("rsa_mgf1_md:{hash}"));
                let first =
                    ["rsa_padding_mode:pss".to_owned(), format!("rsa_pss_saltlen:{length}")];
                first.into_iter().chain(mask).collect()
            }
        };
        arguments.extend(options.iter().flat_map(|option| ["-sigopt", option]));
        self.run_well(&arguments);
        let bytes =
            pem::certificates(&std::fs::read(self.path(&pem_file)).unwrap()).unwrap().remove(0);
        std::fs::write(self.path(&der), &bytes).unwrap();
        bytes
    }

    /// Issues a root of its own key.
    pub fn root(&self, file: &str) -> Vec<u8> {
        self.issue(&Request::new(file, file, CA))
    }
}

pub const CA: &str = "basicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign";
pub const LEAF: &str = "basicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\n\
                        extendedKeyUsage = serverAuth\nsubjectAltName = DNS:a.example,DNS:*.b.example,IP:192.0.2.7,IP:2001:db8::7";
