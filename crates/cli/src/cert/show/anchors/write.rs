//! Anchors as Rust, as C, and as bytes.

use std::fmt::Write;
use std::path::Path;

use motetls::crypto::Sha256;
use motetls::pki::anchor;
use motetls::pki::time::Calendar;

use super::store::Root;
use crate::failure::Failure;

/// Columns of a line of bytes.
const COLUMNS: usize = 100;

/// The anchors in the format the name of the file asks for; `-` is Rust.
pub(super) fn contents(path: &Path, roots: &[&Root]) -> Result<Vec<u8>, Failure> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension {
        Some("rs") => Ok(rust(roots).into_bytes()),
        None if path.as_os_str() == "-" => Ok(rust(roots).into_bytes()),
        Some("h") => match roots.iter().find(|root| !root.anchor().name_constraints.is_empty()) {
            None => Ok(c(roots).into_bytes()),
            Some(root) => Err(Failure::local(format!(
                "{}: C arrays hold no name constraints, and {} has some: write .rs or .bin",
                path.display(),
                root.subject()
            ))),
        },
        Some("bin") => Ok(set(roots)),
        _ => Err(Failure::local(format!(
            "{}: the name of the file must end in .rs (constants), .h (C arrays) or .bin (a set for AnchorSet::parse)",
            path.display()
        ))),
    }
}

/// The anchors as a set.
pub(super) fn set(roots: &[&Root]) -> Vec<u8> {
    let anchors: Vec<_> = roots.iter().map(|root| root.anchor()).collect();
    anchor::to_vec::<Sha256>(&anchors)
}

/// A line about an anchor, that no comment can end in.
fn remark(root: &Root) -> String {
    let date = Calendar::of(root.not_after());
    let text = format!(
        "{}: {}, valid to {:04}-{:02}-{:02}",
        root.subject(),
        root.key(),
        date.year,
        date.month,
        date.day
    );
    text.replace("*/", "* /")
}

fn total(roots: &[&Root]) -> usize {
    roots.iter().map(|root| root.bytes()).sum()
}

/// A file to be a module, or to be included; it names nothing but `motetls`.
fn rust(roots: &[&Root]) -> String {
    let mut text = format!(
        "// Trust anchors: {}, of {} bytes.\n\
         // Written by `motetls cert anchors`; write it anew to change it.\n\n\
         /// The trust anchors.\n#[rustfmt::skip]\npub const ANCHORS: &[motetls::TrustAnchor<'static>] = &[\n",
        roots.len(),
        total(roots)
    );
    for root in roots {
        let anchor = root.anchor();
        let _ = writeln!(text, "    // {}", remark(root));
        let _ = writeln!(text, "    motetls::TrustAnchor {{");
        let _ = writeln!(text, "        subject: {},", byte_string(anchor.subject));
        let _ = writeln!(text, "        spki: {},", byte_string(anchor.spki));
        let constraints = byte_string(anchor.name_constraints);
        let _ = writeln!(text, "        name_constraints: {constraints},");
        let _ = writeln!(text, "    }},");
    }
    text.push_str("];\n");
    text
}

/// A byte string over several lines; what follows the end of a line must not be a blank, which Rust
/// would skip.
fn byte_string(bytes: &[u8]) -> String {
    let mut text = String::from("b\"");
    let mut column = 0;
    for byte in bytes {
        if column >= COLUMNS {
            text.push_str("\\\n            ");
            column = 0;
        }
        let shown = match byte {
            b'"' | b'\\' => format!("\\{}", char::from(*byte)),
            b' ' if column == 0 => "\\x20".to_owned(),
            b' '..=b'~' => char::from(*byte).to_string(),
            _ => format!("\\x{byte:02x}"),
        };
        column += shown.len();
        text.push_str(&shown);
    }
    text.push('"');
    text
}

/// A header that needs nothing but a C compiler.
fn c(roots: &[&Root]) -> String {
    let mut text = format!(
        "/* Trust anchors: {}, of {} bytes.\n   Written by `motetls cert anchors`; write it anew to change it. */\n\
         #ifndef MOTETLS_ANCHORS_H\n#define MOTETLS_ANCHORS_H\n\n#include <stddef.h>\n\n\
         #ifndef MOTETLS_TRUST_ANCHOR\n#define MOTETLS_TRUST_ANCHOR\n\
         /* An issuer: its whole Name and its whole SubjectPublicKeyInfo, both in DER. */\n\
         typedef struct motetls_trust_anchor {{\n    const unsigned char *subject;\n    size_t subject_len;\n    \
         const unsigned char *spki;\n    size_t spki_len;\n}} motetls_trust_anchor;\n#endif\n\n\
         #define MOTETLS_ANCHOR_COUNT {}\n",
        roots.len(),
        total(roots),
        roots.len()
    );
    for (place, root) in roots.iter().enumerate() {
        let anchor = root.anchor();
        let _ = writeln!(text, "\n/* {} */", remark(root));
        for (part, bytes) in [("subject", anchor.subject), ("spki", anchor.spki)] {
            let _ = writeln!(
                text,
                "static const unsigned char motetls_anchor_{place}_{part}[{}] = {{",
                bytes.len()
            );
            for line in bytes.chunks(COLUMNS / 6) {
                let line: Vec<String> = line.iter().map(|byte| format!("0x{byte:02x}")).collect();
                let _ = writeln!(text, "    {},", line.join(", "));
            }
            let _ = writeln!(text, "}};");
        }
    }
    text.push_str(
        "\nstatic const motetls_trust_anchor motetls_anchors[MOTETLS_ANCHOR_COUNT] = {\n",
    );
    for place in 0..roots.len() {
        let one = format!("motetls_anchor_{place}");
        let _ = writeln!(
            text,
            "    {{ {one}_subject, sizeof {one}_subject, {one}_spki, sizeof {one}_spki }},"
        );
    }
    text.push_str("};\n\n#endif\n");
    text
}
