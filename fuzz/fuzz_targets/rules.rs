//! The chain verifier with all rules and validators: what `chain` reads, under folded names, name
//! constraints and many algorithms. A validator that gathers faults must come to the verdict of
//! one that stops at the first.
//!
//! `flags time{4} length{2} der...`
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_base::{Random, RandomError};
use motetls_crypto::{Hash, HashId, RsaVerify, Sha256, SignError, SignVerify, VerificationFailed};
use motetls_fuzz::certs::with_chain;
use motetls_fuzz::null::NullSignature;
use motetls_pki::chain::{AllFaults, CaBrowser, Iot, Many, Pins, Rfc5280Rules};
use motetls_pki::dn::fold;
use motetls_pki::{Certificate, Chain, VerifyPolicy};

/// Signatures that hold when their first byte is that of the digest, or the length of the message.
enum Null {}

impl RsaVerify for Null {
    fn verify_pkcs1(
        _: &[u8],
        _: &[u8],
        _: HashId,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        if signature.first() == digest.first() { Ok(()) } else { Err(VerificationFailed) }
    }
    fn verify_pss<H: Hash>(
        _: &[u8],
        _: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerificationFailed> {
        if signature.first() == digest.first() { Ok(()) } else { Err(VerificationFailed) }
    }
}

impl SignVerify for Null {
    type Private = ();
    type Public = [u8; 32];
    type Signature = [u8; 64];
    fn generate<R: Random>(_: &mut R) -> Result<(), RandomError> {
        Ok(())
    }
    fn public((): &()) -> [u8; 32] {
        [0; 32]
    }
    fn sign((): &(), _: &[&[u8]]) -> Result<[u8; 64], SignError> {
        Ok([0; 64])
    }
    fn verify(_: &[u8], message: &[&[u8]], signature: &[u8]) -> Result<(), VerificationFailed> {
        let length = message.iter().map(|part| part.len()).sum::<usize>() as u8;
        if signature.first() == Some(&length) { Ok(()) } else { Err(VerificationFailed) }
    }
}

motetls_pki::algorithms! {
    enum Nulls;
    sha256: Sha256;
    sha384: motetls_crypto::Sha384;
    ecdsa_p256: NullSignature;
    rsa: Null;
    ed25519: Null;
    digest: [u8; 48];
    signature: [u8; 256];
    key: [u8; 300];
    contents: [u8; 400];
}

type Thorough = Chain<Many<Nulls>, Rfc5280Rules<256, true>>;

fuzz_target!(|data: &[u8]| {
    with_chain(data, |_, policy, ders| {
        verdicts(policy, ders);
        folding(ders);
    });
});

fn verdicts(policy: &VerifyPolicy<'_>, ders: &[&[u8]]) {
    let (mut first, mut all, mut validator) =
        (Thorough::new(), Thorough::new(), AllFaults::default());
    let mut strict = Thorough::new();
    let mut rules = AllFaults::new((CaBrowser, (Iot, Pins::<Sha256>::new(&[[0; 32]]))));
    for der in ders {
        let _ = (first.push(policy, der), all.push_with(policy, der, &mut validator));
        let _ = strict.push_with(policy, der, &mut rules);
    }
    let (one, gathered) = (first.finish().map(|_| ()), all.finish_with(&mut validator).map(|_| ()));
    // an issuer at fault is stepped over by the one, and taken with its fault by the other
    assert!(gathered.is_err() || one == gathered);
    assert_eq!(validator.first(), gathered.err(), "the first fault is the reason");
    assert!(strict.finish_with(&mut rules).is_err(), "no key has this pin");
    assert!(
        validator.faults().iter().all(|error| rules.faults().contains(error)),
        "further rules find no fewer faults"
    );
}

/// Names are the same if their digests are, and the other way round.
fn folding(ders: &[&[u8]]) {
    let certificates = ders.iter().take(4).filter_map(|der| Certificate::parse(der).ok());
    let names: Vec<_> =
        certificates.flat_map(|certificate| [certificate.issuer, certificate.subject]).collect();
    for one in &names {
        for other in &names {
            assert_eq!(
                fold::same(one, other),
                fold::digest::<Sha256>(one) == fold::digest::<Sha256>(other)
            );
        }
    }
}
