//! The drivers: what fills the slots of a profile.

use super::silicon::{Engine, Job, Outcome, SecureElement};
use motetls::crypto::{
    Aes128Ct, AesGcm, EcdsaSign, EcdsaVerify, Group, Hash, InvalidLength, InvalidPublicKey,
    InvalidTag, OneShot, OneShotAead, ResumableHash, SealError, SignError, VerificationFailed,
    WholeGroup, WholeVerify,
};
use motetls_base::{Random, RandomError, Secret};
use std::sync::{Mutex, MutexGuard};

/// There is one of each on the chip. A device has a critical section in the place of the lock.
static ENGINE: Mutex<Engine> = Mutex::new(Engine::new());
static ELEMENT: Mutex<SecureElement> = Mutex::new(SecureElement::new());

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Jobs the engine has done.
pub(crate) fn jobs() -> u32 {
    lock(&ENGINE).jobs
}

/// Starts a job, waits for its completion and takes the result. None when the engine is in use or
/// broke down.
fn run(job: Job) -> Option<Outcome> {
    let mut engine = lock(&ENGINE);
    if !engine.start(job) {
        return None;
    }
    while !engine.is_done() {
        // On a device: wait for the interrupt (WFI), or let the executor run another task.
        std::hint::spin_loop();
    }
    engine.finish()
}

/// AES-128-GCM by the engine; records that come in pieces go through the portable code.
pub(crate) type HardGcm = OneShot<GcmDriver, AesGcm<Aes128Ct>>;

/// The engine knows whole messages only.
pub(crate) struct GcmDriver(Secret<16>);

impl GcmDriver {
    fn run(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        text: &mut [u8],
        encrypt: bool,
    ) -> Option<[u8; 16]> {
        let job = Job::Gcm {
            key: *self.0.expose(),
            nonce: *nonce,
            aad: aad.to_vec(),
            encrypt,
            memory: text.to_vec(),
        };
        let outcome = run(job)?;
        text.copy_from_slice(&outcome.memory);
        Some(outcome.tag)
    }
}

impl OneShotAead for GcmDriver {
    const KEY_LEN: usize = 16;
    type Tag = [u8; 16];

    fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        Ok(GcmDriver(Secret::new(key.try_into().map_err(|_| InvalidLength)?)))
    }

    fn seal(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> Result<[u8; 16], SealError> {
        // What was not encrypted is wiped then, and never sent.
        self.run(nonce, aad, text, true).ok_or(SealError::Failed)
    }

    fn open(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        text: &mut [u8],
        tag: &[u8],
    ) -> Result<(), InvalidTag> {
        let computed = self.run(nonce, aad, text, false).ok_or(InvalidTag)?;
        if motetls_base::ct::equal(&computed, tag) { Ok(()) } else { Err(InvalidTag) }
    }
}

/// The chaining value SHA-256 begins with (FIPS 180-4, section 5.3.3).
const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// SHA-256: the engine does the blocks, the driver the padding.
#[derive(Clone)]
pub(crate) struct HardSha256 {
    state: [u32; 8],
    /// What does not fill a block yet.
    rest: Vec<u8>,
    length: u64,
}

impl HardSha256 {
    /// Sends all whole blocks to the engine in one job.
    fn flush(&mut self) {
        let whole = self.rest.len() / 64 * 64;
        if whole == 0 {
            return;
        }
        let memory: Vec<u8> = self.rest.drain(..whole).collect();
        // A hash cannot report an error: after a fault its digest is wrong, and no check passes.
        self.state =
            run(Job::Sha256 { state: self.state, memory }).map_or([0; 8], |outcome| outcome.state);
    }
}

impl Hash for HardSha256 {
    type Output = [u8; 32];
    type Block = [u8; 64];

    fn new() -> Self {
        HardSha256 { state: INITIAL, rest: Vec::new(), length: 0 }
    }
    fn update(&mut self, data: &[u8]) {
        self.rest.extend_from_slice(data);
        self.length += data.len() as u64;
        self.flush();
    }
    fn finish(&mut self) -> [u8; 32] {
        let bits = self.length * 8;
        self.rest.push(0x80);
        let padded = (self.rest.len() + 8).next_multiple_of(64);
        self.rest.resize(padded - 8, 0);
        self.rest.extend_from_slice(&bits.to_be_bytes());
        self.flush();
        let mut digest = [0; 32];
        for (to, from) in digest.chunks_mut(4).zip(self.state) {
            to.copy_from_slice(&from.to_be_bytes());
        }
        self.restart();
        digest
    }
    fn restart(&mut self) {
        *self = HardSha256::new();
    }
}

impl ResumableHash for HardSha256 {
    type Midstate = [u32; 8];

    fn midstate(&self) -> [u32; 8] {
        self.state
    }

    fn resume(&mut self, midstate: &[u32; 8]) {
        // HMAC sets aside the state behind one block.
        *self = HardSha256 { state: *midstate, rest: Vec::new(), length: 64 };
    }
}

/// P-256 by the secure element: a private key is the number of its slot.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Element {}

/// A slot and the public key in it.
pub(crate) struct Slot {
    number: usize,
    public: [u8; 65],
}

impl Element {
    /// Makes a key that stays in the element.
    pub(crate) fn key() -> Result<Slot, RandomError> {
        let (number, public) = lock(&ELEMENT).generate().ok_or(RandomError)?;
        Ok(Slot { number, public })
    }
}

impl Group for Element {
    type Private = Slot;
    type Public = [u8; 65];
    type Shared = Secret<32>;
    type Steps = WholeGroup<Self>;

    /// The element has a generator of its own.
    fn generate<R: Random>(_: &mut R) -> Result<Slot, RandomError> {
        Element::key()
    }
    fn public(private: &Slot) -> [u8; 65] {
        private.public
    }
    fn agree(private: &Slot, peer: &[u8]) -> Result<Secret<32>, InvalidPublicKey> {
        lock(&ELEMENT).agree(private.number, peer).map(Secret::new).ok_or(InvalidPublicKey)
    }
}

impl EcdsaVerify for Element {
    type Steps = WholeVerify<Self>;
    fn verify(public: &[u8], digest: &[u8], signature: &[u8]) -> Result<(), VerificationFailed> {
        if lock(&ELEMENT).verify(public, digest, signature) {
            Ok(())
        } else {
            Err(VerificationFailed)
        }
    }
}

impl EcdsaSign for Element {
    type Private = Slot;
    type Signature = [u8; 64];

    /// Hash and hedge are the element's own affair.
    fn sign<H: Hash>(private: &Slot, digest: &[u8], _: &[u8; 32]) -> Result<[u8; 64], SignError> {
        lock(&ELEMENT).sign(private.number, digest).ok_or(SignError::Failed)
    }

    /// The element draws its nonces itself.
    fn sign_deterministic<H: Hash>(_: &Slot, _: &[u8]) -> Result<[u8; 64], SignError> {
        Err(SignError::Failed)
    }
}
