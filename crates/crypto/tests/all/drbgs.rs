//! CTR_DRBG, and HMAC_DRBG over the hashes `drbg.rs` does not cover, against NIST CAVP; CTR_DRBG
//! when its source fails.

use crate::common::{Fields, records};
use motetls_base::{Entropy, EntropyError, Random, RandomError};
use motetls_crypto::drbg::{Drbg, Mechanism};
use motetls_crypto::sha1::Sha1;
use motetls_crypto::{
    Aes128Ct, Aes128SmallVartime, Aes128TableVartime, Aes192Ct, Aes256Ct, Aes256SmallVartime,
    Aes256TableVartime, CtrDrbg, CtrDrbgFullEntropy, HmacDrbg, Sha224, Sha384, Sha512,
};

/// A source that plays back what it was given and fails at the end of it.
struct Tape(Vec<Vec<u8>>);

impl Entropy for Tape {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        if self.0.is_empty() {
            return Err(EntropyError);
        }
        out.copy_from_slice(&self.0.remove(0));
        Ok(())
    }
}

/// What the generators have in common.
trait Generator {
    fn instantiate(tape: Tape, nonce: &[u8], personalization: &[u8]) -> Self;
    fn refresh(&mut self, additional: &[u8]);
    fn draw(&mut self, out: &mut [u8], additional: &[u8]);
}

impl<M: Mechanism, const PR: bool, const SEED: usize> Generator for Drbg<M, Tape, PR, SEED> {
    fn instantiate(tape: Tape, nonce: &[u8], personalization: &[u8]) -> Self {
        Self::new(tape, nonce, personalization).unwrap()
    }
    fn refresh(&mut self, additional: &[u8]) {
        self.reseed(additional).unwrap();
    }
    fn draw(&mut self, out: &mut [u8], additional: &[u8]) {
        self.generate(out, additional).unwrap();
    }
}

/// Two requests, of which the second is compared; a reseed before them where the record has one.
fn cavp<G: Generator>(record: &Fields) {
    let names = ["EntropyInput", "EntropyInputReseed", "EntropyInputPR"];
    let tape = Tape(names.iter().flat_map(|name| record.all(name)).collect());
    let mut generator =
        G::instantiate(tape, &record.bytes("Nonce"), &record.bytes("PersonalizationString"));
    if record.find("EntropyInputReseed").is_some() {
        generator.refresh(&record.bytes("AdditionalInputReseed"));
    }
    let expected = record.bytes("ReturnedBits");
    let mut out = vec![0; expected.len()];
    let additional = record.all("AdditionalInput");
    assert_eq!(additional.len(), 2);
    for input in additional {
        generator.draw(&mut out, &input);
    }
    assert_eq!(out, expected);
}

fn ctr<const PR: bool>(file: &str) {
    let file = records(&file.replace("[AES-", "[Cipher = AES-"), "ReturnedBits");
    assert_eq!(file.len(), 128);
    for record in &file {
        match record.text("Cipher") {
            "AES-128 use df" => {
                cavp::<CtrDrbg<Aes128Ct, Tape, PR, 16>>(record);
                cavp::<CtrDrbg<Aes128TableVartime, Tape, PR, 16>>(record);
                cavp::<CtrDrbg<Aes128SmallVartime, Tape, PR, 16>>(record);
            }
            "AES-256 use df" => {
                cavp::<CtrDrbg<Aes256Ct, Tape, PR, 32>>(record);
                cavp::<CtrDrbg<Aes256TableVartime, Tape, PR, 32>>(record);
                cavp::<CtrDrbg<Aes256SmallVartime, Tape, PR, 32>>(record);
            }
            other => panic!("{other}"),
        }
    }
}

/// Without the derivation function.
fn full_entropy<const PR: bool>(file: &str) {
    let file = records(&file.replace("[AES-", "[Cipher = AES-"), "ReturnedBits");
    assert_eq!(file.len(), 48);
    for record in &file {
        match record.text("Cipher") {
            "AES-128 no df" => cavp::<CtrDrbgFullEntropy<Aes128Ct, Tape, PR, 32>>(record),
            "AES-192 no df" => cavp::<CtrDrbgFullEntropy<Aes192Ct, Tape, PR, 40>>(record),
            "AES-256 no df" => cavp::<CtrDrbgFullEntropy<Aes256Ct, Tape, PR, 48>>(record),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn cavp_ctr_drbg_of_full_entropy() {
    full_entropy::<false>(include_str!("../data/ctr_drbg_full_no_reseed.rsp"));
    full_entropy::<false>(include_str!("../data/ctr_drbg_full_pr_false.rsp"));
    full_entropy::<true>(include_str!("../data/ctr_drbg_full_pr_true.rsp"));
}

#[test]
fn cavp_ctr_drbg() {
    ctr::<false>(include_str!("../data/ctr_drbg_no_reseed.rsp"));
    ctr::<false>(include_str!("../data/ctr_drbg_pr_false.rsp"));
    ctr::<true>(include_str!("../data/ctr_drbg_pr_true.rsp"));
}

fn hmac<const PR: bool>(file: &str) {
    let file = records(&file.replace("[SHA-", "[Hash = SHA-"), "ReturnedBits");
    assert_eq!(file.len(), 128);
    for record in &file {
        match record.text("Hash") {
            "SHA-1" => cavp::<HmacDrbg<Sha1, Tape, PR, 16>>(record),
            "SHA-224" => cavp::<HmacDrbg<Sha224, Tape, PR, 24>>(record),
            "SHA-384" => cavp::<HmacDrbg<Sha384, Tape, PR, 32>>(record),
            "SHA-512" => cavp::<HmacDrbg<Sha512, Tape, PR, 32>>(record),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn cavp_hmac_drbg() {
    hmac::<false>(include_str!("../data/hmac_drbg_others_no_reseed.rsp"));
    hmac::<false>(include_str!("../data/hmac_drbg_others_pr_false.rsp"));
    hmac::<true>(include_str!("../data/hmac_drbg_others_pr_true.rsp"));
}

#[test]
fn no_generator_without_entropy() {
    assert!(CtrDrbg::<Aes128Ct, _>::new(Tape(vec![]), b"nonce", b"device").is_err());
}

#[test]
fn reseeds_by_itself_and_refuses_when_it_cannot() {
    let mut tape = Tape(vec![vec![1; 64], vec![2; 64], vec![3; 64]]);
    let mut generator = CtrDrbg::<Aes192Ct, _>::new(&mut tape, b"", b"").unwrap();
    generator.set_reseed_interval(2);
    generator.reseed(b"").unwrap();
    let mut out = [0; 16];
    for request in 0..4 {
        assert_eq!(generator.random(&mut out), Ok(()), "request {request}");
    }
    assert_eq!(
        generator.random(&mut out),
        Err(RandomError),
        "the interval is over and the source is empty"
    );
}

#[test]
fn a_failed_reseed_refuses_requests() {
    let mut tape = Tape(vec![vec![1; 64]]);
    let mut generator = CtrDrbg::<Aes128Ct, _>::new(&mut tape, b"", b"").unwrap();
    let mut out = [0; 16];
    assert_eq!(generator.random(&mut out), Ok(()), "seeded");
    assert_eq!(generator.reseed(b""), Err(EntropyError));
    assert_eq!(generator.random(&mut out), Err(RandomError));
    assert_eq!(generator.random(&mut out), Err(RandomError), "and stays so");
}

#[test]
fn what_goes_in_comes_out_differently() {
    let draw = |nonce: &[u8], device: &[u8], additional: &[u8]| {
        let mut generator =
            CtrDrbg::<Aes128Ct, _>::new(Tape(vec![vec![1; 64]]), nonce, device).unwrap();
        let mut out = [0; 40];
        generator.generate(&mut out, additional).unwrap();
        out
    };
    let all = [
        draw(b"", b"", b""),
        draw(b"1", b"", b""),
        draw(b"", b"1", b"x"),
        draw(b"", b"2", b""),
        draw(b"", b"", b"1"),
    ];
    for (i, one) in all.iter().enumerate() {
        assert!(all.iter().skip(i + 1).all(|other| one != other));
    }
}

#[test]
fn a_long_request_is_cut_into_allowed_ones() {
    let make = || CtrDrbg::<Aes128Ct, _>::new(Tape(vec![vec![1; 64]]), b"", b"").unwrap();
    let mut long = vec![0; (1 << 16) + 40];
    make().random(&mut long).unwrap();
    let mut generator = make();
    let (mut first, mut second) = (vec![0; 1 << 16], vec![0; 40]);
    generator.random(&mut first).unwrap();
    generator.random(&mut second).unwrap();
    assert_eq!(long, [first, second].concat());
}
