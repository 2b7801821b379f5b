//! Names, dates and certificates as text.

use jiff::SignedDuration;
use jiff::civil::{self, DateTime};
use motetls::UnixTime;
use motetls::pki::algorithm::AlgorithmIdentifier;
use motetls::pki::certificate::Certificate;
use motetls::pki::der::Read;
use motetls::pki::dn::DistinguishedName;
use motetls::pki::key::PublicKeyInfo;
use motetls::pki::name::InvalidName;
use motetls::pki::time::Calendar;
use motetls::pki::x509::CertificateView;

/// 1970-01-01 00:00:00, from where seconds are counted.
const EPOCH: DateTime = civil::date(1970, 1, 1).at(0, 0, 0, 0);
/// The last second that certificates can name, which says "never" (RFC 5280, section 4.1.2.5).
pub(crate) const LAST: UnixTime = UnixTime(253_402_300_799);

/// Stands for an algorithm without a name here.
const UNKNOWN: &str = "unknown";

/// Bytes in lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// Bytes from hex digits, in pairs.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    base16ct::mixed::decode_vec(text).ok()
}

/// The number of the same length whose sum with `octets` is 0.
pub(crate) fn twos_complement(octets: &[u8]) -> Vec<u8> {
    let mut octets: Vec<u8> = octets.iter().map(|octet| !octet).collect();
    for octet in octets.iter_mut().rev() {
        *octet = octet.wrapping_add(1);
        if *octet != 0 {
            break;
        }
    }
    octets
}

/// A Name in DER as text (RFC 4514).
pub(crate) fn name(der: &[u8]) -> String {
    let text = DistinguishedName { der }.to_string();
    if text.is_empty() { "(no name)".to_owned() } else { text }
}

/// The date of a time in UTC; what lies after the year 9999 is its last second.
pub(crate) fn date(time: UnixTime) -> DateTime {
    let seconds = i64::try_from(time.0.min(LAST.0)).unwrap_or(i64::MAX);
    EPOCH.saturating_add(SignedDuration::from_secs(seconds))
}

/// The time of a date in UTC; `None` before 1970.
pub(crate) fn time(date: DateTime) -> Option<UnixTime> {
    u64::try_from(date.duration_since(EPOCH).as_secs()).ok().map(UnixTime)
}

/// A time as `2026-11-01T00:00:00Z` (RFC 3339).
pub(crate) fn rfc3339(time: UnixTime) -> String {
    format!("{}Z", date(time))
}

/// A date as it stands in what was read, as `1950-01-01T00:00:00Z` (RFC 3339).
pub(crate) fn rfc3339_as_written(date: Calendar) -> String {
    let Calendar { year, month, day, hour, minute, second } = date;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// notBefore and notAfter of a certificate in DER as days in UTC, `YYYY-MM-DD`, as they stand.
fn days(der: &[u8]) -> Option<[String; 2]> {
    let written = CertificateView::from_der(der).ok()?.validity_as_written().ok()?;
    Some(
        written
            .map(|(_, Calendar { year, month, day, .. })| format!("{year:04}-{month:02}-{day:02}")),
    )
}

/// The summary of a certificate.
#[derive(Clone, Debug)]
pub(crate) struct Summary {
    pub(crate) subject: String,
    pub(crate) issuer: String,
    pub(crate) names: Vec<String>,
    pub(crate) not_before: String,
    pub(crate) not_after: String,
    /// Kind and length of its key.
    pub(crate) key: String,
    /// The algorithm of its issuer's signature.
    pub(crate) signature: String,
    pub(crate) bytes: usize,
}

impl Summary {
    /// Of a certificate in DER; `None` when it cannot be read.
    pub(crate) fn of(der: &[u8]) -> Option<Self> {
        let certificate = Certificate::parse(der).ok()?;
        let [not_before, not_after] = days(der)?;
        Some(Summary {
            subject: name(certificate.subject),
            issuer: name(certificate.issuer),
            names: certificate.names().map(|name| name.to_string()).collect(),
            not_before,
            not_after,
            key: key(certificate.spki),
            signature: signature(certificate.algorithm),
            bytes: der.len(),
        })
    }
}

/// The kind of the key in a SubjectPublicKeyInfo, and its curve or length.
fn key(spki: &[u8]) -> String {
    let key = PublicKeyInfo::from_der(spki).map(|info| info.key().map(|key| key.to_string()));
    key.ok().and_then(Result::ok).unwrap_or_else(|| UNKNOWN.to_owned())
}

/// The signature scheme of an AlgorithmIdentifier.
fn signature(algorithm: &[u8]) -> String {
    let scheme = AlgorithmIdentifier::from_der(algorithm).map(|algorithm| algorithm.scheme());
    let scheme = scheme.ok().and_then(Result::ok).flatten();
    scheme.map_or_else(|| UNKNOWN.to_owned(), |scheme| scheme.to_string())
}

/// Why `text` is no name of a server, and what would be one: another in the option `option`.
pub(crate) fn no_name(text: &str, option: &str, error: InvalidName) -> String {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let other = format!("name one with {option}");
    let why = if bare != text {
        "brackets stand around an IPv6 address in HOST:PORT only"
    } else if text.contains(':') && text.contains('%') {
        "a certificate holds addresses without the zone behind %"
    } else if !text.is_ascii() {
        "write the labels of other scripts as A-labels, xn--..."
    } else if text.split('.').any(|label| label.len() > 63) {
        "a label has at most 63 characters"
    } else if text.len() > 253 {
        "a name has at most 253 characters"
    } else {
        &other
    };
    format!("{text} is neither a DNS name nor an address ({error}): {why}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_certificates() {
        for seconds in [0, 951_825_600, 1 << 31, 4_107_542_399, LAST.0] {
            let shown = Calendar::of(UnixTime(seconds)).to_string();
            let shown = shown.replace(" UTC", "Z").replace(' ', "T");
            assert_eq!(rfc3339(UnixTime(seconds)), shown);
            assert_eq!(time(date(UnixTime(seconds))), Some(UnixTime(seconds)));
        }
        assert_eq!(rfc3339(UnixTime(u64::MAX)), "9999-12-31T23:59:59Z");
        assert_eq!(time(civil::date(1969, 12, 31).at(23, 59, 59, 0)), None);
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

    #[test]
    fn a_name_that_is_none_is_told_why() {
        let long = format!("{}.example", "a".repeat(64));
        let longer = format!("{}a.example", "a.".repeat(130));
        for (text, why) in [
            ("[2001:db8::7]", "brackets"),
            ("fe80::1%eth0", "zone"),
            ("b\u{fc}cher.example", "A-labels"),
            (&long, "63"),
            (&longer, "253"),
            ("a b", "--servername"),
        ] {
            let mut storage = [0; 16];
            let error = motetls::ServerName::parse(text, &mut storage).unwrap_err();
            let sentence = no_name(text, "--servername", error);
            assert!(sentence.contains(why), "{sentence}");
        }
    }
}
