//! Mail addresses as name constraints compare them (RFC 5321, section 4.1.2; RFC 9598).

use super::host::{host_lies_in, is_base, is_host};

/// What stands before the last `@` of an address and the host behind it.
pub(super) type Mailbox<'a> = (&'a [u8], &'a [u8]);

/// Takes a mail address apart; `None` if it is none, or its host is no name.
///
/// Octets beyond ASCII may stand in the local part of those that are in UTF-8 (RFC 6531).
pub(super) fn read(address: &[u8], utf8: bool) -> Option<Mailbox<'_>> {
    let at = address.iter().rposition(|byte| *byte == b'@')?;
    let (local, host) = (address.get(..at)?, address.get(at.saturating_add(1)..)?);
    let is_local = match quoted(local) {
        Some(text) => is_quoted_text(text, utf8),
        None => local.split(|byte| *byte == b'.').all(|atom| is_atom(atom, utf8)),
    };
    (is_local && is_host(host)).then_some((local, host))
}

/// Whether `base` is an address, or what names hosts.
pub(super) fn is_mail_base(base: &[u8]) -> bool {
    if base.contains(&b'@') { read(base, false).is_some() } else { is_base(base) }
}

/// Whether an address lies in a subtree: that of one address, or of the hosts of many.
pub(super) fn mail_lies_in((local, host): Mailbox<'_>, base: &[u8], excluded: bool) -> bool {
    let Some((base_local, base_host)) = read(base, false) else { return host_lies_in(host, base) };
    // quotes and backslashes write the same mailbox in many ways
    let may_be_same = excluded && (quoted(local).is_some() || quoted(base_local).is_some());
    host_lies_in(host, base_host) && (local == base_local || may_be_same)
}

/// What stands between the quotes around a local part.
fn quoted(local: &[u8]) -> Option<&[u8]> {
    local.strip_prefix(b"\"")?.strip_suffix(b"\"")
}

/// QcontentSMTP: printable characters, with a backslash before quotes and backslashes.
fn is_quoted_text(text: &[u8], utf8: bool) -> bool {
    let is_printable = |byte: u8| matches!(byte, b' '..=b'~') || (utf8 && !byte.is_ascii());
    let mut octets = text.iter();
    while let Some(octet) = octets.next() {
        let octet = if *octet == b'\\' {
            octets.next()
        } else {
            Some(octet).filter(|octet| **octet != b'"')
        };
        if !octet.is_some_and(|octet| is_printable(*octet)) {
            return false;
        }
    }
    true
}

/// An Atom (RFC 5322, section 3.2.3).
fn is_atom(atom: &[u8], utf8: bool) -> bool {
    let is_text = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || b"!#$%&'*+-/=?^_`{|}~".contains(byte)
            || (utf8 && !byte.is_ascii())
    };
    !atom.is_empty() && atom.iter().all(is_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_an_address() {
        for (address, local) in [
            ("x@a.example", "x"),
            ("x.y+z@a.example.", "x.y+z"),
            (r#""x@y"@a.example"#, r#""x@y""#),
            (r#""a \"b\\"@a.example"#, r#""a \"b\\""#),
            (r#"""@a.example"#, r#""""#),
        ] {
            let expected = Some(local.as_bytes());
            assert_eq!(read(address.as_bytes(), false).map(|(local, _)| local), expected);
        }
        for address in [
            "",
            "@",
            "x",
            "x@",
            "@a.example",
            "x@y@a.example",
            "x@a.example ",
            " x@a.example",
            "x y@a.example",
            "<x@a.example>",
            "x@a.example>",
            "X <x@a.example>",
            "x\0@a.example",
            "x@a.example\0",
            "x@a.example\0.b.example",
            "x@a..example",
            "x@*.example",
            "x@[192.0.2.7]",
            ".x@a.example",
            "x..y@a.example",
            "x@b\u{fc}cher.example",
            r#""x"y@a.example"#,
            r#""x\"@a.example"#,
            r#""x"y"@a.example"#,
            r#""@a.example"#,
            "\"x\n\"@a.example",
        ] {
            assert_eq!(read(address.as_bytes(), false), None, "{address}");
            assert_eq!(read(address.as_bytes(), true), None, "{address}");
        }
        let address = "b\u{fc}cher@a.example".as_bytes();
        assert!(read(address, true).is_some() && read(address, false).is_none());
    }

    #[test]
    fn quotes_write_one_mailbox_in_many_ways() {
        let inside = |address: &str, base: &str| {
            let mailbox = read(address.as_bytes(), false).unwrap();
            [false, true].map(|excluded| mail_lies_in(mailbox, base.as_bytes(), excluded))
        };
        assert_eq!(inside("x@a.example", "x@a.example"), [true, true]);
        assert_eq!(inside("y@a.example", "x@a.example"), [false, false]);
        assert_eq!(inside("\"x\"@a.example", "x@a.example"), [false, true]);
        assert_eq!(inside("\"\\x\"@a.example", "x@a.example"), [false, true]);
        assert_eq!(inside("x@a.example", "\"x\"@a.example"), [false, true]);
        assert_eq!(inside("\"x\"@a.example", "\"x\"@a.example"), [true, true]);
        assert_eq!(inside("\"x\"@b.example", "x@a.example"), [false, false]);
        assert_eq!(inside("\"x\"@a.example", "a.example"), [true, true]);
        assert_eq!(inside("\"x\"@a.example", ".example"), [true, true]);
    }
}
