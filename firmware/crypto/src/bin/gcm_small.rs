//! AES-128-GCM, S-box only

#![no_std]
#![no_main]

use motetls_crypto::{Aes128SmallVartime, AesGcm};

crypto::aead_image!(AesGcm<Aes128SmallVartime>, GCM);
