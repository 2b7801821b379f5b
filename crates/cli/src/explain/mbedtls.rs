//! The codes of mbedTLS 2.x and 3.x: a high part of the module that failed, and perhaps a low part
//! of the one below it, added up. Version 3 gave some numbers another meaning.

mod certificates;
mod tls;

use crate::explain::meaning::{Meaning, Notation, Row, Table};
use crate::explain::remedy::rows;

/// The bits of the high part.
const HIGH: i64 = 0xff80;

/// All tables of high parts.
const TABLES: &[Table] = &[
    table("mbedTLS", tls::ALWAYS),
    table("mbedTLS 2", tls::TWO),
    table("mbedTLS 3", tls::THREE),
    table("mbedTLS", certificates::HIGH),
];

/// The table of low parts.
const LOW: Table = table("mbedTLS", certificates::LOW);

/// What PSA, the cryptography of mbedTLS 3, yields.
const PSA: Table = Table {
    origin: "PSA Crypto",
    prefix: "PSA_ERROR_",
    notation: Notation::Decimal,
    rows: rows! {
        -132 PSA_ERROR_GENERIC_ERROR INTERNAL "the cryptography failed for a reason without a code"
        -133 PSA_ERROR_NOT_PERMITTED MISUSE "the policy of the key forbids this use of it"
        -134 PSA_ERROR_NOT_SUPPORTED FEATURE "the algorithm or the key's kind is not built in"
        -135 PSA_ERROR_INVALID_ARGUMENT MISUSE "an argument is out of its range"
        -136 PSA_ERROR_INVALID_HANDLE MISUSE "there is no key of this identifier"
        -137 PSA_ERROR_BAD_STATE MISUSE
            "the call does not fit the state: psa_crypto_init was not called, or an operation has \
            ended"
        -138 PSA_ERROR_BUFFER_TOO_SMALL MISUSE "the output buffer is too small"
        -139 PSA_ERROR_ALREADY_EXISTS MISUSE "a key of this identifier exists already"
        -140 PSA_ERROR_DOES_NOT_EXIST MISUSE "no key of this identifier is stored"
        -141 PSA_ERROR_INSUFFICIENT_MEMORY MEMORY "memory, or the key slots, ran out"
        -142 PSA_ERROR_INSUFFICIENT_STORAGE MEMORY "the storage of keys is full"
        -145 PSA_ERROR_COMMUNICATION_FAILURE HARDWARE "the secure element does not answer"
        -146 PSA_ERROR_STORAGE_FAILURE HARDWARE "the storage of keys failed"
        -147 PSA_ERROR_HARDWARE_FAILURE HARDWARE "the hardware failed"
        -148 PSA_ERROR_INSUFFICIENT_ENTROPY RANDOM "there is too little entropy to make a secret"
        -149 PSA_ERROR_INVALID_SIGNATURE SIGNATURE
            "a signature, a MAC or a tag does not fit"
        -150 PSA_ERROR_INVALID_PADDING MAC "the padding of what was decrypted is wrong"
        -151 PSA_ERROR_CORRUPTION_DETECTED HARDWARE "memory was changed behind the library"
    },
};

const fn table(origin: &'static str, rows: &'static [Row]) -> Table {
    Table { origin, prefix: "MBEDTLS_ERR_", notation: Notation::Hex, rows }
}

/// All tables.
pub(super) fn tables() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().chain([&LOW, &PSA])
}

/// What the sum of a high and a low part means, given as a negative number; nothing unless all its
/// parts are known.
pub(super) fn of_number(number: i64) -> Vec<Meaning> {
    let Some(code) = number.checked_neg().filter(|code| (1..=0xffff).contains(code)) else {
        return Vec::new();
    };
    let (high, low) = (code & HIGH, code & !HIGH);
    let find = |table: &'static Table, part: i64| {
        let rows = table.rows.iter().filter(move |row| part != 0 && row.number == -part);
        rows.map(move |row| Meaning::of(table, row))
    };
    let mut meanings: Vec<Meaning> = TABLES.iter().flat_map(|table| find(table, high)).collect();
    let below: Vec<Meaning> = find(&LOW, low).collect();
    if (high != 0 && meanings.is_empty()) || (low != 0 && below.is_empty()) {
        return Vec::new();
    }
    meanings.extend(below);
    meanings
}
