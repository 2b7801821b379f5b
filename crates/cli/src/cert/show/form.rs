//! Bytes, times and keys as text and as JSON has them.

use jiff::civil::DateTime;
use motetls::UnixTime;
use motetls::crypto::sha1::Sha1;
use motetls::crypto::{Hash, Sha256};
use motetls::pki::base64;
use motetls::pki::key::{PublicKey, PublicKeyInfo};
use motetls::pki::time::Calendar;
use motetls_base::Writer;
use serde_json::{Value, json};

use super::page::Page;
use crate::describe::{self, hex, twos_complement};

/// Bytes of hex in a line.
const LINE: usize = 32;
/// Seconds of a day.
const DAY: u64 = 86_400;
/// Longer than this from now, years are told and not days.
const LONG: u64 = 730;

/// Bytes as `0a:1b:2c`.
pub(crate) fn colons(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
}

/// Bytes as lines of hex.
pub(crate) fn block(bytes: &[u8]) -> Vec<String> {
    bytes.chunks(LINE).map(hex).collect()
}

/// Bytes in base64.
pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut text = vec![0; base64::encoded_len(bytes.len())];
    base64::encode(bytes, &mut Writer::new(&mut text));
    String::from_utf8_lossy(&text).into_owned()
}

/// A time for a page: in text with how far it is from `now`.
pub(crate) fn moment(page: &mut Page, label: &str, time: Calendar, now: UnixTime) {
    let text = match (time, civil(time)) {
        (Calendar { year: 9999, month: 12, day: 31, .. }, _) => format!("{time}: never"),
        (_, Some(date)) => format!("{time}, {}", span(date, describe::date(now))),
        (_, None) => time.to_string(),
    };
    page.tell(label, vec![text], json!(describe::rfc3339_as_written(time)));
}

/// The same date for computing; `None` when there is no such day.
fn civil(time: Calendar) -> Option<DateTime> {
    let small = |value: u8| i8::try_from(value).ok();
    let year = i16::try_from(time.year).ok()?;
    let (month, day, hour) = (small(time.month)?, small(time.day)?, small(time.hour)?);
    DateTime::new(year, month, day, hour, small(time.minute)?, small(time.second)?, 0).ok()
}

/// How far a time is from `now`, in days or years.
pub(crate) fn distance(time: UnixTime, now: UnixTime) -> String {
    span(describe::date(time), describe::date(now))
}

fn span(date: DateTime, now: DateTime) -> String {
    let days = date.duration_until(now).abs().as_secs().unsigned_abs() / DAY;
    let span = match days {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        2..LONG => format!("{days} days"),
        // 146,097 days are 400 years of the Gregorian calendar
        _ => format!("{} years", days * 400 / 146_097),
    };
    if date > now { format!("in {span}") } else { format!("{span} ago") }
}

/// A number of bytes with thousands parted: `1,024`.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place != 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A public key on a page: its kind, its numbers, its pin.
pub(crate) fn public_key(page: &mut Page, info: &PublicKeyInfo<'_>) {
    let Ok(key) = info.key() else {
        page.say("public key", format!("malformed, of algorithm {}", info.algorithm.oid));
        return;
    };
    match key {
        PublicKey::Other => page
            .say("public key", format!("of an algorithm not known here, {}", info.algorithm.oid)),
        _ => page.say("public key", key),
    }
    match key {
        PublicKey::Rsa(rsa) | PublicKey::RsaPss(rsa, _) => {
            page.tell("exponent", vec![number(rsa.exponent)], json!(hex(rsa.exponent)));
            page.tell("modulus", block(rsa.modulus), json!(hex(rsa.modulus)));
        }
        PublicKey::Ec(_, point) => page.tell("point", block(point), json!(hex(point))),
        PublicKey::Ed25519(octets) | PublicKey::X25519(octets) => {
            page.tell("key octets", block(octets), json!(hex(octets)));
        }
        PublicKey::Other => page.tell("key octets", block(info.bits), json!(hex(info.bits))),
    }
    page.say("SPKI pin", pin(info.der));
}

/// `sha256/…`: the pin of a SubjectPublicKeyInfo (RFC 7469, section 2.4).
pub(crate) fn pin(spki: &[u8]) -> String {
    format!("sha256/{}", base64(&Sha256::digest(spki)))
}

/// What tells a thing in DER from all others.
pub(crate) fn fingerprints(page: &mut Page, der: &[u8]) {
    page.tell("SHA-256", vec![colons(&Sha256::digest(der))], json!(hex(&Sha256::digest(der))));
    page.tell("SHA-1", vec![colons(&Sha1::digest(der))], json!(hex(&Sha1::digest(der))));
    page.tell("size", vec![format!("{} bytes of DER", thousands(der.len()))], json!(der.len()));
}

/// A number that is not negative, in decimal if that is short, else in hex.
pub(crate) fn number(octets: &[u8]) -> String {
    match octets.len() {
        0..=7 => octets.iter().fold(0_u64, |sum, octet| sum << 8 | u64::from(*octet)).to_string(),
        _ => colons(octets),
    }
}

/// The serial number on a page: hex as issuers write it, and a sign.
pub(crate) fn serial(page: &mut Page, label: &str, contents: &[u8]) {
    page.tell(label, vec![serial_text(contents)], serial_json(contents));
}

/// A serial number as text.
pub(crate) fn serial_text(contents: &[u8]) -> String {
    if is_negative(contents) {
        return format!("-{} (negative)", colons(magnitude(&twos_complement(contents))));
    }
    let digits = magnitude(contents);
    match digits.len() {
        1..=4 => format!("{} ({})", colons(digits), number(digits)),
        _ => colons(digits),
    }
}

/// A serial number in JSON: its contents octets; of a negative one, those of its magnitude behind a
/// sign.
pub(crate) fn serial_json(contents: &[u8]) -> Value {
    if is_negative(contents) {
        json!(format!("-{}", hex(magnitude(&twos_complement(contents)))))
    } else {
        json!(hex(contents))
    }
}

/// Whether the contents octets of an INTEGER say so.
fn is_negative(contents: &[u8]) -> bool {
    contents.first().is_some_and(|first| first & 0x80 != 0)
}

/// A number without the octet that tells its sign.
fn magnitude(octets: &[u8]) -> &[u8] {
    match octets {
        [0, rest @ ..] if !rest.is_empty() => rest,
        _ => octets,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(thousands(7), "7");
        assert_eq!(thousands(1_234), "1,234");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(number(&[1, 0, 1]), "65537");
        assert_eq!(serial_text(&[0, 0xff]), "ff (255)");
        assert_eq!(serial_text(&[0xff]), "-01 (negative)");
        assert_eq!(serial_text(&[0xff, 0x7f]), "-81 (negative)");
        assert_eq!(serial_text(&[0x80, 0xff]), "-7f:01 (negative)");
        assert_eq!(serial_json(&[0x80, 0xff]), "-7f01");
        assert_eq!(serial_json(&[0, 0xff]), "00ff");
        assert_eq!(serial_text(&[1, 2, 3, 4, 5]), "01:02:03:04:05");
        assert_eq!(base64(b"foob"), "Zm9vYg==");
    }

    #[test]
    fn times_are_near_and_far() {
        let now = UnixTime(1_800_000_000);
        let in_days = |days: u64| distance(UnixTime(now.0 + days * DAY + 1), now);
        assert_eq!(
            (in_days(0), in_days(1), in_days(90)),
            ("in less than a day".into(), "in 1 day".into(), "in 90 days".into())
        );
        assert_eq!(in_days(3_653), "in 10 years");
        // from 1 January 2000 to the same day of 4000, and the day before
        let (first, last) = (UnixTime(946_684_800), UnixTime(64_060_588_800));
        assert_eq!(distance(last, first), "in 2000 years");
        assert_eq!(distance(UnixTime(last.0 - DAY), first), "in 1999 years");
        assert_eq!(distance(UnixTime(now.0 - 5 * DAY), now), "5 days ago");
        assert_eq!(distance(now, now), "less than a day ago");
    }
}
