//! AES-256-CTR, constant time

#![no_std]
#![no_main]

use motetls_crypto::Aes256Ct;

crypto::ctr_image!(Aes256Ct, 32, CTR256);
