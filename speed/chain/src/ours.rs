//! Our verifier.

use crate::chain::{NAME, NOW, Sample};
use motetls_base::UnixTime;
use motetls_crypto::{EcdsaVerify, P256, Sha256, Sha384, Sha512, VerificationFailed, WholeVerify};
use motetls_pki::chain::{
    ChainProgress, FirstFault, HostAlgorithms, Many, Rfc5280Rules, RuleSet, Signatures,
};
use motetls_pki::path::{BUDGET, Branch, Builder};
use motetls_pki::{Algorithms, Chain, ServerName, TrustAnchor, Usage, VerifyPolicy};

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
    type Steps = WholeVerify<Self>;
    fn verify(_: &[u8], _: &[u8], _: &[u8]) -> Result<(), VerificationFailed> {
        Ok(())
    }
}

motetls_pki::algorithms! {
    /// As those of [`HostAlgorithms`], with signatures taken unseen.
    enum Unseen;
    sha256: Sha256;
    sha384: Sha384;
    sha512: Sha512;
    ecdsa_p256: Free;
    ecdsa_p384: Free;
    ecdsa_p521: Free;
    digest: [u8; 64];
    signature: [u8; 1024];
    key: [u8; 1064];
    contents: [u8; 4096];
}

fn policy<'a>(anchors: &'a [TrustAnchor<'a>]) -> VerifyPolicy<'a> {
    VerifyPolicy {
        anchors,
        name: Some(ServerName::from_static(NAME)),
        now: Some(UnixTime(NOW)),
        usage: Usage::ServerAuth,
    }
}

fn in_order<A: Signatures, R: RuleSet>(sample: &Sample, certificates: &[&[u8]]) {
    let anchors = [sample.anchor()];
    let policy = policy(&anchors);
    let mut chain = Chain::<A, R>::new();
    let mut progress = ChainProgress::NeedsIssuer;
    for der in certificates {
        progress = chain.push(&policy, der).expect("a sound chain");
    }
    assert_eq!(progress, ChainProgress::Trusted);
    assert!(chain.finish().is_ok());
}

fn searched<A: Signatures, R: RuleSet>(sample: &Sample, certificates: &[&[u8]]) {
    let anchors = [sample.anchor()];
    let policy = policy(&anchors);
    let builder = Builder {
        policy: &policy,
        pool: &certificates[1..],
        budget: BUDGET,
        validator: FirstFault,
    };
    let mut slots = [const { Branch::<A, R>::EMPTY }; 4];
    let path = builder.find(certificates[0], &mut slots).expect("a path");
    assert_eq!(path.issuers().len(), 2);
}

pub fn device<A: Algorithms>(sample: &Sample, certificates: &[&[u8]]) {
    in_order::<A, motetls_pki::chain::DeviceRules>(sample, certificates);
}

pub fn host(sample: &Sample, certificates: &[&[u8]]) {
    in_order::<HostAlgorithms, Rfc5280Rules>(sample, certificates);
}

pub fn free_host(sample: &Sample, certificates: &[&[u8]]) {
    in_order::<Many<Unseen>, Rfc5280Rules>(sample, certificates);
}

pub fn search(sample: &Sample, certificates: &[&[u8]]) {
    searched::<HostAlgorithms, Rfc5280Rules>(sample, certificates);
}

pub fn free_search(sample: &Sample, certificates: &[&[u8]]) {
    searched::<Many<Unseen>, Rfc5280Rules>(sample, certificates);
}
