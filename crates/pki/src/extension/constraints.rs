//! What an authority's certificates may be about (RFC 5280, sections 4.2.1.10 and 4.2.1.11).

use crate::der::{CONTEXT, CONTEXT_CONSTRUCTED, Der, List, Read, SEQUENCE};
use crate::general_name::GeneralName;
use motetls_base::DecodeError;

/// nameConstraints.
#[derive(Clone, Copy, Debug)]
pub struct NameConstraints<'a> {
    /// Of each kind that occurs here, names must lie in one of these subtrees.
    pub permitted: List<'a, Subtree<'a>>,
    /// No name may lie in one of these subtrees.
    pub excluded: List<'a, Subtree<'a>>,
}

impl<'a> Read<'a> for NameConstraints<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let permitted = fields.optional(CONTEXT_CONSTRUCTED)?;
        let excluded = fields.optional(CONTEXT_CONSTRUCTED | 1)?;
        fields.end()?;
        // neither may be empty (GeneralSubtrees ::= SEQUENCE SIZE (1..MAX)), and one must be there
        let is_empty = |subtrees: Option<&[u8]>| subtrees.is_some_and(<[u8]>::is_empty);
        if (permitted.is_none() && excluded.is_none()) || is_empty(permitted) || is_empty(excluded)
        {
            return Err(DecodeError);
        }
        Ok(NameConstraints {
            permitted: List::new(permitted.unwrap_or(&[])),
            excluded: List::new(excluded.unwrap_or(&[])),
        })
    }
}

/// A GeneralSubtree: a name and all below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subtree<'a> {
    /// The name at the root of the subtree.
    pub base: GeneralName<'a>,
    /// minimum: 0 in everything that follows RFC 5280.
    pub minimum: u32,
    /// maximum: not there in everything that follows RFC 5280.
    pub maximum: Option<u32>,
}

impl<'a> Read<'a> for Subtree<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let base = GeneralName::read(&mut fields)?;
        let minimum = fields.small_optional(CONTEXT)?.unwrap_or(0);
        let maximum = fields.small_optional(CONTEXT | 1)?;
        fields.end()?;
        Ok(Subtree { base, minimum, maximum })
    }
}

/// policyConstraints: after how many more certificates something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyConstraints {
    /// requireExplicitPolicy: each certificate must have an acceptable policy.
    pub require_explicit: Option<u32>,
    /// inhibitPolicyMapping: policies are not mapped any more.
    pub inhibit_mapping: Option<u32>,
}

impl<'a> Read<'a> for PolicyConstraints {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let require_explicit = fields.count_optional(CONTEXT)?;
        let inhibit_mapping = fields.count_optional(CONTEXT | 1)?;
        fields.end()?;
        if require_explicit.is_none() && inhibit_mapping.is_none() {
            return Err(DecodeError);
        }
        Ok(PolicyConstraints { require_explicit, inhibit_mapping })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::slice::from_ref;

    #[test]
    fn subtrees_are_one_or_more() {
        let subtree = [0x30, 3, 0x82, 1, b'a'];
        let field = |tag: u8, contents: &[u8]| [&[tag, contents.len() as u8], contents].concat();
        let read = |fields: &[std::vec::Vec<u8>]| {
            NameConstraints::from_der(&field(SEQUENCE, &fields.concat())).is_ok()
        };
        let (permitted, excluded) = (field(0xa0, &subtree), field(0xa1, &subtree));
        let (no_permitted, no_excluded) = (field(0xa0, &[]), field(0xa1, &[]));
        assert!(read(from_ref(&permitted)) && read(from_ref(&excluded)));
        assert!(read(&[permitted.clone(), excluded.clone()]));
        for wrong in [
            &[][..],
            from_ref(&no_permitted),
            from_ref(&no_excluded),
            &[no_permitted.clone(), no_excluded.clone()],
            &[permitted.clone(), no_excluded.clone()],
            &[no_permitted.clone(), excluded.clone()],
            &[excluded.clone(), permitted.clone()],
        ] {
            assert!(!read(wrong), "{wrong:?}");
        }
    }
}
