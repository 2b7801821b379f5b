//! The names a certificate presents, read one by one.

use crate::der::{CONTEXT, Der};
use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};

/// GeneralName dNSName, `[2] IMPLICIT IA5String` (RFC 5280, section 4.2.1.6).
pub(super) const DNS_NAME: u8 = CONTEXT | 2;
/// GeneralName iPAddress, `[7] IMPLICIT OCTET STRING`.
pub(super) const IP_ADDRESS: u8 = CONTEXT | 7;

/// A name a certificate presents. Not checked in any way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presented<'a> {
    /// A dNSName, perhaps with a wildcard.
    Dns(&'a [u8]),
    /// An iPAddress.
    Ip(&'a [u8]),
}

/// The DNS names and addresses of a subjectAltName, in their order. Ends early where they cannot be
/// read.
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
