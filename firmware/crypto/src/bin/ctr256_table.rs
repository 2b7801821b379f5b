//! AES-256-CTR, by table

#![no_std]
#![no_main]

use motetls_crypto::Aes256TableVartime;

crypto::ctr_image!(Aes256TableVartime, 32, CTR256);
