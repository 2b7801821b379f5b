//! What a primitive is to the floors above.
//!
//! A profile names one type for each slot; code that needs a primitive names the slot. [`Absent`]
//! fills a slot with nothing: it has no values, so code behind it is unreachable by type and never
//! reaches the flash.
//!
//! | module | purpose |
//! |---|---|
//! | `hash` | hashes, arrays of bytes |
//! | `aead` | authenticated encryption |
//! | `public_key` | key agreement, signatures |
//! | `whole` | operations without bounded steps, as one step |
//! | `absent` | none of them |

mod absent;
mod aead;
mod hash;
mod public_key;
mod whole;

pub use absent::Absent;
pub use aead::Aead;
pub use hash::{ByteArray, Hash, HashId, ResumableHash};
pub use public_key::{
    EcdsaSign, EcdsaSignSteps, EcdsaVerify, Group, GroupOutput, GroupSteps, RsaSign, RsaVerify,
    SignVerify, VerifySteps,
};
pub use whole::{WholeGroup, WholeVerify};

pub use crate::errors::{
    InvalidLength, InvalidPrivateKey, InvalidPublicKey, InvalidTag, SealError, SignError,
    VerificationFailed,
};
