//! Hardware that is none: an engine for AES-GCM and SHA-256 with its own access to memory, and a
//! secure element behind a bus.
//!
//! The engine takes a job, is busy for a while, raises its flag and is to be asked for the result.
//! What it computes it takes from the portable code: a stand-in for gates.

use motetls::crypto::HmacDrbg;
use motetls::crypto::{
    Aead, Aes128Ct, AesGcm, EcdsaSign, EcdsaVerify, Group, Hash, P256, ResumableHash, Sha256,
};
use motetls::os_entropy::OsEntropy;

/// Reads of the status register until a job is done.
const LATENCY: u32 = 3;

/// What the engine is told to do. Memory goes over to it and comes back with the result: until then
/// nothing else may touch it.
pub(crate) enum Job {
    /// Encrypts or decrypts `memory` and yields the tag.
    Gcm { key: [u8; 16], nonce: [u8; 12], aad: Vec<u8>, encrypt: bool, memory: Vec<u8> },
    /// Takes whole blocks of 64 bytes into a chaining value.
    Sha256 { state: [u32; 8], memory: Vec<u8> },
}

/// What came of it.
pub(crate) struct Outcome {
    pub(crate) memory: Vec<u8>,
    pub(crate) tag: [u8; 16],
    pub(crate) state: [u32; 8],
}

/// The registers of the engine.
pub(crate) struct Engine {
    job: Option<Job>,
    busy: u32,
    /// Jobs done since power-on.
    pub(crate) jobs: u32,
}

impl Engine {
    pub(crate) const fn new() -> Self {
        Engine { job: None, busy: 0, jobs: 0 }
    }

    /// Writes the descriptor and sets the start bit. `false` while another job runs.
    pub(crate) fn start(&mut self, job: Job) -> bool {
        let free = self.job.is_none();
        if free {
            self.job = Some(job);
            self.busy = LATENCY;
        }
        free
    }

    /// The flag of the status register: a program would sleep until the interrupt that it raises.
    pub(crate) fn is_done(&mut self) -> bool {
        self.busy = self.busy.saturating_sub(1);
        self.busy == 0
    }

    /// Takes memory and result back and clears the flag.
    pub(crate) fn finish(&mut self) -> Option<Outcome> {
        self.jobs += 1;
        match self.job.take()? {
            Job::Gcm { key, nonce, aad, encrypt, mut memory } => {
                let gcm = AesGcm::<Aes128Ct>::new(&key).ok()?;
                let mut message = gcm.start(&nonce, &aad, memory.len()).ok()?;
                let process = if encrypt { AesGcm::seal_piece } else { AesGcm::open_piece };
                process(&gcm, &mut message, &mut memory);
                Some(Outcome { tag: gcm.tag(&mut message), memory, state: [0; 8] })
            }
            Job::Sha256 { state, memory } => {
                let mut hash = Sha256::new();
                // The rounds take in a chaining value of any number of blocks.
                let mut chaining = state;
                for block in memory.chunks(64) {
                    hash.resume(&chaining);
                    hash.update(block);
                    chaining = hash.midstate();
                }
                Some(Outcome { memory, tag: [0; 16], state: chaining })
            }
        }
    }
}

/// A secure element: private keys live in its slots and never leave it.
pub(crate) struct SecureElement {
    slots: Vec<<P256 as Group>::Private>,
}

impl SecureElement {
    pub(crate) const fn new() -> Self {
        SecureElement { slots: Vec::new() }
    }

    /// Makes a key in a new slot; the slot's number and the public key.
    pub(crate) fn generate(&mut self) -> Option<(usize, [u8; 65])> {
        let mut random = HmacDrbg::<Sha256, _>::new(OsEntropy, &[], b"element").ok()?;
        let private = P256::generate(&mut random).ok()?;
        let public = P256::public(&private);
        self.slots.push(private);
        Some((self.slots.len() - 1, public))
    }

    /// Signs with the key in a slot, as the element does by itself.
    pub(crate) fn sign(&self, slot: usize, digest: &[u8]) -> Option<[u8; 64]> {
        P256::sign_deterministic::<Sha256>(self.slots.get(slot)?, digest).ok()
    }

    pub(crate) fn agree(&self, slot: usize, peer: &[u8]) -> Option<[u8; 32]> {
        Some(*P256::agree(self.slots.get(slot)?, peer).ok()?.expose_bytes())
    }

    pub(crate) fn verify(&self, public: &[u8], digest: &[u8], signature: &[u8]) -> bool {
        P256::verify(public, digest, signature).is_ok()
    }
}
