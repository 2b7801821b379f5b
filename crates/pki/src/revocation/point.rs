//! Whether a list is about a certificate: issuingDistributionPoint beside cRLDistributionPoints
//! (RFC 5280, section 6.3.3, steps b and d).

use super::inquiry::ALL_REASONS;
use super::status::RevocationError;
use super::subject::Subject;
use crate::chain::{RuleSet, same_name};
use crate::der::{Der, DerWriter, List, SEQUENCE, SET};
use crate::extension::{DistributionPoint, IssuingPoint, PointName};
use crate::general_name::GeneralName;
use motetls_base::DecodeError;

/// The reasons for which a list of `issuer` that bears `point` tells whether `subject` is revoked.
///
/// Points of the certificate that cannot be read are passed over: that they are malformed is told
/// by [`Subject::is_malformed`], and takes no revocation back.
pub(super) fn scope<R: RuleSet>(
    subject: &Subject<'_>,
    issuer: &[u8],
    point: Option<&IssuingPoint<'_>>,
) -> Result<u16, RevocationError> {
    let reasons = point.and_then(|point| point.only_reasons).unwrap_or(ALL_REASONS) & ALL_REASONS;
    if let Some(point) = point {
        let other_kind = if subject.ca { point.only_users } else { point.only_authorities };
        if other_kind || point.only_attributes {
            return Err(RevocationError::OutOfScope);
        }
    }
    let name = point.and_then(|point| point.name);
    let mut covered = 0;
    let own = same_name::<R>(subject.issuer, issuer);
    if own && name.is_none_or(|name| contains::<R>(name, issuer, subject.issuer)) {
        covered = reasons;
    }
    for from in subject.points.into_iter().map_while(Result::ok) {
        let by = match from.issuer {
            Some(names) => {
                point.is_some_and(|point| point.indirect) && names_directory::<R>(names, issuer)
            }
            None => own,
        };
        if by && name.is_none_or(|name| overlap::<R>(name, issuer, &from, subject.issuer)) {
            covered |= from.reasons.unwrap_or(ALL_REASONS) & reasons;
        }
    }
    if covered == 0 { Err(RevocationError::OutOfScope) } else { Ok(covered) }
}

/// Whether `names` has `directory`, a whole Name.
pub(super) fn names_directory<'a, R: RuleSet>(
    mut names: List<'a, GeneralName<'a>>,
    directory: &[u8],
) -> bool {
    names.any(|name| {
        matches!(name, Ok(GeneralName::Directory(name)) if same_name::<R>(name.der, directory))
    })
}

/// Whether one of the names of a list's point, relative to the list's `issuer`, is the Name
/// `directory`.
fn contains<R: RuleSet>(name: PointName<'_>, issuer: &[u8], directory: &[u8]) -> bool {
    let directory = Directory { base: directory, relative: None };
    match name {
        PointName::Full(mut names) => {
            names.any(|name| name.is_ok_and(|name| directory.is::<R>(&name)))
        }
        PointName::Relative(attributes) => {
            Directory { base: issuer, relative: Some(attributes.rest()) }.same::<R>(&directory)
        }
    }
}

/// Whether two names are the same: directory names as the rules have it, others by their bytes.
fn same_general<R: RuleSet>(one: &GeneralName<'_>, other: &GeneralName<'_>) -> bool {
    match one {
        GeneralName::Directory(one) => Directory { base: one.der, relative: None }.is::<R>(other),
        _ => one == other,
    }
}

/// Whether a list's point and one of a certificate have a name in common. A point of a certificate
/// without a name is known by the issuer of its lists.
fn overlap<R: RuleSet>(
    name: PointName<'_>,
    issuer: &[u8],
    from: &DistributionPoint<'_>,
    certificate_issuer: &[u8],
) -> bool {
    let any_is = |theirs: GeneralName<'_>| match name {
        PointName::Full(mut names) => {
            names.any(|ours| ours.is_ok_and(|ours| same_general::<R>(&ours, &theirs)))
        }
        PointName::Relative(attributes) => {
            Directory { base: issuer, relative: Some(attributes.rest()) }.is::<R>(&theirs)
        }
    };
    match from.name {
        Some(PointName::Full(mut names)) => names.any(|theirs| theirs.is_ok_and(any_is)),
        Some(PointName::Relative(attributes)) => {
            let base = from.issuer.map_or(Some(certificate_issuer), single_directory);
            let Some(base) = base else { return false };
            let theirs = Directory { base, relative: Some(attributes.rest()) };
            match name {
                PointName::Full(mut names) => {
                    names.any(|ours| ours.is_ok_and(|ours| theirs.is::<R>(&ours)))
                }
                PointName::Relative(attributes) => {
                    theirs.same::<R>(&Directory { base: issuer, relative: Some(attributes.rest()) })
                }
            }
        }
        None => from.issuer.is_some_and(|mut names| names.any(|theirs| theirs.is_ok_and(any_is))),
    }
}

/// The one directory name that a relative name may be relative to (RFC 5280, section 4.2.1.13).
fn single_directory<'a>(names: List<'a, GeneralName<'a>>) -> Option<&'a [u8]> {
    let mut directories = names.filter_map(|name| match name {
        Ok(GeneralName::Directory(name)) => Some(name.der),
        _ => None,
    });
    let first = directories.next();
    if directories.next().is_none() { first } else { None }
}

/// A Name, and a relative name that may follow it.
struct Directory<'a> {
    /// The whole Name.
    base: &'a [u8],
    /// The contents of one more RelativeDistinguishedName.
    relative: Option<&'a [u8]>,
}

impl Directory<'_> {
    fn is<R: RuleSet>(&self, name: &GeneralName<'_>) -> bool {
        let GeneralName::Directory(name) = name else { return false };
        self.same::<R>(&Directory { base: name.der, relative: None })
    }

    fn same<R: RuleSet>(&self, other: &Directory<'_>) -> bool {
        if self.relative.is_none() && other.relative.is_none() {
            return same_name::<R>(self.base, other.base);
        }
        let (mut ours, mut theirs) = ([0; LONGEST_NAME], [0; LONGEST_NAME]);
        self.same_bytes(other)
            || (R::FOLD
                && match (self.write(&mut ours), other.write(&mut theirs)) {
                    (Ok(ours), Ok(theirs)) => same_name::<R>(ours, theirs),
                    _ => false,
                })
    }

    /// Writes the whole Name.
    fn write<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], DecodeError> {
        let base = Der::new(self.base).nested(SEQUENCE)?;
        let mut der = DerWriter::new(buffer);
        let name = der.open(SEQUENCE);
        der.raw(base.rest());
        if let Some(relative) = self.relative {
            der.element(SET, relative);
        }
        der.close(name);
        let length = der.done().map_err(|_| DecodeError)?;
        buffer.get(..length).ok_or(DecodeError)
    }

    /// Whether all relative names are the same, and can be read.
    fn same_bytes(&self, other: &Directory<'_>) -> bool {
        let (mut ours, mut theirs) = (self.relative_names(), other.relative_names());
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return true,
                (Some(Ok(one)), Some(Ok(other))) if one == other => {}
                _ => return false,
            }
        }
    }

    /// The contents of the relative names, the widest first. One that cannot be read is the last.
    fn relative_names(&self) -> impl Iterator<Item = Result<&[u8], DecodeError>> {
        let base = Der::new(self.base).nested(SEQUENCE);
        let mut rest = base.unwrap_or(Der::new(&[0]));
        let mut last = self.relative;
        core::iter::from_fn(move || {
            if rest.is_empty() { last.take().map(Ok) } else { Some(rest.contents(SET)) }
        })
    }
}

/// Longer names with a relative part are not folded and compared by their bytes.
const LONGEST_NAME: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::{DeviceRules, Rfc5280Rules};
    use std::vec::Vec;

    /// A whole Name of so many relative names CN=a, behind these octets.
    fn name(count: usize, front: &[u8], tail: &[u8]) -> Vec<u8> {
        let one = [0x31, 10, 0x30, 8, 6, 3, 0x55, 4, 3, 0x0c, 1, b'a'];
        let mut buffer = [0; 2048];
        let mut der = DerWriter::new(&mut buffer);
        der.element(SEQUENCE, &[front, &one.repeat(count), tail].concat());
        der.written().to_vec()
    }

    #[test]
    fn relative_names_are_compared_to_the_last() {
        let relative = [0x30, 8, 6, 3, 0x55, 4, 3, 0x0c, 1, b'b'];
        let set = [&[0x31, 10][..], &relative].concat();
        for count in [0, 1, 63, 64, 65, 100] {
            let base = name(count, &[], &[]);
            let point = Directory { base: &base, relative: Some(&relative) };
            for (tail, same) in [(&set[..], true), (&[], false), (&[0x31, 0], false)] {
                let whole = name(count, &[], tail);
                let whole = Directory { base: &whole, relative: None };
                assert_eq!(point.same::<DeviceRules>(&whole), same, "{count} {tail:?}");
                assert_eq!(whole.same::<Rfc5280Rules>(&point), same, "{count} {tail:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_the_same_as_nothing() {
        for (front, tail) in [(&[5, 0][..], &[][..]), (&[], &[0x31, 0x80]), (&[], &[0x31])] {
            let base = name(2, front, tail);
            let one = Directory { base: &base, relative: Some(&[]) };
            assert!(!one.same::<DeviceRules>(&one), "{front:?} {tail:?}");
        }
        let cut = Directory { base: &[0x30, 1], relative: Some(&[]) };
        assert!(!cut.same::<DeviceRules>(&cut));
    }
}
