//! A certification request on a page.

use motetls::pki::csr::CertificationRequest;
use motetls::pki::der::Read;

use super::certificate::{algorithm, name, unreadable};
use super::page::Page;
use super::{extension, form};
use crate::cert::signature::{self, Verdict};

/// All that is told of the request `der`, in DER.
pub(crate) fn page(title: &str, der: &[u8]) -> Page {
    let Ok(request) = CertificationRequest::from_der(der) else { return unreadable(title, der) };
    let mut page = Page::new(title);
    page.silently("kind", "request");
    name(&mut page, "subject", &request.subject);
    form::public_key(&mut page, &request.public_key);
    algorithm(&mut page, &request.signed);
    let verdict = match signature::check(&request.signed, &request.public_key) {
        Verdict::Holds => "holds: the requester has the private key",
        Verdict::Fails => "DOES NOT HOLD: refuse this request",
        Verdict::Unknown => "could not be checked",
    };
    page.say("proof", verdict);
    match request.challenge() {
        Ok(Some(_)) => {
            page.say("challenge", "there is one: a password for the authority (not shown)")
        }
        Ok(None) => {}
        Err(_) => page.say("challenge", "malformed"),
    }
    match request.extensions() {
        Ok(extensions) => {
            page.part("extensions", extension::pages(extensions, Some(&request.public_key)))
        }
        Err(_) => page.say("extensions asked", "malformed, or asked for twice"),
    }
    form::fingerprints(&mut page, der);
    page
}
