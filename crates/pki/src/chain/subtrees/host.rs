//! Host names as name constraints compare them.
//!
//! Readers of certificates do not agree about what is not a plain host name: blanks, control
//! characters, empty labels, other scripts. So nothing else is compared. Lengths are not looked
//! at: a name that is too long for the DNS is compared all the same.

/// Whether `name` is labels of letters, digits, `-` and `_`. A dot may stand at its end.
pub(super) fn is_host(name: &[u8]) -> bool {
    let is_character = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    without_final_dot(name)
        .split(|byte| *byte == b'.')
        .all(|label| !label.is_empty() && label.iter().all(is_character))
}

/// Whether `name` is a host, or with `*.` before it all hosts one label below.
pub(super) fn is_presented(name: &[u8]) -> bool {
    is_host(name.strip_prefix(b"*.").unwrap_or(name))
}

/// Whether `base` is a host, with a dot before it all hosts below, or empty for all hosts.
pub(super) fn is_base(base: &[u8]) -> bool {
    base.is_empty() || is_host(base.strip_prefix(b".").unwrap_or(base))
}

/// Whether a dNSName lies in a subtree: the base itself and all below it.
pub(super) fn dns_lies_in(name: &[u8], base: &[u8], excluded: bool) -> bool {
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
    let parent =
        base.iter().position(|byte| *byte == b'.').and_then(|dot| base.get(dot..)).unwrap_or(&[]);
    match name.strip_prefix(b"*") {
        Some(domain) if excluded => !domain.is_empty() && domain.eq_ignore_ascii_case(parent),
        _ => false,
    }
}

/// As constraints on mail addresses and URIs have it: the host, or with a dot before, all below it.
pub(super) fn host_lies_in(host: &[u8], base: &[u8]) -> bool {
    let (host, base) = (without_final_dot(host), without_final_dot(base));
    match base.strip_prefix(b".") {
        Some(domain) => is_below(host, domain),
        None => base.is_empty() || host.eq_ignore_ascii_case(base),
    }
}

/// The host of a URI (RFC 3986, section 3.2), if it is a name that is written out: readers of URIs
/// do not agree about what escapes and other characters stand for.
pub(super) fn host_of(uri: &[u8]) -> Option<&[u8]> {
    let colon = uri.iter().position(|byte| *byte == b':')?;
    let rest = uri.get(colon..)?.strip_prefix(b"://")?;
    let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    let start =
        authority.iter().rposition(|byte| *byte == b'@').map_or(0, |at| at.saturating_add(1));
    let host = authority.get(start..)?.split(|byte| *byte == b':').next()?;
    let is_name = is_host(host) && !authority.contains(&b'\\') && !ends_in_number(host);
    is_name.then_some(host)
}

/// Whether the last label is a number, decimal or hexadecimal: readers of URIs take such a host for
/// an address of IPv4, in one of many forms (`127.1`, `0x7f000001`).
fn ends_in_number(host: &[u8]) -> bool {
    let last = without_final_dot(host).rsplit(|byte| *byte == b'.').next().unwrap_or(&[]);
    match last {
        [b'0', b'x' | b'X', digits @ ..] => digits.iter().all(u8::is_ascii_hexdigit),
        digits => digits.iter().all(u8::is_ascii_digit),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_uris() {
        for (uri, host) in [
            ("https://a.example/x:y@z", Some("a.example")),
            ("coaps://u:p@a.example:5684?x", Some("a.example")),
            ("https://a.example.#x", Some("a.example.")),
            ("https://%61.example/", None),
            ("https://a.example\\@b.example/", None),
            ("https://*.example/", None),
            ("https://a..example/", None),
            ("https://.example/", None),
            ("https://a.example\0/", None),
            ("https://b\u{fc}cher.example/", None),
            ("https://[2001:db8::7]/", None),
            ("https://192.0.2.7:443/", None),
            ("https://127.1/", None),
            ("https://0x7f000001/", None),
            ("https://a.0X1./", None),
            ("https://0x/", None),
            ("https://0xg/", Some("0xg")),
            ("https:///x", None),
            ("https://:443/", None),
            ("urn:mote:7", None),
            ("mote", None),
            ("", None),
        ] {
            assert_eq!(host_of(uri.as_bytes()), host.map(str::as_bytes), "{uri}");
        }
    }

    #[test]
    fn what_is_a_host() {
        for name in ["a", "a.example", "a.example.", "a_b.example", "3.example", "-"] {
            assert!(is_host(name.as_bytes()) && is_base(name.as_bytes()), "{name}");
        }
        for name in ["*.a.example", "*.a"] {
            assert!(is_presented(name.as_bytes()) && !is_base(name.as_bytes()), "{name}");
        }
        assert!(is_base(b"") && is_base(b".a.example") && !is_presented(b".a.example"));
        for name in [
            "",
            ".",
            "..",
            "a..b",
            "..a",
            "*",
            "*.",
            "a:1",
            "https://a",
            "a b",
            " a",
            "a\0",
            "\u{fc}",
        ] {
            assert!(!is_presented(name.as_bytes()), "{name}");
            assert!(name.is_empty() || !is_base(name.as_bytes()), "{name}");
        }
    }
}
