//! A certificate on a page.

use motetls::UnixTime;
use motetls::pki::der::Read;
use motetls::pki::dn::DistinguishedName;
use motetls::pki::signed::Signed;
use motetls::pki::x509::CertificateView;
use serde_json::json;

use super::page::Page;
use super::{cost, extension, form};
use crate::cert::field;
use crate::cert::kind;
use crate::cert::signature::{self, Verdict};
use crate::describe::hex;

/// All that is told of the certificate `der`, in DER, under `title`.
pub(crate) fn page(title: &str, der: &[u8], now: UnixTime) -> Page {
    let Ok(certificate) = CertificateView::from_der(der) else { return broken(title, der) };
    let mut page = Page::new(title);
    page.silently("kind", "certificate");
    name(&mut page, "subject", &certificate.subject);
    name(&mut page, "issuer", &certificate.issuer);
    page.tell("version", vec![certificate.version.to_string()], json!(certificate.version));
    form::serial(&mut page, "serial number", certificate.serial);
    validity(&mut page, &certificate, now);
    form::public_key(&mut page, &certificate.public_key);
    algorithm(&mut page, &certificate.signed);
    if certificate.algorithm != certificate.signed.algorithm {
        page.say(
            "another algorithm",
            format!("inside of what is signed: {}", certificate.algorithm.oid),
        );
    }
    if certificate.is_self_issued() {
        self_signature(&mut page, signature::check(&certificate.signed, &certificate.public_key));
    }
    for (label, id) in
        ["issuer's unique ID", "subject's unique ID"].iter().zip(certificate.unique_ids)
    {
        if let Some(id) = id {
            page.list(label, form::block(id));
        }
    }
    page.part(
        "extensions",
        extension::pages(certificate.extensions, Some(&certificate.public_key)),
    );
    form::fingerprints(&mut page, der);
    cost::tell(&mut page, &certificate, der);
    page
}

/// A page about a certificate that cannot be read: in which field.
fn broken(title: &str, der: &[u8]) -> Page {
    let Some(field) = field::broken(der) else { return unreadable(title, der) };
    let mut page = Page::new(title);
    page.say("malformed", format!("{field} cannot be read: it breaks the encoding rules (DER)"));
    form::fingerprints(&mut page, der);
    page
}

/// A page about something that cannot be read: what it looks like, if that is known.
pub(crate) fn unreadable(title: &str, der: &[u8]) -> Page {
    let mut page = Page::new(title);
    let unlike = "it breaks the encoding rules (DER), or is something else than it says to be";
    page.say("malformed", kind::resembles(der).unwrap_or(unlike));
    form::fingerprints(&mut page, der);
    page
}

/// A name by RFC 4514, and in JSON its DER beside it.
pub(crate) fn name(page: &mut Page, label: &str, name: &DistinguishedName<'_>) {
    let text = if name.is_empty() { "(empty)".to_owned() } else { name.to_string() };
    page.tell(label, vec![text], json!(name.to_string()));
    page.silently(&format!("{label}_der"), hex(name.der));
}

fn validity(page: &mut Page, certificate: &CertificateView<'_>, now: UnixTime) {
    if let Ok(written) = certificate.validity_as_written() {
        for (label, (_, time)) in ["valid from", "valid to"].into_iter().zip(written) {
            form::moment(page, label, time, now);
        }
    }
    let state = if certificate.not_before > certificate.not_after {
        "never: it ends before it begins"
    } else if now < certificate.not_before {
        "not yet"
    } else if now > certificate.not_after {
        "expired"
    } else {
        "yes"
    };
    page.say("valid now", state);
}

/// What it is signed with.
pub(crate) fn algorithm(page: &mut Page, signed: &Signed<'_>) {
    let text = match signed.algorithm.scheme() {
        Ok(Some(scheme)) => scheme.to_string(),
        Ok(None) => format!("of an algorithm not known here, {}", signed.algorithm.oid),
        Err(_) => format!("by {}, whose parameters are malformed", signed.algorithm.oid),
    };
    page.say("signature", text);
    page.silently("signature_value", hex(signed.signature));
}

fn self_signature(page: &mut Page, verdict: Verdict) {
    let text = match verdict {
        Verdict::Holds => "by its own key: the signature holds",
        Verdict::Fails => {
            "NOT by its own key: issuer and subject are the same name and another key signed, or it was altered"
        }
        Verdict::Unknown => "issuer and subject are the same name; its own key could not be tried",
    };
    page.say("self-signed", text);
}
