//! Finds in what was pasted the codes it holds: a name, a number in any notation, or a line of a
//! log.

use crate::explain::alerts::ALERTS;
use crate::explain::meaning::{Meaning, Notation, Row, Table};
use crate::explain::{mbedtls, openssl, openssl_verify, ours, wolfssl};

/// The most similar names that are told.
const SIMILAR: usize = 6;
/// From here on a positive decimal number is taken as a negative one whose sign got lost.
const SIGN_LOST: i64 = 100;
/// What stands before a number in a log, and whose number it is.
const MARKS: &[(&str, &Table)] = &[
    ("alert number ", &ALERTS),
    ("alert ", &ALERTS),
    ("[2:", &ALERTS),
    ("num=", &openssl_verify::RESULTS),
    ("return code: ", &openssl_verify::RESULTS),
];

/// Every table.
fn tables() -> impl Iterator<Item = &'static Table> {
    let single = [
        &ours::KINDS,
        &ALERTS,
        &wolfssl::TLS,
        &wolfssl::CRYPT,
        &openssl::STATES,
        &openssl_verify::RESULTS,
    ];
    single.into_iter().chain(mbedtls::tables()).chain(openssl::REASONS)
}

/// Every meaning of what was pasted.
pub(super) fn meanings(text: &str) -> Vec<Meaning> {
    let text = text.trim();
    let mut found = by_name(text);
    if let Some((number, hex)) = number(text) {
        found.extend(by_number(number, hex));
    }
    if found.is_empty() {
        found = within(text);
    }
    let mut all: Vec<Meaning> = Vec::new();
    for meaning in found {
        if !all.contains(&meaning) {
            all.push(meaning);
        }
    }
    all
}

/// Names that hold what was pasted.
pub(super) fn similar(text: &str) -> Vec<String> {
    let key = key(text);
    let named = tables().flat_map(|table| table.rows).map(|row| row.name.to_owned());
    let names = named.chain(ours::certificates().map(|meaning| meaning.name));
    names.filter(|name| !key.is_empty() && self::key(name).contains(&key)).take(SIMILAR).collect()
}

/// Lower-case words with one space between, so that `UnknownCa`, `unknown_ca` and `Unknown CA` are
/// one.
fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut before = ' ';
    for letter in text.chars() {
        let starts = letter.is_ascii_uppercase() && before.is_ascii_lowercase();
        if starts || !letter.is_ascii_alphanumeric() {
            key.push(' ');
        }
        if letter.is_ascii_alphanumeric() {
            key.push(letter.to_ascii_lowercase());
        }
        before = letter;
    }
    key.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name without what all of its table begin with.
fn spoken(table: &Table, row: &Row) -> String {
    key(row.name.strip_prefix(table.prefix).unwrap_or(row.name))
}

/// What has this name, with or without its prefix or the type before `::`.
fn by_name(text: &str) -> Vec<Meaning> {
    let name = key(text.rsplit_once("::").map_or(text, |(_, name)| name));
    let rows = tables().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let named = rows.filter(|(table, row)| key(row.name) == name || spoken(table, row) == name);
    let named = named.map(|(table, row)| Meaning::of(table, row));
    let sentences = openssl_verify::SENTENCES.iter().filter(|(sentence, _)| *sentence == name);
    let sentences = sentences.flat_map(|(_, number)| rows_of(&openssl_verify::RESULTS, *number));
    let certificates = ours::certificates().filter(|meaning| key(&meaning.name) == name);
    certificates.chain(named).chain(sentences).collect()
}

/// A number, and whether it is written in hexadecimal: with 0x, or as the eight digits of OpenSSL.
fn number(text: &str) -> Option<(i64, bool)> {
    let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    if let Some(digits) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        return u32::from_str_radix(digits, 16).ok().map(|number| (sign * i64::from(number), true));
    }
    if sign == 1 && is_packed(digits) {
        return u32::from_str_radix(digits, 16).ok().map(|number| (i64::from(number), true));
    }
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    digits.parse::<u32>().ok().map(|number| (sign * i64::from(number), false))
}

fn is_packed(digits: &str) -> bool {
    digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// What has this number, in every table it may come from.
fn by_number(number: i64, hex: bool) -> Vec<Meaning> {
    let decimal = tables().filter(|table| table.notation == Notation::Decimal);
    let decimal = decimal.filter(|table| !hex || table.rows.iter().all(|row| row.number >= 0));
    let mut found: Vec<Meaning> = decimal.flat_map(|table| rows_of(table, number)).collect();
    if number < 0 || hex {
        found.extend(mbedtls::of_number(-number.abs()));
    } else if number >= SIGN_LOST {
        found.extend(by_number(-number, false));
    }
    found.extend(u32::try_from(number).into_iter().flat_map(openssl::of_packed));
    found
}

fn rows_of(table: &'static Table, number: i64) -> impl Iterator<Item = Meaning> {
    let rows = table.rows.iter().filter(move |row| row.number == number);
    rows.map(move |row| Meaning::of(table, row))
}

/// What a line of a log holds: packed errors and negative numbers, numbers behind a mark, names
/// spelled out, and sentences.
fn within(text: &str) -> Vec<Meaning> {
    let apart = |letter: char| !(letter.is_ascii_alphanumeric() || "_-".contains(letter));
    let tokens = || text.split(apart).filter(|token| !token.is_empty());
    let telling =
        |token: &&str| token.starts_with('-') || token.starts_with("0x") || is_packed(token);
    let numbers = tokens().filter(telling).filter_map(number);
    let mut found: Vec<Meaning> =
        numbers.flat_map(|(number, hex)| by_number(number, hex)).collect();
    found.extend(MARKS.iter().flat_map(|(mark, table)| behind(text, mark, table)));
    found.extend(tokens().filter(|token| is_identifier(token)).flat_map(by_name));
    let kinds = ours::KINDS.rows.iter();
    let kinds = kinds.filter(|row| text.contains(&format!("kind: {}", row.name)));
    found.extend(kinds.map(|row| Meaning::of(&ours::KINDS, row)));
    found.extend(spelled(text));
    found
}

/// Whether a word is an identifier and none of prose: capitals inside, or underlined.
fn is_identifier(token: &str) -> bool {
    let inside = token.chars().skip(1).any(|letter| letter.is_ascii_uppercase());
    token.contains('_') || (inside && token.chars().any(|letter| letter.is_ascii_lowercase()))
}

/// The numbers that stand behind a mark.
fn behind(text: &str, mark: &str, table: &'static Table) -> Vec<Meaning> {
    let numbers = text.match_indices(mark).filter_map(|(place, mark)| {
        let rest = text.get(place.checked_add(mark.len())?..)?;
        rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
    });
    numbers.flat_map(|number| rows_of(table, number)).collect()
}

/// The names of alerts, reasons and results of two words or more that stand in a text, and the
/// sentences of results; of two that overlap the longer.
fn spelled(text: &str) -> Vec<Meaning> {
    let text = format!(" {} ", key(&text.to_ascii_lowercase()));
    let tables = [&ALERTS, &openssl_verify::RESULTS].into_iter().chain(openssl::REASONS);
    let rows = tables.flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let named = rows.map(|(table, row)| (spoken(table, row), table, row.number));
    let sentences = openssl_verify::SENTENCES.iter();
    let sentences = sentences
        .map(|(sentence, number)| ((*sentence).to_owned(), &openssl_verify::RESULTS, *number));
    let there: Vec<_> = named
        .chain(sentences)
        .filter(|(name, ..)| name.contains(' ') && text.contains(&format!(" {name} ")))
        .collect();
    let longest = there.iter().filter(|(name, ..)| {
        there.iter().all(|(other, ..)| other.len() <= name.len() || !other.contains(name.as_str()))
    });
    longest.flat_map(|(_, table, number)| rows_of(table, *number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        meanings(text).into_iter().map(|meaning| meaning.name).collect()
    }

    #[test]
    fn numbers_in_every_notation() {
        for text in ["-0x7780", "0x7780", "-30592", "30592", "-0X7780"] {
            assert_eq!(names(text), ["MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE"], "{text}");
        }
        assert_eq!(names("-188"), ["ASN_NO_SIGNER_E"]);
        assert_eq!(names("313"), ["FATAL_ERROR"]);
        for text in ["0A000086", "error:0A000086", "0x0a000086", "167772294", "1416F086"] {
            assert_eq!(names(text), ["SSL_R_CERTIFICATE_VERIFY_FAILED"], "{text}");
        }
        assert_eq!(names("0A000410"), ["handshake_failure"]);
        assert!(names("").is_empty() && names("-").is_empty() && names("99999999999").is_empty());
    }

    #[test]
    fn both_parts_of_a_sum() {
        let parts = ["MBEDTLS_ERR_PK_KEY_INVALID_FORMAT", "MBEDTLS_ERR_ASN1_UNEXPECTED_TAG"];
        assert_eq!(names("-0x3D62"), parts);
        assert!(names("-0x3D01").len() == 2 && names("-0x3D7F").is_empty());
    }

    #[test]
    fn ambiguous_codes_have_every_meaning() {
        assert_eq!(names("48"), ["unknown_ca", "X509_V_ERR_EXCLUDED_VIOLATION"]);
        assert_eq!(names("-132"), ["BUFFER_E", "PSA_ERROR_GENERIC_ERROR"]);
        let both = ["MBEDTLS_ERR_SSL_PEER_VERIFY_FAILED", "MBEDTLS_ERR_SSL_UNRECOGNIZED_NAME"];
        assert_eq!(names("-0x7800"), both);
    }

    #[test]
    fn names_with_and_without_their_prefixes() {
        for text in ["MBEDTLS_ERR_X509_CERT_VERIFY_FAILED", "X509_CERT_VERIFY_FAILED", "-0x2700"] {
            assert_eq!(names(text), ["MBEDTLS_ERR_X509_CERT_VERIFY_FAILED"], "{text}");
        }
        for text in ["UnknownIssuer", "CertError::UnknownIssuer", "Certificate(UnknownIssuer)"] {
            assert_eq!(names(text), ["UnknownIssuer"], "{text}");
        }
        assert_eq!(names("unknown_ca"), names("Unknown CA"));
        assert_eq!(names("X509_V_ERR_CERT_HAS_EXPIRED"), names("cert has expired"));
    }

    #[test]
    fn lines_of_logs() {
        let python = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get \
                      local issuer certificate (_ssl.c:1006)";
        let reasons =
            ["SSL_R_CERTIFICATE_VERIFY_FAILED", "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY"];
        assert_eq!(names(python), reasons);
        let client = "00EE:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown \
                      ca:../ssl/record/rec_layer_s3.c:1590:SSL alert number 48";
        assert_eq!(names(client), ["unknown_ca"]);
        let verify = "verify error:num=19:self-signed certificate in certificate chain";
        assert_eq!(names(verify), ["X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN"]);
        let esp = "E (123) esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x7280";
        assert_eq!(names(esp), ["MBEDTLS_ERR_SSL_CONN_EOF"]);
        let debug = "Error { kind: Truncated, phase: Open, message: HandshakeType(0) }";
        assert_eq!(names(debug), ["Truncated"]);
        assert!(names("all is well on 2026-11-29").is_empty());
    }

    #[test]
    fn similar_names() {
        assert!(
            similar("revoked").contains(&"Revoked".to_owned()) || similar("revoked").len() == 6
        );
        assert!(similar("").is_empty());
    }

    #[test]
    fn no_table_has_a_code_twice_or_names_an_error_that_is_none() {
        let ours: Vec<String> = ours::KINDS
            .rows
            .iter()
            .map(|row| row.name.to_owned())
            .chain(ours::certificates().map(|meaning| meaning.name))
            .collect();
        for table in tables() {
            for (place, row) in table.rows.iter().enumerate() {
                assert!(row.name.starts_with(table.prefix) || row.number == 0, "{}", row.name);
                assert!(!row.cause.contains("  ") && !row.cause.contains('\n'), "{}", row.name);
                assert!(row.remedy.ours.is_none_or(|name| ours.iter().any(|one| one == name)));
                let rest = table.rows.get(place.saturating_add(1)..).unwrap_or(&[]);
                let same = |other: &&Row| other.name == row.name || other.number == row.number;
                let named = table.notation == Notation::None;
                assert!(named || !rest.iter().any(|other| same(&other)), "{}", row.name);
            }
        }
    }
}
