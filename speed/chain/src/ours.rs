//! Our verifier.

use crate::chain::{NAME, NOW, Sample};
use motetls_base::UnixTime;
use motetls_crypto::{Absent, EcdsaVerify, P256, Sha256, Sha384, Sha512, Unauthentic};
use motetls_pki::chain::{FirstFault, Full, HostAlgorithms, Many, Progress, Rules, Signatures, Slots};
use motetls_pki::path::{BUDGET, Builder, Slot};
use motetls_pki::{Algorithms, Chain, Policy, ServerName, TrustAnchor, Usage};

/// Our cryptography.
pub enum Real {}

impl Algorithms for Real {
    type Sha256 = Sha256;
    type EcdsaP256 = P256;
}

/// Takes every signature.
pub enum Free {}

impl Algorithms for Free {
    type Sha256 = Sha256;
    type EcdsaP256 = Free;
}

impl EcdsaVerify for Free {
    fn verify(_: &[u8], _: &[u8], _: &[u8]) -> Result<(), Unauthentic> {
        Ok(())
    }
}

/// As those of [`HostAlgorithms`], with signatures taken unseen.
impl Slots for Free {
    type Sha256 = Sha256;
    type Sha384 = Sha384;
    type Sha512 = Sha512;
    type LegacySha1 = Absent;
    type EcdsaP256 = Free;
    type EcdsaP384 = Free;
    type EcdsaP521 = Free;
    type Rsa = Absent;
    type Ed25519 = Absent;
    type Digest = [u8; 64];
    type Signature = [u8; 1024];
    type Key = [u8; 1064];
    type Contents = [u8; 4096];
}

fn policy<'a>(anchors: &'a [TrustAnchor<'a>]) -> Policy<'a> {
    Policy { anchors, name: Some(ServerName::Dns(NAME)), now: Some(UnixTime(NOW)), usage: Usage::ServerAuth }
}

fn in_order<A: Signatures, R: Rules>(sample: &Sample, certificates: &[&[u8]]) {
    let anchors = [sample.anchor()];
    let policy = policy(&anchors);
    let mut chain = Chain::<A, R>::new();
    let mut progress = Progress::NeedsIssuer;
    for der in certificates {
        progress = chain.push(&policy, der).expect("a sound chain");
    }
    assert_eq!(progress, Progress::Trusted);
    assert!(chain.finish().is_ok());
}

fn searched<A: Signatures, R: Rules>(sample: &Sample, certificates: &[&[u8]]) {
    let anchors = [sample.anchor()];
    let policy = policy(&anchors);
    let builder = Builder { policy: &policy, pool: &certificates[1..], budget: BUDGET, judge: FirstFault };
    let mut slots = [const { Slot::<A, R>::EMPTY }; 4];
    let path = builder.find(certificates[0], &mut slots).expect("a path");
    assert_eq!(path.issuers().len(), 2);
}

pub fn device<A: Algorithms>(sample: &Sample, certificates: &[&[u8]]) {
    in_order::<A, motetls_pki::chain::Device>(sample, certificates);
}

pub fn host(sample: &Sample, certificates: &[&[u8]]) {
    in_order::<HostAlgorithms, Full>(sample, certificates);
}

pub fn free_host(sample: &Sample, certificates: &[&[u8]]) {
    in_order::<Many<Free>, Full>(sample, certificates);
}

pub fn search(sample: &Sample, certificates: &[&[u8]]) {
    searched::<HostAlgorithms, Full>(sample, certificates);
}

pub fn free_search(sample: &Sample, certificates: &[&[u8]]) {
    searched::<Many<Free>, Full>(sample, certificates);
}
