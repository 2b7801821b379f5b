//! AES-128-GCM, constant time

#![no_std]
#![no_main]

use motetls_crypto::{Aes128Ct, AesGcm};

crypto::aead_image!(AesGcm<Aes128Ct>, GCM);
