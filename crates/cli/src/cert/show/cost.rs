//! What a small device pays for a certificate.

use motetls::pki::algorithm::Scheme;
use motetls::pki::anchor::TrustAnchor;
use motetls::pki::certificate;
use motetls::pki::key::{self, NamedCurve, PublicKey, SignatureAlgorithm};
use motetls::pki::x509::CertificateView;
use serde_json::json;

use super::form::thousands;
use super::page::Page;

/// What a check of a signature costs on a Cortex-M3, close to docs/crypto.md (a test compares).
/// `code` is what the image adds to what every TLS client has, P-256 included, in hundreds of
/// bytes; it is less when other parts of a program share it.
#[derive(Clone, Copy)]
struct CheckCost {
    instructions: u64,
    code: usize,
    stack: usize,
}

const P256: CheckCost = CheckCost { instructions: 1_707_240, code: 0, stack: 2_096 };
const P384: CheckCost = CheckCost { instructions: 25_725_360, code: 5_800, stack: 4_108 };
/// Its image signs, too: a check alone needs less code.
const P521: CheckCost = CheckCost { instructions: 56_076_160, code: 9_400, stack: 5_596 };
const RSA_PKCS1: CheckCost = CheckCost { instructions: 1_454_840, code: 2_800, stack: 1_924 };
const RSA_PSS: CheckCost = CheckCost { instructions: 1_482_600, code: 4_900, stack: 2_288 };
const ED25519: CheckCost = CheckCost { instructions: 1_827_080, code: 18_500, stack: 7_048 };
/// Bytes of the RSA keys that were measured.
const RSA_MEASURED: usize = 256;

/// What one record adds to a message that is as long as a certificate: the headers of the record
/// and of the handshake message, a context, three lengths, the type of the contents and the tag of
/// a cipher.
const FRAME: usize = 5 + 4 + 1 + 3 + 3 + 2 + 1 + 16;

/// What checking a signature by `scheme`, of `length` bytes, costs. ECDSA's length tells the curve
/// of the issuer.
fn check(scheme: Scheme, length: usize) -> CheckCost {
    match scheme {
        Scheme::Ecdsa(_) if length <= 72 => P256,
        Scheme::Ecdsa(_) if length <= 104 => P384,
        Scheme::Ecdsa(_) => P521,
        Scheme::RsaPkcs1(_) => grown(RSA_PKCS1, length),
        Scheme::RsaPss(_) => grown(RSA_PSS, length),
        Scheme::Ed25519 => ED25519,
    }
}

/// What was measured for RSA of 2048 bits, for a signature of `length` bytes: the work grows with
/// the square of it.
fn grown(measured: CheckCost, length: usize) -> CheckCost {
    let (length, base) = (length.min(1 << 16) as u64, RSA_MEASURED as u64);
    let instructions = measured.instructions * length * length / (base * base);
    CheckCost {
        instructions,
        stack: measured.stack + 4 * (length.saturating_sub(base) as usize),
        ..measured
    }
}

/// Adds what a device pays for the certificate `der`, in DER.
pub(crate) fn tell(page: &mut Page, certificate: &CertificateView<'_>, der: &[u8]) {
    let frame = der.len().saturating_add(FRAME);
    let anchor = TrustAnchor::new(certificate.subject.der, certificate.public_key.der);
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
    let mut object =
        json!({ "handshake_bytes": frame, "anchor_bytes": flash, "anchor_in_set_bytes": set });
    let scheme = certificate.signed.algorithm.scheme().ok().flatten();
    if let Some(check) = scheme.map(|scheme| check(scheme, certificate.signed.signature.len())) {
        let code = match check.code {
            0 => "in code every TLS client has".to_owned(),
            bytes => format!("and up to about {} bytes of code", thousands(bytes)),
        };
        lines.push(format!(
            "to check its signature: {:.1} million instructions on a Cortex-M3, {} bytes of stack, {code}",
            check.instructions as f64 / 1e6,
            thousands(check.stack)
        ));
        object["check"] =
            json!({ "instructions": check.instructions, "code": check.code, "stack": check.stack });
    }
    let able = ability(certificate, der);
    lines.push(format!("profile Tls13Ecdsa: {able}"));
    object["tls13_ecdsa"] = json!(able);
    page.tell("device", lines, object);
}

/// Whether the smallest profile that verifies certificates can read and check this one.
fn ability(certificate: &CertificateView<'_>, der: &[u8]) -> String {
    let key = certificate.public_key.key();
    let key_fits = matches!(key, Ok(PublicKey::Ec(NamedCurve::P256, _)))
        && key::p256(certificate.public_key.der).is_ok();
    let lean = certificate::Certificate::parse(der);
    let signature_fits =
        lean.is_ok_and(|lean| SignatureAlgorithm::from_identifier(lean.algorithm).is_ok());
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn figures_are_near_those_of_the_documents() {
        let images: Vec<Value> =
            serde_json::from_str(include_str!("../../../../../docs/crypto.json")).unwrap();
        for (name, check) in [
            ("p256", P256),
            ("p256_p384", P384),
            ("p521", P521),
            ("rsa2048_verify", RSA_PKCS1),
            ("rsa2048_pss", RSA_PSS),
            ("ed25519", ED25519),
        ] {
            let measured =
                |image: &&Value| image["image"] == name && image["target"] == "thumbv7m-none-eabi";
            let image = images.iter().find(measured).unwrap();
            let step = image["steps"]
                .as_array()
                .unwrap()
                .iter()
                .find(|step| step["name"].as_str().unwrap().starts_with("verify"))
                .unwrap();
            let figure = |value: &Value| value.as_u64().unwrap();
            let (instructions, stack) = (figure(&step["instructions"]), figure(&step["stack"]));
            assert!(instructions.abs_diff(check.instructions) < instructions / 50, "{name}");
            assert!(stack.abs_diff(check.stack as u64) < stack / 50, "{name}");
            // every TLS client has P-256
            let code = figure(&image["flash"]);
            assert!(
                name == "p256" || code.abs_diff(check.code as u64) < 150,
                "{name}: {code} bytes of code"
            );
        }
    }

    #[test]
    fn longer_keys_of_rsa_cost_more() {
        let check = grown(RSA_PKCS1, 512);
        assert_eq!(check.instructions, 4 * RSA_PKCS1.instructions);
        assert_eq!((check.code, check.stack), (RSA_PKCS1.code, RSA_PKCS1.stack + 1_024));
        assert_eq!(grown(RSA_PSS, RSA_MEASURED).stack, RSA_PSS.stack);
    }
}
