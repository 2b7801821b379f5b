//! P-256 with ECDSA signatures

#![no_std]
#![no_main]

use motetls_crypto::{P256, Sha256};

crypto::curve_image!(P256, P256: exchange, verify, sign<Sha256>);
