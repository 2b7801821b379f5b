//! AES-256-GCM, by table

#![no_std]
#![no_main]

use motetls_crypto::{Aes256TableVartime, AesGcm};

crypto::aead_image!(AesGcm<Aes256TableVartime>, GCM256);
