//! Name constraints (RFC 5280, section 4.2.1.10), read after the names they are about.
//!
//! Certificates arrive leaf first, so the names below an issuer are gone when its constraints are read, unless they are
//! kept: [`NameBuffer`] keeps them in a chain's own memory, as a list of GeneralNames. When they do not fit, a chain with
//! constraints is refused with [`CertError::NameConstraints`], as it is by [`NoNames`] in any case.
//!
//! What is constrained: all of subjectAltName, the subject if it is not empty, and mail addresses in it. The common name is
//! not taken for a host name here and neither here nor elsewhere matched with one. Certificates of an issuer for itself
//! are exempt, save the leaf. How names of each kind lie in a tree is told in `trees`.

use super::trees::lies_in;
use crate::certificate::Certificate;
use crate::der::{CONTEXT, CONTEXT_CONSTRUCTED, DerWriter, List, Read};
use crate::dn::DistinguishedName;
use crate::error::CertError;
use crate::extension::NameConstraints;
use crate::general_name::GeneralName;
use crate::oid::known;

/// How often a name is held against a tree, at most: a forger shall not make it costly to refuse him.
const MOST_COMPARISONS: u32 = 1 << 16;
/// directoryName and rfc822Name (RFC 5280, section 4.2.1.6).
const DIRECTORY: u8 = CONTEXT_CONSTRUCTED | 4;
const MAIL: u8 = CONTEXT | 1;

/// Where a [`Chain`](super::Chain) keeps the names that constraints may be about.
pub trait KeptNames: Clone {
    /// Whether names are kept at all.
    const PRESENT: bool = true;
    /// No names.
    const NONE: Self;

    /// Takes in the names of a certificate.
    fn add(&mut self, certificate: &Certificate<'_>);

    /// Whether all names that were taken in are such as `issuer` may certify.
    ///
    /// # Errors
    /// [`CertError::NameNotPermitted`] when one is not; [`CertError::NameConstraints`] when that cannot be told;
    /// [`CertError::Malformed`] when its constraints cannot be read.
    fn check(&self, issuer: &Certificate<'_>) -> Result<(), CertError>;
}

/// Keeps no names: every certificate with name constraints is refused.
#[derive(Clone, Copy, Debug)]
pub struct NoNames;

impl KeptNames for NoNames {
    const PRESENT: bool = false;
    const NONE: Self = NoNames;
    fn add(&mut self, _: &Certificate<'_>) {}
    fn check(&self, issuer: &Certificate<'_>) -> Result<(), CertError> {
        if issuer.extensions.name_constraints { Err(CertError::NameConstraints) } else { Ok(()) }
    }
}

/// Keeps names in `N` bytes.
#[derive(Clone, Debug)]
pub struct NameBuffer<const N: usize> {
    /// The contents of a GeneralNames.
    names: [u8; N],
    length: usize,
    /// A name did not fit, or could not be read.
    incomplete: bool,
}

impl<const N: usize> NameBuffer<N> {
    /// Appends what `write` writes, all or nothing.
    fn append(&mut self, write: impl FnOnce(&mut DerWriter<'_>)) {
        let place = self.names.get_mut(self.length..).unwrap_or_default();
        let mut der = DerWriter::new(place);
        write(&mut der);
        match der.done() {
            Ok(length) => self.length = self.length.saturating_add(length),
            Err(_) => self.incomplete = true,
        }
    }
}

impl<const N: usize> KeptNames for NameBuffer<N> {
    const NONE: Self = NameBuffer { names: [0; N], length: 0, incomplete: false };

    fn add(&mut self, certificate: &Certificate<'_>) {
        let subject = DistinguishedName { der: certificate.subject };
        let alt_names = certificate.extensions.alt_names;
        let readable = subject.check().is_ok() && List::<GeneralName<'_>>::new(alt_names).check().is_ok();
        self.incomplete |= !readable;
        self.append(|der| der.raw(alt_names));
        if !subject.is_empty() {
            self.append(|der| der.element(DIRECTORY, subject.der));
        }
        for address in subject.attributes().filter(|attribute| attribute.kind == known::EMAIL_ADDRESS) {
            match address.text() {
                Some(text) if text.octets.is_ascii() && !text.octets.contains(&0) => {
                    self.append(|der| der.element(MAIL, text.octets));
                }
                _ => self.incomplete = true,
            }
        }
    }

    fn check(&self, issuer: &Certificate<'_>) -> Result<(), CertError> {
        if !issuer.extensions.name_constraints {
            return Ok(());
        }
        if self.incomplete {
            return Err(CertError::NameConstraints);
        }
        let extension = issuer.extension_list().find_kind(known::NAME_CONSTRAINTS).ok_or(CertError::Malformed)?;
        let constraints = NameConstraints::from_der(extension.octets)?;
        check_names(self.names.get(..self.length).unwrap_or(&[]), &constraints)
    }
}

/// Whether `names`, the contents of a GeneralNames, all keep `constraints`.
fn check_names(names: &[u8], constraints: &NameConstraints<'_>) -> Result<(), CertError> {
    constraints.permitted.check()?;
    constraints.excluded.check()?;
    let mut budget = MOST_COMPARISONS;
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
    use crate::certificate::Extensions;
    use crate::dn::parse;
    use motetls_base::UnixTime;
    use std::vec::Vec;

    fn names(list: &[GeneralName<'_>]) -> Vec<u8> {
        let mut buffer = [0; 256];
        let mut der = DerWriter::new(&mut buffer);
        GeneralName::write_all(list, &mut der);
        der.written().to_vec()
    }

    #[test]
    fn work_is_bounded() {
        let many = names(&[GeneralName::Dns(b"a"); 60]);
        let trees: Vec<u8> = (0..1100).flat_map(|_| [0x30, 3, 0x82, 1, b'b']).collect();
        let excluded = NameConstraints { permitted: List::empty(), excluded: List::new(&trees) };
        assert_eq!(check_names(&many, &excluded), Err(CertError::NameConstraints));
        assert_eq!(check_names(&many[..150], &excluded), Ok(()));
    }

    #[test]
    fn mail_in_a_subject_is_kept_if_it_is_ascii() {
        let mut buffer = [0; 256];
        let subject = parse("CN=x,emailAddress=x@a.example", &mut buffer).unwrap();
        let mut certificate = Certificate {
            tbs: &[],
            serial: &[],
            issuer: subject,
            not_before: UnixTime(0),
            not_after: UnixTime(0),
            subject,
            spki: &[],
            extensions: Extensions::default(),
            algorithm: &[],
            signature: &[],
        };
        let mut kept = NameBuffer::<128>::NONE;
        kept.add(&certificate);
        assert!(!kept.incomplete && kept.names[..kept.length].ends_with(b"x@a.example"));
        let permits = |host: &[u8]| {
            let tree = names(&[GeneralName::Mail(host)]);
            let trees = [&[0x30, tree.len() as u8], &tree[..]].concat();
            let permitted = NameConstraints { permitted: List::new(&trees), excluded: List::empty() };
            check_names(&kept.names[..kept.length], &permitted)
        };
        assert_eq!(permits(b"a.example"), Ok(()));
        assert_eq!(permits(b"b.example"), Err(CertError::NameNotPermitted));
        let mut buffer = [0; 256];
        certificate.subject = parse("emailAddress=#1e04007800ff", &mut buffer).unwrap();
        kept.add(&certificate);
        assert!(kept.incomplete, "a BMPString is not an address that can be compared");
    }
}
