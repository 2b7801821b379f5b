//! AES-256-CBC, both ways, S-box only

#![no_std]
#![no_main]

use motetls_crypto::Aes256SmallVartime;

crypto::cbc_image!(Aes256SmallVartime, 32, CBC256);
