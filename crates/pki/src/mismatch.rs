//! What to tell a person when a certificate is for another name.

use crate::certificate::Certificate;
use crate::name::{Names, Presented, ServerName};
use core::fmt;

/// Both sides of a [`CertError::NameMismatch`](crate::CertError::NameMismatch), to be shown to a
/// person.
#[derive(Clone, Copy, Debug)]
pub struct NameMismatch<'a> {
    /// The name the server was expected to bear.
    pub expected: ServerName<'a>,
    /// The names its certificate presents.
    pub presented: Names<'a>,
}

impl<'a> NameMismatch<'a> {
    /// The two sides for `certificate`, in DER; without names if it cannot be read.
    #[must_use]
    pub fn new(expected: ServerName<'a>, certificate: &'a [u8]) -> Self {
        let names = Certificate::parse(certificate)
            .map_or(Names::new(&[]), |certificate| certificate.names());
        NameMismatch { expected, presented: names }
    }
}

impl fmt::Display for NameMismatch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("certificate is for ")?;
        let mut separator = "";
        for name in self.presented {
            write!(f, "{separator}\"{name}\"")?;
            separator = ", ";
        }
        if separator.is_empty() {
            f.write_str("no name at all (its subjectAltName is missing, or without names)")?;
        }
        write!(f, "; not for \"{}\"", self.expected)?;
        match self.presented.into_iter().find_map(|name| self.nearly(&name)) {
            Some(difference) => write!(f, " ({difference})"),
            None => Ok(()),
        }
    }
}

impl NameMismatch<'_> {
    /// What tells a name that looks like the expected one from it.
    fn nearly(&self, presented: &Presented<'_>) -> Option<&'static str> {
        match (self.expected.as_dns(), presented) {
            (None, Presented::Dns(name)) => {
                let text = core::str::from_utf8(name).ok()?;
                let mut storage = [0; 16];
                let address = ServerName::parse(text, &mut storage).ok()?;
                let is_same = address == self.expected;
                is_same.then_some("it is written as a dNSName; an address must be an iPAddress")
            }
            (Some(expected), Presented::Dns(name)) => {
                let expected = expected.strip_suffix('.').unwrap_or(expected).as_bytes();
                let bare = name.strip_suffix(b".").unwrap_or(name);
                if bare.len() != name.len() && bare.eq_ignore_ascii_case(expected) {
                    return Some("it ends with a dot, which names in certificates must not");
                }
                let suffix = bare.strip_prefix(b"*")?;
                let prefix = expected.len().checked_sub(suffix.len())?;
                let (labels, end) = expected.split_at_checked(prefix)?;
                if labels.is_empty() || !end.eq_ignore_ascii_case(suffix) {
                    return None;
                }
                match (suffix.split_first()?, labels.contains(&b'.')) {
                    ((b'.', rest), _) if !rest.contains(&b'.') => {
                        Some("a wildcard needs two labels or more behind it")
                    }
                    ((b'.', _), true) => Some("a wildcard stands for one label"),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    /// GeneralName dNSName and iPAddress.
    const DNS_NAME: u8 = 0x82;
    const IP_ADDRESS: u8 = 0x87;

    fn names(list: &[(u8, &[u8])]) -> std::vec::Vec<u8> {
        list.iter()
            .flat_map(|(tag, contents)| [&[*tag, contents.len() as u8], *contents].concat())
            .collect()
    }

    fn mismatch(expected: ServerName<'_>, presented: &[u8]) -> std::string::String {
        NameMismatch { expected, presented: Names::new(presented) }.to_string()
    }

    #[test]
    fn a_mismatch_names_both_sides() {
        let presented = names(&[
            (DNS_NAME, b"a.example"),
            (IP_ADDRESS, &[192, 0, 2, 7]),
            (DNS_NAME, b"x\x1b\""),
        ]);
        assert_eq!(
            mismatch(ServerName::from_static("c.example"), &presented),
            r#"certificate is for "a.example", "192.0.2.7", "x\x1b\""; not for "c.example""#
        );
        for (tag, name, expected, hint) in [
            (DNS_NAME, &b"192.0.2.7"[..], ServerName::ip(&[192, 0, 2, 7]).unwrap(), "an iPAddress"),
            (DNS_NAME, b"192.0.2.8", ServerName::ip(&[192, 0, 2, 7]).unwrap(), ""),
            (DNS_NAME, b"a.example.", ServerName::from_static("A.example"), "ends with a dot"),
            (DNS_NAME, b"*.a.example", ServerName::from_static("x.y.a.example"), "one label"),
            (DNS_NAME, b"*.a.example", ServerName::from_static("a.example"), ""),
            (DNS_NAME, b"*.example", ServerName::from_static("a.example"), "two labels"),
            (DNS_NAME, b"*.example", ServerName::from_static("b.a.example"), "two labels"),
            (DNS_NAME, b"*.example", ServerName::from_static("example"), ""),
            (DNS_NAME, b"*", ServerName::from_static("a.example"), ""),
            (DNS_NAME, b"*.a.example", ServerName::from_static("x.y.b.example"), ""),
            (DNS_NAME, b"a.example", ServerName::from_static("b.example"), ""),
        ] {
            let names = names(&[(tag, name)]);
            let text = mismatch(expected, &names);
            assert_eq!(text.contains('('), !hint.is_empty(), "{text}");
            assert!(text.contains(hint), "{text}");
        }
        assert_eq!(
            mismatch(ServerName::ip(&[0; 16]).unwrap(), &[]),
            r#"certificate is for no name at all (its subjectAltName is missing, or without names); not for "::""#
        );
    }
}
