//! What tests of revocation lists share: a root, a leaf, our verdict and that of openssl.

use super::registry::{Authority, CA, CA_USE, DAY, LEAF_USE, NOW, Ours};
use super::tools::{Folder, openssl};
use motetls_base::UnixTime;
use motetls_pki::Certificate;
use motetls_pki::chain::DeviceRules;
use motetls_pki::extension::{NewExtension, NewIssuingPoint, Reason};
use motetls_pki::general_name::GeneralName;
use motetls_pki::pem;
use motetls_pki::revocation::{
    Freshness, Inquiry, Issuer, Revocation, RevocationError, Status, Subject, check_crl,
};

pub const SERIAL: &[u8] = &[0x5a, 7, 8, 9];
pub const OTHER: &[u8] = &[0x11];
pub const GOOD: Status = Status::Good;
pub const POINT: &str = "http://a.example/1.crl";

pub fn is_revoked(reason: Reason) -> Status {
    Status::Revoked(Revocation { date: UnixTime(NOW.0 - 2 * DAY), reason })
}

pub const fn unknown(why: RevocationError) -> Status {
    Status::Unknown(why)
}

/// What several lists say of a certificate.
pub fn verdict(leaf: &[u8], issuer: Issuer<'_>, lists: &[&[u8]], freshness: Freshness) -> Status {
    let certificate = Certificate::parse(leaf).unwrap();
    let mut inquiries = [Inquiry::new(Subject::of(&certificate))];
    for list in lists {
        let before = inquiries[0].status();
        let outcome = check_crl::<Ours, DeviceRules>(list, issuer, freshness, &mut inquiries);
        if let (Err(why), Status::Unknown(_)) = (outcome, before) {
            assert_eq!(inquiries[0].status(), Status::Unknown(why), "it is noted");
        }
    }
    inquiries[0].status()
}

/// The verdict of openssl on the same: accepted or not.
pub struct Openssl {
    pub folder: Folder,
}

impl Openssl {
    pub fn save(&self, file: &str, label: &str, ders: &[&[u8]]) {
        let mut all = Vec::new();
        for der in ders {
            let mut text = vec![0; pem::encoded_len(label.len(), der.len())];
            pem::encode(label, der, &mut text).unwrap();
            all.extend(text);
        }
        self.folder.write(file, &all);
    }

    pub fn accepts(
        &self,
        root: &[u8],
        leaf: &[u8],
        lists: &[&[u8]],
        options: &str,
    ) -> (bool, String) {
        self.save("root.pem", pem::CERTIFICATE, &[root]);
        self.save("leaf.pem", pem::CERTIFICATE, &[leaf]);
        self.save("list.pem", pem::X509_CRL, lists);
        let now = NOW.0;
        let line = format!(
            "openssl verify -crl_check {options} -CAfile root.pem -CRLfile list.pem -attime {now} leaf.pem"
        );
        let output = self.folder.run(&line);
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// A root, a leaf with a distribution point, and the two opinions.
pub struct Bench {
    pub root: Authority,
    pub root_der: Vec<u8>,
    pub leaf: Vec<u8>,
    pub openssl: Option<Openssl>,
}

impl Bench {
    pub fn new(test: &str) -> Self {
        let root = Authority::new("CN=Root,O=Motes", 1);
        let root_der = root.certify(&root, &[1], &[CA, CA_USE]);
        let leaf = root.certify(&Authority::new("CN=mote", 2), SERIAL, &[LEAF_USE, points()]);
        let openssl = openssl(test).then(|| Openssl { folder: Folder::new() });
        Bench { root, root_der, leaf, openssl }
    }

    /// Both opinions on `lists`: ours, and whether openssl accepts the leaf.
    #[track_caller]
    pub fn check(&self, what: &str, lists: &[&[u8]], ours: Status, theirs: bool) {
        let freshness = Freshness::at(Some(NOW));
        assert_eq!(verdict(&self.leaf, self.root.issuer(), lists, freshness), ours, "{what}");
        if let Some(openssl) = &self.openssl {
            let options = "-extended_crl -use_deltas";
            let (accepted, output) = openssl.accepts(&self.root_der, &self.leaf, lists, options);
            assert_eq!(accepted, theirs, "openssl on {what}: {output}");
        }
    }
}

pub const PLACES: [GeneralName<'_>; 1] = [GeneralName::Uri(POINT.as_bytes())];

pub fn points() -> NewExtension<'static> {
    NewExtension::CrlDistributionPoints(&PLACES)
}

pub const NUMBER: NewExtension<'_> = NewExtension::CrlNumber(&[5]);

pub fn point(point: NewIssuingPoint<'_>) -> [NewExtension<'_>; 2] {
    [NUMBER, NewExtension::IssuingPoint(point)]
}
