//! AES-256-CBC, both ways, by table

#![no_std]
#![no_main]

use motetls_crypto::Aes256TableVartime;

crypto::cbc_image!(Aes256TableVartime, 32, CBC256);
