//! `motetls cert crl`: a revocation list, made or extended.

use std::path::{Path, PathBuf};

use motetls::UnixTime;
use motetls::pki::crl::{NewList, NewRevoked, RevocationList};
use motetls::pki::der::Read;
use motetls::pki::extension::{NewExtension, Reason, Value};
use motetls::pki::key::PublicKeyInfo;
use motetls::pki::oid::{Oid, known};
use motetls::pki::time::Calendar;
use motetls::pki::x509::Certificate;

use super::arguments::Crl;
use super::authority::{Act, Authority};
use super::files::{Report, timestamp};
use super::revoked::{split, trimmed};
use super::validity::DAY;
use crate::cert::input::{Input, to_pem};
use crate::cert::kind::Kind;
use crate::cert::output::{self, Readers};
use crate::cert::random::{Generator, generator};
use crate::cert::signature::{self, Verdict};
use crate::describe::hex;
use crate::failure::Failure;
use crate::say;
use crate::session;

/// Octets of an entry at most, and of all else.
const ENTRY_ROOM: usize = 96;
const ROOM: usize = 1 << 14;

/// One entry of the list.
struct Entry {
    serial: Vec<u8>,
    date: UnixTime,
    reason: Option<Reason>,
    /// Its other extensions, none of them critical: kinds and values.
    others: Vec<(Vec<u8>, Vec<u8>)>,
}

/// What is on the list to be, and its number.
struct Content {
    entries: Vec<Entry>,
    number: u64,
    der: bool,
}

/// Runs the command.
pub(crate) fn run(options: &Crl) -> Result<(), Failure> {
    let place = place(options);
    let in_place = options.out.is_none() && options.update.is_some();
    if !in_place && !options.writing.force && place.as_os_str() != "-" && place.exists() {
        return Err(Failure::local(format!(
            "{0} is there already: extend it with --update {0}, or replace it with --force",
            place.display()
        )));
    }
    if place.as_os_str() == "-" && options.writing.json {
        return Err(Failure::local("--json and the list would both go to standard output: name a file with --out"));
    }
    let random = &mut generator()?;
    let authority = Authority::of(&options.issuer, random)?;
    authority.may(Act::List)?;
    let now = session::now()?;
    let mut content = match &options.update {
        Some(path) => read(path, &authority)?,
        None => Content { entries: Vec::new(), number: 1, der: false },
    };
    let before = content.entries.len();
    for revocation in &options.revoke {
        content.add(revocation.serial.clone(), now, revocation.reason);
    }
    for text in &options.revoke_file {
        add_file(text, &authority, now, &mut content)?;
    }
    let number = options.number.unwrap_or(content.number);
    if number < content.number {
        return Err(Failure::local(format!("the number must grow: the list of --update leads to {}", content.number)));
    }
    let next_update = match options.until {
        Some(moment) => moment.last(),
        None => UnixTime(now.0.saturating_add(u64::from(options.days).saturating_mul(DAY))),
    };
    if next_update.0 <= now.0 {
        return Err(Failure::local("the next list would come before this one: see --days and --until"));
    }
    let list = sign(&content, number, (now, next_update), &authority, options.pss, random)?;

    let force = options.writing.force || in_place;
    let der = options.der || (options.update.is_some() && content.der);
    let contents = if der { list.clone() } else { to_pem(Kind::RevocationList, &list).into_bytes() };
    output::write(&place, &contents, Readers::All, force)?;
    let mut report = Report::default();
    let entries = content.entries.len();
    let added = entries.saturating_sub(before);
    let about =
        format!("number {number}, {entries} revoked, {added} of them new, next by {}", Calendar::of(next_update));
    report.file(&place, "revocation list", list.len(), &about);
    report.fact("number", number);
    report.fact("this_update", timestamp(now));
    report.fact("next_update", timestamp(next_update));
    report.fact("revoked", content.entries.iter().map(|entry| hex(&entry.serial)).collect::<Vec<_>>());
    report.tell(options.writing.json, "publish it where the certificates say, before the last one expires")
}

/// Where the list goes.
fn place(options: &Crl) -> PathBuf {
    let beside = || options.issuer.ca.with_extension(if options.der { "crl.der" } else { "crl" });
    options.out.clone().or_else(|| options.update.clone()).unwrap_or_else(beside)
}

impl Content {
    /// Adds an entry; of one that is there, the date stays, and the reason if none is given.
    fn add(&mut self, serial: Vec<u8>, date: UnixTime, reason: Option<Reason>) {
        match self.entries.iter_mut().find(|entry| entry.serial == serial) {
            Some(entry) => {
                say::note(format_args!("motetls: {} is on the list already", hex(&serial)));
                entry.reason = reason.or(entry.reason);
            }
            None => self.entries.push(Entry { serial, date, reason, others: Vec::new() }),
        }
    }
}

/// Reads a list to be extended: one of this authority, with nothing in it that would be lost.
fn read(path: &Path, authority: &Authority) -> Result<Content, Failure> {
    let input = Input::read(path)?;
    let item = input.first(&[Kind::RevocationList], "revocation list")?;
    let wrong = |why: &str| Failure::local(format!("{}: {why}", input.name));
    let damaged = |_| wrong("the list is damaged");
    let list = RevocationList::from_der(&item.der).map_err(damaged)?;
    let key = PublicKeyInfo::from_der(authority.key.spki()).map_err(damaged)?;
    if list.issuer != authority.subject() || signature::check(&list.signed, &key) != Verdict::Holds {
        return Err(wrong("the list is not of this authority: it bears another name, or another signature"));
    }
    let mut number = 0;
    for extension in list.extensions {
        let extension = extension.map_err(damaged)?;
        match extension.value().map_err(damaged)? {
            Value::CrlNumber(octets) => {
                let digits = trimmed(octets);
                if digits.len() > 7 {
                    return Err(wrong("its number is larger than can be counted on from here: set --number"));
                }
                number = digits.iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet));
            }
            _ if extension.critical => {
                return Err(wrong("it is a list of a special kind (partial, or of another's certificates)"));
            }
            _ => {}
        }
    }
    let mut entries = Vec::new();
    for entry in list.revoked {
        let entry = entry.map_err(damaged)?;
        let mut others = Vec::new();
        for extension in entry.extensions {
            let extension = extension.map_err(damaged)?;
            if extension.critical {
                return Err(wrong("an entry has an extension that must not be lost and is not known here"));
            }
            if extension.oid != known::CRL_REASON {
                others.push((extension.oid.0.to_vec(), extension.octets.to_vec()));
            }
        }
        let reason = entry.reason().map_err(damaged)?;
        entries.push(Entry { serial: trimmed(entry.serial), date: entry.date, reason, others });
    }
    Ok(Content { entries, number: number.saturating_add(1), der: !input.pem })
}

/// Adds the certificates of a file: of this authority, all of them.
fn add_file(text: &str, authority: &Authority, now: UnixTime, content: &mut Content) -> Result<(), Failure> {
    // a file may have an equals sign in its name
    let (path, reason) = match split(text) {
        Ok(parts) if !Path::new(text).exists() => parts,
        Err(error) if !Path::new(text).exists() => return Err(Failure::local(error)),
        _ => (text, None),
    };
    let input = Input::read(Path::new(path))?;
    for der in input.certificates()? {
        let certificate = Certificate::from_der(&der)
            .map_err(|_| Failure::local(format!("a certificate in {} cannot be read", input.name)))?;
        if certificate.issuer != authority.subject() {
            return Err(Failure::local(format!(
                "{}: {} was issued by {}, which alone can revoke it",
                input.name, certificate.subject, certificate.issuer
            )));
        }
        content.add(trimmed(certificate.serial), now, reason);
    }
    Ok(())
}

/// Extensions as they were read.
fn written(others: &[(Vec<u8>, Vec<u8>)]) -> Vec<NewExtension<'_>> {
    others.iter().map(|(kind, value)| NewExtension::Other { oid: Oid(kind), critical: false, value }).collect()
}

fn sign(
    content: &Content,
    number: u64,
    (this_update, next_update): (UnixTime, UnixTime),
    authority: &Authority,
    pss: bool,
    random: &mut Generator,
) -> Result<Vec<u8>, Failure> {
    let others: Vec<Vec<NewExtension<'_>>> = content.entries.iter().map(|entry| written(&entry.others)).collect();
    let revoked = content.entries.iter().zip(&others);
    let revoked = revoked.map(|(Entry { serial, date, reason, .. }, extensions)| NewRevoked {
        serial,
        date: *date,
        reason: *reason,
        extensions,
    });
    let revoked: Vec<NewRevoked<'_>> = revoked.collect();
    let number = number.to_be_bytes();
    let extensions = [NewExtension::AuthorityKeyId(&authority.key_id), NewExtension::CrlNumber(&number)];
    let list = NewList {
        issuer: authority.subject(),
        this_update,
        next_update: Some(next_update),
        revoked: &revoked,
        extensions: &extensions,
    };
    let kept = content.entries.iter().flat_map(|entry| &entry.others);
    let kept = kept.fold(0_usize, |sum, (kind, value)| sum.saturating_add(kind.len() + value.len() + ENTRY_ROOM));
    let mut der = vec![0; revoked.len().saturating_mul(ENTRY_ROOM).saturating_add(kept).saturating_add(ROOM)];
    let length = list.sign(&mut authority.key.signer(pss, random)?, &mut der)?;
    der.truncate(length);
    Ok(der)
}
