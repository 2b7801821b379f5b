//! AES-128-GCM by table

#![no_std]
#![no_main]

use motetls_crypto::{Aes128TableVartime, AesGcm};

crypto::aead_image!(AesGcm<Aes128TableVartime>, GCM);
