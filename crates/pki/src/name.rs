//! Who a server was expected to be, and who its certificate says it is (RFC 9525).
//!
//! Only subjectAltName counts, never the common name of the subject. A DNS name matches case-insensitively; a `*`
//! stands for exactly one label, must be the whole left-most label, and needs at least two labels after it. An address
//! matches byte by byte.

use crate::der::{CONTEXT, Der};
use crate::error::CertError;
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// GeneralName dNSName, `[2] IMPLICIT IA5String` (RFC 5280, section 4.2.1.6).
const DNS_NAME: u8 = CONTEXT | 2;
/// GeneralName iPAddress, `[7] IMPLICIT OCTET STRING`.
const IP_ADDRESS: u8 = CONTEXT | 7;

/// The name a server is expected to bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerName<'a> {
    /// A DNS name in A-labels (`xn--…` for other scripts). One dot at its end is ignored.
    Dns(&'a str),
    /// An address: 4 bytes of IPv4 or 16 of IPv6.
    Ip(&'a [u8]),
}

/// A text is neither a DNS name nor an IP address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidName;

impl<'a> ServerName<'a> {
    /// Tells an address from a DNS name; the bytes of an address are kept in `storage`.
    ///
    /// IPv6 is written without brackets and zone. A DNS name has labels of letters, digits, `-` and `_`, 1 to 63 long,
    /// 253 in all; its last label is not a number, so that a mistyped address does not pass for a name.
    ///
    /// # Errors
    /// [`InvalidName`] when `text` is neither.
    pub fn parse(text: &'a str, storage: &'a mut [u8; 16]) -> Result<Self, InvalidName> {
        match text.parse() {
            Ok(IpAddr::V4(address)) => {
                let place = storage.first_chunk_mut().ok_or(InvalidName)?;
                *place = address.octets();
                Ok(ServerName::Ip(place))
            }
            Ok(IpAddr::V6(address)) => {
                *storage = address.octets();
                Ok(ServerName::Ip(storage))
            }
            Err(_) if is_dns_name(without_final_dot(text.as_bytes())) => Ok(ServerName::Dns(text)),
            Err(_) => Err(InvalidName),
        }
    }

    /// The name as it goes into server_name (RFC 6066, section 3): without a dot at the end; `None` for an address.
    #[must_use]
    pub fn sni(&self) -> Option<&'a str> {
        match self {
            ServerName::Dns(name) => Some(name.strip_suffix('.').unwrap_or(name)),
            ServerName::Ip(_) => None,
        }
    }

    /// Whether one of `names`, the contents of a GeneralNames, is this name.
    ///
    /// # Errors
    /// [`CertError::NameMismatch`] when none is; [`CertError::Malformed`] when `names` cannot be read that far.
    #[inline(never)]
    pub fn find_in(&self, names: &[u8]) -> Result<(), CertError> {
        let (wanted, expected) = match self {
            ServerName::Dns(name) => (DNS_NAME, without_final_dot(name.as_bytes())),
            ServerName::Ip(address) => (IP_ADDRESS, *address),
        };
        let mut names = Der::new(if expected.is_empty() { &[] } else { names });
        while !names.is_empty() {
            let tag = names.tag();
            let presented = names.contents(tag)?;
            if tag == wanted && (presented == expected || (tag == DNS_NAME && dns_matches(presented, expected))) {
                return Ok(());
            }
        }
        Err(CertError::NameMismatch)
    }
}

/// Whether `expected`, a host name without a dot at its end, falls under `presented` (RFC 9525, section 6.3).
#[inline(never)]
fn dns_matches(presented: &[u8], expected: &[u8]) -> bool {
    let Some(domain) = presented.strip_prefix(b"*.") else {
        return presented.eq_ignore_ascii_case(expected);
    };
    let cut = expected.len().saturating_sub(domain.len());
    let Some(([label @ .., b'.'], rest)) = expected.split_at_checked(cut) else {
        return false;
    };
    !label.is_empty() && !has_dot(label) && has_dot(domain) && domain.eq_ignore_ascii_case(rest)
}

/// A plain loop: the standard search for a byte is tuned for long texts and costs ten times the flash.
#[allow(clippy::manual_contains)]
fn has_dot(name: &[u8]) -> bool {
    name.iter().any(|byte| *byte == b'.')
}

fn without_final_dot(name: &[u8]) -> &[u8] {
    name.strip_suffix(b".").unwrap_or(name)
}

fn is_dns_name(name: &[u8]) -> bool {
    let label = |label: &[u8]| {
        matches!(label.len(), 1..=63)
            && label.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && !label.starts_with(b"-")
            && !label.ends_with(b"-")
    };
    let last = name.rsplit(|byte| *byte == b'.').next().unwrap_or(&[]);
    name.len() <= 253 && name.split(|byte| *byte == b'.').all(label) && !last.iter().all(u8::is_ascii_digit)
}

/// A name a certificate presents. Not checked in any way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presented<'a> {
    /// A dNSName, perhaps with a wildcard.
    Dns(&'a [u8]),
    /// An iPAddress.
    Ip(&'a [u8]),
}

/// The DNS names and addresses of a subjectAltName, in their order. Ends early where they cannot be read.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a>(Der<'a>);

impl<'a> Names<'a> {
    /// Starts at the first of `names`, the contents of a GeneralNames.
    #[must_use]
    pub const fn new(names: &'a [u8]) -> Self {
        Names(Der::new(names))
    }
}

impl<'a> Iterator for Names<'a> {
    type Item = Presented<'a>;

    fn next(&mut self) -> Option<Presented<'a>> {
        loop {
            let tag = self.0.tag();
            let contents = self.0.contents(tag).ok()?;
            match tag {
                DNS_NAME => return Some(Presented::Dns(contents)),
                IP_ADDRESS => return Some(Presented::Ip(contents)),
                _ => {}
            }
        }
    }
}

impl fmt::Display for ServerName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServerName::Dns(name) => write!(f, "{}", name.as_bytes().escape_ascii()),
            ServerName::Ip(address) => Presented::Ip(address).fmt(f),
        }
    }
}

impl fmt::Display for Presented<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Presented::Dns(name) => write!(f, "{}", name.escape_ascii()),
            Presented::Ip(address) => {
                if let Ok(octets) = <[u8; 4]>::try_from(*address) {
                    write!(f, "{}", Ipv4Addr::from(octets))
                } else if let Ok(octets) = <[u8; 16]>::try_from(*address) {
                    write!(f, "{}", Ipv6Addr::from(octets))
                } else {
                    write!(f, "an address of {} bytes", address.len())
                }
            }
        }
    }
}

impl fmt::Display for InvalidName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neither a host name (letters, digits, hyphens and dots) nor an IP address")
    }
}

impl core::error::Error for InvalidName {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    /// GeneralNames of `(tag, contents)`.
    fn names(list: &[(u8, &[u8])]) -> Vec<u8> {
        list.iter().flat_map(|(tag, contents)| [&[*tag, contents.len() as u8], *contents].concat()).collect()
    }

    fn matches(presented: &str, expected: &str) -> bool {
        ServerName::Dns(expected).find_in(&names(&[(DNS_NAME, presented.as_bytes())])).is_ok()
    }

    #[test]
    fn dns_names_match_by_labels() {
        for (presented, expected) in [
            ("a.example", "a.example"),
            ("A.eXample", "a.Example"),
            ("a.example", "a.example."),
            ("localhost", "localhost"),
            ("*.a.example", "b.a.example"),
            ("*.A.example", "B.a.Example."),
            ("*.a.example", "xn--bcher-kva.a.example"),
            ("_x.a.example", "_x.a.example"),
        ] {
            assert!(matches(presented, expected), "{presented} {expected}");
        }
    }

    #[test]
    fn wildcards_are_one_whole_left_most_label_over_two_more() {
        for (presented, expected) in [
            ("a.example", "b.example"),
            ("a.example", "a.example.org"),
            ("a.example", "x.a.example"),
            ("a.example.", "a.example"),
            ("a.example\0", "a.example"),
            ("*.a.example", "a.example"),
            ("*.a.example", ".a.example"),
            ("*.a.example", "c.b.a.example"),
            ("*.a.example", "ba.example"),
            ("*.a.example", "xa.example"),
            ("*.example", "a.example"),
            ("*.example.", "a.example"),
            ("*", "example"),
            ("*.", "a."),
            ("*", "a.example"),
            ("b*.a.example", "b.a.example"),
            ("b*.a.example", "bc.a.example"),
            ("*b.a.example", "cb.a.example"),
            ("b.*.example", "b.a.example"),
            ("*.*.example", "b.a.example"),
            ("**.a.example", "b.a.example"),
            ("", ""),
            ("", "."),
            ("*.", "."),
        ] {
            assert!(!matches(presented, expected), "{presented} {expected}");
        }
    }

    #[test]
    fn only_names_of_the_right_kind_count() {
        let presented = names(&[(DNS_NAME, b"192.0.2.7"), (CONTEXT | 1, b"a.example"), (IP_ADDRESS, &[192, 0, 2, 8])]);
        assert_eq!(ServerName::Ip(&[192, 0, 2, 8]).find_in(&presented), Ok(()));
        assert_eq!(ServerName::Ip(&[192, 0, 2, 7]).find_in(&presented), Err(CertError::NameMismatch));
        assert_eq!(ServerName::Ip(&[]).find_in(&names(&[(IP_ADDRESS, &[])])), Err(CertError::NameMismatch));
        assert_eq!(ServerName::Dns("a.example").find_in(&presented), Err(CertError::NameMismatch));
        assert_eq!(ServerName::Dns("a.example").find_in(&[]), Err(CertError::NameMismatch));
        assert_eq!(ServerName::Dns("a.example").find_in(&[DNS_NAME, 9, b'a']), Err(CertError::Malformed));
    }

    #[test]
    fn addresses_and_names_are_told_apart() {
        let storage = &mut [0; 16];
        assert_eq!(ServerName::parse("192.0.2.7", storage), Ok(ServerName::Ip(&[192, 0, 2, 7])));
        let v6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
        assert_eq!(ServerName::parse("2001:db8::7", storage), Ok(ServerName::Ip(&v6)));
        for name in ["localhost", "a.example", "a.example.", "3.example", "xn--bcher-kva.example", "a_b.example"] {
            let parsed = ServerName::parse(name, storage).unwrap();
            assert_eq!(parsed, ServerName::Dns(name));
            assert_eq!(parsed.sni(), Some(name.trim_end_matches('.')));
        }
        let long = ["a"; 127].join(".");
        assert!(ServerName::parse(&long, storage).is_ok());
        let (longer, label) = (["a"; 128].join("."), "a".repeat(64));
        for name in [
            "",
            ".",
            "a..example",
            ".a",
            "a b",
            "-a.example",
            "a-.example",
            "*.example",
            "192.0.2",
            "192.0.2.256",
            "1.2.3.4.5",
            "b\u{fc}cher.example",
            "[::1]",
            "fe80::1%eth0",
            "a.example:443",
            &longer,
            &label,
        ] {
            assert_eq!(ServerName::parse(name, storage), Err(InvalidName), "{name}");
        }
    }
}
