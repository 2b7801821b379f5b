//! The primitive a profile does not name.

use motetls_base::{Random, RandomError};

use super::aead::Aead;
use super::hash::{Hash, HashId};
use super::public_key::{EcdsaSign, EcdsaVerify, Group, RsaSign, RsaVerify, SignVerify};
use super::whole::{WholeGroup, WholeVerify};
use crate::errors::{InvalidLength, InvalidPublicKey, SignError, VerificationFailed};

/// Nothing: fills the slot of a primitive a profile does not name.
#[derive(Clone, Copy, Debug)]
pub enum Absent {}

impl AsRef<[u8]> for Absent {
    fn as_ref(&self) -> &[u8] {
        match *self {}
    }
}

impl Aead for Absent {
    const PRESENT: bool = false;
    const KEY_LEN: usize = 0;
    const TAG_LEN: usize = 0;
    const MAX_LEN: u64 = 0;
    type Message = Absent;
    type Tag = [u8; 0];
    fn new(_: &[u8]) -> Result<Self, InvalidLength> {
        Err(InvalidLength)
    }
    fn start(&self, _: &[u8; 12], _: &[u8], _: usize) -> Result<Absent, InvalidLength> {
        match *self {}
    }
    fn start_short(&self, _: &[u8; 12], _: &[u8], _: u16) -> Absent {
        match *self {}
    }
    fn seal_piece(&self, _: &mut Absent, _: &mut [u8]) {
        match *self {}
    }
    fn open_piece(&self, _: &mut Absent, _: &mut [u8]) {
        match *self {}
    }
    fn tag(&self, _: &mut Absent) -> [u8; 0] {
        match *self {}
    }
}

impl Group for Absent {
    const PRESENT: bool = false;
    type Private = Absent;
    type Public = [u8; 0];
    type Shared = Absent;
    type Steps = WholeGroup<Absent>;
    fn generate<R: Random>(_: &mut R) -> Result<Absent, RandomError> {
        Err(RandomError)
    }
    fn public(private: &Absent) -> [u8; 0] {
        match *private {}
    }
    fn agree(private: &Absent, _: &[u8]) -> Result<Absent, InvalidPublicKey> {
        match *private {}
    }
}

impl EcdsaVerify for Absent {
    const PRESENT: bool = false;
    type Steps = WholeVerify<Absent>;
    fn verify(_: &[u8], _: &[u8], _: &[u8]) -> Result<(), VerificationFailed> {
        Err(VerificationFailed)
    }
}

impl SignVerify for Absent {
    const PRESENT: bool = false;
    type Private = Absent;
    type Public = [u8; 0];
    type Signature = [u8; 0];
    fn generate<R: Random>(_: &mut R) -> Result<Absent, RandomError> {
        Err(RandomError)
    }
    fn public(private: &Absent) -> [u8; 0] {
        match *private {}
    }
    fn sign(private: &Absent, _: &[&[u8]]) -> Result<[u8; 0], SignError> {
        match *private {}
    }
    fn verify(_: &[u8], _: &[&[u8]], _: &[u8]) -> Result<(), VerificationFailed> {
        Err(VerificationFailed)
    }
}

impl EcdsaSign for Absent {
    type Private = Absent;
    type Signature = [u8; 0];
    fn sign<H: Hash>(private: &Absent, _: &[u8], _: &[u8; 32]) -> Result<[u8; 0], SignError> {
        match *private {}
    }
    fn sign_deterministic<H: Hash>(private: &Absent, _: &[u8]) -> Result<[u8; 0], SignError> {
        match *private {}
    }
}

impl RsaVerify for Absent {
    const PRESENT: bool = false;
    fn verify_pkcs1(
        _: &[u8],
        _: &[u8],
        _: HashId,
        _: &[u8],
        _: &[u8],
    ) -> Result<(), VerificationFailed> {
        Err(VerificationFailed)
    }
    fn verify_pss<H: Hash>(
        _: &[u8],
        _: &[u8],
        _: &[u8],
        _: &[u8],
    ) -> Result<(), VerificationFailed> {
        Err(VerificationFailed)
    }
}

impl RsaSign for Absent {
    type Private<'a> = Absent;
    fn signature_len(private: &Absent) -> usize {
        match *private {}
    }
    fn sign_pkcs1<R: Random>(
        private: &Absent,
        _: HashId,
        _: &[u8],
        _: &mut [u8],
        _: &mut R,
    ) -> Result<(), SignError> {
        match *private {}
    }
    fn sign_pss<H: Hash, R: Random>(
        private: &Absent,
        _: &[u8],
        _: &mut [u8],
        _: &mut R,
    ) -> Result<(), SignError> {
        match *private {}
    }
}
