//! Bytes as source code, to be compiled into a firmware.

use std::fmt::Write;

use crate::failure::Failure;

/// Bytes of a line.
const LINE: usize = 16;

/// Words that are no identifiers, in C (C23, C++ apart) or in Rust (of every edition).
const KEYWORDS: &[&str] = &[
    "Self",
    "abstract",
    "alignas",
    "alignof",
    "as",
    "async",
    "auto",
    "await",
    "become",
    "bool",
    "box",
    "break",
    "case",
    "char",
    "const",
    "constexpr",
    "continue",
    "crate",
    "default",
    "do",
    "double",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "float",
    "fn",
    "for",
    "gen",
    "goto",
    "if",
    "impl",
    "in",
    "inline",
    "int",
    "let",
    "long",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "nullptr",
    "override",
    "priv",
    "pub",
    "ref",
    "register",
    "restrict",
    "return",
    "self",
    "short",
    "signed",
    "sizeof",
    "static",
    "static_assert",
    "struct",
    "super",
    "switch",
    "thread_local",
    "trait",
    "true",
    "try",
    "type",
    "typedef",
    "typeof",
    "typeof_unqual",
    "union",
    "unsafe",
    "unsigned",
    "unsized",
    "use",
    "virtual",
    "void",
    "volatile",
    "where",
    "while",
    "yield",
];

/// Refuses what is no identifier in C and in Rust.
pub(crate) fn check_symbol(symbol: &str) -> Result<(), Failure> {
    let first = symbol.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let rest = symbol.chars().all(|other| other.is_ascii_alphanumeric() || other == '_');
    if KEYWORDS.contains(&symbol) {
        return Err(Failure::local(format!(
            "{symbol} is a word of C or of Rust: name the array another way"
        )));
    }
    if first && rest && symbol != "_" {
        return Ok(());
    }
    Err(Failure::local(format!(
        "{symbol} is no name of an array: use letters, digits and _, not a digit first"
    )))
}

/// An array in C.
pub(crate) fn c(symbol: &str, about: &str, bytes: &[u8]) -> String {
    let about = about.replace("*/", "* /");
    let length = bytes.len();
    format!(
        "/* {about}, {length} bytes */\nstatic const unsigned char {symbol}[{length}] = \
         {{\n{}}};\n",
        lines(bytes)
    )
}

/// A static in Rust.
pub(crate) fn rust(symbol: &str, about: &str, bytes: &[u8]) -> String {
    let length = bytes.len();
    format!(
        "/// {about}, {length} bytes.\npub static {symbol}: [u8; {length}] = [\n{}];\n",
        lines(bytes)
    )
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
        assert!(
            check_symbol("MOTE_7").is_ok()
                && check_symbol("7").is_err()
                && check_symbol("a-b").is_err()
        );
        for word in ["fn", "int", "self", "Self", "static", "unsigned", "typeof", "gen", "_"] {
            assert!(check_symbol(word).is_err(), "{word}");
        }
        assert!(KEYWORDS.is_sorted());
    }
}
