//! Name constraints (RFC 5280, section 4.2.1.10), read after the names they are about.
//!
//! Certificates arrive leaf first, so the names below an issuer are gone when its constraints are read, unless they are
//! kept: [`NameBuffer`] keeps them in a chain's own memory, as a list of GeneralNames. When they do not fit, a chain with
//! constraints is refused with [`CertError::NameConstraints`], as it is by [`NoNames`] in any case.
//!
//! What is constrained: all of subjectAltName, the subject if it is not empty, and mail addresses in it. The common name is
//! not taken for a host name here and neither here nor elsewhere matched with one. Certificates of an issuer for itself
//! are exempt, save the leaf. How names of each kind lie in a tree:
//!
//! | kind | lies in the tree |
//! |---|---|
//! | DNS | the host itself or one below it; `.example` only one below; a wildcard lies in an excluded tree if one of its hosts does |
//! | address | of the same version, equal under the mask, which must be a prefix |
//! | mail | the address; all of a host; `.example` all hosts below it |
//! | URI | as for mail, by its host; without a host, or with an address for one, it lies in no permitted tree and in every excluded one |
//! | directory | the relative names of the tree come first in the name, compared by folding |
//!
//! Of any other kind, a constraint that meets a name cannot be checked, and neither can one with minimum or maximum.

use crate::certificate::Certificate;
use crate::der::{CONTEXT, CONTEXT_CONSTRUCTED, DerWriter, List, Read};
use crate::dn::{DistinguishedName, fold};
use crate::error::CertError;
use crate::extension::{NameConstraints, Subtree};
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

/// Whether `name` lies in `tree`; `None` when the tree is of another kind.
fn lies_in(
    name: &GeneralName<'_>,
    tree: &Subtree<'_>,
    excluded: bool,
    budget: &mut u32,
) -> Result<Option<bool>, CertError> {
    *budget = budget.checked_sub(1).ok_or(CertError::NameConstraints)?;
    if core::mem::discriminant(name) != core::mem::discriminant(&tree.base) {
        return Ok(None);
    }
    if tree.minimum != 0 || tree.maximum.is_some() {
        return Err(CertError::NameConstraints);
    }
    Ok(Some(match (*name, tree.base) {
        (GeneralName::Dns(name), GeneralName::Dns(base)) => dns_lies_in(name, base, excluded),
        (GeneralName::Ip(address), GeneralName::Ip(base)) => address_lies_in(address, base)?,
        (GeneralName::Mail(address), GeneralName::Mail(base)) => mail_lies_in(address, base),
        (GeneralName::Uri(uri), GeneralName::Uri(base)) => {
            host_of(uri).map_or(excluded, |host| host_lies_in(host, base))
        }
        (GeneralName::Directory(name), GeneralName::Directory(base)) => fold::starts_with(name.der, base.der),
        _ => return Err(CertError::NameConstraints),
    }))
}

fn without_final_dot(name: &[u8]) -> &[u8] {
    name.strip_suffix(b".").unwrap_or(name)
}

/// Whether `name` is `domain` with labels before it.
fn is_below(name: &[u8], domain: &[u8]) -> bool {
    let cut = name.len().saturating_sub(domain.len());
    let (front, back) = name.split_at_checked(cut).unwrap_or_default();
    front.len() > 1 && front.ends_with(b".") && back.eq_ignore_ascii_case(domain)
}

fn dns_lies_in(name: &[u8], base: &[u8], excluded: bool) -> bool {
    let (name, base) = (without_final_dot(name), without_final_dot(base));
    if base.is_empty() {
        return true;
    }
    if let Some(domain) = base.strip_prefix(b".") {
        return is_below(name, domain);
    }
    if name.eq_ignore_ascii_case(base) || is_below(name, base) {
        return true;
    }
    // one of the hosts that *.domain stands for may be the base itself
    let parent = base.iter().position(|byte| *byte == b'.').and_then(|dot| base.get(dot..)).unwrap_or(&[]);
    match name.strip_prefix(b"*") {
        Some(domain) if excluded => !domain.is_empty() && domain.eq_ignore_ascii_case(parent),
        _ => false,
    }
}

/// Whether an address lies in a network, an address and a mask.
fn address_lies_in(address: &[u8], network: &[u8]) -> Result<bool, CertError> {
    let (base, mask) = network.split_at_checked(network.len() >> 1).ok_or(CertError::Malformed)?;
    let mut tail = mask.iter().skip_while(|octet| **octet == 0xff);
    let edge = tail.next().is_none_or(|octet| octet.leading_ones() == octet.count_ones());
    if !matches!(network.len(), 8 | 32) || !edge || tail.any(|octet| *octet != 0) {
        return Err(CertError::NameConstraints);
    }
    let same = |((one, other), mask): ((&u8, &u8), &u8)| (one ^ other) & mask == 0;
    Ok(address.len() == base.len() && address.iter().zip(base).zip(mask).all(same))
}

fn mail_lies_in(address: &[u8], base: &[u8]) -> bool {
    let split = |address: &'_ [u8]| address.iter().rposition(|byte| *byte == b'@');
    let Some(at) = split(address) else { return false };
    let (local, host) = address.split_at_checked(at).unwrap_or_default();
    let host = host.strip_prefix(b"@").unwrap_or(host);
    match split(base) {
        Some(at) => {
            let (base_local, base_host) = base.split_at_checked(at).unwrap_or_default();
            local == base_local && host.eq_ignore_ascii_case(base_host.strip_prefix(b"@").unwrap_or(base_host))
        }
        None => host_lies_in(host, base),
    }
}

/// As constraints on mail addresses and URIs have it: the host, or with a dot before, all below it.
fn host_lies_in(host: &[u8], base: &[u8]) -> bool {
    let host = without_final_dot(host);
    match base.strip_prefix(b".") {
        Some(domain) => is_below(host, domain),
        None => base.is_empty() || host.eq_ignore_ascii_case(without_final_dot(base)),
    }
}

/// The host of a URI (RFC 3986, section 3.2), if it is a name.
fn host_of(uri: &[u8]) -> Option<&[u8]> {
    let colon = uri.iter().position(|byte| *byte == b':')?;
    let rest = uri.get(colon..)?.strip_prefix(b"://")?;
    let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    let start = authority.iter().rposition(|byte| *byte == b'@').map_or(0, |at| at.saturating_add(1));
    let host = authority.get(start..)?.split(|byte| *byte == b':').next()?;
    let last = without_final_dot(host).rsplit(|byte| *byte == b'.').next()?;
    let is_name = !host.is_empty() && !host.starts_with(b"[") && !last.iter().all(u8::is_ascii_digit);
    is_name.then_some(host)
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

    /// Whether a name lies in a permitted tree, and whether in an excluded one.
    fn inside(name: GeneralName<'_>, base: GeneralName<'_>) -> (bool, bool) {
        let tree = Subtree { base, minimum: 0, maximum: None };
        let [permitted, excluded] = [false, true].map(|excluded| lies_in(&name, &tree, excluded, &mut 1));
        (permitted.unwrap().unwrap(), excluded.unwrap().unwrap())
    }

    #[test]
    fn hosts_of_uris() {
        for (uri, host) in [
            ("https://a.example/x:y@z", Some("a.example")),
            ("coaps://u:p@a.example:5684?x", Some("a.example")),
            ("https://a.example.#x", Some("a.example.")),
            ("https://[2001:db8::7]/", None),
            ("https://192.0.2.7:443/", None),
            ("https:///x", None),
            ("https://:443/", None),
            ("urn:mote:7", None),
            ("mote", None),
            ("", None),
        ] {
            assert_eq!(host_of(uri.as_bytes()), host.map(str::as_bytes), "{uri}");
        }
        let base = GeneralName::Uri(b"b.example");
        assert_eq!(inside(GeneralName::Uri(b"https://b.example."), base), (true, true));
        assert_eq!(
            inside(GeneralName::Uri(b"urn:mote:7"), base),
            (false, true),
            "what has no host is refused both ways"
        );
    }

    #[test]
    fn nothing_constrains_everything() {
        assert_eq!(inside(GeneralName::Dns(b"a.example"), GeneralName::Dns(b"")), (true, true));
        assert_eq!(inside(GeneralName::Mail(b"x@a.example"), GeneralName::Mail(b"")), (true, true));
        let any = GeneralName::Directory(DistinguishedName { der: &[0x30, 0] });
        assert_eq!(inside(any, any), (true, true));
        assert_eq!(inside(GeneralName::Mail(b"nobody"), GeneralName::Mail(b"")), (false, false), "no address at all");
    }

    #[test]
    fn dots_and_wildcards() {
        for (name, base, expected) in [
            ("a.example.", "a.example", (true, true)),
            ("a.example", "example.", (true, true)),
            (".example", "example", (false, false)),
            ("*.example", "example", (true, true)),
            ("*.example", ".example", (true, true)),
            ("*.example", "a.example", (false, true)),
            ("*.example", "b.a.example", (false, false)),
            ("*", "example", (false, false)),
            ("example", "a.example", (false, false)),
        ] {
            assert_eq!(
                inside(GeneralName::Dns(name.as_bytes()), GeneralName::Dns(base.as_bytes())),
                expected,
                "{name}"
            );
        }
    }

    #[test]
    fn masks_are_prefixes() {
        let network = |mask: [u8; 4]| [[10, 64, 0, 0], mask].concat();
        for (mask, expected) in [
            ([255, 192, 0, 0], Ok(true)),
            ([255, 255, 0, 0], Ok(false)),
            ([0; 4], Ok(true)),
            ([255; 4], Ok(false)),
            ([254, 255, 0, 0], Err(CertError::NameConstraints)),
            ([255, 0, 255, 0], Err(CertError::NameConstraints)),
            ([0, 0, 0, 1], Err(CertError::NameConstraints)),
        ] {
            assert_eq!(address_lies_in(&[10, 127, 1, 2], &network(mask)), expected, "{mask:?}");
        }
        assert_eq!(address_lies_in(&[0; 16], &network([0; 4])), Ok(false), "of another version");
        assert_eq!(address_lies_in(&[0; 4], &[0; 7]), Err(CertError::NameConstraints));
        assert_eq!(address_lies_in(&[0; 4], &[0; 16]), Err(CertError::NameConstraints));
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
