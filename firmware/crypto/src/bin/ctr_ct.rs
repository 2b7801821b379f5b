//! AES-128-CTR, constant time

#![no_std]
#![no_main]

use motetls_crypto::Aes128Ct;

crypto::ctr_image!(Aes128Ct, 16, CTR);
