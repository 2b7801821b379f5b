//! AES-128-CCM, constant time

#![no_std]
#![no_main]

use motetls_crypto::{Aes128Ct, AesCcm};

crypto::aead_image!(AesCcm<Aes128Ct>, CCM);
