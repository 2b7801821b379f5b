//! `Tls13Ecdsa` and one line more, for what that line adds.
//!
//! The environment variable `MOTETLS_ADDITION` says which when the image is built; without it there
//! is none. `cargo xtask footprint --options` goes through all of them, and knows them by the same
//! names.

#![no_std]
#![no_main]

/// The profile, with more in its lists, other certificates, or further entries.
#[allow(unused_macros, reason = "an image is one of the cases")]
macro_rules! profile_with {
    (suite $suite:ident: $aead:ty; $($entry:tt)*) => {
        profile_with!({ TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>, $suite: $aead };
            { secp256r1: P256 }; [x509]; signatures: { ecdsa_secp256r1_sha256: P256 }; $($entry)*);
    };
    (group $group:ident: $type:ty;) => {
        profile_with!({ TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
            { secp256r1: P256, $group: $type }; [x509];
            signatures: { ecdsa_secp256r1_sha256: P256 };);
    };
    (exchange $exchange:ident; $($entry:tt)*) => {
        profile_with!({ TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
            { secp256r1: P256 }; [x509, $exchange];
            signatures: { ecdsa_secp256r1_sha256: P256 }; $($entry)*);
    };
    (certificates of { $($algorithm:tt)* }) => {
        motetls::pki::algorithms! {
            /// What signs certificates.
            pub enum Signatures;
            sha256: Sha256;
            ecdsa_p256: P256;
            $($algorithm)*
        }
        profile_with!({ TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
            { secp256r1: P256 }; [x509];
            certificates: motetls::pki::Chain<motetls::pki::chain::Many<Signatures>>;);
    };
    ({$($suites:tt)*}; {$($groups:tt)*}; [$($exchanges:tt)*]; $($entry:tt)*) => {
        motetls::profile! {
            /// The one that is priced.
            pub struct Priced;
            hash: Sha256;
            suites: {$($suites)*};
            groups: {$($groups)*};
            key_exchange: [$($exchanges)*];
            $($entry)*
        }
    };
    ($($entry:tt)*) => {
        profile_with!({ TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
            { secp256r1: P256 }; [x509];
            signatures: { ecdsa_secp256r1_sha256: P256 }; $($entry)*);
    };
}

/// A module for each addition: its profile, its signer, and what an application does with it once
/// the connection is open.
macro_rules! additions {
    ($($name:literal: {$($profile:tt)*}, $signer:expr, $used:expr;)*) => {$(
        #[cfg(addition = $name)]
        mod chosen {
            #[allow(unused_imports, reason = "each takes some")]
            use motetls::crypto::{
                Aes128Ct, Aes256Ct, AesCcm, AesCcm8, AesGcm, ChaCha20Poly1305, Ed25519Small, P256,
                Sha256, Sha384, X25519Small, dh, ec, p256::PrivateKey, rsa::Rsa2048,
            };
            #[allow(unused_imports, reason = "likewise")]
            use motetls::{EcdsaSigner, RecordPadding};

            profile_with!($($profile)*);

            pub fn run() -> ! {
                client::run_priced::<Priced>($signer, $used)
            }
        }
    )*};
}

additions! {
    "": {}, |_, _| None, |_, _| {};
    "exporter": { options: [exporter]; }, |_, _| None, |connection, _| {
        let _ = connection.export(b"EXPORTER-priced", b"", core::hint::black_box(&mut [0; 32]));
    };
    "status_request": { options: [status_request]; }, |_, _| None, |_, _| {};
    "middlebox_compatibility": { options: [middlebox_compatibility]; }, |_, _| None, |_, _| {};
    "grease": { options: [grease]; }, |_, _| None, |_, _| {};
    "record_padding": { options: [record_padding]; }, |_, _| None, |connection, _| {
        let multiple = core::num::NonZeroU16::MIN.saturating_add(63);
        connection.set_record_padding(RecordPadding::ToMultipleOf(multiple));
    };
    "unverified_pieces": { options: [unverified_pieces]; }, |_, _| None, |connection, _| {
        let length = core::hint::black_box(connection.plain_out_unverified()).len();
        connection.plain_out_unverified_done(length);
        if connection.unverified_end().is_some() {
            connection.refuse_unverified();
        }
    };
    "signature_algorithms_cert": { options: [signature_algorithms_cert]; }, |_, _| None, |_, _| {};
    "certificate_authorities": { options: [certificate_authorities]; }, |_, _| None, |_, _| {};
    "anchor_set": { options: [anchor_set]; }, |_, _| None, |_, _| {};
    "choices": { options: [choices]; }, |_, _| None, |_, _| {};
    "bounded_steps": { options: [bounded_steps]; }, |_, _| None, |_, _| {};
    "psk_dhe_ke": { exchange psk_dhe_ke; }, |_, _| None, |_, _| {};
    "several_psks": { exchange psk_dhe_ke; options: [several_psks]; }, |_, _| None, |_, _| {};
    "resumption": { exchange psk_dhe_ke; options: [resumption]; }, |_, _| None, |connection, _| {
        connection.keep_session(core::hint::black_box(&mut []));
        core::hint::black_box(connection.session());
    };
    "early_data": { exchange psk_dhe_ke; options: [resumption, early_data]; }, |_, _| None,
        |connection, _| {
            connection.keep_session(core::hint::black_box(&mut []));
            core::hint::black_box(connection.session());
        };
    "signer": { signer: EcdsaSigner<P256, Sha256>; }, |bytes, hedge| {
        PrivateKey::from_bytes(bytes).ok().map(|private| EcdsaSigner::new(private, hedge))
    }, |_, _| {};
    "long_chain": { signer: EcdsaSigner<P256, Sha256>; options: [long_chain]; }, |bytes, hedge| {
        PrivateKey::from_bytes(bytes).ok().map(|private| EcdsaSigner::new(private, hedge))
    }, |_, _| {};
    "post_handshake_auth": {
        signer: EcdsaSigner<P256, Sha256>; options: [post_handshake_auth];
    }, |bytes, hedge| {
        PrivateKey::from_bytes(bytes).ok().map(|private| EcdsaSigner::new(private, hedge))
    }, |connection, config| {
        if let Ok(mut answer) = connection.authenticate(config) {
            let length = answer.cipher_out().len();
            answer.cipher_out_done(length);
        }
    };
    "server": {
        signer: EcdsaSigner<P256, Sha256>; roles: [client, server];
    }, |bytes, hedge| {
        PrivateKey::from_bytes(bytes).ok().map(|private| EcdsaSigner::new(private, hedge))
    }, |connection, config| {
        client::serve(connection, config, None);
    };
    "cookies": {
        signer: EcdsaSigner<P256, Sha256>; roles: [client, server]; options: [cookies];
    }, |bytes, hedge| {
        PrivateKey::from_bytes(bytes).ok().map(|private| EcdsaSigner::new(private, hedge))
    }, |connection, config| {
        client::serve(connection, config, core::hint::black_box(Some(&[7; 32])));
    };
    "TLS_AES_256_GCM_SHA384": {
        suite TLS_AES_256_GCM_SHA384: AesGcm<Aes256Ct>; sha384: Sha384;
    }, |_, _| None, |_, _| {};
    "TLS_CHACHA20_POLY1305_SHA256": {
        suite TLS_CHACHA20_POLY1305_SHA256: ChaCha20Poly1305;
    }, |_, _| None, |_, _| {};
    "TLS_AES_128_CCM_SHA256": {
        suite TLS_AES_128_CCM_SHA256: AesCcm<Aes128Ct>;
    }, |_, _| None, |_, _| {};
    "TLS_AES_128_CCM_8_SHA256": {
        suite TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct>;
    }, |_, _| None, |_, _| {};
    "x25519": { group x25519: X25519Small; }, |_, _| None, |_, _| {};
    "secp384r1": { group secp384r1: ec::P384; }, |_, _| None, |_, _| {};
    "secp521r1": { group secp521r1: ec::P521; }, |_, _| None, |_, _| {};
    "brainpoolP256r1tls13": { group brainpoolP256r1tls13: ec::BrainpoolP256r1; }, |_, _| None,
        |_, _| {};
    "ffdhe2048": { group ffdhe2048: dh::Ffdhe2048; }, |_, _| None, |_, _| {};
    "many": { certificates of {
        digest: [u8; 32]; signature: [u8; 64]; key: [u8; 91];
    } }, |_, _| None, |_, _| {};
    "rsa": { certificates of {
        rsa: Rsa2048; digest: [u8; 32]; signature: [u8; 256]; key: [u8; 294];
    } }, |_, _| None, |_, _| {};
    "ecdsa_p384": { certificates of {
        sha384: Sha384; ecdsa_p384: ec::P384; digest: [u8; 48]; signature: [u8; 96]; key: [u8; 120];
    } }, |_, _| None, |_, _| {};
    "ed25519": { certificates of {
        ed25519: Ed25519Small; digest: [u8; 64]; signature: [u8; 64]; key: [u8; 91];
    } }, |_, _| None, |_, _| {};
}

#[board::entry]
fn main() -> ! {
    chosen::run()
}
