//! Each capability in a profile of its own, and all together. That this builds for bare metal is
//! the test; every function instantiates a whole client.

#![no_std]

use motetls::crypto::{Aes128Ct, Aes128TableVartime, AesCcm, AesCcm8, AesGcm, P256, Sha256};

/// Declares a profile and a client with it.
macro_rules! client {
    (
        $function:ident, $profile:ident, [$($suite:ident: $aead:ty),*], [$($group:ident),*],
        [$($scheme:ident),*], [$($exchange:ident),*]
    ) => {
        motetls::profile! {
            #[doc = concat!("The profile of [`", stringify!($function), "`].")]
            pub struct $profile;
            hash: Sha256;
            suites: { $($suite: $aead),* };
            groups: { $($group: P256),* };
            signatures: { $($scheme: P256),* };
            key_exchange: [$($exchange),*];
            observer: ();
        }

        #[doc = concat!("A client with [`", stringify!($profile), "`].")]
        pub fn $function() -> ! {
            client::run::<$profile>()
        }
    };
}

client!(
    x509_gcm,
    X509Gcm,
    [TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>],
    [secp256r1],
    [ecdsa_secp256r1_sha256],
    [x509]
);
client!(
    x509_table,
    X509Table,
    [TLS_AES_128_GCM_SHA256: AesGcm<Aes128TableVartime>],
    [secp256r1],
    [ecdsa_secp256r1_sha256],
    [x509]
);
client!(
    x509_ccm,
    X509Ccm,
    [TLS_AES_128_CCM_SHA256: AesCcm<Aes128Ct>],
    [secp256r1],
    [ecdsa_secp256r1_sha256],
    [x509]
);
client!(
    x509_ccm8,
    X509Ccm8,
    [TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct>],
    [secp256r1],
    [ecdsa_secp256r1_sha256],
    [x509]
);
client!(
    unverified,
    Faith,
    [TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>],
    [secp256r1],
    [ecdsa_secp256r1_sha256],
    [unverified]
);
client!(
    psk_dhe_ke,
    PskDheKe,
    [TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>],
    [secp256r1],
    [],
    [psk_dhe_ke]
);
client!(psk_ke, PskKe, [TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>], [], [], [psk_ke]);
client!(
    psk_ke_ccm,
    PskKeCcm,
    [TLS_AES_128_CCM_SHA256: AesCcm<Aes128TableVartime>],
    [],
    [],
    [psk_ke]
);
client!(
    psk_both,
    PskBoth,
    [TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128TableVartime>],
    [secp256r1],
    [],
    [psk_dhe_ke, psk_ke]
);
client!(
    everything,
    Everything,
    [
        TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>,
        TLS_AES_128_CCM_SHA256: AesCcm<Aes128Ct>,
        TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct>
    ],
    [secp256r1],
    [ecdsa_secp256r1_sha256],
    [x509, psk_dhe_ke, psk_ke]
);
