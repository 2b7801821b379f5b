//! A revocation list on a page.

use motetls::UnixTime;
use motetls::pki::crl::{RevocationList, Revoked};
use motetls::pki::der::{Read, WithDer};
use serde_json::json;

use super::certificate::{algorithm, name, unreadable};
use super::page::Page;
use super::{extension, form};
use crate::describe;

/// All that is told of the list `der`, in DER.
pub(crate) fn page(title: &str, der: &[u8], now: UnixTime) -> Page {
    let Ok(list) = RevocationList::from_der(der) else { return unreadable(title, der) };
    let mut page = Page::new(title);
    page.silently("kind", "revocation_list");
    name(&mut page, "issuer", &list.issuer);
    page.tell("version", vec![list.version.to_string()], json!(list.version));
    if let Ok((this_update, next_update)) = list.updates_as_written() {
        form::moment(&mut page, "issued", this_update, now);
        match next_update {
            Some(next) => form::moment(&mut page, "next by", next, now),
            None => page.say("next by", "it does not say"),
        }
    }
    algorithm(&mut page, &list.signed);
    page.part("extensions", extension::pages(list.extensions, None));
    let entries: Vec<Page> = list
        .revoked
        .with_der()
        .map(|entry| entry.map_or_else(|_| Page::new("malformed"), |entry| one(&entry)))
        .collect();
    page.tell(
        "revoked",
        vec![format!("{} certificates", form::thousands(entries.len()))],
        json!(entries.len()),
    );
    page.part("entries", entries);
    form::fingerprints(&mut page, der);
    page
}

fn one(WithDer { value: entry, der }: &WithDer<'_, Revoked<'_>>) -> Page {
    let serial = form::serial_text(entry.serial);
    let reason = match entry.reason() {
        Ok(Some(reason)) => format!(", {reason}"),
        Ok(None) => String::new(),
        Err(_) => ", the reason is malformed".to_owned(),
    };
    let Ok(date) = Revoked::date_as_written(der) else { return Page::new("malformed") };
    let mut page = Page::new(format!("{serial}, since {date}{reason}"));
    page.silently("serial_number", form::serial_json(entry.serial));
    page.silently("since", describe::rfc3339_as_written(date));
    if let Ok(Some(reason)) = entry.reason() {
        page.silently("reason", reason.to_string());
    }
    let beside = extension::pages(entry.extensions, None);
    page.part("extensions", beside);
    page
}
