//! An OCSP response on a page.

use motetls::UnixTime;
use motetls::pki::algorithm::hash;
use motetls::pki::der::{Read, WithDer};
use motetls::pki::ocsp::{
    BasicResponse, CertStatus, Responder, Response, ResponseStatus, SingleResponse,
};
use motetls::pki::time::Calendar;

use super::certificate::{algorithm, unreadable};
use super::page::Page;
use super::{extension, form};
use crate::describe::hex;

/// All that is told of the response `der`, in DER.
pub(crate) fn page(title: &str, der: &[u8], now: UnixTime) -> Page {
    let Ok(response) = Response::from_der(der) else { return unreadable(title, der) };
    let mut page = Page::new(title);
    page.silently("kind", "ocsp_response");
    page.say("status", response.status);
    match response.basic() {
        Ok(Some(basic)) => tell(&mut page, &basic, now),
        Ok(None) if response.status == ResponseStatus::SUCCESSFUL => {
            page.say("answer", "of a kind not known here")
        }
        Ok(None) => {}
        Err(_) => page.say("answer", "malformed"),
    }
    form::fingerprints(&mut page, der);
    page
}

fn tell(page: &mut Page, basic: &BasicResponse<'_>, now: UnixTime) {
    match basic.responder {
        Responder::Name(name) => page.say("responder", name),
        Responder::KeyHash(hash) => {
            page.say("responder", format!("the key with the SHA-1 {}", hex(hash)))
        }
    }
    if let Ok(produced_at) = basic.produced_at_as_written() {
        form::moment(page, "signed", produced_at, now);
    }
    algorithm(page, &basic.signed);
    page.part("extensions", extension::pages(basic.extensions, None));
    let answers = basic
        .responses
        .with_der()
        .map(|answer| answer.map_or_else(|_| Page::new("malformed"), |answer| one(&answer, now)));
    page.part("answers", answers.collect());
    let certificates = basic.certificates.map(|certificate| match certificate {
        Ok(certificate) => certificate.subject.to_string(),
        Err(_) => "malformed".to_owned(),
    });
    let certificates: Vec<String> = certificates.collect();
    if !certificates.is_empty() {
        page.list("certificates", certificates);
    }
}

fn one(WithDer { value: answer, der }: &WithDer<'_, SingleResponse<'_>>, now: UnixTime) -> Page {
    let Ok(dates) = SingleResponse::dates_as_written(der) else { return Page::new("malformed") };
    let mut page = Page::new(format!("certificate {}", form::serial_text(answer.id.serial)));
    page.silently("serial_number", form::serial_json(answer.id.serial));
    page.say("status", status(answer.status, dates.revoked));
    form::moment(&mut page, "known at", dates.this_update, now);
    match dates.next_update {
        Some(next) => form::moment(&mut page, "newer by", next, now),
        None => page.say("newer by", "at any time"),
    }
    page.say("hashed by", answer.id.hash.map_or("a hash not known here", hash::name));
    page.say("issuer's name", hex(answer.id.issuer_name_hash));
    page.say("issuer's key", hex(answer.id.issuer_key_hash));
    page.part("extensions", extension::pages(answer.extensions, None));
    page
}

/// The status, with the date of a revocation as it stands.
fn status(status: CertStatus, revoked: Option<Calendar>) -> String {
    let since = revoked.map_or(String::new(), |date| format!(" since {date}"));
    match status {
        CertStatus::Good => "good".to_owned(),
        CertStatus::Revoked(_, None) => format!("revoked{since}"),
        CertStatus::Revoked(_, Some(reason)) => format!("revoked{since}: {reason}"),
        CertStatus::Unknown => "unknown to the responder".to_owned(),
    }
}
