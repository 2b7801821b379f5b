//! Names from the command line: subjects, subjectAltName, name constraints.

use std::net::IpAddr;

use motetls::pki::ServerName;
use motetls::pki::der::Read;
use motetls::pki::dn;
use motetls::pki::general_name::GeneralName;
use motetls::pki::oid::Oid;
use motetls::pki::oid::known::COMMON_NAME;

use super::{mail, subject};
use crate::failure::Failure;

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
    /// A DNS name, in which the first label may be a wildcard, over two labels or more: verifiers
    /// match no other.
    pub(crate) fn dns(text: &str) -> Result<Self, String> {
        let name = text.strip_suffix('.').unwrap_or(text);
        let domain = name.strip_prefix("*.");
        match ServerName::parse(domain.unwrap_or(name), &mut [0; 16]) {
            Ok(_) if domain.is_some_and(|domain| !domain.contains('.')) => {
                Err("not a DNS name: a wildcard needs two labels or more behind it, as in *.example.com".to_owned())
            }
            Ok(parsed) if parsed.as_dns().is_some() => Ok(AltName::Dns(name.to_ascii_lowercase())),
            Ok(_) => Err("this is an address: give it as --ip".to_owned()),
            Err(_) => Err(no_dns_name(text).to_owned()),
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

    /// A mail address, whose host is written without a final dot.
    pub(crate) fn mail(text: &str) -> Result<Self, String> {
        let (local, host) = mail::parts(text).ok_or_else(|| "not a mail address".to_owned())?;
        let host = host.strip_suffix('.').unwrap_or(host);
        Ok(AltName::Mail(format!("{local}@{host}")))
    }

    /// An absolute URI.
    pub(crate) fn uri(text: &str) -> Result<Self, String> {
        let scheme =
            text.split_once(':').filter(|(_, rest)| !rest.is_empty()).map(|(scheme, _)| scheme);
        let sound = scheme.is_some_and(|scheme| {
            scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && scheme
                    .chars()
                    .all(|other| other.is_ascii_alphanumeric() || "+-.".contains(other))
        });
        match is_plain(text) && sound {
            true => Ok(AltName::Uri(text.to_owned())),
            false => {
                Err("not a URI, like urn:dev:mac:0024befffe804ff1 or https://example.com/"
                    .to_owned())
            }
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
        let text =
            |octets: &[u8]| String::from_utf8(octets.to_vec()).ok().filter(|text| is_plain(text));
        match name {
            GeneralName::Dns(name) => AltName::dns(&text(name)?).ok(),
            GeneralName::Ip(address) if matches!(address.len(), 4 | 16) => {
                Some(AltName::Ip(address.to_vec()))
            }
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

/// Why `text` is no DNS name.
fn no_dns_name(text: &str) -> &'static str {
    let name = text.strip_suffix('.').unwrap_or(text);
    if !text.is_ascii() {
        "not a DNS name: write it as DNS has it, in labels like xn--bcher-kva"
    } else if text.contains(['[', ']', '%']) {
        "not a DNS name: an address is given as --ip, without brackets and without a zone"
    } else if text.contains("://") || text.contains('/') {
        "not a DNS name: leave out the scheme and the path"
    } else if text.contains(':') {
        "not a DNS name: leave out the port"
    } else if name.contains('*') {
        "not a DNS name: a wildcard is all of the first label, as in *.example.com"
    } else if name.split('.').any(|label| label.len() > 63) {
        "not a DNS name: a label has 63 characters at most"
    } else if name.len() > 253 {
        "not a DNS name: it has 253 characters at most"
    } else if name.split('.').any(str::is_empty) {
        "not a DNS name: a label is empty"
    } else {
        "not a DNS name: it has letters, digits, dashes and dots"
    }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A subject in DER: of a common name, or of a distinguished name, which has an equals sign in it.
/// Nothing is the empty name.
pub(crate) fn subject(text: &str) -> Result<Vec<u8>, Failure> {
    if text.chars().any(char::is_control) {
        return Err(Failure::local("a name may not have control characters in it"));
    }
    if !text.contains('=') && !text.is_empty() {
        return attributes(&[(COMMON_NAME, text)]);
    }
    let mut buffer = vec![0; ROOM];
    let der =
        dn::parse(text, &mut buffer).map_err(|error| Failure::local(format!("{text}: {error}")))?;
    subject::check(&dn::DistinguishedName { der })
        .map_err(|why| Failure::local(format!("{text}: {why}")))?;
    Ok(der.to_vec())
}

/// A subject of these attributes, the widest first.
pub(crate) fn attributes(attributes: &[(Oid<'_>, &str)]) -> Result<Vec<u8>, Failure> {
    let mut buffer = vec![0; ROOM];
    let der =
        dn::encode(attributes, &mut buffer).map_err(|_| Failure::local("the name is too long"))?;
    subject::check(&dn::DistinguishedName { der }).map_err(Failure::local)?;
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
    let name =
        name.strip_prefix("*.").map_or_else(|| name.to_owned(), |rest| format!("any.{rest}"));
    let mut stem = String::new();
    for character in name.chars() {
        match character {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '.' | '_' => {
                stem.push(character.to_ascii_lowercase())
            }
            _ if stem.ends_with('-') || stem.is_empty() => {}
            _ => stem.push('-'),
        }
    }
    let stem = stem.trim_matches(|edge| matches!(edge, '-' | '.'));
    if stem.is_empty() { "cert".to_owned() } else { stem.to_owned() }
}

/// What a subject is called: its common name, else the first of its other names, else nothing.
pub(crate) fn called(subject: &[u8], names: &[AltName]) -> String {
    match (common_name(subject), names.first()) {
        (name, _) if !name.is_empty() => name,
        (_, Some(name)) => {
            name.to_string().split_once(':').map_or_else(String::new, |(_, name)| name.to_owned())
        }
        _ => String::new(),
    }
}

/// The common name in a subject, or nothing.
pub(crate) fn common_name(subject: &[u8]) -> String {
    let name =
        dn::DistinguishedName::from_der(subject).ok().and_then(|name| name.find(COMMON_NAME));
    name.map_or_else(String::new, |text| text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_they_should_be() {
        assert_eq!(AltName::dns("*.A.example."), Ok(AltName::Dns("*.a.example".to_owned())));
        for (bad, why) in [
            ("", "is empty"),
            ("a..b", "is empty"),
            ("a b", "letters, digits"),
            ("*.*.a", "wildcard"),
            ("a.*.b", "wildcard"),
            ("*.example", "two labels"),
            ("*.example.", "two labels"),
            ("192.0.2.7", "--ip"),
            ("[2001:db8::7]", "without brackets"),
            ("fe80::1%eth0", "without a zone"),
            ("bücher.example", "xn--"),
            ("https://a.example", "the scheme"),
            ("a.example:443", "the port"),
            (&"x".repeat(64), "63 characters"),
            (&["x".repeat(63).as_str(); 4].join("."), "253 characters"),
        ] {
            let printed = AltName::dns(bad).unwrap_err();
            assert!(printed.contains(why), "{bad}: {printed}");
        }
        assert!(AltName::mail("a@b.example").is_ok());
        assert_eq!(AltName::mail("a@B.example."), AltName::mail("a@B.example"));
        assert!(AltName::mail("a..b@c.example").is_err());
        assert!(AltName::uri("urn:dev:mac:0024befffe804ff1").is_ok());
        for bad in ["a", ":a", "1:a", "a:", "a: b"] {
            assert!(AltName::uri(bad).is_err(), "{bad}");
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
        for (name, file) in [
            ("Motes Root, Inc.", "motes-root-inc"),
            ("*.a.example", "any.a.example"),
            ("../x", "x"),
            ("é", "cert"),
        ] {
            assert_eq!(stem(name), file);
        }
    }
}
