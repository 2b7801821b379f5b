//! AES-128-CTR, S-box only

#![no_std]
#![no_main]

use motetls_crypto::Aes128SmallVartime;

crypto::ctr_image!(Aes128SmallVartime, 16, CTR);
