//! The cryptographic floor of motetls: primitives, and the traits they are plugged in by.
//!
//! | module | purpose |
//! |---|---|
//! | [`traits`] | what a hash, an AEAD, a group and a signature check are; [`Absent`], which is none of them |
//!
//! Keys, points and signatures are bytes of a fixed width here; DER is a matter of `motetls-pki`. Nothing allocates.
//! Operations on secrets take the same path and touch the same addresses whatever the secret is, unless a name says
//! otherwise (`_vartime`, `Table`); secrets are wiped when dropped.

#![no_std]

pub mod traits;

pub use traits::{Absent, Aead, ByteArray, EcdsaVerify, Group, Hash, InvalidLength, InvalidPublicKey, Unauthentic};
