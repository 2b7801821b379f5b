//! What a small device pays for a certificate.

use motetls::pki::algorithm::Scheme;
use motetls::pki::anchor::TrustAnchor;
use motetls::pki::certificate;
use motetls::pki::key::{self, Curve, PublicKey, SignatureAlgorithm};
use motetls::pki::x509::Certificate;
use serde_json::json;

use super::form::thousands;
use super::page::Page;

/// What a check of a signature costs on a Cortex-M3: millions of instructions, bytes of code, bytes of stack
/// (docs/crypto.md; code that every TLS client has is not counted again).
struct Check {
    millions: f64,
    code: usize,
    stack: usize,
}

/// What one record adds to a message that is as long as a certificate: the headers of the record and of the handshake
/// message, a context, three lengths, the type of the contents and the tag of a cipher.
const FRAME: usize = 5 + 4 + 1 + 3 + 3 + 2 + 1 + 16;

/// What checking a signature by `scheme`, of `length` bytes, costs. ECDSA's length tells the curve of the issuer.
fn check(scheme: Scheme, length: usize) -> Option<Check> {
    let cost = |millions, code, stack| Some(Check { millions, code, stack });
    match scheme {
        Scheme::Ecdsa(_) if length <= 72 => cost(1.7, 0, 2_064),
        Scheme::Ecdsa(_) if length <= 104 => cost(25.7, 5_735, 4_100),
        Scheme::Ecdsa(_) => cost(56.4, 6_300, 5_580),
        // the work grows with the square of the length
        Scheme::RsaPkcs1(_) => cost(1.46 * square(length), 2_701, 1_916 + 4 * length.saturating_sub(256)),
        Scheme::RsaPss(_) => cost(1.48 * square(length), 4_817, 2_256 + 4 * length.saturating_sub(256)),
        Scheme::Ed25519 => cost(1.8, 18_376, 6_888),
    }
}

/// How much more than a signature of 256 bytes one of `length` costs.
fn square(length: usize) -> f64 {
    let ratio = f64::from(u32::try_from(length).unwrap_or(u32::MAX)) / 256.0;
    ratio * ratio
}

/// Adds what a device pays for the certificate whose DER is `der`.
pub(crate) fn tell(page: &mut Page, certificate: &Certificate<'_>, der: &[u8]) {
    let frame = der.len().saturating_add(FRAME);
    let anchor = TrustAnchor { subject: certificate.subject.der, spki: certificate.public_key.der };
    let flash = anchor.subject.len().saturating_add(anchor.spki.len());
    let set = anchor.spki.len().saturating_add(32 + 4);
    let mut lines = vec![
        format!("in a handshake: {} bytes on the wire if it is sent alone", thousands(frame)),
        format!(
            "as an anchor: {} bytes of flash, subject and key ({} in a set of anchors)",
            thousands(flash),
            thousands(set)
        ),
    ];
    let mut object = json!({ "handshake_bytes": frame, "anchor_bytes": flash, "anchor_in_set_bytes": set });
    let scheme = certificate.signed.algorithm.scheme().ok().flatten();
    if let Some(check) = scheme.and_then(|scheme| check(scheme, certificate.signed.signature.len())) {
        let code = match check.code {
            0 => "in code every TLS client has".to_owned(),
            bytes => format!("and {} bytes of code", thousands(bytes)),
        };
        lines.push(format!(
            "to check its signature: {:.1} million instructions on a Cortex-M3, {} bytes of stack, {code}",
            check.millions,
            thousands(check.stack)
        ));
        object["check"] =
            json!({ "instructions": (check.millions * 1e6).round(), "code": check.code, "stack": check.stack });
    }
    let able = ability(certificate, der);
    lines.push(format!("profile Tls13Ecdsa: {able}"));
    object["tls13_ecdsa"] = json!(able);
    page.tell("device", lines, object);
}

/// Whether the smallest profile that verifies certificates can read and check this one.
fn ability(certificate: &Certificate<'_>, der: &[u8]) -> String {
    let key = certificate.public_key.key();
    let key_fits = matches!(key, Ok(PublicKey::Ec(Curve::P256, _))) && key::p256(certificate.public_key.der).is_ok();
    let lean = certificate::Certificate::parse(der);
    let signature_fits = lean.is_ok_and(|lean| SignatureAlgorithm::from_identifier(lean.algorithm).is_ok());
    match (key_fits, signature_fits) {
        (true, true) => "takes its key and its signature".to_owned(),
        (true, false) => {
            "takes its key, not its signature: trust it as an anchor, or have it signed by ECDSA on P-256 with SHA-256"
                .to_owned()
        }
        (false, _) => match key {
            Ok(key) => format!("does not take its key ({key}): have an ECDSA P-256 certificate issued"),
            Err(_) => "does not take its key: it is malformed".to_owned(),
        },
    }
}
