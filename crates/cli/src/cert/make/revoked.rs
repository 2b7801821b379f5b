//! What a revocation list takes back, from the command line.

use std::str::FromStr;

use motetls::pki::extension::Reason;

use crate::describe::unhex;

/// Octets of a serial number at most (RFC 5280, section 4.1.2.2), and one for its sign.
const LONGEST: usize = 21;

/// A serial number, and why its certificate is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revocation {
    /// Big-endian, without leading zeros.
    pub(crate) serial: Vec<u8>,
    pub(crate) reason: Option<Reason>,
}

impl FromStr for Revocation {
    type Err = String;

    /// `4f:2a`, `0x4F2A`, `4f2a=keyCompromise`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (serial, reason) = split(text)?;
        let digits: String = serial.trim_start_matches("0x").chars().filter(|digit| *digit != ':').collect();
        let digits = if digits.len() % 2 == 1 { format!("0{digits}") } else { digits };
        let octets = unhex(&digits).filter(|octets| !octets.is_empty() && octets.len() <= LONGEST);
        let octets = octets.ok_or_else(|| format!("{serial} is no serial number in hex, like 4f:2a:07"))?;
        Ok(Revocation { serial: trimmed(&octets), reason })
    }
}

/// What stands before `=`, and the reason behind it.
pub(crate) fn split(text: &str) -> Result<(&str, Option<Reason>), String> {
    let Some((before, reason)) = text.rsplit_once('=') else { return Ok((text, None)) };
    let wanted = reason.replace('-', "");
    let known = (0..=10).map(Reason).find(|known| known.to_string().eq_ignore_ascii_case(&wanted));
    match known {
        Some(Reason(7 | 8)) | None => Err(format!(
            "{reason} is no reason: there are keyCompromise, cACompromise, affiliationChanged, superseded, \
             cessationOfOperation, certificateHold and privilegeWithdrawn"
        )),
        // RFC 5280, section 5.3.1: left out rather than said
        Some(Reason::UNSPECIFIED) => Ok((before, None)),
        Some(known) => Ok((before, Some(known))),
    }
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
        let read = |text: &str| text.parse::<Revocation>();
        let plain = Revocation { serial: vec![0x4f, 0x2a], reason: None };
        for text in ["4f2a", "4F:2A", "0x4f2a", "00:4f:2a", "4f2a=unspecified"] {
            assert_eq!(read(text), Ok(plain.clone()), "{text}");
        }
        assert_eq!(read("f2a").unwrap().serial, [0x0f, 0x2a]);
        assert_eq!(read("4f2a=key-compromise").unwrap().reason, Some(Reason::KEY_COMPROMISE));
        assert_eq!(read("4f2a=superseded").unwrap().reason, Some(Reason::SUPERSEDED));
        for bad in ["", "xy", "4f2a=", "4f2a=because", "4f2a=removeFromCRL", "=superseded"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
