//! A chain is verified: our verdict beside that of `openssl verify`.

use super::{Authority, CA, LEAF, Request, agreed_verdict, openssl_is_there};
use motetls_base::UnixTime;
use motetls_pki::{CertError, Certificate, ServerName, TrustAnchor, Usage, VerifyPolicy, key};

/// 2033-05-18, inside the validity of a [`Request::new`] and after any build of these tests.
pub const NOW: u64 = 2_000_000_000;
pub const ACCEPTED: bool = true;
pub const REFUSED: bool = false;

/// What tells the leaf's key of a chain, or why there is none.
pub type Validator = fn(&VerifyPolicy<'_>, &[&[u8]]) -> Result<[u8; 65], CertError>;

/// An authority and what its chains are verified with.
pub struct Comparison {
    pub authority: Authority,
    pub name: &'static str,
    pub now: Option<u64>,
    pub usage: Usage,
}

impl Comparison {
    /// With `root`, `intermediate` and `leaf`; `None` when there is no openssl.
    pub fn new(test: &str) -> Option<Comparison> {
        if !openssl_is_there(test) {
            return None;
        }
        let authority = Authority::new();
        authority.root("root");
        let comparison =
            Comparison { authority, name: "a.example", now: Some(NOW), usage: Usage::ServerAuth };
        comparison.issue("intermediate", "root", CA);
        comparison.issue("leaf", "intermediate", LEAF);
        Some(comparison)
    }

    pub fn issue(&self, file: &str, issuer: &str, extensions: &str) {
        self.authority.issue(&Request::new(file, issuer, extensions));
    }

    /// Has `by` verify `chain` by `anchors`, both file names with blanks between.
    pub fn verify(&self, chain: &str, anchors: &str, by: Validator) -> Result<(), CertError> {
        self.verify_with(chain, anchors, |policy, ders| {
            let key = by(policy, ders)?;
            assert_eq!(&key, key::p256(Certificate::parse(ders[0]).unwrap().spki).unwrap());
            Ok(())
        })
    }

    /// What `by` makes of `chain` and `anchors`, both file names with blanks between.
    pub fn verify_with<T>(
        &self,
        chain: &str,
        anchors: &str,
        by: impl FnOnce(&VerifyPolicy<'_>, &[&[u8]]) -> T,
    ) -> T {
        let (ders, roots) = (self.read(chain), self.read(anchors));
        let anchor_list: Vec<_> =
            roots.iter().map(|der| TrustAnchor::from_certificate(der).unwrap()).collect();
        let storage = &mut [0; 16];
        let policy = VerifyPolicy {
            anchors: &anchor_list,
            name: Some(ServerName::parse(self.name, storage).unwrap()),
            now: self.now.map(UnixTime),
            usage: self.usage,
        };
        let slices: Vec<&[u8]> = ders.iter().map(Vec::as_slice).collect();
        by(&policy, &slices)
    }

    /// The files of these names, in DER.
    pub fn read(&self, files: &str) -> Vec<Vec<u8>> {
        let read = |file| std::fs::read(self.authority.path(&format!("{file}.der"))).unwrap();
        files.split_whitespace().map(read).collect()
    }

    /// Verifies `chain` by `anchors`, and has openssl verify it too.
    #[track_caller]
    pub fn check(&self, chain: &str, anchors: &str, ours: Result<(), CertError>, theirs: bool) {
        assert_eq!(self.verify(chain, anchors, agreed_verdict), ours, "ours on {chain}");
        self.check_theirs(chain, anchors, theirs);
    }

    /// Has openssl verify `chain` by `anchors`.
    #[track_caller]
    pub fn check_theirs(&self, chain: &str, anchors: &str, theirs: bool) {
        let (accepted, output) = self.openssl(chain, anchors);
        assert_eq!(accepted, theirs, "openssl on {chain}: {output}");
    }

    fn openssl(&self, chain: &str, anchors: &str) -> (bool, String) {
        let bundle = |name: &str, files: &str| {
            let pem = |file| std::fs::read(self.authority.path(&format!("{file}.pem"))).unwrap();
            let text: Vec<u8> = files.split_whitespace().flat_map(pem).collect();
            std::fs::write(self.authority.path(name), text).unwrap();
        };
        let (leaf, rest) = chain.split_once(' ').unwrap_or((chain, ""));
        bundle("trusted.bundle", anchors);
        bundle("untrusted.bundle", rest);
        let leaf = format!("{leaf}.pem");
        let now = self.now.unwrap_or(NOW).to_string();
        let is_address = self.name.parse::<std::net::IpAddr>().is_ok();
        let mut arguments = vec![
            "verify",
            "-partial_chain",
            "-trusted",
            "trusted.bundle",
            "-attime",
            &now,
            "-purpose",
        ];
        arguments.push(if self.usage == Usage::ServerAuth { "sslserver" } else { "sslclient" });
        arguments.extend([
            if is_address { "-verify_ip" } else { "-verify_hostname" },
            self.name.trim_end_matches('.'),
        ]);
        if !rest.is_empty() {
            arguments.extend(["-untrusted", "untrusted.bundle"]);
        }
        arguments.push(&leaf);
        let output = self.authority.run(&arguments);
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
