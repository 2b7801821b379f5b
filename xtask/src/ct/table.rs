//! Verdicts as tables.

use super::memcheck::Exception;
use super::trace::Trace;
use super::{Expected, Row};
use crate::machine::BOARDS;
use std::fmt::Write as _;

/// What stands above the tables of the page.
const HEAD: &str = "\
# Constant time, shown

Made by `cargo xtask ct` on the sources beside it; every line is an operation of `ct/operations`, run by two referees.

- **x86-64**: the operation runs under valgrind's memcheck with its secret marked uninitialised. Memcheck follows each bit
  computed from it; a jump, a load or a store whose direction or address depends on one is a complaint. The build is that
  of the host (`opt-level = 3`).
- **Cortex-M3 and M4**: the release image (`opt-level = \"z\"`, LTO, as shipped) runs in the emulator unicorn with
  differing secrets: all zeros, all ones, random ones. Every block of instructions entered and every address loaded
  from or stored to has to be the same; the result has to be that of the host. Instructions made conditional by IT take
  their cycle whether executed or not, unless they access memory, which would show.

Operations named *leaky* leak on purpose, each in another way: a referee that does not catch them fails.

Not listed, because they promise nothing: AES by table and small (`leaky` here), ARIA, Camellia and triple DES (crates that
look secrets up in tables), whatever ends in `_vartime` or takes only what is public: checks of signatures, encryption to
a public key, `is_probable_prime_vartime`. SHA3-224 and its like run the code of those listed beside them.
";

/// The same for instructions.
const VARIABLE: &str = "
## Instructions that may end early

The time of some instructions depends on their operands: on the Cortex-M3 long multiplications (SMULL, UMULL 3 to 5 cycles;
SMLAL, UMLAL 4 to 7) and divisions (2 to 12), on the Cortex-M4 divisions only (Technical Reference Manuals, section 3.3.1).
Each count is that of executions in one run, and behind it of those at places where the operands differed with the
secret. Operations not listed execute none.

";

/// The verdicts, one line an operation.
pub(super) fn verdicts(rows: &[Row]) -> String {
    let mut text = "| operation | secret, bytes | x86-64 |".to_owned();
    let boards: Vec<_> = BOARDS
        .iter()
        .filter(|board| rows.iter().any(|row| row.traces.contains_key(board.target)))
        .collect();
    for board in &boards {
        let _ = write!(text, " {} | instructions | accesses |", board.core);
    }
    text += "\n|---|--:|---|";
    text += &"---|--:|--:|".repeat(boards.len());
    text.push('\n');
    for row in rows {
        let _ = write!(
            text,
            "| {} | {} | {} |",
            row.operation.name,
            row.operation.secret,
            memcheck(row)
        );
        for board in &boards {
            match row.traces.get(board.target) {
                Some(trace) => {
                    let _ = write!(
                        text,
                        " {} | {} | {} |",
                        verdict(row, trace),
                        thousands(trace.instructions),
                        thousands(trace.accesses)
                    );
                }
                None => text += " | | |",
            }
        }
        text.push('\n');
    }
    text
}

/// What stands at the end of the page.
const UNDEFENDED: &str = "
## What is not defended

Constant time keeps a key from what measures time. A probe on the power line, or one that disturbs the chip while it
computes, sees and does more; against those:

- **ECDSA**: `EcdsaSign::sign` takes a hedge of 32 random bytes, so that two signatures of one message share no nonce.
  `sign_deterministic` takes none: one fault during the second of two signatures of a message gives the key away.
  Neither verifies what it made. `motetls_pki::signed::Checked` does, at the price of a verification, as the command
  line has it; a fault that strikes nonce and signature alike, or signature and verification, it does not see.
- **Ed25519** is deterministic by RFC 8032, and nothing verifies its signatures: faults as above.
- **RSA**: the private operation is blinded, and its result is checked before it is given out.
- **ECDH, X25519, J-PAKE**: scalars and points are not blinded, and results are not checked against faults.
- **AES, HMAC and everything else**: no masking. Power traces of many operations with one key may give it away.
";

/// The page of the documentation.
pub(super) fn page(rows: &[Row], exceptions: &[Exception]) -> String {
    let mut text = format!("{HEAD}\n{}", verdicts(rows));
    for row in rows.iter().filter(|row| row.operation.expected == Expected::Known) {
        let _ = write!(text, "\n**{}** differs: {}.\n", row.operation.name, row.operation.reason);
    }
    text += VARIABLE;
    text += &variable(rows);
    text += "\n## What is public though computed from a secret\n\nLines memcheck complains of and may (`ct/public.toml`).\n\n| file | line | why |\n|---|---|---|\n";
    for exception in exceptions {
        let _ = writeln!(
            text,
            "| {} | `{}` | {} |",
            exception.file,
            exception.text.replace('|', "\\|"),
            exception.reason
        );
    }
    text + UNDEFENDED
}

fn memcheck(row: &Row) -> &'static str {
    match (&row.memcheck, row.operation.expected) {
        (None, _) => "",
        (Some(complaints), Expected::Leak) if !complaints.is_empty() => "caught",
        (Some(complaints), _) if complaints.is_empty() => "constant",
        _ => "**differs**",
    }
}

fn verdict(row: &Row, trace: &Trace) -> &'static str {
    match (&trace.place, row.operation.expected) {
        (Some(_), Expected::Leak) => "caught",
        (Some(_), _) => "**differs**",
        (None, Expected::Arithmetic) => "listed below",
        (None, _) => "constant",
    }
}

/// Instructions that may end early, one line an operation.
fn variable(rows: &[Row]) -> String {
    let mut text = "| operation |".to_owned();
    BOARDS.iter().for_each(|board| text += &format!(" {} |", board.core));
    text += "\n|---|---|---|\n";
    for row in rows.iter().filter(|row| row.traces.values().any(|trace| !trace.variable.is_empty()))
    {
        let _ = write!(text, "| {} |", row.operation.name);
        for board in BOARDS {
            let counts = row.traces.get(board.target).into_iter().flat_map(|trace| &trace.variable);
            let counts: Vec<_> = counts
                .map(|(name, executed)| {
                    format!("{name} {} ({})", thousands(executed.all), thousands(executed.secret))
                })
                .collect();
            let _ = write!(
                text,
                " {} |",
                if counts.is_empty() { "none".to_owned() } else { counts.join(", ") }
            );
        }
        text.push('\n');
    }
    text
}

/// A number with its thousands apart.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
