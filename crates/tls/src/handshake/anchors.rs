//! The anchors that a certificate is held against.

use motetls_pki::anchor::AnchorSet;
use motetls_pki::{Certificate, TrustAnchor, VerifyPolicy};

use crate::config::party::Party;
use crate::hashes::{Hashes, cut};
use crate::profile::Profile;

/// How many anchors of a set are looked at for one certificate.
const MOST: usize = 4;

/// Memory for the anchors found for a certificate.
pub(super) struct Found<'a> {
    anchors: [TrustAnchor<'a>; MOST],
    count: usize,
}

impl<'a> Found<'a> {
    pub(super) const NONE: Self = Found { anchors: [TrustAnchor::new(&[], &[]); MOST], count: 0 };

    fn add(&mut self, anchors: impl Iterator<Item = TrustAnchor<'a>>) {
        for anchor in anchors {
            let Some(place) = self.anchors.get_mut(self.count) else { return };
            *place = anchor;
            self.count = self.count.wrapping_add(1);
        }
    }
}

/// What the certificate `der` is held against: the anchors of the configuration, or those of its
/// set that may have issued the certificate, and the certificate itself if it is one.
#[inline(always)]
pub(super) fn policy<'p, 'c: 'p, P: Profile>(
    party: Party<'c, P>,
    der: &'p [u8],
    found: &'p mut Found<'p>,
) -> VerifyPolicy<'p> {
    let mut policy: VerifyPolicy<'p> = party.policy();
    let set = party.client().and_then(|config| config.anchor_set);
    if let (true, Some(set)) = (P::ANCHOR_SET, set) {
        search::<P>(set, der, found);
        policy.anchors = found.anchors.get(..found.count).unwrap_or(&[]);
    }
    policy
}

fn search<'a, P: Profile>(set: &AnchorSet<'a>, der: &'a [u8], found: &mut Found<'a>) {
    let Ok(certificate) = Certificate::parse(der) else { return };
    let (subject, issuer) = (certificate.subject, certificate.issuer);
    found.add(named::<P>(set, subject).filter(|anchor| anchor.spki == certificate.spki));
    if issuer != subject || found.count == 0 {
        found.add(named::<P>(set, issuer));
    }
}

/// The anchors of this name.
fn named<'a, P: Profile>(
    set: &AnchorSet<'a>,
    name: &'a [u8],
) -> impl Iterator<Item = TrustAnchor<'a>> {
    let digest = P::Hashes::digest(P::Hashes::FIRST, name);
    let digest = cut::<P::Hashes>(P::Hashes::FIRST, &digest);
    let hash = digest.first_chunk::<32>().copied().unwrap_or([0; 32]);
    set.find(&hash).map(move |anchor| TrustAnchor {
        subject: name,
        spki: anchor.spki,
        name_constraints: anchor.name_constraints,
    })
}
