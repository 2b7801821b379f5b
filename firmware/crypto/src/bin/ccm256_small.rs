//! AES-256-CCM, S-box only

#![no_std]
#![no_main]

use motetls_crypto::{Aes256SmallVartime, AesCcm};

crypto::aead_image!(AesCcm<Aes256SmallVartime>, CCM256);
