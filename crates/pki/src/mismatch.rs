//! What to tell a person when a certificate is for another name.

use crate::certificate::Certificate;
use crate::name::{Names, ServerName};
use core::fmt;

/// Both sides of a [`CertError::NameMismatch`](crate::CertError::NameMismatch), to be shown to a person.
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
        let names = Certificate::parse(certificate).map_or(Names::new(&[]), |certificate| certificate.names());
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
            f.write_str("no name at all (it has no subjectAltName)")?;
        }
        write!(f, "; not for \"{}\"", self.expected)
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
        list.iter().flat_map(|(tag, contents)| [&[*tag, contents.len() as u8], *contents].concat()).collect()
    }

    #[test]
    fn a_mismatch_names_both_sides() {
        let presented = names(&[(DNS_NAME, b"a.example"), (IP_ADDRESS, &[192, 0, 2, 7]), (DNS_NAME, b"x\x1b\"")]);
        let mismatch = |expected, presented| NameMismatch { expected, presented: Names::new(presented) }.to_string();
        assert_eq!(
            mismatch(ServerName::Dns("c.example"), &presented),
            r#"certificate is for "a.example", "192.0.2.7", "x\x1b\""; not for "c.example""#
        );
        assert_eq!(
            mismatch(ServerName::Ip(&[0; 16]), &[]),
            r#"certificate is for no name at all (it has no subjectAltName); not for "::""#
        );
    }
}
