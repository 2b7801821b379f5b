//! AES-256-CBC, both ways, constant time

#![no_std]
#![no_main]

use motetls_crypto::Aes256Ct;

crypto::cbc_image!(Aes256Ct, 32, CBC256);
