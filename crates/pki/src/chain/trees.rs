//! How a name lies in a tree of names (RFC 5280, section 4.2.1.10).
//!
//! | kind | lies in the tree |
//! |---|---|
//! | DNS | the host itself or one below it; `.example` only one below; a wildcard lies in an excluded tree if one of its hosts does |
//! | address | of the same version, equal under the mask, which must be a prefix; one of IPv4 that is mapped to IPv6 lies in the excluded trees of either |
//! | mail | the address; all of a host; `.example` all hosts below it; what is no address lies in no permitted tree and in every excluded one |
//! | URI | as for mail, by its host; without a host, or with an address for one, it lies in no permitted tree and in every excluded one |
//! | directory | the relative names of the tree come first in the name, compared by folding |
//!
//! Of any other kind, a constraint that meets a name cannot be checked, and neither can one with minimum or maximum.

use crate::dn::fold;
use crate::error::CertError;
use crate::extension::Subtree;
use crate::general_name::GeneralName;

/// What an address of IPv4 starts with when it is written as one of IPv6 (RFC 4291, section 2.5.5.2).
const MAPPED: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/// Whether `name` lies in `tree`; `None` when the tree is of another kind.
pub(super) fn lies_in(
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
        (GeneralName::Ip(address), GeneralName::Ip(base)) => {
            let mapped = address.strip_prefix(&MAPPED).filter(|_| excluded);
            address_lies_in(address, base)? || mapped.is_some_and(|address| address_lies_in(address, base) == Ok(true))
        }
        (GeneralName::Mail(address), GeneralName::Mail(base)) => mail_lies_in(address, base)?.unwrap_or(excluded),
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

/// Whether a mail address lies in a tree; nothing if it is none: its local part, unless it is quoted, has no `@`.
fn mail_lies_in(address: &[u8], base: &[u8]) -> Result<Option<bool>, CertError> {
    let of_base = parts_of_mail(base);
    if of_base.is_some_and(|(local, host)| local.is_empty() || host.is_empty()) {
        return Err(CertError::NameConstraints); // neither an address nor a host: nobody knows what was meant
    }
    let Some((local, host)) = parts_of_mail(address) else { return Ok(None) };
    let quoted = local.starts_with(b"\"") && local.ends_with(b"\"");
    if local.is_empty() || (!quoted && local.contains(&b'@')) {
        return Ok(None);
    }
    Ok(Some(match of_base {
        Some((base_local, base_host)) => local == base_local && host_lies_in(host, base_host),
        None => host_lies_in(host, base),
    }))
}

/// What stands before the last `@` and behind it.
fn parts_of_mail(address: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = address.iter().rposition(|byte| *byte == b'@')?;
    let (local, host) = address.split_at_checked(at)?;
    Some((local, host.get(1..)?))
}

/// As constraints on mail addresses and URIs have it: the host, or with a dot before, all below it.
fn host_lies_in(host: &[u8], base: &[u8]) -> bool {
    let (host, base) = (without_final_dot(host), without_final_dot(base));
    match base.strip_prefix(b".") {
        Some(domain) => is_below(host, domain),
        None => base.is_empty() || host.eq_ignore_ascii_case(base),
    }
}

/// The host of a URI (RFC 3986, section 3.2), if it is a name that is written out: readers of URIs do not agree about what
/// escapes and other characters stand for.
fn host_of(uri: &[u8]) -> Option<&[u8]> {
    let colon = uri.iter().position(|byte| *byte == b':')?;
    let rest = uri.get(colon..)?.strip_prefix(b"://")?;
    let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    let start = authority.iter().rposition(|byte| *byte == b'@').map_or(0, |at| at.saturating_add(1));
    let host = authority.get(start..)?.split(|byte| *byte == b':').next()?;
    let last = without_final_dot(host).rsplit(|byte| *byte == b'.').next()?;
    let is_plain = host.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
    // an empty label is all digits, too
    let is_name = is_plain && !authority.contains(&b'\\') && !last.iter().all(u8::is_ascii_digit);
    is_name.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dn::DistinguishedName;

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
            ("https://%61.example/", None),
            ("https://a.example\\@b.example/", None),
            ("https://*.example/", None),
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
    }

    #[test]
    fn a_dot_at_the_end_does_not_count() {
        let (mail, uri) = (GeneralName::Mail, GeneralName::Uri);
        for (name, base) in [
            (mail(b"x@a.example"), mail(b".example.")),
            (mail(b"x@a.example."), mail(b"x@a.example")),
            (mail(b"x@a.example"), mail(b"x@a.example.")),
            (uri(b"https://a.example/"), uri(b".example.")),
            (uri(b"https://a.example./"), uri(b".example")),
        ] {
            assert_eq!(inside(name, base), (true, true), "{base:?}");
        }
    }

    #[test]
    fn a_constraint_on_no_mail_address_cannot_be_checked() {
        let name = GeneralName::Mail(b"x@a.example");
        for base in ["@a.example", "x@"] {
            let tree = Subtree { base: GeneralName::Mail(base.as_bytes()), minimum: 0, maximum: None };
            for excluded in [false, true] {
                assert_eq!(lies_in(&name, &tree, excluded, &mut 1), Err(CertError::NameConstraints), "{base}");
            }
        }
    }

    #[test]
    fn what_is_no_address_is_refused_both_ways() {
        let base = GeneralName::Mail(b"a.example");
        for no_address in ["x@y@a.example", "a.example", "@a.example"] {
            assert_eq!(inside(GeneralName::Mail(no_address.as_bytes()), base), (false, true), "{no_address}");
        }
        assert_eq!(inside(GeneralName::Mail(b"nobody"), GeneralName::Mail(b"")), (false, true));
        assert_eq!(inside(GeneralName::Mail(b"\"x@y\"@a.example"), base), (true, true), "quoted");
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
    fn mapped_addresses_are_excluded_by_either_version() {
        let network = GeneralName::Ip(&[10, 0, 0, 0, 255, 0, 0, 0]);
        let mapped = |last: [u8; 4]| [&MAPPED[..], &last].concat();
        assert_eq!(inside(GeneralName::Ip(&mapped([10, 1, 2, 3])), network), (false, true));
        assert_eq!(inside(GeneralName::Ip(&mapped([11, 1, 2, 3])), network), (false, false));
        let all = [&MAPPED[..], &[0; 4], &[0xff; 12], &[0; 4]].concat();
        assert_eq!(inside(GeneralName::Ip(&mapped([10, 1, 2, 3])), GeneralName::Ip(&all)), (true, true));
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
}
