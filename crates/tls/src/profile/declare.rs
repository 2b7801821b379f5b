//! [`profile!`](crate::profile!): how a profile is written.
//!
//! The body of a profile is a list of entries, `name: value;`, in any order. Each slot of the trait
//! looks its value up in the whole body, so an entry that is not there is `Absent`, and a slot that
//! is added later changes nothing in profiles that exist.

/// Declares a profile: a type that says what one program can do, and with which code.
///
/// ```
/// use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256};
///
/// motetls_tls::profile! {
///     /// A sensor that talks to one broker.
///     pub struct Sensor;
///     hash: Sha256;
///     suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
///     groups: { secp256r1: P256 };
///     signatures: { ecdsa_secp256r1_sha256: P256 };
///     key_exchange: [x509];
/// }
/// ```
///
/// | entry | value | when it is left out |
/// |---|---|---|
/// | `hash` | SHA-256 | must be there |
/// | `sha384` | SHA-384, for TLS_AES_256_GCM_SHA384 | no such suite |
/// | `suites` | cipher suites, each with its AEAD | none |
/// | `groups` | groups for (EC)DHE | none |
/// | `signatures` | ecdsa_secp256r1_sha256, for chains of P-256 alone | none |
/// | `certificates` | in place of `signatures`: a [`CertificateCheck`](crate::CertificateCheck) such as `Chain<Many<Set>, Rfc5280Rules>` of `motetls-pki`, with the algorithms, the rules and the memory it names; alone it says that the server is authenticated by certificates, and `key_exchange` need name none of `x509`, `raw_public_key` and `unverified` | as `key_exchange` says |
/// | `key_exchange` | how the peer is authenticated, for a server that asks for certificates the client: `x509` (verified), `raw_public_key` (a key pinned in [`Config::pins`](crate::Config::pins), without a certificate), `unverified` (its certificate is not verified; for tests), `psk_dhe_ke`, `psk_ke` | none |
/// | `roles` | a list of `client` and `server` | `client` |
/// | `options` | a list of what else the program does, each named as a constant of [`Profile`](crate::Profile): `resumption`, `early_data`, `several_psks`, `exporter`, `post_handshake_auth`, `status_request`, `unverified_pieces`, `middlebox_compatibility`, `grease`, `record_padding`, `long_chain`, `signature_algorithms_cert`, `certificate_authorities`, `anchor_set`, `choices`, `cookies`, `bounded_steps` | none |
/// | `signer` | a [`HandshakeSigner`](crate::HandshakeSigner): the program can prove by a certificate who it is | it cannot |
/// | `observer` | an [`Observer`](crate::Observer) | `()` |
///
/// What is not named is not in the image. A mix that cannot work does not compile, and the
/// compiler's message says what to add or drop.
#[macro_export]
macro_rules! profile {
    ($(#[$doc:meta])* $vis:vis struct $name:ident; $($body:tt)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        $vis struct $name;

        $crate::__entries!($($body)*);

        impl $crate::__private::Algorithms for $name {
            type Sha256 = $crate::__value!(hash [$crate::__private::Absent]; $($body)*);
            type EcdsaP256 = $crate::__listed!(signatures ecdsa_secp256r1_sha256; $($body)*);
        }

        impl $crate::Profile for $name {
            type Hashes = $crate::__hashes!([$($body)*]; $($body)*);
            type Aes128Gcm = $crate::__listed!(suites TLS_AES_128_GCM_SHA256; $($body)*);
            type Aes256Gcm = $crate::__listed!(suites TLS_AES_256_GCM_SHA384; $($body)*);
            type ChaCha20Poly1305 =
                $crate::__listed!(suites TLS_CHACHA20_POLY1305_SHA256; $($body)*);
            type Aes128Ccm = $crate::__listed!(suites TLS_AES_128_CCM_SHA256; $($body)*);
            type Aes128Ccm8 = $crate::__listed!(suites TLS_AES_128_CCM_8_SHA256; $($body)*);
            type X25519 = $crate::__listed!(groups x25519; $($body)*);
            type Secp256r1 = $crate::__listed!(groups secp256r1; $($body)*);
            type Secp384r1 = $crate::__listed!(groups secp384r1; $($body)*);
            type Secp521r1 = $crate::__listed!(groups secp521r1; $($body)*);
            type BrainpoolP256r1 = $crate::__listed!(groups brainpoolP256r1tls13; $($body)*);
            type BrainpoolP384r1 = $crate::__listed!(groups brainpoolP384r1tls13; $($body)*);
            type BrainpoolP512r1 = $crate::__listed!(groups brainpoolP512r1tls13; $($body)*);
            type Ffdhe2048 = $crate::__listed!(groups ffdhe2048; $($body)*);
            type Ffdhe3072 = $crate::__listed!(groups ffdhe3072; $($body)*);
            type Certificates = $crate::__certificates!($name; $($body)*);
            type Signer = $crate::__value!(signer [$crate::__private::Absent]; $($body)*);
            type Observer = $crate::__value!(observer [()]; $($body)*);
            type ServerRole =
                $crate::__private::Named<{ $crate::__named!(roles server; $($body)*) }>;
            type Exporter =
                $crate::__private::Named<{ $crate::__named!(options exporter; $($body)*) }>;
            type Resumption =
                $crate::__private::Named<{ $crate::__named!(options resumption; $($body)*) }>;
            type PostHandshakeAuth = $crate::__private::Named<
                { $crate::__named!(options post_handshake_auth; $($body)*) },
            >;
            type StatusRequest =
                $crate::__private::Named<{ $crate::__named!(options status_request; $($body)*) }>;
            type UnverifiedPieces = $crate::__private::Named<
                { $crate::__named!(options unverified_pieces; $($body)*) },
            >;
            type RecordPadding = $crate::__private::Named<
                { $crate::__named!(options record_padding; $($body)*) },
            >;
            type MiddleboxCompatibility = $crate::__private::Named<
                { $crate::__named!(options middlebox_compatibility; $($body)*) },
            >;
            type BoundedSteps =
                $crate::__private::Named<{ $crate::__named!(options bounded_steps; $($body)*) }>;
            const CLIENT: bool = $crate::__named!(roles client; $($body)*)
                || !$crate::__named!(roles server; $($body)*);
            const PSK_KE: bool = $crate::__named!(key_exchange psk_ke; $($body)*);
            const PSK_DHE_KE: bool = $crate::__named!(key_exchange psk_dhe_ke; $($body)*);
            const EARLY_DATA: bool = $crate::__named!(options early_data; $($body)*);
            const SEVERAL_PSKS: bool = $crate::__named!(options several_psks; $($body)*);
            const GREASE: bool = $crate::__named!(options grease; $($body)*);
            const LONG_CHAIN: bool = $crate::__named!(options long_chain; $($body)*);
            const CERTIFICATE_AUTHORITIES: bool =
                $crate::__named!(options certificate_authorities; $($body)*);
            const ANCHOR_SET: bool = $crate::__named!(options anchor_set; $($body)*);
            const CHOICES: bool = $crate::__named!(options choices; $($body)*);
            const SIGNATURE_ALGORITHMS_CERT: bool =
                $crate::__named!(options signature_algorithms_cert; $($body)*);
            const COOKIES: bool = $crate::__named!(options cookies; $($body)*);
        }

        const _: () = $crate::__private::check_mix::<$name>();
    };
}

/// The type of an entry, or its default.
#[doc(hidden)]
#[macro_export]
macro_rules! __value {
    (hash $d:tt; hash: $t:ty; $($rest:tt)*) => { $t };
    (signer $d:tt; signer: $t:ty; $($rest:tt)*) => { $t };
    (observer $d:tt; observer: $t:ty; $($rest:tt)*) => { $t };
    ($key:ident $d:tt; $other:ident: {$($x:tt)*}; $($rest:tt)*) => {
        $crate::__value!($key $d; $($rest)*)
    };
    ($key:ident $d:tt; $other:ident: [$($x:tt)*]; $($rest:tt)*) => {
        $crate::__value!($key $d; $($rest)*)
    };
    ($key:ident $d:tt; $other:ident: $t:ty; $($rest:tt)*) => {
        $crate::__value!($key $d; $($rest)*)
    };
    ($key:ident [$d:ty];) => { $d };
}

/// The hashes: one, or two if the body has an entry `sha384`.
#[doc(hidden)]
#[macro_export]
macro_rules! __hashes {
    ([$($body:tt)*]; sha384: $t:ty; $($rest:tt)*) => {
        $crate::__private::TwoHashes<
            $crate::__value!(hash [$crate::__private::Absent]; $($body)*),
            $t,
        >
    };
    ($body:tt; $other:ident: {$($x:tt)*}; $($rest:tt)*) => {
        $crate::__hashes!($body; $($rest)*)
    };
    ($body:tt; $other:ident: [$($x:tt)*]; $($rest:tt)*) => {
        $crate::__hashes!($body; $($rest)*)
    };
    ($body:tt; $other:ident: $t:ty; $($rest:tt)*) => { $crate::__hashes!($body; $($rest)*) };
    ([$($body:tt)*];) => {
        $crate::__private::OneHash<
            $crate::__value!(hash [$crate::__private::Absent]; $($body)*),
        >
    };
}

/// The type a list of the body gives to a name, `Absent` when the list, or the whole entry, lacks
/// it.
#[doc(hidden)]
#[macro_export]
macro_rules! __listed {
    (suites $slot:ident; suites: {$($list:tt)*}; $($rest:tt)*) => {
        $crate::__slot!($slot; $($list)*)
    };
    (groups $slot:ident; groups: {$($list:tt)*}; $($rest:tt)*) => {
        $crate::__slot!($slot; $($list)*)
    };
    (signatures $slot:ident; signatures: {$($list:tt)*}; $($rest:tt)*) => {
        $crate::__slot!($slot; $($list)*)
    };
    ($key:ident $slot:ident; $other:ident: {$($x:tt)*}; $($rest:tt)*) => {
        $crate::__listed!($key $slot; $($rest)*)
    };
    ($key:ident $slot:ident; $other:ident: [$($x:tt)*]; $($rest:tt)*) => {
        $crate::__listed!($key $slot; $($rest)*)
    };
    ($key:ident $slot:ident; $other:ident: $t:ty; $($rest:tt)*) => {
        $crate::__listed!($key $slot; $($rest)*)
    };
    ($key:ident $slot:ident;) => { $crate::__private::Absent };
}

/// The type a list gives to a name, `Absent` when the list lacks it.
#[doc(hidden)]
#[macro_export]
macro_rules! __slot {
    ($slot:ident;) => { $crate::__private::Absent };
    (TLS_AES_128_GCM_SHA256; TLS_AES_128_GCM_SHA256: $t:ty $(, $($r:tt)*)?) => { $t };
    (TLS_AES_256_GCM_SHA384; TLS_AES_256_GCM_SHA384: $t:ty $(, $($r:tt)*)?) => { $t };
    (TLS_CHACHA20_POLY1305_SHA256; TLS_CHACHA20_POLY1305_SHA256: $t:ty $(, $($r:tt)*)?) => { $t };
    (TLS_AES_128_CCM_SHA256; TLS_AES_128_CCM_SHA256: $t:ty $(, $($r:tt)*)?) => { $t };
    (TLS_AES_128_CCM_8_SHA256; TLS_AES_128_CCM_8_SHA256: $t:ty $(, $($r:tt)*)?) => { $t };
    (x25519; x25519: $t:ty $(, $($r:tt)*)?) => { $t };
    (secp256r1; secp256r1: $t:ty $(, $($r:tt)*)?) => { $t };
    (secp384r1; secp384r1: $t:ty $(, $($r:tt)*)?) => { $t };
    (secp521r1; secp521r1: $t:ty $(, $($r:tt)*)?) => { $t };
    (brainpoolP256r1tls13; brainpoolP256r1tls13: $t:ty $(, $($r:tt)*)?) => { $t };
    (brainpoolP384r1tls13; brainpoolP384r1tls13: $t:ty $(, $($r:tt)*)?) => { $t };
    (brainpoolP512r1tls13; brainpoolP512r1tls13: $t:ty $(, $($r:tt)*)?) => { $t };
    (ffdhe2048; ffdhe2048: $t:ty $(, $($r:tt)*)?) => { $t };
    (ffdhe3072; ffdhe3072: $t:ty $(, $($r:tt)*)?) => { $t };
    (ecdsa_secp256r1_sha256; ecdsa_secp256r1_sha256: $t:ty $(, $($r:tt)*)?) => { $t };
    ($slot:ident; $other:ident: $t:ty $(, $($r:tt)*)?) => { $crate::__slot!($slot; $($($r)*)?) };
}

/// Whether the list of an entry, `key_exchange` or `options`, holds a name.
#[doc(hidden)]
#[macro_export]
macro_rules! __named {
    (key_exchange $name:ident; key_exchange: [$($listed:ident),* $(,)?]; $($rest:tt)*) => {
        $crate::__names!($name; $($listed),*)
    };
    (options $name:ident; options: [$($listed:ident),* $(,)?]; $($rest:tt)*) => {
        $crate::__names!($name; $($listed),*)
    };
    (roles $name:ident; roles: [$($listed:ident),* $(,)?]; $($rest:tt)*) => {
        $crate::__names!($name; $($listed),*)
    };
    ($key:ident $name:ident; $other:ident: {$($x:tt)*}; $($rest:tt)*) => {
        $crate::__named!($key $name; $($rest)*)
    };
    ($key:ident $name:ident; $other:ident: [$($x:tt)*]; $($rest:tt)*) => {
        $crate::__named!($key $name; $($rest)*)
    };
    ($key:ident $name:ident; $other:ident: $t:ty; $($rest:tt)*) => {
        $crate::__named!($key $name; $($rest)*)
    };
    ($key:ident $name:ident;) => { false };
}

/// Whether a list holds a name.
#[doc(hidden)]
#[macro_export]
macro_rules! __names {
    ($name:ident;) => { false };
    (client; client $(, $($r:ident),*)?) => { true };
    (server; server $(, $($r:ident),*)?) => { true };
    (psk_ke; psk_ke $(, $($r:ident),*)?) => { true };
    (psk_dhe_ke; psk_dhe_ke $(, $($r:ident),*)?) => { true };
    (resumption; resumption $(, $($r:ident),*)?) => { true };
    (early_data; early_data $(, $($r:ident),*)?) => { true };
    (several_psks; several_psks $(, $($r:ident),*)?) => { true };
    (exporter; exporter $(, $($r:ident),*)?) => { true };
    (post_handshake_auth; post_handshake_auth $(, $($r:ident),*)?) => { true };
    (status_request; status_request $(, $($r:ident),*)?) => { true };
    (unverified_pieces; unverified_pieces $(, $($r:ident),*)?) => { true };
    (middlebox_compatibility; middlebox_compatibility $(, $($r:ident),*)?) => { true };
    (grease; grease $(, $($r:ident),*)?) => { true };
    (record_padding; record_padding $(, $($r:ident),*)?) => { true };
    (long_chain; long_chain $(, $($r:ident),*)?) => { true };
    (signature_algorithms_cert; signature_algorithms_cert $(, $($r:ident),*)?) => { true };
    (certificate_authorities; certificate_authorities $(, $($r:ident),*)?) => { true };
    (anchor_set; anchor_set $(, $($r:ident),*)?) => { true };
    (choices; choices $(, $($r:ident),*)?) => { true };
    (cookies; cookies $(, $($r:ident),*)?) => { true };
    (bounded_steps; bounded_steps $(, $($r:ident),*)?) => { true };
    ($name:ident; $other:ident $(, $($r:ident),*)?) => { $crate::__names!($name; $($($r),*)?) };
}

/// The certificate check of the body: the entry `certificates`, or what the key exchanges ask for.
#[doc(hidden)]
#[macro_export]
macro_rules! __certificates {
    ($profile:ident; certificates: $t:ty; $($rest:tt)*) => { $t };
    ($profile:ident; key_exchange: [$($exchange:ident),* $(,)?]; $($rest:tt)*) => {
        $crate::__certificates!(@later $profile [$($exchange),*]; $($rest)*)
    };
    ($profile:ident; $other:ident: {$($x:tt)*}; $($rest:tt)*) => {
        $crate::__certificates!($profile; $($rest)*)
    };
    ($profile:ident; $other:ident: [$($x:tt)*]; $($rest:tt)*) => {
        $crate::__certificates!($profile; $($rest)*)
    };
    ($profile:ident; $other:ident: $t:ty; $($rest:tt)*) => {
        $crate::__certificates!($profile; $($rest)*)
    };
    ($profile:ident;) => { $crate::__private::Absent };
    (@later $profile:ident $list:tt; certificates: $t:ty; $($rest:tt)*) => { $t };
    (@later $profile:ident $list:tt; $other:ident: {$($x:tt)*}; $($rest:tt)*) => {
        $crate::__certificates!(@later $profile $list; $($rest)*)
    };
    (@later $profile:ident $list:tt; $other:ident: [$($x:tt)*]; $($rest:tt)*) => {
        $crate::__certificates!(@later $profile $list; $($rest)*)
    };
    (@later $profile:ident $list:tt; $other:ident: $t:ty; $($rest:tt)*) => {
        $crate::__certificates!(@later $profile $list; $($rest)*)
    };
    (@later $profile:ident [$($exchange:ident),*];) => {
        $crate::__certificates!(@of $profile $($exchange),*)
    };
    (@of $profile:ident) => { $crate::__private::Absent };
    (@of $profile:ident x509 $(, $($r:ident),*)?) => {
        <<$profile as $crate::Profile>::StatusRequest as $crate::__private::X509<$profile>>::Check
    };
    (@of $profile:ident raw_public_key $(, $($r:ident),*)?) => { $crate::PinnedKeys<$profile> };
    (@of $profile:ident unverified $(, $($r:ident),*)?) => { $crate::Unverified<$profile> };
    (@of $profile:ident $other:ident $(, $($r:ident),*)?) => {
        $crate::__certificates!(@of $profile $($($r),*)?)
    };
}

/// Refuses unknown entries, and unknown names in their lists.
#[doc(hidden)]
#[macro_export]
macro_rules! __entries {
    () => {};
    (hash: $t:ty; $($rest:tt)*) => { $crate::__entries!($($rest)*); };
    (sha384: $t:ty; $($rest:tt)*) => { $crate::__entries!($($rest)*); };
    (certificates: $t:ty; $($rest:tt)*) => { $crate::__entries!($($rest)*); };
    (signer: $t:ty; $($rest:tt)*) => { $crate::__entries!($($rest)*); };
    (observer: $t:ty; $($rest:tt)*) => { $crate::__entries!($($rest)*); };
    (suites: {$($name:ident: $t:ty),* $(,)?}; $($rest:tt)*) => {
        $($crate::__known!(suite $name);)*
        $crate::__entries!($($rest)*);
    };
    (groups: {$($name:ident: $t:ty),* $(,)?}; $($rest:tt)*) => {
        $($crate::__known!(group $name);)*
        $crate::__entries!($($rest)*);
    };
    (signatures: {$($name:ident: $t:ty),* $(,)?}; $($rest:tt)*) => {
        $($crate::__known!(signature $name);)*
        $crate::__entries!($($rest)*);
    };
    (key_exchange: [$($name:ident),* $(,)?]; $($rest:tt)*) => {
        $($crate::__known!(key_exchange $name);)*
        $crate::__entries!($($rest)*);
    };
    (options: [$($name:ident),* $(,)?]; $($rest:tt)*) => {
        $($crate::__known!(option $name);)*
        $crate::__entries!($($rest)*);
    };
    (roles: [$($name:ident),* $(,)?]; $($rest:tt)*) => {
        $($crate::__known!(role $name);)*
        $crate::__entries!($($rest)*);
    };
    ($other:ident: $($rest:tt)*) => {
        compile_error!(concat!(
            "`",
            stringify!($other),
            "` is no entry of a profile, or not in its form: known are hash, sha384, suites, \
             groups, signatures, certificates, key_exchange, roles, options, signer and observer"
        ));
    };
}

/// Refuses an unknown name.
#[doc(hidden)]
#[macro_export]
macro_rules! __known {
    (suite TLS_AES_128_GCM_SHA256) => {};
    (suite TLS_AES_256_GCM_SHA384) => {};
    (suite TLS_CHACHA20_POLY1305_SHA256) => {};
    (suite TLS_AES_128_CCM_SHA256) => {};
    (suite TLS_AES_128_CCM_8_SHA256) => {};
    (group x25519) => {};
    (group secp256r1) => {};
    (group secp384r1) => {};
    (group secp521r1) => {};
    (group brainpoolP256r1tls13) => {};
    (group brainpoolP384r1tls13) => {};
    (group brainpoolP512r1tls13) => {};
    (group ffdhe2048) => {};
    (group ffdhe3072) => {};
    (signature ecdsa_secp256r1_sha256) => {};
    (key_exchange x509) => {};
    (key_exchange raw_public_key) => {};
    (key_exchange unverified) => {};
    (key_exchange psk_ke) => {};
    (key_exchange psk_dhe_ke) => {};
    (role client) => {};
    (role server) => {};
    (option resumption) => {};
    (option early_data) => {};
    (option several_psks) => {};
    (option exporter) => {};
    (option post_handshake_auth) => {};
    (option status_request) => {};
    (option unverified_pieces) => {};
    (option middlebox_compatibility) => {};
    (option grease) => {};
    (option record_padding) => {};
    (option long_chain) => {};
    (option signature_algorithms_cert) => {};
    (option certificate_authorities) => {};
    (option anchor_set) => {};
    (option choices) => {};
    (option cookies) => {};
    (option bounded_steps) => {};
    (suite $other:ident) => {
        compile_error!(concat!(
            "unknown cipher suite `",
            stringify!($other),
            "`: known are TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, \
             TLS_CHACHA20_POLY1305_SHA256, TLS_AES_128_CCM_SHA256 and TLS_AES_128_CCM_8_SHA256"
        ));
    };
    (group $other:ident) => {
        compile_error!(concat!(
            "unknown group `",
            stringify!($other),
            "`: known are x25519, secp256r1, secp384r1, secp521r1, brainpoolP256r1tls13, \
             brainpoolP384r1tls13, brainpoolP512r1tls13, ffdhe2048 and ffdhe3072"
        ));
    };
    (signature $other:ident) => {
        compile_error!(concat!(
            "unknown signature scheme `",
            stringify!($other),
            "`: `signatures` knows ecdsa_secp256r1_sha256; for others name `certificates`"
        ));
    };
    (key_exchange $other:ident) => {
        compile_error!(concat!(
            "unknown key exchange `",
            stringify!($other),
            "`: known are x509, raw_public_key, unverified, psk_dhe_ke and psk_ke"
        ));
    };
    (role $other:ident) => {
        compile_error!(concat!(
            "unknown role `",
            stringify!($other),
            "`: known are client and server"
        ));
    };
    (option $other:ident) => {
        compile_error!(concat!(
            "unknown option `",
            stringify!($other),
            "`: known are resumption, early_data, several_psks, exporter, post_handshake_auth, \
             status_request, unverified_pieces, middlebox_compatibility, grease, record_padding, \
              long_chain, signature_algorithms_cert, certificate_authorities, anchor_set, choices, \
              cookies and bounded_steps"
        ));
    };
}
