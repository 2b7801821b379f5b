//! The profiles that are priced, and what must and must not be in their images.

use crate::firmware;
use crate::image::Image;
use crate::machine::Board;

/// How a profile authenticates the server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Authentication {
    /// X.509 with (EC)DHE.
    Certificates,
    /// A raw public key with (EC)DHE.
    RawPublicKey,
    /// An external pre-shared key with (EC)DHE.
    PskEcdhe,
    /// An external pre-shared key alone.
    Psk,
}

/// The kind of keys in certificates.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    P256,
    Rsa2048,
}

/// One image.
pub(super) struct Profile {
    /// The name of its type.
    pub(super) name: &'static str,
    /// The binary in `firmware/client`.
    pub(super) image: &'static str,
    /// The one suite it names.
    pub(super) suite: &'static str,
    pub(super) authentication: Authentication,
    /// The keys of root and server.
    pub(super) key: Key,
    /// The one group its server speaks, by openssl's name.
    pub(super) group: &'static str,
    /// Whether the server demands a certificate of the client.
    pub(super) mutual: bool,
    /// Whether it is measured resuming the session of a run before.
    pub(super) resumes: bool,
    /// The one target it is for; none stands for all.
    pub(super) target: Option<&'static str>,
    /// Lengths of the receive and the send buffer it is measured with.
    pub(super) buffers: &'static [(usize, usize)],
    /// Parts of paths of functions that the profile names: their presence shows that the check can
    /// see.
    pub(super) present: &'static [&'static str],
    /// Parts of paths of functions that the profile does not name.
    pub(super) absent: &'static [&'static str],
}

impl Profile {
    /// Whether it is measured on `board`.
    pub(super) fn is_for(&self, board: &Board) -> bool {
        self.target.is_none_or(|target| target == board.target)
    }

    /// Whether its server sends lines back as they are: `gnutls-serv`, which alone knows raw public
    /// keys.
    pub(super) fn is_echoed(&self) -> bool {
        self.authentication == Authentication::RawPublicKey
    }
}

/// What most of them have; each names what is its own.
const COMMON: Profile = Profile {
    name: "",
    image: "",
    suite: "TLS_AES_128_GCM_SHA256",
    authentication: Authentication::Certificates,
    key: Key::P256,
    group: "P-256",
    mutual: false,
    resumes: false,
    target: None,
    buffers: &[(2048, 512)],
    present: &["motetls_crypto::p256", "motetls_crypto::gcm", "motetls_pki::chain"],
    absent: &["motetls_crypto::ccm", "Ccm"],
};

pub(super) const PROFILES: &[Profile] = &[
    Profile {
        name: "Tls13Ecdsa",
        image: "tls13_ecdsa",
        buffers: &[(4096, 4096), (2048, 512)],
        present: &[
            "motetls_crypto::p256",
            "motetls_crypto::gcm",
            "motetls_pki::chain",
            "motetls_pki::der",
        ],
        ..COMMON
    },
    Profile {
        name: "Tls13EcdsaBounded",
        image: "tls13_ecdsa_bounded",
        present: &["motetls_crypto::p256", "motetls_tls::handshake::compute", "motetls_pki::chain"],
        ..COMMON
    },
    Profile { name: "Tls13EcdsaM3", image: "tls13_ecdsa_m3", ..COMMON },
    Profile {
        name: "Tls13EcdsaM4",
        image: "tls13_ecdsa_m4",
        target: Some("thumbv7em-none-eabi"),
        buffers: &[(4096, 4096), (2048, 512)],
        present: &["motetls_crypto_asm::umaal", "motetls_crypto::gcm", "motetls_pki::chain"],
        ..COMMON
    },
    Profile {
        name: "Tls13Mutual",
        image: "tls13_mutual",
        mutual: true,
        buffers: &[(2048, 768)],
        ..COMMON
    },
    Profile {
        name: "Tls13Resume",
        image: "tls13_resume",
        resumes: true,
        present: &["motetls_crypto::p256", "motetls_tls::session", "motetls_pki::chain"],
        ..COMMON
    },
    Profile {
        name: "Tls13ResumePskKe",
        image: "tls13_resume_psk_ke",
        resumes: true,
        present: &["motetls_crypto::p256", "motetls_tls::session", "motetls_pki::chain"],
        ..COMMON
    },
    Profile {
        name: "Tls13Rsa",
        image: "tls13_rsa",
        key: Key::Rsa2048,
        present: &["motetls_crypto::p256", "motetls_crypto::rsa", "motetls_pki::chain"],
        absent: &["motetls_crypto::ccm", "Ccm", "Ed25519", "curve25519"],
        ..COMMON
    },
    Profile {
        name: "Tls13Wide",
        image: "tls13_wide",
        suite: "TLS_AES_256_GCM_SHA384",
        group: "X25519",
        buffers: &[(4096, 1024)],
        present: &[
            "motetls_crypto::p256",
            "motetls_crypto::ccm",
            "motetls_crypto::rsa",
            "motetls_crypto::curve25519",
        ],
        absent: &["motetls_crypto::dh", "curve25519_dalek"],
        ..COMMON
    },
    Profile {
        name: "Tls13Rpk",
        image: "tls13_rpk",
        authentication: Authentication::RawPublicKey,
        present: &["motetls_crypto::p256", "motetls_crypto::gcm", "motetls_pki::key"],
        absent: &[
            "motetls_crypto::ccm",
            "Ccm",
            "motetls_pki::chain::verifier",
            "motetls_pki::certificate",
            "motetls_pki::name",
            "motetls_pki::time",
            "motetls_pki::dn",
        ],
        ..COMMON
    },
    Profile {
        name: "Tls13PskEcdhe",
        image: "tls13_psk_ecdhe",
        suite: "TLS_AES_128_CCM_8_SHA256",
        authentication: Authentication::PskEcdhe,
        present: &["motetls_crypto::p256", "motetls_crypto::ccm"],
        absent: &["motetls_pki", "motetls_crypto::gcm", "Gcm", "Ghash", "ecdsa", "Ecdsa"],
        ..COMMON
    },
    Profile {
        name: "Tls13Psk",
        image: "tls13_psk",
        suite: "TLS_AES_128_CCM_8_SHA256",
        authentication: Authentication::Psk,
        present: &["motetls_crypto::ccm"],
        absent: &[
            "motetls_pki",
            "motetls_crypto::gcm",
            "Gcm",
            "Ghash",
            "ecdsa",
            "Ecdsa",
            "p256",
            "P256",
        ],
        ..COMMON
    },
];

/// A sentence for each thing in the image that must not be there, and for each that should be and
/// is not.
pub(super) fn misplaced(profile: &Profile, image: &Image) -> Vec<String> {
    let holder = |part: &str| image.functions.iter().find(|function| function.contains(part));
    let mut faults = Vec::new();
    for part in profile.absent.iter().chain(firmware::NEVER) {
        faults.extend(holder(part).map(|function| format!("{} holds {function}", profile.name)));
    }
    for part in profile.present.iter().filter(|part| holder(part).is_none()) {
        faults.push(format!(
            "{} holds nothing of {part}: the check cannot see it any more",
            profile.name
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_be_in_an_image_is_found() {
        let profile = PROFILES.iter().find(|profile| profile.name == "Tls13Psk").unwrap();
        let mut image = Image::default();
        let seen = |image: &Image| misplaced(profile, image).join("\n");
        assert!(seen(&image).contains("cannot see"));
        image.functions.insert("<motetls_crypto::ccm::Ccm as Aead>::start".into());
        assert_eq!(seen(&image), "");
        for intruder in
            ["motetls_crypto::p256::field::mul", "motetls_pki::der::Der::next", "core::fmt::write"]
        {
            image.functions.insert(intruder.into());
            assert!(seen(&image).contains(intruder));
            image.functions.remove(intruder);
        }
    }
}
