//! Distinguished names of issuers and subjects (RFC 5280, section 4.1.2.4), with their
//! text (RFC 4514).
//!
//! ```
//! use motetls_pki::der::Read;
//! use motetls_pki::dn::{self, DistinguishedName};
//! use motetls_pki::oid::known::{COMMON_NAME, ORGANIZATION};
//!
//! let mut buffer = [0; 64];
//! let name = dn::encode(&[(ORGANIZATION, "Motes, Inc."), (COMMON_NAME, "mote 7")], &mut buffer)?;
//! assert_eq!(DistinguishedName::from_der(name)?.to_string(), r"CN=mote 7,O=Motes\, Inc.");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | file | purpose |
//! |---|---|
//! | `display`, `parse` | the text of RFC 4514, both ways |
//! | `write` | names out of attributes |
//! | `characters` | the characters of values, folded |
//! | [`fold`] | whether two names are the same, and a digest they have in common then |
//! | [`subtree`] | whether a name lies below another: yes, no, or not to be told |

mod characters;
mod display;
pub mod fold;
mod parse;
pub mod subtree;
mod write;

pub use parse::{InvalidText, parse};
pub use write::{encode, write_attribute};

use crate::der::{Der, List, Read, SEQUENCE, SET};
use crate::oid::{Oid, known};
use crate::text::Text;
use motetls_base::DecodeError;

/// The attribute types with a name in texts: those of RFC 4514, section 3, and what is common
/// beside them.
pub const ATTRIBUTES: &[(Oid<'static>, &str)] = &[
    (known::COMMON_NAME, "CN"),
    (known::COUNTRY, "C"),
    (known::ORGANIZATION, "O"),
    (known::ORGANIZATIONAL_UNIT, "OU"),
    (known::LOCALITY, "L"),
    (known::STATE, "ST"),
    (known::STREET, "STREET"),
    (known::DOMAIN_COMPONENT, "DC"),
    (known::USER_ID, "UID"),
    (known::SERIAL_NUMBER, "serialNumber"),
    (known::EMAIL_ADDRESS, "emailAddress"),
    (known::SURNAME, "SN"),
    (known::GIVEN_NAME, "GN"),
    (known::TITLE, "title"),
    (known::POSTAL_CODE, "postalCode"),
    (known::DN_QUALIFIER, "dnQualifier"),
    (known::ORGANIZATION_IDENTIFIER, "organizationIdentifier"),
];

/// A Name: a sequence of relative names, the widest first. What is in it is read when it is asked
/// for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DistinguishedName<'a> {
    /// The whole Name, tag and length included.
    pub der: &'a [u8],
}

impl<'a> DistinguishedName<'a> {
    /// The relative names, the widest (a country, a domain) first.
    #[must_use]
    pub fn relative_names(&self) -> List<'a, RelativeName<'a>> {
        List::from_der(self.der).unwrap_or(List::empty())
    }

    /// The attributes of all relative names, in their order; ends where it cannot be read.
    pub fn attributes(&self) -> impl Iterator<Item = AttributeTypeAndValue<'a>> + use<'a> {
        self.relative_names()
            .map_while(Result::ok)
            .flat_map(|name| name.attributes.map_while(Result::ok))
    }

    /// The value of the last attribute of type `kind`: of a common name, the most specific.
    #[must_use]
    pub fn find(&self, kind: Oid<'_>) -> Option<Text<'a>> {
        self.attributes()
            .filter(|attribute| attribute.kind == kind)
            .filter_map(|attribute| attribute.text())
            .last()
    }

    /// Whether there is nothing in it, as in subjects whose names are all in subjectAltName.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.relative_names().is_empty()
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// [`DecodeError`] when it cannot be read. That the characters of a value are of its type is
    /// not part of it.
    pub fn check(&self) -> Result<(), DecodeError> {
        self.relative_names().try_for_each(|name| name?.attributes.check())
    }
}

/// A SEQUENCE, whatever it holds.
impl<'a> Read<'a> for DistinguishedName<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        Ok(DistinguishedName { der: der.whole(SEQUENCE)? })
    }
}

/// A RelativeDistinguishedName: one attribute as a rule, several by exception.
#[derive(Clone, Copy, Debug)]
pub struct RelativeName<'a> {
    /// The attributes, at least one.
    pub attributes: List<'a, AttributeTypeAndValue<'a>>,
}

impl<'a> Read<'a> for RelativeName<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let contents = der.contents(SET)?;
        if contents.is_empty() {
            Err(DecodeError)
        } else {
            Ok(RelativeName { attributes: List::new(contents) })
        }
    }
}

/// An AttributeTypeAndValue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeTypeAndValue<'a> {
    /// Its type, of [`ATTRIBUTES`] as a rule.
    pub kind: Oid<'a>,
    /// Its value, tag and length included.
    pub value: &'a [u8],
}

impl<'a> AttributeTypeAndValue<'a> {
    /// Its value, if that is a character string of valid characters.
    #[must_use]
    pub fn text(&self) -> Option<Text<'a>> {
        Text::from_der(self.value).ok().filter(Text::is_valid)
    }

    /// The name of its type, if it has one.
    #[must_use]
    pub fn label(&self) -> Option<&'static str> {
        ATTRIBUTES.iter().find(|(known, _)| *known == self.kind).map(|(_, label)| *label)
    }
}

impl<'a> Read<'a> for AttributeTypeAndValue<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let kind = Oid::read(&mut fields)?;
        let value = fields.any_whole()?;
        fields.end()?;
        Ok(AttributeTypeAndValue { kind, value })
    }
}
