//! AES-128-CBC, both ways, constant time

#![no_std]
#![no_main]

use motetls_crypto::Aes128Ct;

crypto::cbc_image!(Aes128Ct, 16, CBC);
