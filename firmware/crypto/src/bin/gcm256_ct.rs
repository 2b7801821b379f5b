//! AES-256-GCM, constant time

#![no_std]
#![no_main]

use motetls_crypto::{Aes256Ct, AesGcm};

crypto::aead_image!(AesGcm<Aes256Ct>, GCM256);
