//! AES-256-CCM, by table

#![no_std]
#![no_main]

use motetls_crypto::{Aes256TableVartime, AesCcm};

crypto::aead_image!(AesCcm<Aes256TableVartime>, CCM256);
