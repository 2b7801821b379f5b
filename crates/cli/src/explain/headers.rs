//! Names and numbers of the tables beside the headers of the libraries, where they are installed.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::explain::meaning::Table;
use crate::explain::{mbedtls, openssl, openssl_verify, wolfssl};

/// The definitions of constants in the headers below a folder: of the preprocessor, or in an enum.
fn definitions(folder: &Path) -> HashMap<String, i64> {
    let mut found = HashMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(text) = fs::read_to_string(entry.path()) else { continue };
        for line in text.replace("\\\n", " ").lines() {
            let line = line.replace(['#', '=', ',', '(', ')'], " ").replace("psa_status_t", " ");
            let mut words = line.split_whitespace().filter(|word| *word != "define");
            let (Some(name), Some(value)) = (words.next(), words.next()) else { continue };
            let (sign, digits) = value.strip_prefix('-').map_or((1, value), |rest| (-1, rest));
            let number = match digits.strip_prefix("0x") {
                Some(digits) => i64::from_str_radix(digits, 16),
                None => digits.parse(),
            };
            if let Ok(number) = number {
                found.insert(name.to_owned(), sign * number);
            }
        }
    }
    found
}

/// Holds the tables against the headers in `folders`; all names but `newer` of them must be there.
fn hold(package: &str, folders: &[&str], tables: &[&Table], newer: usize) {
    let mut definitions_of_all = HashMap::new();
    for folder in folders {
        definitions_of_all.extend(definitions(Path::new(folder)));
    }
    if definitions_of_all.is_empty() {
        let install = format!("apt-get install {package}");
        motetls_peers::tool::skip("explain::headers", package, &install);
        return;
    }
    let rows: Vec<_> = tables.iter().flat_map(|table| table.rows).collect();
    let mut missing = Vec::new();
    for row in &rows {
        match definitions_of_all.get(row.name) {
            Some(number) => assert_eq!(*number, row.number, "{}", row.name),
            None => missing.push(row.name),
        }
    }
    assert!(missing.len() <= newer, "not in the headers: {missing:?}");
}

#[test]
fn mbedtls_numbers_them_so() {
    let folders = ["/usr/include/mbedtls", "/usr/include/psa"];
    let tables: Vec<&Table> = mbedtls::tables().collect();
    let older = fs::read_to_string("/usr/include/mbedtls/version.h").unwrap_or_default();
    let other = if older.contains("VERSION_MAJOR  2") { "mbedTLS 3" } else { "mbedTLS 2" };
    let tables: Vec<&Table> = tables.into_iter().filter(|table| table.origin != other).collect();
    hold("libmbedtls-dev", &folders, &tables, 1);
}

#[test]
fn wolfssl_numbers_them_so() {
    let folders = ["/usr/include/wolfssl", "/usr/include/wolfssl/wolfcrypt"];
    hold("libwolfssl-dev", &folders, &[&wolfssl::TLS, &wolfssl::CRYPT], 0);
}

#[test]
fn openssl_numbers_them_so() {
    let single = [&openssl::STATES, &openssl_verify::RESULTS];
    let tables: Vec<&Table> = single.into_iter().chain(openssl::REASONS).collect();
    hold("libssl-dev", &["/usr/include/openssl"], &tables, 1);
}
