//! The name a server was expected to have, and those in its certificate (RFC 9525).
//!
//! Only subjectAltName counts, never the common name of the subject. A DNS name matches
//! case-insensitively; a `*` stands for exactly one label, must be the whole left-most label, and
//! needs at least two labels after it. An address matches byte by byte.

mod presented;

pub use presented::{Names, Presented};

use crate::der::Der;
use crate::error::CertError;
use core::fmt;
use core::net::IpAddr;
use presented::{DNS_NAME, IP_ADDRESS};

/// The name a server is expected to bear: a DNS name or an address, valid since it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerName<'a>(Kind<'a>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind<'a> {
    /// With or without a dot at its end.
    Dns(&'a str),
    /// 4 octets of IPv4 or 16 of IPv6.
    Ip(&'a [u8]),
}

/// A text is neither a DNS name nor an IP address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InvalidName;

impl<'a> ServerName<'a> {
    /// A DNS name in A-labels (`xn--…` for other scripts): labels of letters, digits, `-` and `_`,
    /// 1 to 63 long, 253 octets in all. Its last label is not a number, so that a mistyped address
    /// does not pass for a name. One dot at its end is ignored.
    ///
    /// # Errors
    /// [`InvalidName`] when `name` is anything else.
    pub const fn dns(name: &'a str) -> Result<Self, InvalidName> {
        if is_dns_name(without_final_dot(name.as_bytes())) {
            Ok(ServerName(Kind::Dns(name)))
        } else {
            Err(InvalidName)
        }
    }

    /// A DNS name that stands in the program, checked when a constant is made of it:
    ///
    /// ```
    /// use motetls_pki::ServerName;
    ///
    /// const BROKER: ServerName<'static> = ServerName::from_static("broker.example");
    /// assert_eq!(BROKER.sni(), Some("broker.example"));
    /// ```
    /// ```compile_fail
    /// # use motetls_pki::ServerName;
    /// const BROKER: ServerName<'static> = ServerName::from_static("https://broker.example");
    /// # assert_eq!(BROKER.sni(), None);
    /// ```
    ///
    /// # Panics
    /// When it is none by [`ServerName::dns`]; of a constant, the build fails.
    #[must_use]
    #[allow(clippy::panic)] // in the build, not in the image
    pub const fn from_static(name: &'static str) -> ServerName<'static> {
        match ServerName::dns(name) {
            Ok(name) => name,
            Err(InvalidName) => panic!("no DNS name: labels of letters, digits and hyphens"),
        }
    }

    /// An address: 4 octets of IPv4 or 16 of IPv6.
    ///
    /// # Errors
    /// [`InvalidName`] when there are more or fewer.
    pub const fn ip(address: &'a [u8]) -> Result<Self, InvalidName> {
        match address.len() {
            4 | 16 => Ok(ServerName(Kind::Ip(address))),
            _ => Err(InvalidName),
        }
    }

    /// Tells an address from a DNS name; the octets of an address are kept in `storage`.
    ///
    /// IPv6 is written without brackets and zone. For DNS names see [`ServerName::dns`].
    ///
    /// # Errors
    /// [`InvalidName`] when `text` is neither.
    pub fn parse(text: &'a str, storage: &'a mut [u8; 16]) -> Result<Self, InvalidName> {
        match text.parse() {
            Ok(IpAddr::V4(address)) => {
                let place = storage.first_chunk_mut().ok_or(InvalidName)?;
                *place = address.octets();
                Self::ip(place)
            }
            Ok(IpAddr::V6(address)) => {
                *storage = address.octets();
                Self::ip(storage)
            }
            Err(_) => Self::dns(text),
        }
    }

    /// The DNS name, as it was given.
    #[inline]
    #[must_use]
    pub const fn as_dns(&self) -> Option<&'a str> {
        match self.0 {
            Kind::Dns(name) => Some(name),
            Kind::Ip(_) => None,
        }
    }

    /// The octets of the address.
    #[inline]
    #[must_use]
    pub const fn as_ip(&self) -> Option<&'a [u8]> {
        match self.0 {
            Kind::Ip(address) => Some(address),
            Kind::Dns(_) => None,
        }
    }

    /// The name as it goes into server_name (RFC 6066, section 3): without a dot at the end; `None`
    /// for an address.
    #[inline]
    #[must_use]
    pub fn sni(&self) -> Option<&'a str> {
        // no closure, see `server_name` in motetls-tls
        match self.as_dns() {
            Some(name) => Some(name.strip_suffix('.').unwrap_or(name)),
            None => None,
        }
    }

    /// Whether one of `names`, the contents of a GeneralNames, is this name.
    ///
    /// # Errors
    /// [`CertError::NameMismatch`] when none is; [`CertError::Malformed`] when `names` cannot be
    /// read that far.
    #[inline(never)]
    pub fn find_in(&self, names: &[u8]) -> Result<(), CertError> {
        let (kind, expected) = match self.0 {
            Kind::Dns(name) => (DNS_NAME, without_final_dot(name.as_bytes())),
            Kind::Ip(address) => (IP_ADDRESS, address),
        };
        let mut names = Der::new(names);
        while !names.is_empty() {
            let tag = names.tag();
            let presented = names.contents(tag)?;
            if tag == kind
                && (presented == expected || (tag == DNS_NAME && dns_matches(presented, expected)))
            {
                return Ok(());
            }
        }
        Err(CertError::NameMismatch)
    }
}

/// Whether `expected`, a host name without a dot at its end, falls under `presented` (RFC 9525,
/// section 6.3).
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

/// A plain loop: the standard search for a byte is tuned for long texts and costs ten times the
/// flash.
#[allow(clippy::manual_contains)]
fn has_dot(name: &[u8]) -> bool {
    name.iter().any(|byte| *byte == b'.')
}

const fn without_final_dot(name: &[u8]) -> &[u8] {
    match name {
        [name @ .., b'.'] => name,
        _ => name,
    }
}

const fn is_dns_name(name: &[u8]) -> bool {
    let (mut rest, mut before) = (name, b'.');
    // of the present label
    let (mut length, mut number) = (0_usize, true);
    while let [octet, tail @ ..] = rest {
        match *octet {
            b'.' => {
                if length == 0 || before == b'-' {
                    return false;
                }
                (length, number) = (0, true);
            }
            b'-' if length == 0 => return false,
            b'0'..=b'9' => length = length.wrapping_add(1),
            b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' => {
                (length, number) = (length.wrapping_add(1), false);
            }
            _ => return false,
        }
        if length > 63 {
            return false;
        }
        (before, rest) = (*octet, tail);
    }
    length > 0 && before != b'-' && !number && name.len() <= 253
}

impl fmt::Display for ServerName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Dns(name) => f.write_str(name),
            Kind::Ip(address) => Presented::Ip(address).fmt(f),
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
    use crate::der::CONTEXT;
    use std::vec::Vec;

    /// GeneralNames of `(tag, contents)`.
    fn names(list: &[(u8, &[u8])]) -> Vec<u8> {
        list.iter()
            .flat_map(|(tag, contents)| [&[*tag, contents.len() as u8], *contents].concat())
            .collect()
    }

    fn matches(presented: &str, expected: &str) -> bool {
        let names = names(&[(DNS_NAME, presented.as_bytes())]);
        ServerName::dns(expected).unwrap().find_in(&names).is_ok()
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
            ("", "a"),
            (".", "a"),
        ] {
            assert!(!matches(presented, expected), "{presented} {expected}");
        }
    }

    #[test]
    fn only_names_of_the_right_kind_count() {
        let presented = names(&[
            (DNS_NAME, b"192.0.2.7"),
            (CONTEXT | 1, b"a.example"),
            (IP_ADDRESS, &[192, 0, 2, 8]),
        ]);
        let ip = |octets| ServerName::ip(octets).unwrap();
        let dns = ServerName::from_static("a.example");
        assert_eq!(ip(&[192, 0, 2, 8]).find_in(&presented), Ok(()));
        assert_eq!(ip(&[192, 0, 2, 7]).find_in(&presented), Err(CertError::NameMismatch));
        assert_eq!(dns.find_in(&presented), Err(CertError::NameMismatch));
        assert_eq!(dns.find_in(&[]), Err(CertError::NameMismatch));
        assert_eq!(dns.find_in(&[DNS_NAME, 9, b'a']), Err(CertError::Malformed));
    }

    #[test]
    fn addresses_are_of_either_length() {
        for length in 0..=17 {
            let octets = &[7; 17][..length];
            let name = ServerName::ip(octets);
            assert_eq!(name.is_ok(), matches!(length, 4 | 16), "{length}");
            assert!(name.is_err() || name.unwrap().as_ip() == Some(octets));
        }
    }

    #[test]
    fn addresses_and_names_are_told_apart() {
        let storage = &mut [0; 16];
        assert_eq!(ServerName::parse("192.0.2.7", storage), ServerName::ip(&[192, 0, 2, 7]));
        let v6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
        assert_eq!(ServerName::parse("2001:db8::7", storage), ServerName::ip(&v6));
        for name in [
            "localhost",
            "a.example",
            "a.example.",
            "3.example",
            "xn--bcher-kva.example",
            "a_b.example",
        ] {
            let parsed = ServerName::parse(name, storage).unwrap();
            assert_eq!((parsed.as_dns(), parsed.as_ip()), (Some(name), None));
            assert_eq!(ServerName::dns(name), Ok(parsed));
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
            "https://a.example",
            "a\0.example",
            "a.example..",
            "a.-b",
            "a-",
            "7",
            "a.7.",
            &longer,
            &label,
        ] {
            assert_eq!(ServerName::parse(name, storage), Err(InvalidName), "{name}");
            assert_eq!(ServerName::dns(name), Err(InvalidName), "{name}");
        }
    }
}
