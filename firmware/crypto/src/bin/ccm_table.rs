//! AES-128-CCM by table

#![no_std]
#![no_main]

use motetls_crypto::{Aes128TableVartime, AesCcm};

crypto::aead_image!(AesCcm<Aes128TableVartime>, CCM);
