//! Lists of groups, cipher suites and signature schemes, by the names of IANA and of openssl.

use motetls::{CipherSuite, NamedGroup, SignatureScheme};

/// What can be listed: each value with IANA's name and the names others have for it.
pub(crate) trait Named: Copy + PartialEq + 'static {
    /// What such a value is called.
    const KIND: &'static str;
    /// Every value that is spoken here.
    const KNOWN: &'static [(Self, &'static [&'static str])];

    /// IANA's name.
    fn name(self) -> &'static str;
}

/// The groups for key agreement.
impl Named for NamedGroup {
    const KIND: &'static str = "group";
    const KNOWN: &'static [(Self, &'static [&'static str])] = &[
        (NamedGroup::x25519, &[]),
        (NamedGroup::secp256r1, &["P-256", "prime256v1"]),
        (NamedGroup::secp384r1, &["P-384"]),
        (NamedGroup::secp521r1, &["P-521"]),
        (NamedGroup::brainpoolP256r1tls13, &["brainpoolP256r1"]),
        (NamedGroup::brainpoolP384r1tls13, &["brainpoolP384r1"]),
        (NamedGroup::brainpoolP512r1tls13, &["brainpoolP512r1"]),
        (NamedGroup::ffdhe2048, &[]),
        (NamedGroup::ffdhe3072, &[]),
    ];

    fn name(self) -> &'static str {
        NamedGroup::name(self)
    }
}

/// The cipher suites; openssl has IANA's names, wolfSSL and mbedTLS have their own.
impl Named for CipherSuite {
    const KIND: &'static str = "cipher suite";
    const KNOWN: &'static [(Self, &'static [&'static str])] = &[
        (
            CipherSuite::TLS_AES_128_GCM_SHA256,
            &["TLS13-AES128-GCM-SHA256", "TLS1-3-AES-128-GCM-SHA256"],
        ),
        (
            CipherSuite::TLS_AES_256_GCM_SHA384,
            &["TLS13-AES256-GCM-SHA384", "TLS1-3-AES-256-GCM-SHA384"],
        ),
        (
            CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
            &["TLS13-CHACHA20-POLY1305-SHA256", "TLS1-3-CHACHA20-POLY1305-SHA256"],
        ),
        (
            CipherSuite::TLS_AES_128_CCM_SHA256,
            &["TLS13-AES128-CCM-SHA256", "TLS1-3-AES-128-CCM-SHA256"],
        ),
        (
            CipherSuite::TLS_AES_128_CCM_8_SHA256,
            &["TLS13-AES128-CCM-8-SHA256", "TLS1-3-AES-128-CCM-8-SHA256"],
        ),
    ];

    fn name(self) -> &'static str {
        CipherSuite::name(self)
    }
}

/// The signature schemes; openssl also writes a kind of key and a hash.
impl Named for SignatureScheme {
    const KIND: &'static str = "signature scheme";
    const KNOWN: &'static [(Self, &'static [&'static str])] = &[
        (SignatureScheme::ecdsa_secp256r1_sha256, &["ECDSA+SHA256"]),
        (SignatureScheme::ecdsa_secp384r1_sha384, &["ECDSA+SHA384"]),
        (SignatureScheme::ecdsa_secp521r1_sha512, &["ECDSA+SHA512"]),
        (SignatureScheme::ed25519, &[]),
        (SignatureScheme::rsa_pss_rsae_sha256, &["RSA-PSS+SHA256", "PSS+SHA256"]),
        (SignatureScheme::rsa_pss_rsae_sha384, &["RSA-PSS+SHA384", "PSS+SHA384"]),
        (SignatureScheme::rsa_pss_rsae_sha512, &["RSA-PSS+SHA512", "PSS+SHA512"]),
        (SignatureScheme::rsa_pss_pss_sha256, &[]),
        (SignatureScheme::rsa_pss_pss_sha384, &[]),
        (SignatureScheme::rsa_pss_pss_sha512, &[]),
        (SignatureScheme::rsa_pkcs1_sha256, &["RSA+SHA256"]),
        (SignatureScheme::rsa_pkcs1_sha384, &["RSA+SHA384"]),
        (SignatureScheme::rsa_pkcs1_sha512, &["RSA+SHA512"]),
    ];

    fn name(self) -> &'static str {
        SignatureScheme::name(self)
    }
}

/// A list as it stands on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedList<T>(pub(crate) Vec<T>);

impl<T: Named> std::str::FromStr for NamedList<T> {
    type Err = String;

    /// Names with commas or colons between them, in any case.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut list = Vec::new();
        for name in text.split([',', ':']) {
            let value = value(name.trim())?;
            if list.contains(&value) {
                return Err(format!("{name} stands in the list twice"));
            }
            list.push(value);
        }
        Ok(NamedList(list))
    }
}

fn value<T: Named>(name: &str) -> Result<T, String> {
    let is_name = |known: &str| known.eq_ignore_ascii_case(name);
    let found = T::KNOWN
        .iter()
        .find(|(value, names)| is_name(value.name()) || names.iter().any(|known| is_name(known)));
    found.map(|(value, _)| *value).ok_or_else(|| {
        let known: Vec<&str> = T::KNOWN.iter().map(|(value, _)| value.name()).collect();
        format!("no {} is named \"{name}\" here; known are {}", T::KIND, known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_iana_and_of_openssl() {
        let list = "X25519:P-256,secp384r1 , brainpoolp256r1:FFDHE2048";
        let groups: NamedList<NamedGroup> = list.parse().unwrap();
        let expected = [
            NamedGroup::x25519,
            NamedGroup::secp256r1,
            NamedGroup::secp384r1,
            NamedGroup::brainpoolP256r1tls13,
            NamedGroup::ffdhe2048,
        ];
        assert_eq!(groups.0, expected);
        assert_eq!("prime256v1".parse(), "secp256r1".parse::<NamedList<NamedGroup>>());
        for bad in ["", "x448", "P-256:secp256r1", "x25519,"] {
            assert!(bad.parse::<NamedList<NamedGroup>>().is_err(), "{bad}");
        }
        let unknown = "x448".parse::<NamedList<NamedGroup>>().unwrap_err();
        assert!(unknown.contains("ffdhe3072"), "{unknown}");
    }

    #[test]
    fn suites_and_signature_schemes() {
        let suites: NamedList<CipherSuite> =
            "TLS_AES_128_CCM_8_SHA256:TLS13-AES128-GCM-SHA256".parse().unwrap();
        let expected = [CipherSuite::TLS_AES_128_CCM_8_SHA256, CipherSuite::TLS_AES_128_GCM_SHA256];
        assert_eq!(suites.0, expected);
        // openssl's s_client takes these for the schemes beside them
        for (openssl, iana) in [
            ("ECDSA+SHA384", "ecdsa_secp384r1_sha384"),
            ("RSA-PSS+SHA256", "rsa_pss_rsae_sha256"),
            ("RSA+SHA512", "rsa_pkcs1_sha512"),
            ("ed25519", "ED25519"),
        ] {
            assert_eq!(openssl.parse(), iana.parse::<NamedList<SignatureScheme>>(), "{openssl}");
        }
        let unknown = "TLS_SHA256_SHA256".parse::<NamedList<CipherSuite>>().unwrap_err();
        assert!(unknown.contains("TLS_CHACHA20_POLY1305_SHA256"), "{unknown}");
        assert!("DSA+SHA1".parse::<NamedList<SignatureScheme>>().is_err());
    }
}
