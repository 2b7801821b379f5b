//! AES-256-GCM, S-box only

#![no_std]
#![no_main]

use motetls_crypto::{Aes256SmallVartime, AesGcm};

crypto::aead_image!(AesGcm<Aes256SmallVartime>, GCM256);
