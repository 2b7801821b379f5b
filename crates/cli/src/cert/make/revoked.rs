//! What a revocation list takes back, from the command line.

use std::str::FromStr;

use motetls::pki::extension::Reason;

use crate::describe::{hex, twos_complement, unhex};

/// Octets of a serial number at most (RFC 5280, section 4.1.2.2), and one for its sign.
const LONGEST: usize = 21;

/// A serial number, and why its certificate is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RevokedSerial {
    /// The contents octets of the INTEGER.
    pub(crate) serial: Vec<u8>,
    pub(crate) reason: Option<Reason>,
}

impl FromStr for RevokedSerial {
    type Err = String;

    /// `4f:2a`, `0x4F2A`, `4f2a=keyCompromise`; `-7f01` for a negative one, as it is shown.
    fn from_str(text: &str) -> Result<Self, String> {
        let (serial, reason) = split(text)?;
        let (negative, magnitude) =
            serial.strip_prefix('-').map_or((false, serial), |magnitude| (true, magnitude));
        let digits: String =
            magnitude.trim_start_matches("0x").chars().filter(|digit| *digit != ':').collect();
        let digits = if digits.len() % 2 == 1 { format!("0{digits}") } else { digits };
        let octets = unhex(&digits).filter(|octets| !octets.is_empty() && octets.len() <= LONGEST);
        let octets =
            octets.ok_or_else(|| format!("{serial} is no serial number in hex, like 4f:2a:07"))?;
        let serial = if negative { negated(&contents(&octets)) } else { contents(&octets) };
        Ok(RevokedSerial { serial, reason })
    }
}

/// What stands before `=`, and the reason behind it.
pub(crate) fn split(text: &str) -> Result<(&str, Option<Reason>), String> {
    let Some((before, reason)) = text.rsplit_once('=') else { return Ok((text, None)) };
    let requested = reason.replace('-', "");
    let known =
        (0..=10).map(Reason).find(|known| known.to_string().eq_ignore_ascii_case(&requested));
    match known {
        Some(Reason(7 | 8)) | None => Err(format!(
            "{reason} is no reason: there are keyCompromise, cACompromise, affiliationChanged, \
             superseded, \
             cessationOfOperation, certificateHold and privilegeWithdrawn"
        )),
        // RFC 5280, section 5.3.1: left out rather than written
        Some(Reason::UNSPECIFIED) => Ok((before, None)),
        Some(known) => Ok((before, Some(known))),
    }
}

/// The contents octets of an INTEGER that is not negative, of its octets.
fn contents(octets: &[u8]) -> Vec<u8> {
    let mut contents = trimmed(octets);
    if contents.first().is_none_or(|first| *first >= 0x80) {
        contents.insert(0, 0);
    }
    contents
}

/// A serial number in hex, from its contents octets; a negative one, which RFC 5280 forbids and
/// certificates have, with its sign.
pub(crate) fn shown(contents: &[u8]) -> String {
    match contents {
        [0, rest @ ..] if !rest.is_empty() => hex(rest),
        [0x80..=0xff, ..] => {
            format!("-{}", hex(&trimmed(&twos_complement(contents))))
        }
        _ => hex(contents),
    }
}

/// The contents octets of an INTEGER that is 0 or negative, of those of its magnitude.
fn negated(magnitude: &[u8]) -> Vec<u8> {
    let octets = twos_complement(magnitude);
    // the fewest octets that keep the sign
    let surplus = octets.windows(2).take_while(|pair| matches!(pair, [0xff, 0x80..=0xff])).count();
    octets.get(surplus..).unwrap_or(&[]).to_vec()
}

/// A number without leading zeros.
pub(crate) fn trimmed(octets: &[u8]) -> Vec<u8> {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    octets.get(zeros..).unwrap_or(&[]).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_and_reasons() {
        let read = |text: &str| text.parse::<RevokedSerial>();
        let plain = RevokedSerial { serial: vec![0x4f, 0x2a], reason: None };
        for text in ["4f2a", "4F:2A", "0x4f2a", "00:4f:2a", "4f2a=unspecified"] {
            assert_eq!(read(text), Ok(plain.clone()), "{text}");
        }
        assert_eq!(read("f2a").unwrap().serial, [0x0f, 0x2a]);
        assert_eq!(read("4f2a=key-compromise").unwrap().reason, Some(Reason::KEY_COMPROMISE));
        assert_eq!(read("4f2a=superseded").unwrap().reason, Some(Reason::SUPERSEDED));
        assert_eq!(read("80").unwrap().serial, [0, 0x80], "not negative");
        assert_eq!(read("00").unwrap().serial, [0]);
        assert_eq!(read("-00").unwrap().serial, [0]);
        assert_eq!(read("-0x4F:2A=superseded").unwrap().serial, [0xb0, 0xd6]);
        for (contents, text) in [
            (&[0x4f, 0x2a][..], "4f2a"),
            (&[0, 0xff], "ff"),
            (&[0], "00"),
            (&[0xff], "-01"),
            (&[0x80, 0xff], "-7f01"),
            (&[0x80], "-80"),
            (&[0x80, 0], "-8000"),
            (&[0xff, 0x7f], "-81"),
            (&[0xff, 0, 0], "-010000"),
        ] {
            assert_eq!(shown(contents), text);
            assert_eq!(read(text).unwrap().serial, contents, "what is shown can be revoked");
        }
        for bad in
            ["", "-", "--1", "xy", "4f2a=", "4f2a=because", "4f2a=removeFromCRL", "=superseded"]
        {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
