//! AES-128-CBC, both ways, S-box only

#![no_std]
#![no_main]

use motetls_crypto::Aes128SmallVartime;

crypto::cbc_image!(Aes128SmallVartime, 16, CBC);
