//! Name constraints from the command line.

use std::str::FromStr;

use motetls::pki::dn;
use motetls::pki::general_name::GeneralName;

use super::names::{AltName, subject};

/// A name in name constraints, with all below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Constraint {
    Dns(String),
    /// Address and mask.
    Ip(Vec<u8>),
    Mail(String),
    Uri(String),
    /// A name in DER.
    Directory(Vec<u8>),
}

impl FromStr for Constraint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, rest) = text.split_once(':').unwrap_or(("", text));
        // as a name is written: small, and without the final dot
        let host = |text: &str| {
            let (dot, name) = text.strip_prefix('.').map_or(("", text), |name| (".", name));
            match AltName::dns(name) {
                Ok(AltName::Dns(name)) if !name.starts_with("*.") => Ok(format!("{dot}{name}")),
                _ => Err(format!("{text} is no DNS name")),
            }
        };
        match kind.to_ascii_lowercase().as_str() {
            "dns" if rest.starts_with('.') || rest.starts_with("*.") => {
                Err("write DNS:example.com: that is the name and all below it".to_owned())
            }
            "dns" => Ok(Constraint::Dns(host(rest)?)),
            "ip" => network(rest).map(Constraint::Ip),
            "email" if rest.contains('@') => match AltName::mail(rest)? {
                AltName::Mail(address) => Ok(Constraint::Mail(address)),
                _ => Err(format!("{rest} is no mail address")),
            },
            "email" => Ok(Constraint::Mail(host(rest)?)),
            "uri" => Ok(Constraint::Uri(host(rest)?)),
            "dir" => {
                subject(rest).map(Constraint::Directory).map_err(|failure| failure.to_string())
            }
            _ => {
                Err("write DNS:example.com, IP:10.0.0.0/8, email:example.com, URI:.example.com or \
                    dir:O=Motes"
                    .to_owned())
            }
        }
    }
}

impl Constraint {
    /// A name that lies in it.
    pub(crate) fn example(&self) -> Constraint {
        let host = |text: &str| match text.strip_prefix('.') {
            Some(parent) => format!("a.{parent}"),
            None => text.to_owned(),
        };
        match self {
            Constraint::Ip(network) => {
                Constraint::Ip(network.get(..network.len() / 2).unwrap_or(&[]).to_vec())
            }
            Constraint::Mail(name) if !name.contains('@') => {
                Constraint::Mail(format!("a@{}", host(name)))
            }
            Constraint::Uri(name) => Constraint::Uri(format!("coaps://{}/", host(name))),
            other => other.clone(),
        }
    }

    /// As certificates have it.
    pub(crate) fn general(&self) -> GeneralName<'_> {
        match self {
            Constraint::Dns(name) => GeneralName::Dns(name.as_bytes()),
            Constraint::Ip(network) => GeneralName::Ip(network),
            Constraint::Mail(name) => GeneralName::Mail(name.as_bytes()),
            Constraint::Uri(name) => GeneralName::Uri(name.as_bytes()),
            Constraint::Directory(der) => GeneralName::Directory(dn::DistinguishedName { der }),
        }
    }
}

/// Address and mask of `10.0.0.0/8`.
fn network(text: &str) -> Result<Vec<u8>, String> {
    let wrong = || format!("{text} is no network, like 10.0.0.0/8 or 2001:db8::/32");
    let (address, bits) = text.split_once('/').ok_or_else(wrong)?;
    let (Ok(AltName::Ip(mut octets)), Ok(bits)) = (AltName::ip(address), bits.parse::<usize>())
    else {
        return Err(wrong());
    };
    if bits > octets.len().saturating_mul(8) {
        return Err(wrong());
    }
    let mask: Vec<u8> = (0..octets.len())
        .map(|place| !(0xff_u32 >> bits.saturating_sub(8 * place).min(8)) as u8)
        .collect();
    if octets.iter().zip(&mask).any(|(octet, mask)| octet & !mask != 0) {
        return Err(format!("{text} has bits of an address behind its mask"));
    }
    octets.extend(mask);
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_are_trees() {
        let ip = |text: &str| text.parse::<Constraint>();
        assert_eq!(ip("IP:10.128.0.0/9"), Ok(Constraint::Ip(vec![10, 128, 0, 0, 255, 128, 0, 0])));
        assert_eq!(ip("ip:0.0.0.0/0"), Ok(Constraint::Ip(vec![0; 8])));
        assert!(ip("IP:2001:db8::/32").is_ok());
        for bad in [
            "IP:10.0.0.1/8",
            "IP:10.0.0.0/33",
            "IP:10.0.0.0",
            "DNS:.a",
            "DNS:*.a",
            "a",
            "x:a",
            "email:a b",
        ] {
            assert!(bad.parse::<Constraint>().is_err(), "{bad}");
        }
        for good in [
            "DNS:a.example",
            "email:a.example",
            "email:.a.example",
            "email:x@a.example",
            "URI:.a",
            "dir:O=Motes",
        ] {
            assert!(good.parse::<Constraint>().is_ok(), "{good}");
        }
        // a final dot is not part of what is written: verifiers elsewhere would match nothing
        for (dotted, plain) in [
            ("DNS:a.example.", "DNS:a.example"),
            ("email:a.example.", "email:a.example"),
            ("email:.a.example.", "email:.a.example"),
            ("email:x@a.example.", "email:x@a.example"),
            ("URI:.a.example.", "URI:.a.example"),
        ] {
            assert_eq!(dotted.parse::<Constraint>(), plain.parse(), "{dotted}");
        }
    }
}
