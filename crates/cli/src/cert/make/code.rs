//! Bytes as source code, to be compiled into a firmware.

use std::fmt::Write;

use crate::failure::Failure;

/// Bytes of a line.
const LINE: usize = 16;

/// Refuses what is no identifier in C and in Rust.
pub(crate) fn check_symbol(symbol: &str) -> Result<(), Failure> {
    let first = symbol.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let rest = symbol.chars().all(|other| other.is_ascii_alphanumeric() || other == '_');
    if first && rest && symbol != "_" {
        return Ok(());
    }
    Err(Failure::local(format!("{symbol} is no name of an array: use letters, digits and _, not a digit first")))
}

/// An array in C.
pub(crate) fn c(symbol: &str, about: &str, bytes: &[u8]) -> String {
    let about = about.replace("*/", "* /");
    let length = bytes.len();
    format!("/* {about}, {length} bytes */\nstatic const unsigned char {symbol}[{length}] = {{\n{}}};\n", lines(bytes))
}

/// A static in Rust.
pub(crate) fn rust(symbol: &str, about: &str, bytes: &[u8]) -> String {
    let length = bytes.len();
    format!("/// {about}, {length} bytes.\npub static {symbol}: [u8; {length}] = [\n{}];\n", lines(bytes))
}

fn lines(bytes: &[u8]) -> String {
    let mut text = String::new();
    for line in bytes.chunks(LINE) {
        text.push_str("   ");
        for byte in line {
            let _ = write!(text, " 0x{byte:02x},");
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays() {
        assert_eq!(
            c("X", "a */", &[1, 0xff]),
            "/* a * /, 2 bytes */\nstatic const unsigned char X[2] = {\n    0x01, 0xff,\n};\n"
        );
        assert_eq!(rust("X", "a", &[0; 17]).lines().count(), 5);
        assert!(check_symbol("MOTE_7").is_ok() && check_symbol("7").is_err() && check_symbol("a-b").is_err());
    }
}
