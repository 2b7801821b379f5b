//! `motetls cert inspect`: what is in a file.

use motetls::UnixTime;
use motetls::pki::der::{Der, Read};
use motetls::pki::pkcs7::CertsOnly;
use serde_json::{Value, json};

use super::arguments::Inspect;
use super::page::Page;
use super::{certificate, form, keys, list, ocsp, request};
use crate::cert::input::{Input, Item};
use crate::cert::kind::{self, Kind};
use crate::failure::Failure;
use crate::say;
use crate::session;

/// Runs the command.
pub(crate) fn run(options: &Inspect) -> Result<(), Failure> {
    let now = session::now()?;
    let mut files = Vec::new();
    for path in &options.files {
        let input = Input::read(path)?;
        let pages = pages(&input, now);
        if options.json {
            let items: Vec<Value> = pages.iter().map(Page::json).collect();
            files.push(json!({ "file": input.name, "pem": input.pem, "items": items }));
        } else {
            let text: Vec<String> = pages.iter().map(Page::text).collect();
            files.push(json!(text.join("\n")));
        }
    }
    if options.json {
        say::out(format!("{}\n", json!({ "files": files })))
    } else {
        let texts: Vec<&str> = files.iter().filter_map(Value::as_str).collect();
        say::out(texts.join("\n"))
    }
}

fn pages(input: &Input, now: UnixTime) -> Vec<Page> {
    let count = input.items.len();
    let pages = input.items.iter().zip(1_usize..).map(|(item, place)| {
        let place = if count == 1 { String::new() } else { format!(", {place} of {count}") };
        let title = format!("{}: {}{place}", input.name, item.kind);
        page(item, &title, now)
    });
    pages.collect()
}

fn page(item: &Item, title: &str, now: UnixTime) -> Page {
    let der = &item.der;
    if item.old_encryption {
        let mut page = Page::new(title);
        page.say(
            "encrypted",
            "in OpenSSL's old way: convert it with `openssl pkcs8 -topk8 -v2 aes-256-cbc`",
        );
        return page;
    }
    match item.kind {
        Kind::Certificate => certificate::page(title, der, now),
        Kind::Request => request::page(title, der),
        Kind::RevocationList => list::page(title, der, now),
        Kind::PublicKey => keys::public(title, der),
        Kind::RsaPublicKey => keys::rsa_public(title, der),
        Kind::PrivateKey | Kind::RsaPrivateKey | Kind::EcPrivateKey => keys::private(title, der),
        Kind::EncryptedPrivateKey => keys::encrypted(title, der),
        Kind::CertsOnly => bag(title, der, now),
        Kind::OcspResponse => ocsp::page(title, der, now),
        Kind::TrustedCertificate | Kind::EcParameters | Kind::OpenSshPrivateKey | Kind::Pkcs12 => {
            let mut page = Page::new(title);
            page.say("not shown", item.kind.remedy().unwrap_or_default());
            page
        }
        Kind::Other => {
            let mut page = unknown(title, der);
            if let Some(label) = &item.label {
                page.say("PEM label", label);
            }
            page
        }
    }
}

/// A page about an object of no kind that is known.
fn unknown(title: &str, der: &[u8]) -> Page {
    let mut element = Der::new(der);
    let is_der = element.any_whole().is_ok() && element.end().is_ok();
    if !is_der || kind::resembles(der).is_some() {
        return certificate::unreadable(title, der);
    }
    let mut page = Page::new(title);
    page.say("not shown", "DER of a kind that is not known here");
    form::fingerprints(&mut page, der);
    page
}

fn bag(title: &str, der: &[u8], now: UnixTime) -> Page {
    let Ok(bag) = CertsOnly::from_der(der) else { return certificate::unreadable(title, der) };
    let mut page = Page::new(title);
    page.silently("kind", "bag");
    let member = |der: Result<&[u8], motetls_base::DecodeError>,
                  page: fn(&str, &[u8], UnixTime) -> Page,
                  what: &str| {
        der.map_or_else(|_| Page::new(format!("{what}: malformed")), |der| page(what, der, now))
    };
    let certificates: Vec<Page> =
        bag.certificates().map(|der| member(der, certificate::page, "certificate")).collect();
    let lists: Vec<Page> =
        bag.revocation_lists().map(|der| member(der, list::page, "revocation list")).collect();
    page.tell(
        "holds",
        vec![format!("{} certificates, {} revocation lists", certificates.len(), lists.len())],
        json!(certificates.len() + lists.len()),
    );
    page.part("certificates", certificates);
    page.part("revocation lists", lists);
    page
}
