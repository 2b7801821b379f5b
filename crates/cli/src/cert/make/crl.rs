//! `motetls cert crl`: a revocation list, made or extended.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use motetls::UnixTime;
use motetls::pki::crl::{NewRevocationList, NewRevoked, RevocationList, Revoked};
use motetls::pki::der::{Read, WithDer};
use motetls::pki::dn::fold::same;
use motetls::pki::extension::{NewExtension, Reason, Value as ExtensionValue};
use motetls::pki::key::PublicKeyInfo;
use motetls::pki::oid::{Oid, known};
use motetls::pki::time::Calendar;
use motetls::pki::x509::CertificateView;
use serde_json::Value;

use super::arguments::Crl;
use super::authority::{Act, Authority};
use super::files::Report;
use super::number::Number;
use super::revoked::{shown, split};
use super::validity::Validity;
use crate::cert::input::{Input, to_pem};
use crate::cert::kind::{self, Kind};
use crate::cert::moment::DAY;
use crate::cert::output::{self, Draft, Readers, Replace};
use crate::cert::random::{Generator, generator};
use crate::cert::same::same_key;
use crate::cert::signature::{self, Verdict};
use crate::cert::wiped::Wiped;
use crate::describe::rfc3339;
use crate::failure::Failure;
use crate::say;
use crate::session;

/// Octets of an entry at most, and of all else.
const ENTRY_ROOM: usize = 96;
const ROOM: usize = 1 << 14;

/// One entry of the list.
struct Entry {
    /// The contents octets of the INTEGER, as the certificate has them.
    serial: Vec<u8>,
    date: UnixTime,
    reason: Option<Reason>,
    /// Its other extensions, none of them critical: kinds and values.
    others: Vec<(Vec<u8>, Vec<u8>)>,
}

/// What is on the list to be, and its number.
struct Content {
    entries: Vec<Entry>,
    number: Number,
    /// Its other extensions, none of them critical: kinds and values.
    others: Vec<(Vec<u8>, Vec<u8>)>,
    der: bool,
}

/// Runs the command.
pub(crate) fn run(options: &Crl) -> Result<(), Failure> {
    let place = place(options);
    let in_place = options.out.is_none() && options.update.is_some();
    check(options, &place, in_place)?;
    let random = &mut generator()?;
    let authority = Authority::of(&options.issuer, random)?;
    authority.may(Act::List)?;
    // from here until the list is written, no other process extends it
    let _lock = options.update.as_deref().map(lock).transpose()?;
    let now = session::now()?;
    let mut content = match &options.update {
        Some(path) => read(path, &authority)?,
        None => Content::default(),
    };
    let before = content.entries.len();
    for revocation in &options.revoke {
        content.add(revocation.serial.clone(), now, revocation.reason);
    }
    for text in &options.revoke_file {
        add_file(text, &authority, now, &mut content)?;
    }
    if let Some(number) = &options.number {
        if *number < content.number {
            return Err(Failure::local(format!(
                "the number must grow: the list of --update leads to {}",
                content.number
            )));
        }
        content.number = number.clone();
    }
    let next_update = next_update(options, now)?;
    authority.check_validity(Validity { from: now, until: next_update })?;
    let list = sign(&content, (now, next_update), &authority, options.pss, random)?;

    let replace = if in_place { Replace::Any } else { Replace::of(options.writing.force) };
    let der = options.der || (options.update.is_some() && content.der);
    let contents = if der { Wiped(list.clone()) } else { to_pem(Kind::RevocationList, &list) };
    output::write(vec![Draft { path: &place, contents, readers: Readers::All }], replace)?;
    let added = content.entries.len().saturating_sub(before);
    report(options, &place, &content, (list.len(), added), (now, next_update))
}

/// Refuses options that do not go together, and a list that is there already.
fn check(options: &Crl, place: &Path, in_place: bool) -> Result<(), Failure> {
    if place.as_os_str() == "-" && options.writing.json {
        return Err(Failure::local(
            "--json and the list would both go to standard output: name a file with --out",
        ));
    }
    if !in_place && !options.writing.force && place.as_os_str() != "-" && place.is_file() {
        return Err(Failure::local(format!(
            "{0} is there already: extend it with --update {0}, or replace it with --force",
            place.display()
        )));
    }
    Ok(())
}

/// When the next list comes at the latest.
fn next_update(options: &Crl, now: UnixTime) -> Result<UnixTime, Failure> {
    let next_update = match options.until {
        Some(moment) => moment.last(),
        None => UnixTime(now.0.saturating_add(u64::from(options.days).saturating_mul(DAY))),
    };
    if next_update.0 <= now.0 {
        return Err(Failure::local(
            "the next list would come before this one: see --days and --until",
        ));
    }
    Ok(next_update)
}

/// Tells what was made.
fn report(
    options: &Crl,
    place: &Path,
    content: &Content,
    (bytes, added): (usize, usize),
    (now, next_update): (UnixTime, UnixTime),
) -> Result<(), Failure> {
    let mut report = Report::default();
    let about = format!(
        "number {}, {} revoked, {added} of them new, next by {}",
        content.number,
        content.entries.len(),
        Calendar::of(next_update)
    );
    report.file(place, "revocation list", bytes, &about);
    report.fact("number", json_number(&content.number));
    report.fact("this_update", rfc3339(now));
    report.fact("next_update", rfc3339(next_update));
    report.fact(
        "revoked",
        content.entries.iter().map(|entry| shown(&entry.serial)).collect::<Vec<_>>(),
    );
    report.tell(
        options.writing.json,
        "publish it where the certificates say, before the last one expires",
    )
}

/// A number, or a text of its digits where it is longer than programs keep exactly.
fn json_number(number: &Number) -> Value {
    let text = number.to_string();
    text.parse::<u64>().map_or_else(|_| text.into(), Value::from)
}

/// Locks the list at `path`, so that of several processes that extend it each reads what the one
/// before has written. The lock ends with the process.
fn lock(path: &Path) -> Result<File, Failure> {
    let unreadable =
        |error: io::Error| Failure::local(format!("cannot lock {}: {error}", path.display()));
    loop {
        let mut file = File::open(path).map_err(unreadable)?;
        match file.lock() {
            Err(error) if error.kind() != io::ErrorKind::Unsupported => {
                return Err(unreadable(error));
            }
            _ => {}
        }
        // the list that was locked may have been replaced while this waited
        let mut locked = Vec::new();
        file.read_to_end(&mut locked).map_err(unreadable)?;
        if std::fs::read(path).map_err(unreadable)? == locked {
            return Ok(file);
        }
    }
}

/// Where the list goes.
fn place(options: &Crl) -> PathBuf {
    let beside = || options.issuer.ca.with_extension(if options.der { "crl.der" } else { "crl" });
    options.out.clone().or_else(|| options.update.clone()).unwrap_or_else(beside)
}

impl Default for Content {
    fn default() -> Self {
        let number = Number::of(&[1]).unwrap_or_default();
        Content { entries: Vec::new(), number, others: Vec::new(), der: false }
    }
}

impl Content {
    /// Adds an entry; of one that is there, the date stays, and the reason if none is given.
    fn add(&mut self, serial: Vec<u8>, date: UnixTime, reason: Option<Reason>) {
        match self.entries.iter_mut().find(|entry| entry.serial == serial) {
            Some(entry) => {
                say::note(format_args!("motetls: {} is on the list already", shown(&serial)));
                entry.reason = reason.or(entry.reason);
            }
            None => self.entries.push(Entry { serial, date, reason, others: Vec::new() }),
        }
    }
}

/// Reads a list to be extended: one of this authority, with nothing in it that would be lost.
fn read(path: &Path, authority: &Authority) -> Result<Content, Failure> {
    let input = Input::read(path)?;
    let item = input.only(&[Kind::RevocationList], "revocation list")?;
    let wrong = |why: &str| Failure::local(format!("{}: {why}", input.name));
    let damaged = |_| wrong(kind::resembles(&item.der).unwrap_or("the list is damaged"));
    let list = RevocationList::from_der(&item.der).map_err(damaged)?;
    let key = PublicKeyInfo::from_der(authority.key.spki()).map_err(damaged)?;
    if !same(list.issuer.der, authority.subject().der)
        || signature::check(&list.signed, &key) != Verdict::Holds
    {
        return Err(wrong(
            "the list is not of this authority: it bears another name, or another signature",
        ));
    }
    let mut content = Content { der: !input.pem, ..Content::default() };
    for extension in list.extensions {
        let extension = extension.map_err(damaged)?;
        match extension.value().map_err(damaged)? {
            ExtensionValue::CrlNumber(octets) => {
                let number = Number::of(octets).and_then(|number| number.next());
                content.number = number.ok_or_else(|| {
                    wrong(
                        "its number has more than 20 octets, or is the last of them: make a new \
                        list, with --number",
                    )
                })?;
            }
            ExtensionValue::AuthorityKeyId(_) => {} // written anew
            _ if extension.critical => {
                return Err(wrong(
                    "it is a list of a special kind (partial, or of another's certificates)",
                ));
            }
            _ => content.others.push((extension.oid.0.to_vec(), extension.octets.to_vec())),
        }
    }
    for entry in list.revoked.with_der() {
        let WithDer { value: entry, der } = entry.map_err(damaged)?;
        if Revoked::date_as_written(der).map_err(damaged)?.year < 1970 {
            return Err(wrong("an entry's date lies before 1970, and would not be kept"));
        }
        let mut others = Vec::new();
        for extension in entry.extensions {
            let extension = extension.map_err(damaged)?;
            if extension.critical {
                return Err(wrong(
                    "an entry has an extension that must not be lost and is not known here",
                ));
            }
            if extension.oid != known::CRL_REASON {
                others.push((extension.oid.0.to_vec(), extension.octets.to_vec()));
            }
        }
        let reason = entry.reason().map_err(damaged)?;
        let serial = entry.serial.to_vec();
        content.entries.push(Entry { serial, date: entry.date, reason, others });
    }
    Ok(content)
}

/// Adds the certificates of a file: of this authority, all of them, but for its own.
fn add_file(
    text: &str,
    authority: &Authority,
    now: UnixTime,
    content: &mut Content,
) -> Result<(), Failure> {
    // a file may have an equals sign in its name
    let (path, reason) = match split(text) {
        Ok(parts) if !Path::new(text).exists() => parts,
        Err(error) if !Path::new(text).exists() => return Err(Failure::local(error)),
        _ => (text, None),
    };
    let input = Input::read(Path::new(path))?;
    let wrong = |why: String| Failure::local(format!("{}: {why}", input.name));
    let unreadable = |_| wrong("a certificate in it cannot be read".to_owned());
    let key = PublicKeyInfo::from_der(authority.key.spki()).map_err(unreadable)?;
    for der in input.certificates()? {
        let certificate = CertificateView::from_der(&der).map_err(unreadable)?;
        let subject = certificate.subject;
        if !same(certificate.issuer.der, authority.subject().der) {
            return Err(wrong(format!(
                "{subject} was issued by {}, which alone can revoke it",
                certificate.issuer
            )));
        }
        if signature::check(&certificate.signed, &key) != Verdict::Holds {
            return Err(wrong(format!(
                "{subject} was issued by another authority of this name, or with an older key of \
                 it: only that can revoke it"
            )));
        }
        if same_key(certificate.public_key.der, authority.key.spki()) {
            say::note(format_args!(
                "motetls: {}: the certificate of the authority itself is left out: a list it \
                 signs cannot revoke it",
                input.name
            ));
            continue;
        }
        content.add(certificate.serial.to_vec(), now, reason);
    }
    Ok(())
}

/// Extensions as they were read.
fn written(others: &[(Vec<u8>, Vec<u8>)]) -> Vec<NewExtension<'_>> {
    others
        .iter()
        .map(|(kind, value)| NewExtension::Other { oid: Oid(kind), critical: false, value })
        .collect()
}

fn sign(
    content: &Content,
    (this_update, next_update): (UnixTime, UnixTime),
    authority: &Authority,
    pss: bool,
    random: &mut Generator,
) -> Result<Vec<u8>, Failure> {
    let others: Vec<Vec<NewExtension<'_>>> =
        content.entries.iter().map(|entry| written(&entry.others)).collect();
    let revoked = content.entries.iter().zip(&others);
    let revoked = revoked.map(|(Entry { serial, date, reason, .. }, extensions)| NewRevoked {
        serial,
        date: *date,
        reason: *reason,
        extensions,
    });
    let revoked: Vec<NewRevoked<'_>> = revoked.collect();
    let number = content.number.octets();
    let mut extensions =
        vec![NewExtension::AuthorityKeyId(&authority.key_id), NewExtension::CrlNumber(number)];
    extensions.extend(written(&content.others));
    let list = NewRevocationList {
        issuer: authority.subject(),
        this_update,
        next_update: Some(next_update),
        revoked: &revoked,
        extensions: &extensions,
    };
    let kept = content.entries.iter().flat_map(|entry| &entry.others).chain(&content.others);
    let kept = kept.fold(0_usize, |sum, (kind, value)| {
        sum.saturating_add(kind.len() + value.len() + ENTRY_ROOM)
    });
    let mut der =
        vec![0; revoked.len().saturating_mul(ENTRY_ROOM).saturating_add(kept).saturating_add(ROOM)];
    let length = list.sign(&mut authority.key.signer(pss, random)?, &mut der)?;
    der.truncate(length);
    Ok(der)
}
