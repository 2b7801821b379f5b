//! AES-128-CCM_8, constant time

#![no_std]
#![no_main]

use motetls_crypto::{Aes128Ct, AesCcm8};

crypto::aead_image!(AesCcm8<Aes128Ct>, CCM8);
