//! Mail addresses as certificates hold them (RFC 5280, section 4.2.1.6; RFC 5321, section 4.1.2).

use motetls::pki::ServerName;

/// The local part and the host of an address, of ASCII and without quotes; `None` if it is none.
pub(crate) fn parts(text: &str) -> Option<(&str, &str)> {
    let (local, host) = text.rsplit_once('@')?;
    let is_text = |other: char| other.is_ascii_graphic() && !"@<>()[],;:\\\"".contains(other);
    let is_local = local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_text));
    let mut address = [0; 16];
    let is_host = ServerName::parse(host, &mut address).is_ok_and(|name| name.as_dns().is_some());
    (is_local && is_host).then_some((local, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_local_part_and_a_host() {
        assert_eq!(parts("a.b+c@d.example."), Some(("a.b+c", "d.example.")));
        for bad in [
            "",
            "a",
            "@b.example",
            "a@",
            "a b@c.example",
            "a@*.b.example",
            "a@192.0.2.7",
            "<a@b.example>",
            "a@b@c.example",
            ".a@b.example",
            "a..b@c.example",
            "a.@b.example",
            "\u{fc}@b.example",
            "a@b\u{fc}.example",
        ] {
            assert_eq!(parts(bad), None, "{bad}");
        }
    }
}
