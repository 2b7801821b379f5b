//! AES-256-CCM, constant time

#![no_std]
#![no_main]

use motetls_crypto::{Aes256Ct, AesCcm};

crypto::aead_image!(AesCcm<Aes256Ct>, CCM256);
