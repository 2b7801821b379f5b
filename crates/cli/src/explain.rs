//! `motetls explain`: cause and remedy for a code, from whichever library it comes.
//!
//! | module | purpose |
//! |---|---|
//! | `meaning` | what a code means: rows of tables |
//! | `remedy` | what is to be done, for all codes that come to the same |
//! | `ours`, `alerts` | the errors of motetls; the alerts of TLS |
//! | `mbedtls`, `wolfssl`, `openssl`, `openssl_verify` | the codes of other libraries |
//! | `query` | finds the codes in what was pasted |
//!
//! Names and numbers are those of the libraries' headers; a test compares them where the headers
//! are installed.

mod meaning;
mod remedy;
mod alerts;
mod mbedtls;
mod openssl;
mod openssl_verify;
mod ours;
mod wolfssl;
mod query;
#[cfg(test)]
mod headers;

use std::fmt::Write;

use serde_json::{Value, json};

use crate::arguments::Explain;
use crate::failure::Failure;
use crate::say;
use meaning::Meaning;

/// Runs the command.
pub(crate) fn run(options: &Explain) -> Result<(), Failure> {
    // A word that begins with a hyphen is a code here: an option behind the codes is one of them.
    let json = options.json || options.code.iter().any(|word| word == JSON);
    let words: Vec<&str> =
        options.code.iter().map(String::as_str).filter(|word| *word != JSON).collect();
    let code = words.join(" ");
    let meanings = query::meanings(&code);
    let outcome = if meanings.is_empty() { Err(unknown(&code)) } else { Ok(()) };
    if json {
        let mut object = json!({
            "code": code,
            "ok": outcome.is_ok(),
            "meanings": meanings.iter().map(value).collect::<Vec<_>>(),
        });
        if let Err(failure) = &outcome {
            object["error"] = json!(failure.to_string());
        }
        say::out(format!("{object}\n"))?;
        return outcome;
    }
    let texts: Vec<String> = meanings.iter().map(text).collect();
    say::out(texts.join("\n"))?;
    outcome
}

/// The option that may stand behind the codes.
const JSON: &str = "--json";

/// That nothing is known, and what would be.
fn unknown(code: &str) -> Failure {
    let similar = query::similar(code);
    let hint = if similar.is_empty() {
        "known are the errors of motetls, the alerts of TLS and the codes of mbedTLS, wolfSSL and \
         OpenSSL, by name or number, as in UnknownIssuer, 48, -0x7780, -188, error:0A000086"
            .to_owned()
    } else {
        format!("did you mean {}?", similar.join(", "))
    };
    Failure::local(format!("\"{code}\" is no error that is known here: {hint}"))
}

fn text(meaning: &Meaning) -> String {
    let Meaning { origin, name, number, cause, remedy, ours } = meaning;
    let mut text = name.clone();
    if let Some(number) = number {
        let _ = write!(text, ", {number}");
    }
    let _ = writeln!(text, " ({origin})");
    let _ = writeln!(text, "  cause    {cause}");
    let _ = writeln!(text, "  remedy   {remedy}");
    if let Some(ours) = ours.filter(|ours| ours != name) {
        let _ = writeln!(text, "  motetls  {ours}");
    }
    text
}

fn value(meaning: &Meaning) -> Value {
    let Meaning { origin, name, number, cause, remedy, ours } = meaning;
    json!({
        "origin": origin,
        "name": name,
        "number": number,
        "cause": cause,
        "remedy": remedy,
        "motetls": ours,
    })
}
