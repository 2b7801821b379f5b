//! What this program can do, as types: everything the library has, watched by a [`Recorder`].
//!
//! Each primitive is taken from where it is fastest without a C compiler: hashes and AEADs from
//! RustCrypto, which uses the processor's instructions for them; P-256 and the other curves, RSA
//! and Diffie-Hellman from `motetls-crypto`; X25519 and Ed25519 from dalek.

use motetls::crypto::dh::{Ffdhe2048, Ffdhe3072};
use motetls::crypto::ec::{BrainpoolP256r1, BrainpoolP384r1, BrainpoolP512r1, P384, P521};
use motetls::crypto::{P256, X25519};
use motetls::pki::chain::{Chain, HostAlgorithms, Rfc5280Rules};
use motetls::{PinnedKeys, RawPublicKey, Stapled, Unverified, profile};
use motetls_engine_rustcrypto::{
    Aes128Ccm, Aes128Ccm8, Aes128Gcm, Aes256Gcm, ChaCha20Poly1305, Sha256, Sha384,
};

use crate::client_signer::ClientSigner;
use crate::recorder::Recorder;

/// Declares a profile of everything, authenticated as its entries say.
macro_rules! host {
    ($(#[$doc:meta])* $name:ident, $signer:ty, $options:tt: $($entries:tt)*) => {
        profile! {
            $(#[$doc])*
            pub(crate) struct $name;
            hash: Sha256;
            sha384: Sha384;
            suites: {
                TLS_AES_128_GCM_SHA256: Aes128Gcm,
                TLS_AES_256_GCM_SHA384: Aes256Gcm,
                TLS_CHACHA20_POLY1305_SHA256: ChaCha20Poly1305,
                TLS_AES_128_CCM_SHA256: Aes128Ccm,
                TLS_AES_128_CCM_8_SHA256: Aes128Ccm8,
            };
            groups: {
                x25519: X25519,
                secp256r1: P256,
                secp384r1: P384,
                secp521r1: P521,
                brainpoolP256r1tls13: BrainpoolP256r1,
                brainpoolP384r1tls13: BrainpoolP384r1,
                brainpoolP512r1tls13: BrainpoolP512r1,
                ffdhe2048: Ffdhe2048,
                ffdhe3072: Ffdhe3072,
            };
            signer: $signer;
            observer: Recorder;
            options: $options;
            $($entries)*
        }
    };
}

host! {
    /// The server's certificate is verified.
    Verified, ClientSigner, [
    exporter, record_padding, long_chain, resumption, early_data, certificate_authorities, choices,
    grease, middlebox_compatibility
]:
    certificates: Chain<HostAlgorithms, Rfc5280Rules>;
    key_exchange: [x509, psk_dhe_ke];
}

host! {
    /// It is verified with the OCSP response stapled to it, and the client may be asked for its own
    /// at any time.
    Asking, ClientSigner, [
    exporter, record_padding, long_chain, resumption, early_data, certificate_authorities, choices,
    grease, middlebox_compatibility, status_request, post_handshake_auth
]:
    certificates: Stapled<HostAlgorithms, Rfc5280Rules>;
    key_exchange: [x509, psk_dhe_ke];
}

host! {
    /// The server shows a raw public key that is known.
    Pinned, RawPublicKey<ClientSigner>, [
    exporter, record_padding, resumption, early_data, choices, grease, middlebox_compatibility
]:
    certificates: PinnedKeys<HostAlgorithms>;
    key_exchange: [raw_public_key, psk_dhe_ke];
}

host! {
    /// The server's certificate is not verified.
    Insecure, ClientSigner, [
    exporter, record_padding, long_chain, resumption, early_data, certificate_authorities, choices,
    grease, middlebox_compatibility
]:
    certificates: Unverified<HostAlgorithms>;
    key_exchange: [unverified, psk_dhe_ke];
}

host! {
    /// Both ends share a key; forward secrecy if the server agrees.
    Shared, ClientSigner, [
    exporter, record_padding, resumption, early_data, choices, grease, middlebox_compatibility,
    several_psks
]:
    key_exchange: [psk_dhe_ke, psk_ke];
}
