//! Names from the command line: subjects, subjectAltName, name constraints.

use std::net::IpAddr;
use std::str::FromStr;

use motetls::pki::ServerName;
use motetls::pki::dn;
use motetls::pki::general_name::GeneralName;
use motetls::pki::oid::Oid;
use motetls::pki::oid::known::{COMMON_NAME, SERIAL_NUMBER};

use crate::failure::Failure;

/// Characters of a common name or a serial number at most (RFC 5280, appendix A.1).
const LONGEST: usize = 64;
/// Octets of a name in DER at most.
const ROOM: usize = 2048;

/// One name of subjectAltName.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AltName {
    Dns(String),
    Ip(Vec<u8>),
    Mail(String),
    Uri(String),
}

impl AltName {
    /// A DNS name, in which the first label may be a wildcard.
    pub(crate) fn dns(text: &str) -> Result<Self, String> {
        let name = text.strip_suffix('.').unwrap_or(text);
        match ServerName::parse(name.strip_prefix("*.").unwrap_or(name), &mut [0; 16]) {
            Ok(ServerName::Dns(_)) => Ok(AltName::Dns(name.to_ascii_lowercase())),
            Ok(ServerName::Ip(_)) => Err("this is an address: give it as --ip".to_owned()),
            Err(_) if !text.is_ascii() => Err("write it as DNS has it, in labels like xn--bcher-kva".to_owned()),
            Err(_) => Err("not a DNS name".to_owned()),
        }
    }

    /// An IP address.
    pub(crate) fn ip(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(IpAddr::V4(address)) => Ok(AltName::Ip(address.octets().to_vec())),
            Ok(IpAddr::V6(address)) => Ok(AltName::Ip(address.octets().to_vec())),
            Err(_) => Err("not an IP address, like 192.0.2.7 or 2001:db8::7".to_owned()),
        }
    }

    /// A mail address.
    pub(crate) fn mail(text: &str) -> Result<Self, String> {
        let sound = text.split_once('@').is_some_and(|(local, host)| !local.is_empty() && AltName::dns(host).is_ok());
        match is_plain(text) && sound && !text.contains("*.") {
            true => Ok(AltName::Mail(text.to_owned())),
            false => Err("not a mail address".to_owned()),
        }
    }

    /// An absolute URI.
    pub(crate) fn uri(text: &str) -> Result<Self, String> {
        let scheme = text.split_once(':').filter(|(_, rest)| !rest.is_empty()).map(|(scheme, _)| scheme);
        let sound = scheme.is_some_and(|scheme| {
            scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && scheme.chars().all(|other| other.is_ascii_alphanumeric() || "+-.".contains(other))
        });
        match is_plain(text) && sound {
            true => Ok(AltName::Uri(text.to_owned())),
            false => Err("not a URI, like urn:dev:mac:0024befffe804ff1 or https://example.com/".to_owned()),
        }
    }

    /// As certificates have it.
    pub(crate) fn general(&self) -> GeneralName<'_> {
        match self {
            AltName::Dns(name) => GeneralName::Dns(name.as_bytes()),
            AltName::Ip(address) => GeneralName::Ip(address),
            AltName::Mail(address) => GeneralName::Mail(address.as_bytes()),
            AltName::Uri(uri) => GeneralName::Uri(uri.as_bytes()),
        }
    }

    /// The name of a certificate as one that is written, if it is of a kind that is.
    pub(crate) fn of(name: &GeneralName<'_>) -> Option<Self> {
        let text = |octets: &[u8]| String::from_utf8(octets.to_vec()).ok().filter(|text| is_plain(text));
        match name {
            GeneralName::Dns(name) => AltName::dns(&text(name)?).ok(),
            GeneralName::Ip(address) if matches!(address.len(), 4 | 16) => Some(AltName::Ip(address.to_vec())),
            GeneralName::Mail(address) => AltName::mail(&text(address)?).ok(),
            GeneralName::Uri(uri) => AltName::uri(&text(uri)?).ok(),
            _ => None,
        }
    }

    /// Whether it stands for many.
    pub(crate) fn is_wildcard(&self) -> bool {
        matches!(self, AltName::Dns(name) if name.starts_with("*."))
    }
}

impl std::fmt::Display for AltName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.general(), f)
    }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A name in name constraints, with all below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Constraint {
    Dns(String),
    /// Address and mask.
    Ip(Vec<u8>),
    Mail(String),
    Uri(String),
    /// A name in DER.
    Directory(Vec<u8>),
}

impl FromStr for Constraint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, rest) = text.split_once(':').unwrap_or(("", text));
        let host = |text: &str| match AltName::dns(text.strip_prefix('.').unwrap_or(text)) {
            Ok(AltName::Dns(name)) if !name.starts_with("*.") => Ok(text.to_ascii_lowercase()),
            _ => Err(format!("{text} is no DNS name")),
        };
        match kind.to_ascii_lowercase().as_str() {
            "dns" if rest.starts_with('.') || rest.starts_with("*.") => {
                Err("write DNS:example.com: that is the name and all below it".to_owned())
            }
            "dns" => Ok(Constraint::Dns(host(rest)?)),
            "ip" => network(rest).map(Constraint::Ip),
            "email" if rest.contains('@') => AltName::mail(rest).map(|_| Constraint::Mail(rest.to_owned())),
            "email" => Ok(Constraint::Mail(host(rest)?)),
            "uri" => Ok(Constraint::Uri(host(rest)?)),
            "dir" => subject(rest).map(Constraint::Directory).map_err(|failure| failure.to_string()),
            _ => {
                Err("write DNS:example.com, IP:10.0.0.0/8, email:example.com, URI:.example.com or dir:O=Motes"
                    .to_owned())
            }
        }
    }
}

impl Constraint {
    /// As certificates have it.
    pub(crate) fn general(&self) -> GeneralName<'_> {
        match self {
            Constraint::Dns(name) => GeneralName::Dns(name.as_bytes()),
            Constraint::Ip(network) => GeneralName::Ip(network),
            Constraint::Mail(name) => GeneralName::Mail(name.as_bytes()),
            Constraint::Uri(name) => GeneralName::Uri(name.as_bytes()),
            Constraint::Directory(der) => GeneralName::Directory(dn::DistinguishedName { der }),
        }
    }
}

/// Address and mask of `10.0.0.0/8`.
fn network(text: &str) -> Result<Vec<u8>, String> {
    let wrong = || format!("{text} is no network, like 10.0.0.0/8 or 2001:db8::/32");
    let (address, bits) = text.split_once('/').ok_or_else(wrong)?;
    let (Ok(AltName::Ip(mut octets)), Ok(bits)) = (AltName::ip(address), bits.parse::<usize>()) else {
        return Err(wrong());
    };
    if bits > octets.len().saturating_mul(8) {
        return Err(wrong());
    }
    let mask: Vec<u8> =
        (0..octets.len()).map(|place| !(0xff_u32 >> bits.saturating_sub(8 * place).min(8)) as u8).collect();
    if octets.iter().zip(&mask).any(|(octet, mask)| octet & !mask != 0) {
        return Err(format!("{text} has bits of an address behind its mask"));
    }
    octets.extend(mask);
    Ok(octets)
}

/// A subject in DER: of a common name, or of a distinguished name, which has an equals sign in it. Nothing is the empty
/// name.
pub(crate) fn subject(text: &str) -> Result<Vec<u8>, Failure> {
    if text.chars().any(char::is_control) {
        return Err(Failure::local("a name may not have control characters in it"));
    }
    if !text.contains('=') && !text.is_empty() {
        return attributes(&[(COMMON_NAME, text)]);
    }
    let mut buffer = vec![0; ROOM];
    let der = dn::parse(text, &mut buffer).map_err(|error| Failure::local(format!("{text}: {error}")))?;
    let blank = |attribute: dn::Attribute<'_>| attribute.text().is_some_and(|text| text.to_string().trim().is_empty());
    if (dn::DistinguishedName { der }).attributes().any(blank) {
        return Err(Failure::local(format!("{text}: an attribute of a name may not be empty")));
    }
    Ok(der.to_vec())
}

/// A subject of these attributes, the widest first.
pub(crate) fn attributes(attributes: &[(Oid<'_>, &str)]) -> Result<Vec<u8>, Failure> {
    for (kind, value) in attributes {
        let bounded = *kind == COMMON_NAME || *kind == SERIAL_NUMBER;
        if value.trim().is_empty() || value.chars().any(char::is_control) {
            return Err(Failure::local("a name may not be empty, or have control characters in it"));
        }
        if bounded && value.chars().count() > LONGEST {
            return Err(Failure::local(format!("{value} is longer than the {LONGEST} characters a name may have")));
        }
    }
    let mut buffer = vec![0; ROOM];
    let der = dn::encode(attributes, &mut buffer).map_err(|_| Failure::local("the name is too long"))?;
    Ok(der.to_vec())
}

/// An EUI-64 as subjects have it, `00-24-BE-FF-FE-80-4F-F1`.
pub(crate) fn eui64(text: &str) -> Result<String, Failure> {
    let digits: String = text.chars().filter(|character| !matches!(character, '-' | ':')).collect();
    if digits.len() != 16 || !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(Failure::local(format!(
            "{text} is no EUI-64: it has sixteen hex digits, like 00-24-BE-FF-FE-80-4F-F1"
        )));
    }
    let pairs: Vec<&str> = (0..8).filter_map(|pair| digits.get(2 * pair..2 * pair + 2)).collect();
    Ok(pairs.join("-").to_ascii_uppercase())
}

/// What files are called after a name: its letters and digits, small, with `-` for what is between.
pub(crate) fn stem(name: &str) -> String {
    let name = name.strip_prefix("*.").map_or_else(|| name.to_owned(), |rest| format!("any.{rest}"));
    let mut stem = String::new();
    for character in name.chars() {
        match character {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '.' | '_' => stem.push(character.to_ascii_lowercase()),
            _ if stem.ends_with('-') || stem.is_empty() => {}
            _ => stem.push('-'),
        }
    }
    let stem = stem.trim_matches(|edge| matches!(edge, '-' | '.'));
    if stem.is_empty() { "cert".to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_they_should_be() {
        assert_eq!(AltName::dns("*.A.example."), Ok(AltName::Dns("*.a.example".to_owned())));
        for bad in ["", "a..b", "a b", "*.*.a", "192.0.2.7", "bücher.example", "a.*.b"] {
            assert!(AltName::dns(bad).is_err(), "{bad}");
        }
        assert!(AltName::mail("a@b.example").is_ok());
        for bad in ["a", "@b.example", "a@", "a b@c.example", "a@*.b.example"] {
            assert!(AltName::mail(bad).is_err(), "{bad}");
        }
        assert!(AltName::uri("urn:dev:mac:0024befffe804ff1").is_ok());
        for bad in ["a", ":a", "1:a", "a:", "a: b"] {
            assert!(AltName::uri(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn constraints_are_trees() {
        let ip = |text: &str| text.parse::<Constraint>();
        assert_eq!(ip("IP:10.128.0.0/9"), Ok(Constraint::Ip(vec![10, 128, 0, 0, 255, 128, 0, 0])));
        assert_eq!(ip("ip:0.0.0.0/0"), Ok(Constraint::Ip(vec![0; 8])));
        assert!(ip("IP:2001:db8::/32").is_ok());
        for bad in ["IP:10.0.0.1/8", "IP:10.0.0.0/33", "IP:10.0.0.0", "DNS:.a", "DNS:*.a", "a", "x:a", "email:a b"] {
            assert!(bad.parse::<Constraint>().is_err(), "{bad}");
        }
        for good in
            ["DNS:a.example", "email:a.example", "email:.a.example", "email:x@a.example", "URI:.a", "dir:O=Motes"]
        {
            assert!(good.parse::<Constraint>().is_ok(), "{good}");
        }
    }

    #[test]
    fn subjects_and_stems() {
        assert_eq!(subject("Motes Root").unwrap(), subject("CN=Motes Root").unwrap());
        assert_eq!(subject("").unwrap(), [0x30, 0]);
        assert!(subject("CN=").is_err() && subject("CN=a,O=").is_err() && subject("  ").is_err());
        assert!(subject("a\nb").is_err() && subject(&"x".repeat(65)).is_err());
        assert_eq!(eui64("0024befffe804ff1").unwrap(), "00-24-BE-FF-FE-80-4F-F1");
        assert!(eui64("0024be").is_err());
        for (name, file) in
            [("Motes Root, Inc.", "motes-root-inc"), ("*.a.example", "any.a.example"), ("../x", "x"), ("é", "cert")]
        {
            assert_eq!(stem(name), file);
        }
    }
}
