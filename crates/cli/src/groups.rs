//! Groups for key agreement, by the names of IANA and of openssl.

use motetls::num::NamedGroup;

/// The groups that are spoken here, each with openssl's other names for it.
const GROUPS: [(NamedGroup, &[&str]); 9] = [
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

/// A list of groups as it stands on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Groups(pub(crate) Vec<NamedGroup>);

impl std::str::FromStr for Groups {
    type Err = String;

    /// Names with commas or colons between them, in any case.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut groups = Vec::new();
        for name in text.split([',', ':']) {
            let group = group(name.trim())?;
            if groups.contains(&group) {
                return Err(format!("{name} stands in the list twice"));
            }
            groups.push(group);
        }
        Ok(Groups(groups))
    }
}

fn group(name: &str) -> Result<NamedGroup, String> {
    let is_name = |known: &str| known.eq_ignore_ascii_case(name);
    let mut groups = GROUPS.iter();
    let found = groups
        .find(|(group, names)| is_name(group.name()) || names.iter().any(|known| is_name(known)));
    found.map(|(group, _)| *group).ok_or_else(|| {
        let known: Vec<&str> = GROUPS.iter().map(|(group, _)| group.name()).collect();
        format!("no group is named \"{name}\" here; known are {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_iana_and_of_openssl() {
        let list = "X25519:P-256,secp384r1 , brainpoolp256r1:FFDHE2048";
        let groups: Groups = list.parse().unwrap();
        let expected = [
            NamedGroup::x25519,
            NamedGroup::secp256r1,
            NamedGroup::secp384r1,
            NamedGroup::brainpoolP256r1tls13,
            NamedGroup::ffdhe2048,
        ];
        assert_eq!(groups.0, expected);
        assert_eq!("prime256v1".parse(), "secp256r1".parse::<Groups>());
        for bad in ["", "x448", "P-256:secp256r1", "x25519,"] {
            assert!(bad.parse::<Groups>().is_err(), "{bad}");
        }
        assert!("x448".parse::<Groups>().unwrap_err().contains("ffdhe3072"));
    }
}
