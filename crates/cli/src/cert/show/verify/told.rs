//! What came of it, as text and as JSON.

use motetls::pki::der::Read;
use motetls::pki::dn::DistinguishedName;
use motetls::pki::time::Calendar;
use motetls::pki::x509::Certificate;
use motetls::pki::{CertError, NameMismatch};
use motetls::{ServerName, UnixTime};
use serde_json::{Value, json};

use crate::cert::show::form::{distance, rfc3339};

/// One thing that is wrong.
pub(super) struct Fault {
    /// `None` when the search was given up.
    error: Option<CertError>,
    /// Which of the certificates it is about, in the order they were given; behind the last, the anchor.
    place: usize,
}

impl Fault {
    pub(super) const fn of(error: CertError, place: usize) -> Self {
        Fault { error: Some(error), place }
    }

    pub(super) const fn exhausted() -> Self {
        Fault { error: None, place: 0 }
    }

    fn name(&self) -> String {
        self.error.map_or_else(|| "BudgetExhausted".to_owned(), |error| format!("{error:?}"))
    }

    fn text(&self, certificates: &[Vec<u8>], name: Option<ServerName<'_>>) -> String {
        match (self.error, name, certificates.first()) {
            (None, ..) => {
                "the search for a path was given up: leave out certificates that do not belong to it".to_owned()
            }
            (Some(CertError::NameMismatch), Some(name), Some(leaf)) => {
                format!("{}: connect by one of its names, or have this name added to it", NameMismatch::new(name, leaf))
            }
            (Some(error), ..) => error.to_string(),
        }
    }

    /// Where, what, and what to do.
    pub(super) fn sentence(&self, certificates: &[Vec<u8>], name: Option<ServerName<'_>>) -> String {
        format!("refused at {}: {}", whose(certificates, self.place), self.text(certificates, name))
    }

    fn json(&self, certificates: &[Vec<u8>], name: Option<ServerName<'_>>) -> Value {
        json!({
            "fault": self.name(), "certificate": self.place, "subject": subject(certificates, self.place),
            "text": self.text(certificates, name),
        })
    }
}

/// What came of a verification.
pub(super) struct Outcome {
    /// The certificates of the path, by their places.
    pub(super) path: Vec<usize>,
    /// The subject of the anchor.
    pub(super) anchor: Option<Vec<u8>>,
    /// Why there is none.
    pub(super) fault: Option<Fault>,
    /// All that is wrong, if that was asked for.
    pub(super) all: Vec<Fault>,
}

impl Outcome {
    pub(super) const fn refused(fault: Fault) -> Self {
        Outcome { path: Vec::new(), anchor: None, fault: Some(fault), all: Vec::new() }
    }

    /// For a person; what went wrong first is said elsewhere.
    pub(super) fn text(&self, certificates: &[Vec<u8>], now: UnixTime, name: Option<ServerName<'_>>) -> String {
        let mut lines = Vec::new();
        if self.fault.is_none() {
            lines.push(format!(
                "good at {}{}",
                Calendar::of(now),
                name.map_or(String::new(), |name| format!(", for {name}"))
            ));
            lines.extend(self.path.iter().map(|place| format!("  {}", whose(certificates, *place))));
            lines.push(format!("  trusted: {}", self.anchor_name()));
            if let Some(end) = self.end(certificates) {
                lines.push(format!("  until {}, {}", Calendar::of(end), distance(end, now)));
            }
        }
        if !self.all.is_empty() {
            lines.push("all faults, the certificates in the order given:".to_owned());
            let line =
                |fault: &Fault| format!("  {}: {}", whose(certificates, fault.place), fault.text(certificates, name));
            lines.extend(self.all.iter().map(line));
        }
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// For a program.
    pub(super) fn json(&self, certificates: &[Vec<u8>], now: UnixTime, name: Option<ServerName<'_>>) -> Value {
        let path: Vec<Value> = self.path.iter().map(|place| json!(subject(certificates, *place))).collect();
        json!({
            "ok": self.fault.is_none(),
            "time": rfc3339(now),
            "host": name.map(|name| name.to_string()),
            "path": path,
            "anchor": self.anchor.as_ref().map(|_| self.anchor_name()),
            "until": self.end(certificates).map(rfc3339),
            "error": self.fault.as_ref().map(|fault| fault.json(certificates, name)),
            "faults": self.all.iter().map(|fault| fault.json(certificates, name)).collect::<Vec<_>>(),
        })
    }

    fn anchor_name(&self) -> String {
        self.anchor.as_ref().map_or(String::new(), |der| DistinguishedName { der }.to_string())
    }

    /// When the first certificate of the path expires.
    fn end(&self, certificates: &[Vec<u8>]) -> Option<UnixTime> {
        let read = |place: &usize| Certificate::from_der(certificates.get(*place)?).ok();
        self.path.iter().filter_map(read).map(|certificate| certificate.not_after).min()
    }
}

fn subject(certificates: &[Vec<u8>], place: usize) -> Option<String> {
    Certificate::from_der(certificates.get(place)?).ok().map(|certificate| certificate.subject.to_string())
}

fn whose(certificates: &[Vec<u8>], place: usize) -> String {
    match (subject(certificates, place), certificates.len()) {
        (Some(subject), _) if subject.is_empty() => format!("certificate {place} (no subject)"),
        (Some(subject), _) => format!("certificate {place} ({subject})"),
        (None, count) if place >= count => "the anchor".to_owned(),
        (None, _) => format!("certificate {place}"),
    }
}
