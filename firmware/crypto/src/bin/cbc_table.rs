//! AES-128-CBC, both ways, by table

#![no_std]
#![no_main]

use motetls_crypto::Aes128TableVartime;

crypto::cbc_image!(Aes128TableVartime, 16, CBC);
