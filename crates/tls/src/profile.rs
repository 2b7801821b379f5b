//! Configuration as a type: what one program can do, and with which code.
//!
//! [`profile!`](crate::profile!) turns a list of names into `impl Profile`. A slot that is not named is filled with
//! [`Absent`], a type without values: the code behind it cannot be reached and is not in the image.

use motetls_base::UnixTime;
use motetls_crypto::{Absent, Aead, EcdsaVerify, Group, Hash};
use motetls_pki::{Algorithms, CertError, Certificate, Chain, Policy, Progress, ServerName, TrustAnchor, Usage, key};

use crate::observer::Observer;
use crate::suite::AeadId;

/// What one program names: suites, groups, signature schemes and key exchanges, and the code behind each.
///
/// Written by [`profile!`](crate::profile!), which also refuses mixes that cannot work.
pub trait Profile: Algorithms<Sha256 = Self::Hash, EcdsaP256 = Self::EcdsaSecp256r1Sha256> + 'static {
    /// SHA-256, for the transcript and the key schedule.
    type Hash: Hash<Output = [u8; 32]>;
    /// TLS_AES_128_GCM_SHA256.
    type Aes128Gcm: Aead;
    /// TLS_AES_128_CCM_SHA256.
    type Aes128Ccm: Aead;
    /// TLS_AES_128_CCM_8_SHA256.
    type Aes128Ccm8: Aead;
    /// secp256r1.
    type Secp256r1: Group;
    /// ecdsa_secp256r1_sha256, in certificates and in CertificateVerify.
    type EcdsaSecp256r1Sha256: EcdsaVerify;
    /// What becomes of the server's certificates.
    type Certificates: CertificateCheck;
    /// Who watches.
    type Observer: Observer + 'static;
    /// Whether a pre-shared key may be used without (EC)DHE.
    const PSK_KE: bool;
    /// Whether a pre-shared key may be used with (EC)DHE.
    const PSK_DHE_KE: bool;

    /// Whether the profile can use a pre-shared key at all.
    const PSK: bool = Self::PSK_KE || Self::PSK_DHE_KE;
}

/// Whether profile `P` names a suite with this AEAD.
#[must_use]
pub const fn speaks<P: Profile>(aead: AeadId) -> bool {
    match aead {
        AeadId::Aes128Gcm => P::Aes128Gcm::PRESENT,
        AeadId::Aes128Ccm => P::Aes128Ccm::PRESENT,
        AeadId::Aes128Ccm8 => P::Aes128Ccm8::PRESENT,
    }
}

/// Whom and when the server's certificates are held against.
#[derive(Clone, Copy, Debug)]
pub struct Trust<'a> {
    /// The trust anchors.
    pub anchors: &'a [TrustAnchor<'a>],
    /// The name the server must bear.
    pub name: Option<ServerName<'a>>,
    /// The time now, if the device knows it.
    pub now: Option<UnixTime>,
}

/// What becomes of the server's certificates, handed over one at a time, its own first.
pub trait CertificateCheck: Sized {
    /// Whether the profile knows certificates at all.
    const PRESENT: bool = true;
    /// Whether the name of the server must be known.
    const NEEDS_NAME: bool = true;
    /// Starts a chain; `None` where there are no certificates.
    fn start() -> Option<Self>;
    /// Judges the next certificate, borrowed for the call only.
    ///
    /// # Errors
    /// The reason to refuse it.
    fn certificate(&mut self, trust: &Trust<'_>, der: &[u8]) -> Result<(), CertError>;
    /// The server's key, once its chain is trusted.
    ///
    /// # Errors
    /// The reason why it is not.
    fn server_key(&self) -> Result<&[u8; 65], CertError>;
}

impl<A: Algorithms> CertificateCheck for Chain<A> {
    fn start() -> Option<Self> {
        Some(Chain::new())
    }
    fn certificate(&mut self, trust: &Trust<'_>, der: &[u8]) -> Result<(), CertError> {
        let policy = Policy { anchors: trust.anchors, name: trust.name, now: trust.now, usage: Usage::ServerAuth };
        self.push(&policy, der).map(|_: Progress| ())
    }
    fn server_key(&self) -> Result<&[u8; 65], CertError> {
        self.finish()
    }
}

/// Takes the server's key from its certificate and asks nobody who vouches for it.
///
/// Such a connection is encrypted to somebody unknown. For measuring and for tests; a profile must name it.
pub struct Unverified {
    key: Option<[u8; 65]>,
}

impl CertificateCheck for Unverified {
    const NEEDS_NAME: bool = false;
    fn start() -> Option<Self> {
        Some(Unverified { key: None })
    }
    fn certificate(&mut self, _: &Trust<'_>, der: &[u8]) -> Result<(), CertError> {
        if self.key.is_none() {
            self.key = Some(*key::p256(Certificate::parse(der)?.spki)?);
        }
        Ok(())
    }
    fn server_key(&self) -> Result<&[u8; 65], CertError> {
        self.key.as_ref().ok_or(CertError::UnknownIssuer)
    }
}

impl CertificateCheck for Absent {
    const PRESENT: bool = false;
    fn start() -> Option<Self> {
        None
    }
    fn certificate(&mut self, _: &Trust<'_>, _: &[u8]) -> Result<(), CertError> {
        match *self {}
    }
    fn server_key(&self) -> Result<&[u8; 65], CertError> {
        match *self {}
    }
}

/// Declares a profile: a type that says what one program can do, and with which code.
///
/// ```
/// use motetls_crypto::{AesCt, AesGcm, P256, Sha256};
///
/// motetls_tls::profile! {
///     /// A sensor that talks to one broker.
///     pub struct Sensor;
///     hash: Sha256;
///     suites: { TLS_AES_128_GCM_SHA256: AesGcm<AesCt> };
///     groups: { secp256r1: P256 };
///     signatures: { ecdsa_secp256r1_sha256: P256 };
///     key_exchange: [x509];
///     observer: ();
/// }
/// ```
///
/// `key_exchange` lists how the server is authenticated: `x509` (verified), `unverified` (its certificate is taken
/// on faith; for tests), `psk_dhe_ke`, `psk_ke`. Every list may be empty; what is not named is not in the image. A mix
/// that cannot work does not compile, and the compiler's message says what to add or drop.
#[macro_export]
macro_rules! profile {
    (
        $(#[$doc:meta])*
        $vis:vis struct $name:ident;
        hash: $hash:ty;
        suites: { $($suite:ident: $aead:ty),* $(,)? };
        groups: { $($group:ident: $curve:ty),* $(,)? };
        signatures: { $($scheme:ident: $verify:ty),* $(,)? };
        key_exchange: [$($exchange:ident),* $(,)?];
        observer: $observer:ty;
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        $vis struct $name;

        impl $crate::__private::Algorithms for $name {
            type Sha256 = $hash;
            type EcdsaP256 = $crate::__slot!(ecdsa_secp256r1_sha256; $($scheme: $verify),*);
        }

        impl $crate::Profile for $name {
            type Hash = $hash;
            type Aes128Gcm = $crate::__slot!(TLS_AES_128_GCM_SHA256; $($suite: $aead),*);
            type Aes128Ccm = $crate::__slot!(TLS_AES_128_CCM_SHA256; $($suite: $aead),*);
            type Aes128Ccm8 = $crate::__slot!(TLS_AES_128_CCM_8_SHA256; $($suite: $aead),*);
            type Secp256r1 = $crate::__slot!(secp256r1; $($group: $curve),*);
            type EcdsaSecp256r1Sha256 = $crate::__slot!(ecdsa_secp256r1_sha256; $($scheme: $verify),*);
            type Certificates = $crate::__certificates!($name; $($exchange),*);
            type Observer = $observer;
            const PSK_KE: bool = $crate::__names!(psk_ke; $($exchange),*);
            const PSK_DHE_KE: bool = $crate::__names!(psk_dhe_ke; $($exchange),*);
        }

        $($crate::__known!(suite $suite);)*
        $($crate::__known!(group $group);)*
        $($crate::__known!(signature $scheme);)*
        $($crate::__known!(key_exchange $exchange);)*
        const _: () = $crate::__private::check_mix::<$name>();
    };
}

/// Refuses, at compile time and in a sentence, a profile that could never complete a handshake or carries dead weight.
///
/// # Panics
/// During compilation, with the sentence.
#[doc(hidden)]
#[allow(clippy::panic)] // evaluated by the compiler, never at run time
pub const fn check_mix<P: Profile>() {
    let suites = P::Aes128Gcm::PRESENT || P::Aes128Ccm::PRESENT || P::Aes128Ccm8::PRESENT;
    let x509 = P::Certificates::PRESENT;
    let signature = P::EcdsaSecp256r1Sha256::PRESENT;
    let group = P::Secp256r1::PRESENT;
    assert!(suites, "this profile names no cipher suite: add one to `suites`");
    assert!(
        x509 || P::PSK,
        "this profile cannot authenticate a server: add x509, psk_dhe_ke or psk_ke to `key_exchange`"
    );
    assert!(!x509 || signature, "x509 needs a signature scheme: add ecdsa_secp256r1_sha256 to `signatures`");
    assert!(
        x509 || !signature,
        "a signature scheme is of no use without certificates: add x509 to `key_exchange`, or empty `signatures`"
    );
    assert!(!x509 || group, "x509 needs a group for (EC)DHE: add secp256r1 to `groups`");
    assert!(!P::PSK_DHE_KE || group, "psk_dhe_ke needs a group: add secp256r1 to `groups`, or name psk_ke instead");
    assert!(
        x509 || P::PSK_DHE_KE || !group,
        "psk_ke alone uses no group: empty `groups`, or name psk_dhe_ke for forward secrecy"
    );
}

/// The type a list gives to a name, [`Absent`] when the list lacks it.
#[doc(hidden)]
#[macro_export]
macro_rules! __slot {
    ($slot:ident;) => { $crate::__private::Absent };
    (TLS_AES_128_GCM_SHA256; TLS_AES_128_GCM_SHA256: $t:ty $(, $($r:tt)*)?) => { $t };
    (TLS_AES_128_CCM_SHA256; TLS_AES_128_CCM_SHA256: $t:ty $(, $($r:tt)*)?) => { $t };
    (TLS_AES_128_CCM_8_SHA256; TLS_AES_128_CCM_8_SHA256: $t:ty $(, $($r:tt)*)?) => { $t };
    (secp256r1; secp256r1: $t:ty $(, $($r:tt)*)?) => { $t };
    (ecdsa_secp256r1_sha256; ecdsa_secp256r1_sha256: $t:ty $(, $($r:tt)*)?) => { $t };
    ($slot:ident; $other:ident: $t:ty $(, $($r:tt)*)?) => { $crate::__slot!($slot; $($($r)*)?) };
}

/// Whether a list of key exchanges holds a name.
#[doc(hidden)]
#[macro_export]
macro_rules! __names {
    ($name:ident;) => { false };
    (psk_ke; psk_ke $(, $($r:ident),*)?) => { true };
    (psk_dhe_ke; psk_dhe_ke $(, $($r:ident),*)?) => { true };
    ($name:ident; $other:ident $(, $($r:ident),*)?) => { $crate::__names!($name; $($($r),*)?) };
}

/// The certificate check a list of key exchanges asks for.
#[doc(hidden)]
#[macro_export]
macro_rules! __certificates {
    ($profile:ident;) => { $crate::__private::Absent };
    ($profile:ident; x509 $(, $($r:ident),*)?) => { $crate::__private::Chain<$profile> };
    ($profile:ident; unverified $(, $($r:ident),*)?) => { $crate::Unverified };
    ($profile:ident; $other:ident $(, $($r:ident),*)?) => { $crate::__certificates!($profile; $($($r),*)?) };
}

/// Refuses a name nobody knows.
#[doc(hidden)]
#[macro_export]
macro_rules! __known {
    (suite TLS_AES_128_GCM_SHA256) => {};
    (suite TLS_AES_128_CCM_SHA256) => {};
    (suite TLS_AES_128_CCM_8_SHA256) => {};
    (group secp256r1) => {};
    (signature ecdsa_secp256r1_sha256) => {};
    (key_exchange x509) => {};
    (key_exchange unverified) => {};
    (key_exchange psk_ke) => {};
    (key_exchange psk_dhe_ke) => {};
    (suite $other:ident) => {
        compile_error!(concat!(
            "unknown cipher suite `",
            stringify!($other),
            "`: known are TLS_AES_128_GCM_SHA256, TLS_AES_128_CCM_SHA256 and TLS_AES_128_CCM_8_SHA256"
        ));
    };
    (group $other:ident) => {
        compile_error!(concat!("unknown group `", stringify!($other), "`: known is secp256r1"));
    };
    (signature $other:ident) => {
        compile_error!(concat!("unknown signature scheme `", stringify!($other), "`: known is ecdsa_secp256r1_sha256"));
    };
    (key_exchange $other:ident) => {
        compile_error!(concat!(
            "unknown key exchange `",
            stringify!($other),
            "`: known are x509, unverified, psk_dhe_ke and psk_ke"
        ));
    };
}
