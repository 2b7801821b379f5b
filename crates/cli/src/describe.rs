//! Names, dates and certificates as text.

use motetls::UnixTime;
use motetls::pki::certificate::Certificate;
use motetls::pki::dn::DistinguishedName;
use motetls::pki::time::Calendar;

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

/// A Name in DER as text (RFC 4514).
pub(crate) fn name(der: &[u8]) -> String {
    let text = DistinguishedName { der }.to_string();
    if text.is_empty() { "(no name)".to_owned() } else { text }
}

/// A day in UTC, `YYYY-MM-DD`.
pub(crate) fn day(time: UnixTime) -> String {
    let Calendar { year, month, day, .. } = Calendar::of(time);
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
        assert_eq!(name(&der), "CN=a\\1bb");
        assert_eq!(name(&[0x30, 0]), "(no name)");
    }
}
