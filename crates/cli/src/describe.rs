//! Names, dates and certificates as text.

use motetls::UnixTime;
use motetls::pki::certificate::Certificate;
use motetls::pki::der::{Der, OID, SEQUENCE};

/// SET and SET OF.
const SET: u8 = 0x31;

/// The attribute types people know (RFC 4519), by the last octet of their object identifier 2.5.4.x.
const ATTRIBUTES: &[(u8, &str)] = &[(3, "CN"), (6, "C"), (7, "L"), (8, "ST"), (10, "O"), (11, "OU")];

/// Bytes in lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from hex digits, in pairs.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    digits.chunks(2).map(|pair| u8::try_from(pair.iter().fold(0, |sum, digit| sum * 16 + digit)).ok()).collect()
}

/// A Name in DER as text; control characters are escaped.
pub(crate) fn name(der: &[u8]) -> String {
    let mut parts = Vec::new();
    if let Ok(mut sets) = Der::new(der).enter(SEQUENCE) {
        while let Ok(mut set) = sets.enter(SET) {
            while let Ok(attribute) = set.enter(SEQUENCE) {
                parts.extend(one_attribute(attribute));
            }
        }
    }
    if parts.is_empty() { "(no name)".to_owned() } else { parts.join(", ") }
}

fn one_attribute(mut attribute: Der<'_>) -> Option<String> {
    let oid = attribute.contents(OID).ok()?;
    let value = attribute.contents(attribute.tag()).ok()?;
    let [0x55, 0x04, last] = oid else { return None };
    let (_, label) = ATTRIBUTES.iter().find(|(known, _)| known == last)?;
    let text: String = String::from_utf8_lossy(value).chars().flat_map(escaped).collect();
    Some(format!("{label}={text}"))
}

/// A character, or its escape if it could do something to a terminal.
fn escaped(character: char) -> Vec<char> {
    if character.is_control() { character.escape_default().collect() } else { vec![character] }
}

/// A day in UTC, `YYYY-MM-DD`, in the proleptic Gregorian calendar; years are counted from March.
pub(crate) fn day(time: UnixTime) -> String {
    let days = time.0 / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// What a person wants to know of a certificate.
#[derive(Clone, Debug)]
pub(crate) struct Summary {
    pub(crate) subject: String,
    pub(crate) issuer: String,
    pub(crate) names: Vec<String>,
    pub(crate) not_before: String,
    pub(crate) not_after: String,
    pub(crate) bytes: usize,
}

impl Summary {
    /// Of a certificate in DER; `None` when it cannot be read.
    pub(crate) fn of(der: &[u8]) -> Option<Self> {
        let certificate = Certificate::parse(der).ok()?;
        Some(Summary {
            subject: name(certificate.subject),
            issuer: name(certificate.issuer),
            names: certificate.names().map(|name| name.to_string()).collect(),
            not_before: day(certificate.not_before),
            not_after: day(certificate.not_after),
            bytes: der.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar() {
        for (date, (y, m, d)) in [
            ("1970-01-01", (1970, 1, 1)),
            ("2000-02-29", (2000, 2, 29)),
            ("2000-03-01", (2000, 3, 1)),
            ("2023-12-31", (2023, 12, 31)),
            ("2100-02-28", (2100, 2, 28)),
            ("9999-12-31", (9999, 12, 31)),
        ] {
            assert_eq!(day(UnixTime::from_utc(y, m, d, 23, 59, 59).unwrap()), date);
        }
    }

    #[test]
    fn hex_both_ways() {
        assert_eq!(unhex("00ffA0"), Some(vec![0, 255, 160]));
        assert_eq!(hex(&[0, 255, 160]), "00ffa0");
        for bad in ["0", "zz", "+1", "é"] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }

    #[test]
    fn names_are_printable() {
        let der = [0x30, 14, 0x31, 12, 0x30, 10, 6, 3, 0x55, 4, 3, 0x0c, 3, b'a', 0x1b, b'b'];
        assert_eq!(name(&der), "CN=a\\u{1b}b");
        assert_eq!(name(&[0x30, 0]), "(no name)");
    }
}
