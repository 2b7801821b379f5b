//! AES-128-CCM_8 by table

#![no_std]
#![no_main]

use motetls_crypto::{Aes128TableVartime, AesCcm8};

crypto::aead_image!(AesCcm8<Aes128TableVartime>, CCM8);
