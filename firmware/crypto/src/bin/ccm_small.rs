//! AES-128-CCM, S-box only

#![no_std]
#![no_main]

use motetls_crypto::{Aes128SmallVartime, AesCcm};

crypto::aead_image!(AesCcm<Aes128SmallVartime>, CCM);
