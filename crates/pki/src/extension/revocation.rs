//! Extensions of revocation lists and of their entries (RFC 5280, sections 5.2 and 5.3).

use super::places::{PointName, reasons};
use crate::der::{CONTEXT, CONTEXT_CONSTRUCTED, Der, DerWriter, ENUMERATED, Read, SEQUENCE};
use crate::general_name::GeneralName;
use core::fmt;
use motetls_base::DecodeError;

/// Why a certificate was revoked (CRLReason, RFC 5280, section 5.3.1). Unknown numbers survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason(pub u8);

impl Reason {
    /// The reason is not told.
    pub const UNSPECIFIED: Self = Reason(0);
    /// The private key is known to others.
    pub const KEY_COMPROMISE: Self = Reason(1);
    /// The private key of the authority is.
    pub const CA_COMPROMISE: Self = Reason(2);
    /// The subject is called or belongs elsewhere.
    pub const AFFILIATION_CHANGED: Self = Reason(3);
    /// There is a newer certificate.
    pub const SUPERSEDED: Self = Reason(4);
    /// It is not needed any more.
    pub const CESSATION_OF_OPERATION: Self = Reason(5);
    /// It is revoked for now.
    pub const CERTIFICATE_HOLD: Self = Reason(6);
    /// In a delta list: it is revoked no more.
    pub const REMOVE_FROM_CRL: Self = Reason(8);
    /// What it says of the subject's privileges is over.
    pub const PRIVILEGE_WITHDRAWN: Self = Reason(9);
    /// The private key of the attribute authority is known to others.
    pub const AA_COMPROMISE: Self = Reason(10);
}

const NAMES: [&str; 11] = [
    "unspecified",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "7",
    "removeFromCRL",
    "privilegeWithdrawn",
    "aACompromise",
];

impl Reason {
    /// Reads what `tag` holds: ENUMERATED, or what stands for it.
    pub(crate) fn read_as(der: &mut Der<'_>, tag: u8) -> Result<Self, DecodeError> {
        match der.contents(tag)? {
            [number @ 0..0x80] => Ok(Reason(*number)),
            _ => Err(DecodeError),
        }
    }
}

impl<'a> Read<'a> for Reason {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        Reason::read_as(der, ENUMERATED)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NAMES.get(usize::from(self.0)) {
            Some(name) => f.write_str(name),
            None => write!(f, "{}", self.0),
        }
    }
}

/// issuingDistributionPoint (RFC 5280, section 5.2.5): which certificates a list is about.
#[derive(Clone, Copy, Debug)]
pub struct IssuingPoint<'a> {
    /// Where the list is.
    pub name: Option<PointName<'a>>,
    /// It is about certificates of end entities only.
    pub only_users: bool,
    /// It is about certificates of authorities only.
    pub only_authorities: bool,
    /// It is about revocations for these reasons only, as bits, bit 0 as the highest.
    pub only_reasons: Option<u16>,
    /// It is about certificates of other issuers too, which its entries name.
    pub indirect: bool,
    /// It is about attribute certificates only.
    pub only_attributes: bool,
}

impl<'a> Read<'a> for IssuingPoint<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        if fields.is_empty() {
            return Err(DecodeError); // it must say something (RFC 5280, section 5.2.5)
        }
        let name = PointName::optional(&mut fields)?;
        let only_users = flag(&mut fields, 1)?;
        let only_authorities = flag(&mut fields, 2)?;
        let only_reasons = reasons(&mut fields, CONTEXT | 3)?;
        let indirect = flag(&mut fields, 4)?;
        let only_attributes = flag(&mut fields, 5)?;
        fields.end()?;
        Ok(IssuingPoint {
            name,
            only_users,
            only_authorities,
            only_reasons,
            indirect,
            only_attributes,
        })
    }
}

/// An issuingDistributionPoint to be written: none of it says anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewIssuingPoint<'a> {
    /// Where the list is; of any number of names, all of them lead to it.
    pub names: &'a [GeneralName<'a>],
    /// It is about certificates of end entities only.
    pub only_users: bool,
    /// It is about certificates of authorities only.
    pub only_authorities: bool,
    /// It is about revocations for these reasons only, as bits, bit 0 as the highest.
    pub only_reasons: Option<u16>,
    /// It is about certificates of other issuers too, which its entries name.
    pub indirect: bool,
    /// It is about attribute certificates only.
    pub only_attributes: bool,
}

impl NewIssuingPoint<'_> {
    /// Writes the contents.
    pub(super) fn write(&self, der: &mut DerWriter<'_>) {
        if !self.names.is_empty() {
            let explicit = der.open(CONTEXT_CONSTRUCTED);
            let full = der.open(CONTEXT_CONSTRUCTED);
            GeneralName::write_all(self.names, der);
            der.close(full);
            der.close(explicit);
        }
        for (number, flag) in [(1, self.only_users), (2, self.only_authorities)] {
            write_flag(number, flag, der);
        }
        if let Some(reasons) = self.only_reasons {
            der.flags_as(CONTEXT | 3, reasons);
        }
        for (number, flag) in [(4, self.indirect), (5, self.only_attributes)] {
            write_flag(number, flag, der);
        }
    }
}

fn write_flag(number: u8, flag: bool, der: &mut DerWriter<'_>) {
    if flag {
        der.element(CONTEXT | number, &[0xff]);
    }
}

/// BOOLEAN DEFAULT FALSE, tagged implicitly as `[number]`.
fn flag(fields: &mut Der<'_>, number: u8) -> Result<bool, DecodeError> {
    match fields.optional(CONTEXT | number)? {
        None | Some([0]) => Ok(false),
        Some([0xff]) => Ok(true),
        Some(_) => Err(DecodeError),
    }
}
