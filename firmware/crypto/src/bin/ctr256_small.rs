//! AES-256-CTR, S-box only

#![no_std]
#![no_main]

use motetls_crypto::Aes256SmallVartime;

crypto::ctr_image!(Aes256SmallVartime, 32, CTR256);
