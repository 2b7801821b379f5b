//! AES-128-CTR, by table

#![no_std]
#![no_main]

use motetls_crypto::Aes128TableVartime;

crypto::ctr_image!(Aes128TableVartime, 16, CTR);
