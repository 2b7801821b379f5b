//! Name constraints (RFC 5280, section 4.2.1.10), read after the names they are about.
//!
//! Certificates arrive leaf first, so the names below an issuer are gone when its constraints are
//! read, unless they are kept: [`NameBuffer`] keeps them in a chain's own memory, as a list of
//! GeneralNames. When they do not fit, a chain with constraints is refused with
//! [`CertError::TooManyNames`]; [`NoNames`] refuses all with [`CertError::NameConstraints`].
//!
//! What is constrained: all of subjectAltName, the subject if it is not empty, and mail addresses
//! in it. The common name is not taken for a host name here and neither here nor elsewhere matched
//! with one. Certificates of an issuer for itself are exempt, save the leaf. How names of each kind
//! lie in a subtree is told in `subtrees`.

use super::subtrees::{is_base, lies_in};
use crate::certificate::Certificate;
use crate::der::{CONTEXT, CONTEXT_CONSTRUCTED, DerWriter, List, Read};
use crate::dn::DistinguishedName;
use crate::error::CertError;
use crate::extension::NameConstraints;
use crate::general_name::GeneralName;
use crate::oid::known;

/// How many octets of names and subtrees are compared for one issuer, at most: a CA of few names
/// must not keep its verifiers busy. A hundred names and a thousand subtrees of host names fit.
const MOST_OCTETS: usize = 1 << 22;
/// directoryName and rfc822Name (RFC 5280, section 4.2.1.6).
const DIRECTORY: u8 = CONTEXT_CONSTRUCTED | 4;
const MAIL: u8 = CONTEXT | 1;

/// Where a [`Chain`](super::Chain) keeps the names that constraints may be about.
pub trait ConstrainedNames: Clone {
    /// Whether names are kept at all.
    const PRESENT: bool = true;
    /// No names.
    const NONE: Self;

    /// Takes in the names of a certificate.
    fn add(&mut self, certificate: &Certificate<'_>);

    /// Whether all names that were taken in keep `constraints`, the value of a nameConstraints.
    ///
    /// # Errors
    /// [`CertError::NameNotPermitted`] when one does not, or cannot be read or compared;
    /// [`CertError::NameConstraints`] when such constraints are not supported;
    /// [`CertError::TooManyNames`] when not all names were kept;
    /// [`CertError::ConstraintsTooComplex`] when there are more comparisons to make than are
    /// allowed; [`CertError::Malformed`] when the constraints cannot be read, or a base is none.
    fn check(&self, constraints: &[u8]) -> Result<(), CertError>;
}

/// Keeps no names: every chain with name constraints is refused.
#[derive(Clone, Copy, Debug)]
pub struct NoNames;

impl ConstrainedNames for NoNames {
    const PRESENT: bool = false;
    const NONE: Self = NoNames;
    fn add(&mut self, _: &Certificate<'_>) {}
    fn check(&self, _: &[u8]) -> Result<(), CertError> {
        Err(CertError::NameConstraints)
    }
}

/// Keeps names in `N` bytes.
#[derive(Clone, Debug)]
pub struct NameBuffer<const N: usize> {
    /// The contents of a GeneralNames.
    names: [u8; N],
    length: usize,
    /// What constraints are refused with, because a name did not fit or could not be read.
    missing: Option<CertError>,
}

impl<const N: usize> NameBuffer<N> {
    /// Appends what `write` writes, all or nothing.
    fn append(&mut self, write: impl FnOnce(&mut DerWriter<'_>)) {
        let place = self.names.get_mut(self.length..).unwrap_or_default();
        let mut der = DerWriter::new(place);
        write(&mut der);
        match der.done() {
            Ok(length) => self.length = self.length.saturating_add(length),
            Err(_) => self.missing = Some(CertError::TooManyNames),
        }
    }
}

impl<const N: usize> ConstrainedNames for NameBuffer<N> {
    const NONE: Self = NameBuffer { names: [0; N], length: 0, missing: None };

    /// Names are kept as they stand, and read when they are compared.
    fn add(&mut self, certificate: &Certificate<'_>) {
        let subject = DistinguishedName { der: certificate.subject };
        let alt_names = certificate.extensions.alt_names;
        if List::<GeneralName<'_>>::new(alt_names).check().is_err() {
            self.missing = self.missing.or(Some(CertError::NameNotPermitted));
        } else {
            self.append(|der| der.raw(alt_names));
        }
        // mail addresses may stand behind what cannot be read
        if subject.check().is_err() {
            self.missing = self.missing.or(Some(CertError::NameNotPermitted));
        }
        if !subject.is_empty() {
            self.append(|der| der.element(DIRECTORY, subject.der));
        }
        for address in
            subject.attributes().filter(|attribute| attribute.kind == known::EMAIL_ADDRESS)
        {
            // a value that is no ASCII in octets is none as a mail address either
            let octets = address.text().map_or(address.value, |text| text.octets);
            self.append(|der| der.element(MAIL, octets));
        }
    }

    fn check(&self, constraints: &[u8]) -> Result<(), CertError> {
        if let Some(reason) = self.missing {
            return Err(reason);
        }
        let constraints = NameConstraints::from_der(constraints)?;
        check_names(self.names.get(..self.length).unwrap_or(&[]), &constraints)
    }
}

/// Whether `names`, the contents of a GeneralNames, all keep `constraints`.
fn check_names(names: &[u8], constraints: &NameConstraints<'_>) -> Result<(), CertError> {
    for tree in constraints.permitted.chain(constraints.excluded) {
        if !is_base(&tree?.base) {
            return Err(CertError::Malformed);
        }
    }
    let mut budget = MOST_OCTETS;
    for name in List::<GeneralName<'_>>::new(names) {
        let name = name?;
        for tree in constraints.excluded {
            if lies_in(&name, &tree?, true, &mut budget)? == Some(true) {
                return Err(CertError::NameNotPermitted);
            }
        }
        let mut permitted = None;
        for tree in constraints.permitted {
            if let Some(inside) = lies_in(&name, &tree?, false, &mut budget)? {
                permitted = Some(permitted == Some(true) || inside);
            }
        }
        if permitted == Some(false) {
            return Err(CertError::NameNotPermitted);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::PathExtensions;
    use crate::dn::{self, parse};
    use motetls_base::UnixTime;
    use std::vec::Vec;

    fn names(list: &[GeneralName<'_>]) -> Vec<u8> {
        let mut buffer = [0; 256];
        let mut der = DerWriter::new(&mut buffer);
        GeneralName::write_all(list, &mut der);
        der.written().to_vec()
    }

    fn subtrees(bases: &[GeneralName<'_>]) -> Vec<u8> {
        let tree = |base: &GeneralName<'_>| {
            let mut buffer = [0; 512];
            let mut der = DerWriter::new(&mut buffer);
            let open = der.open(crate::der::SEQUENCE);
            base.write(&mut der);
            der.close(open);
            der.written().to_vec()
        };
        bases.iter().flat_map(tree).collect()
    }

    #[test]
    fn work_is_bounded() {
        let many = names(&[GeneralName::Dns(b"a"); 60]);
        let bases = subtrees(&std::vec![GeneralName::Dns(b"b"); 25_000]);
        let excluded = NameConstraints { permitted: List::empty(), excluded: List::new(&bases) };
        let outcome = check_names(&many, &excluded);
        assert_eq!(outcome, Err(CertError::ConstraintsTooComplex));
        assert_eq!(check_names(&many[..150], &excluded), Ok(()), "50 names of 3 octets");
    }

    /// A whole Name: a relative name of 16 attributes CN=a, with `blanks` in each, and `tail`.
    fn wide_name(blanks: usize, tail: &[u8]) -> Vec<u8> {
        let mut buffer = [0; 8192];
        let mut der = DerWriter::new(&mut buffer);
        let whole = der.open(crate::der::SEQUENCE);
        let set = der.open(crate::der::SET);
        for place in 0..16 {
            let value = [&b"a"[..], &b" ".repeat(blanks.saturating_sub(place))].concat();
            dn::write_attribute(
                known::COMMON_NAME,
                core::str::from_utf8(&value).unwrap(),
                &mut der,
            );
        }
        der.close(set);
        der.raw(tail);
        der.close(whole);
        der.written().to_vec()
    }

    #[test]
    fn work_is_bounded_by_octets_not_by_comparisons() {
        // the relative names are the same but for blanks, which takes all comparisons to find out
        let tail = [0x31, 10, 0x30, 8, 6, 3, 0x55, 4, 10, 0x0c, 1, b'z'];
        let (name, base) = (wide_name(230, &[]), wide_name(0, &tail));
        let directory = |der| GeneralName::Directory(DistinguishedName { der });
        let mut buffer = [0; 8192];
        let mut der = DerWriter::new(&mut buffer);
        directory(&name).write(&mut der);
        for (count, expected) in [(10, Ok(())), (30, Err(CertError::ConstraintsTooComplex))] {
            let bases = subtrees(&std::vec![directory(&base); count]);
            let excluded =
                NameConstraints { permitted: List::empty(), excluded: List::new(&bases) };
            assert_eq!(check_names(der.written(), &excluded), expected, "{count}");
        }
    }

    fn certificate(subject: &[u8]) -> Certificate<'_> {
        Certificate {
            tbs: &[],
            serial: &[],
            issuer: subject,
            not_before: UnixTime(0),
            not_after: UnixTime(0),
            subject,
            spki: &[],
            extensions: PathExtensions::default(),
            algorithm: &[],
            signature: &[],
        }
    }

    #[test]
    fn mail_in_a_subject_is_kept() {
        let permits = |subject: &str, host: &[u8]| {
            let mut buffer = [0; 256];
            let mut kept = NameBuffer::<128>::NONE;
            kept.add(&certificate(parse(subject, &mut buffer).unwrap()));
            assert_eq!(kept.missing, None);
            let subtrees = subtrees(&[GeneralName::Mail(host)]);
            let permitted =
                NameConstraints { permitted: List::new(&subtrees), excluded: List::empty() };
            check_names(&kept.names[..kept.length], &permitted)
        };
        let mail = "CN=x,emailAddress=x@a.example";
        assert_eq!(permits(mail, b"a.example"), Ok(()));
        assert_eq!(permits(mail, b"b.example"), Err(CertError::NameNotPermitted));
        // a BMPString, an INTEGER, blanks: no addresses that can be compared
        for value in ["#1e04007800ff", "#020107", "x@a.example\\ "] {
            let subject = std::format!("emailAddress={value}");
            assert_eq!(
                permits(&subject, b"a.example"),
                Err(CertError::NameNotPermitted),
                "{value}"
            );
        }
        assert_eq!(permits("CN=x", b"a.example"), Ok(()));
    }

    #[test]
    fn mail_behind_what_cannot_be_read_is_not_overlooked() {
        let mut buffer = [0; 256];
        let readable = parse("CN=x,emailAddress=x@a.example", &mut buffer).unwrap();
        let null = [5, 0];
        let contents = [&readable[2..], &null].concat();
        let [front, back] = [[&null[..], &readable[2..]].concat(), contents];
        for contents in [front, back] {
            let subject = [&[0x30, contents.len() as u8], &contents[..]].concat();
            let mut kept = NameBuffer::<128>::NONE;
            kept.add(&certificate(&subject));
            assert_eq!(kept.missing, Some(CertError::NameNotPermitted));
        }
    }

    #[test]
    fn names_that_are_not_kept_are_remembered() {
        let mut kept = NameBuffer::<8>::NONE;
        kept.add(&certificate(&[0x30, 0]));
        assert_eq!(kept.missing, None);
        let mut unreadable = certificate(&[0x30, 0]);
        unreadable.extensions.alt_names = &[0x89, 0];
        kept.add(&unreadable);
        assert_eq!(kept.missing, Some(CertError::NameNotPermitted));
        let mut long = NameBuffer::<8>::NONE;
        unreadable.extensions.alt_names = &[0x82, 7, b'a', b'a', b'a', b'a', b'a', b'a', b'a'];
        long.add(&unreadable);
        assert_eq!(long.missing, Some(CertError::TooManyNames));
    }
}
