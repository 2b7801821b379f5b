//! What tests of OCSP answers share: a responder by plan, our verdict and that of openssl.

use super::registry::{Authority, CA, CA_USE, DAY, LEAF_USE, Ours};
use super::tools::{Folder, openssl};
use motetls_base::UnixTime;
use motetls_crypto::sha1::Sha1;
use motetls_crypto::{Hash, Sha256};
use motetls_pki::algorithm::HashId;
use motetls_pki::chain::DeviceRules;
use motetls_pki::der::Read;
use motetls_pki::extension::NewExtension;
use motetls_pki::key::PublicKeyInfo;
use motetls_pki::ocsp::{CertId, CertStatus, NewResponse, NewSingleResponse, Responder};
use motetls_pki::oid::known;
use motetls_pki::revocation::{
    Freshness, Issuer, ResponsePolicy, RevocationError, Status, Subject, UnverifiedResponse,
    check_response,
};
use motetls_pki::time::BUILD_DATE;
use motetls_pki::{Certificate, pem};

pub const SERIAL: &[u8] = &[0x5a, 7, 8, 9];
pub const OTHER: &[u8] = &[0x11];
pub const GOOD: Status = Status::Good;
pub const NO_CHECK: NewExtension<'_> = NewExtension::OcspNoCheck;
pub const ANSWERS: NewExtension<'_> = NewExtension::ExtendedKeyUsage(&[known::OCSP_SIGNING]);

/// The time of these tests: openssl compares answers with the clock of the machine, and nothing
/// else.
pub fn now() -> UnixTime {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    UnixTime(now.as_secs().max(BUILD_DATE.0 + DAY))
}

pub fn openssl_clock_is_right() -> bool {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    now.as_secs() > BUILD_DATE.0 + DAY
}

pub fn bits(spki: &[u8]) -> &[u8] {
    PublicKeyInfo::from_der(spki).unwrap().bits
}

/// The hashes of an issuer's name and key.
pub struct Hashes {
    pub hash: HashId,
    pub name: Vec<u8>,
    pub key: Vec<u8>,
}

impl Hashes {
    pub fn of(hash: HashId, issuer: &Authority) -> Self {
        let digest = |data: &[u8]| match hash {
            HashId::Sha1 => Sha1::digest(data).to_vec(),
            _ => Sha256::digest(data).to_vec(),
        };
        Hashes { hash, name: digest(&issuer.name), key: digest(bits(&issuer.spki)) }
    }

    pub fn id<'a>(&'a self, serial: &'a [u8]) -> CertId<'a> {
        CertId {
            hash: Some(self.hash),
            issuer_name_hash: &self.name,
            issuer_key_hash: &self.key,
            serial,
        }
    }
}

/// What is varied.
#[derive(Clone)]
pub struct Plan<'a> {
    pub status: CertStatus,
    pub serial: &'a [u8],
    pub hash: HashId,
    /// thisUpdate and nextUpdate in hours from now.
    pub times: (i64, Option<i64>),
    pub produced: i64,
    pub by_key: bool,
    /// Extensions of the delegate's certificate, if a delegate answers.
    pub delegate: Option<Vec<NewExtension<'a>>>,
    pub extensions: Vec<NewExtension<'a>>,
    pub single: Vec<NewExtension<'a>>,
}

impl Default for Plan<'_> {
    fn default() -> Self {
        Plan {
            status: CertStatus::Good,
            serial: SERIAL,
            hash: HashId::Sha1,
            times: (-2, Some(2)),
            produced: -1,
            by_key: false,
            delegate: None,
            extensions: Vec::new(),
            single: Vec::new(),
        }
    }
}

pub struct Bench {
    pub root: Authority,
    pub clerk: Authority,
    pub stranger: Authority,
    pub root_der: Vec<u8>,
    pub leaf: Vec<u8>,
    pub folder: Option<Folder>,
}

impl Bench {
    pub fn new(test: &str) -> Self {
        let root = Authority::new("CN=Root,O=Motes", 1);
        let root_der = root.certify(&root, &[1], &[CA, CA_USE]);
        let leaf = root.certify(&Authority::new("CN=mote", 2), SERIAL, &[LEAF_USE]);
        let folder = (openssl_clock_is_right() && openssl(test)).then(Folder::new);
        let (clerk, stranger) = (Authority::new("CN=Clerk", 3), Authority::new("CN=Stranger", 4));
        Bench { root, clerk, stranger, root_der, leaf, folder }
    }

    pub fn answer(&self, plan: &Plan<'_>) -> Vec<u8> {
        let hashes = Hashes::of(plan.hash, &self.root);
        let at = |hours: i64| UnixTime(now().0.saturating_add_signed(hours * 3600));
        let certificate = plan
            .delegate
            .as_ref()
            .map(|extensions| self.root.certify(&self.clerk, &[0x21], extensions));
        self.sign(
            plan,
            &hashes,
            at,
            certificate.as_deref(),
            if plan.delegate.is_some() { &self.clerk } else { &self.root },
        )
    }

    pub fn sign(
        &self,
        plan: &Plan<'_>,
        hashes: &Hashes,
        at: impl Fn(i64) -> UnixTime,
        certificate: Option<&[u8]>,
        signer: &Authority,
    ) -> Vec<u8> {
        let key = Sha1::digest(bits(&signer.spki));
        let single = NewSingleResponse {
            id: hashes.id(plan.serial),
            status: plan.status,
            this_update: at(plan.times.0),
            next_update: plan.times.1.map(at),
            extensions: &plan.single,
        };
        let certificates: Vec<&[u8]> = certificate.into_iter().collect();
        let new = NewResponse {
            responder: if plan.by_key {
                Responder::KeyHash(&key)
            } else {
                Responder::Name(signer.dn())
            },
            produced_at: UnixTime(now().0.saturating_add_signed(plan.produced * 3600)),
            responses: &[single],
            extensions: &plan.extensions,
            certificates: &certificates,
        };
        let mut der = vec![0; 4096];
        let length = new.sign(&mut signer.signer(), &mut der).unwrap();
        der.truncate(length);
        der
    }

    /// Our verdict, whole and in the order of TLS.
    pub fn ours(&self, der: &[u8], policy: &ResponsePolicy<'_>) -> Result<Status, RevocationError> {
        let verdict = self.whole(der, policy);
        let certificate = Certificate::parse(&self.leaf).unwrap();
        let subject = Subject::of(&certificate);
        let issuer = Issuer { key_usage: None, ..self.root.issuer() };
        let kept = UnverifiedResponse::<Ours>::read(&subject, der, policy);
        assert_eq!(kept.and_then(|answer| answer.clone().finish(&issuer)), verdict);
        verdict
    }

    /// Our verdict, the issuer being known.
    pub fn whole(
        &self,
        der: &[u8],
        policy: &ResponsePolicy<'_>,
    ) -> Result<Status, RevocationError> {
        let certificate = Certificate::parse(&self.leaf).unwrap();
        let subject = Subject::of(&certificate);
        let issuer = Issuer { key_usage: None, ..self.root.issuer() };
        check_response::<Ours, DeviceRules>(&subject, der, &issuer, policy)
    }

    /// Whether openssl trusts the answer and finds the leaf good.
    pub fn theirs(&self, der: &[u8]) -> Option<(bool, String)> {
        let folder = self.folder.as_ref()?;
        for (file, der) in [("root.pem", &self.root_der), ("leaf.pem", &self.leaf)] {
            let mut text = vec![0; pem::encoded_len(pem::CERTIFICATE.len(), der.len())];
            pem::encode(pem::CERTIFICATE, der, &mut text).unwrap();
            folder.write(file, &text);
        }
        folder.write("answer.der", der);
        let line =
            "openssl ocsp -respin answer.der -issuer root.pem -cert leaf.pem -CAfile root.pem";
        let output = folder.run(line);
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8_lossy(&printed).into_owned();
        let good = printed.contains("Response verify OK")
            && printed.contains("leaf.pem: good")
            && !printed.contains("times invalid");
        Some((good, printed))
    }

    #[track_caller]
    pub fn check(
        &self,
        what: &str,
        plan: &Plan<'_>,
        ours: Result<Status, RevocationError>,
        theirs: bool,
    ) {
        let der = self.answer(plan);
        assert_eq!(
            self.ours(&der, &ResponsePolicy::new(Freshness::at(Some(now())))),
            ours,
            "{what}"
        );
        if let Some((good, printed)) = self.theirs(&der) {
            assert_eq!(good, theirs, "openssl on {what}: {printed}");
        }
    }
}
