//! The names of subjects and places outside of directories: DNS names, addresses, URIs (RFC 5280,
//! section 4.2.1.6).
//!
//! ```
//! use motetls_pki::der::{List, Read};
//! use motetls_pki::general_name::GeneralName;
//!
//! let der = [0x30, 9, 0x82, 1, b'a', 0x87, 4, 192, 0, 2, 7];
//! let names: List<'_, GeneralName<'_>> = List::from_der(&der)?;
//! let texts: Vec<String> = names.map(|name| name.unwrap().to_string()).collect();
//! assert_eq!(texts, ["DNS:a", "IP:192.0.2.7"]);
//! # Ok::<(), motetls_base::DecodeError>(())
//! ```

use crate::der::{CONTEXT, CONTEXT_CONSTRUCTED, Der, DerWriter, List, Read};
use crate::dn::DistinguishedName;
use crate::name::Presented;
use crate::oid::Oid;
use crate::text::{IA5, Text};
use core::fmt;
use motetls_base::DecodeError;

const OTHER: u8 = CONTEXT_CONSTRUCTED;
const RFC822: u8 = CONTEXT | 1;
const DNS: u8 = CONTEXT | 2;
const X400: u8 = CONTEXT_CONSTRUCTED | 3;
const DIRECTORY: u8 = CONTEXT_CONSTRUCTED | 4;
const EDI_PARTY: u8 = CONTEXT_CONSTRUCTED | 5;
const URI: u8 = CONTEXT | 6;
const IP: u8 = CONTEXT | 7;
const REGISTERED_ID: u8 = CONTEXT | 8;

/// A GeneralName. Its contents are as they stand; nothing is checked but the DER around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeneralName<'a> {
    /// otherName: a type and its value, tag and length included.
    Other(Oid<'a>, &'a [u8]),
    /// rfc822Name: a mail address, or in name constraints a host or a domain of them.
    Mail(&'a [u8]),
    /// dNSName.
    Dns(&'a [u8]),
    /// x400Address: the contents octets.
    X400(&'a [u8]),
    /// directoryName.
    Directory(DistinguishedName<'a>),
    /// ediPartyName: the contents octets.
    EdiParty(&'a [u8]),
    /// uniformResourceIdentifier.
    Uri(&'a [u8]),
    /// iPAddress: 4 bytes or 16, in name constraints twice as many: address and mask.
    Ip(&'a [u8]),
    /// registeredID.
    RegisteredId(Oid<'a>),
}

impl<'a> GeneralName<'a> {
    /// Writes the name.
    pub fn write(&self, der: &mut DerWriter<'_>) {
        let (tag, contents) = match *self {
            GeneralName::Other(kind, value) => {
                let open = der.open(OTHER);
                kind.write(der);
                let explicit = der.open(CONTEXT_CONSTRUCTED);
                der.raw(value);
                der.close(explicit);
                return der.close(open);
            }
            GeneralName::Mail(text) => (RFC822, text),
            GeneralName::Dns(text) => (DNS, text),
            GeneralName::X400(contents) => (X400, contents),
            GeneralName::Directory(name) => (DIRECTORY, name.der),
            GeneralName::EdiParty(contents) => (EDI_PARTY, contents),
            GeneralName::Uri(text) => (URI, text),
            GeneralName::Ip(address) => (IP, address),
            GeneralName::RegisteredId(id) => (REGISTERED_ID, id.0),
        };
        der.element(tag, contents);
    }

    /// Writes `names` as the contents of a GeneralNames.
    pub fn write_all(names: &[GeneralName<'_>], der: &mut DerWriter<'_>) {
        for name in names {
            name.write(der);
        }
    }
}

impl<'a> Read<'a> for GeneralName<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let (tag, contents) = der.any()?;
        Ok(match tag {
            OTHER => {
                let mut fields = Der::new(contents);
                let kind = Oid::read(&mut fields)?;
                let mut explicit = fields.nested(CONTEXT_CONSTRUCTED)?;
                let value = explicit.any_whole()?;
                explicit.end()?;
                fields.end()?;
                GeneralName::Other(kind, value)
            }
            RFC822 => GeneralName::Mail(contents),
            DNS => GeneralName::Dns(contents),
            X400 => GeneralName::X400(contents),
            DIRECTORY => GeneralName::Directory(DistinguishedName::from_der(contents)?),
            EDI_PARTY => GeneralName::EdiParty(contents),
            URI => GeneralName::Uri(contents),
            IP => GeneralName::Ip(contents),
            REGISTERED_ID => GeneralName::RegisteredId(Oid::from_contents(contents)?),
            _ => return Err(DecodeError),
        })
    }
}

/// GeneralNames that are tagged implicitly as `tag`, if they are next.
pub(crate) fn optional_names<'a>(
    der: &mut Der<'a>,
    tag: u8,
) -> Result<Option<List<'a, GeneralName<'a>>>, DecodeError> {
    match der.optional(tag)? {
        Some([]) => Err(DecodeError), // GeneralNames ::= SEQUENCE SIZE (1..MAX)
        names => Ok(names.map(List::new)),
    }
}

/// `DNS:a.example`; control characters are escaped.
impl fmt::Display for GeneralName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |octets| Text::new(IA5, octets);
        match self {
            GeneralName::Other(kind, value) => write!(f, "other {kind}:{} bytes", value.len()),
            GeneralName::Mail(name) => write!(f, "email:{}", text(name)),
            GeneralName::Dns(name) => write!(f, "DNS:{}", text(name)),
            GeneralName::X400(contents) => write!(f, "X400:{} bytes", contents.len()),
            GeneralName::Directory(name) => write!(f, "dir:{name}"),
            GeneralName::EdiParty(contents) => write!(f, "EDI:{} bytes", contents.len()),
            GeneralName::Uri(name) => write!(f, "URI:{}", text(name)),
            GeneralName::Ip(address) => match address.len() {
                8 | 32 => {
                    let (address, mask) =
                        address.split_at_checked(address.len() >> 1).unwrap_or_default();
                    write!(f, "IP:{}/{}", Presented::Ip(address), Presented::Ip(mask))
                }
                _ => write!(f, "IP:{}", Presented::Ip(address)),
            },
            GeneralName::RegisteredId(id) => write!(f, "RID:{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn every_kind_both_ways() {
        let directory = DistinguishedName {
            der: &[0x30, 12, 0x31, 10, 0x30, 8, 6, 3, 0x55, 4, 3, 0x0c, 1, b'x'],
        };
        for (name, text) in [
            (GeneralName::Other(Oid(&[0x2a, 3]), &[5, 0]), "other 1.2.3:2 bytes"),
            (GeneralName::Mail(b"a@b"), "email:a@b"),
            (GeneralName::Dns(b"*.a\x1b"), "DNS:*.a\\u{1b}"),
            (GeneralName::X400(&[0x30, 0]), "X400:2 bytes"),
            (GeneralName::Directory(directory), "dir:CN=x"),
            (GeneralName::EdiParty(&[]), "EDI:0 bytes"),
            (GeneralName::Uri(b"https://a/"), "URI:https://a/"),
            (GeneralName::Ip(&[192, 0, 2, 7]), "IP:192.0.2.7"),
            (GeneralName::Ip(&[10, 0, 0, 0, 255, 0, 0, 0]), "IP:10.0.0.0/255.0.0.0"),
            (GeneralName::Ip(&[1; 5]), "IP:an address of 5 bytes"),
            (GeneralName::RegisteredId(Oid(&[0x2a, 3])), "RID:1.2.3"),
        ] {
            let mut buffer = [0; 64];
            let mut der = DerWriter::new(&mut buffer);
            name.write(&mut der);
            assert_eq!(GeneralName::from_der(der.written()), Ok(name));
            assert_eq!(name.to_string(), text);
        }
        assert!(GeneralName::from_der(&[0x89, 0]).is_err());
        assert!(GeneralName::from_der(&[0xa4, 0]).is_err());
    }
}
