//! What came of it, as text and as JSON.

use motetls::UnixTime;
use motetls::pki::chain::{IncrementalSignatures, RuleSet};
use motetls::pki::der::Read;
use motetls::pki::dn::DistinguishedName;
use motetls::pki::revocation::Status;
use motetls::pki::time::Calendar;
use motetls::pki::x509::CertificateView;
use motetls::pki::{CertError, VerifyPolicy};
use serde_json::{Value, json};

use super::explain::explain;
use super::validators::Validators;
use crate::cert::show::form::distance;
use crate::describe::rfc3339;

/// What was verified, and by what.
pub(super) struct Shown<'s> {
    pub(super) certificates: &'s [Vec<u8>],
    pub(super) policy: &'s VerifyPolicy<'s>,
}

impl Shown<'_> {
    fn now(&self) -> UnixTime {
        self.policy.now.unwrap_or(UnixTime(0))
    }

    fn subject(&self, place: usize) -> Option<String> {
        CertificateView::from_der(self.certificates.get(place)?)
            .ok()
            .map(|certificate| certificate.subject.to_string())
    }

    fn whose(&self, place: usize) -> String {
        match (self.subject(place), self.certificates.len()) {
            (Some(subject), _) if subject.is_empty() => format!("certificate {place} (no subject)"),
            (Some(subject), _) => format!("certificate {place} ({subject})"),
            (None, count) if place >= count => "the anchor".to_owned(),
            (None, _) => format!("certificate {place}"),
        }
    }
}

/// One thing that is wrong.
pub(super) struct VerifyFault {
    /// `None` when the search was given up.
    error: Option<CertError>,
    /// Which of the certificates it is about, in the order they were given; behind the last, the
    /// anchor.
    place: usize,
    /// What is known of the certificate below, where that is the fault.
    status: Option<Status>,
}

impl VerifyFault {
    pub(super) const fn of(error: CertError, place: usize) -> Self {
        VerifyFault { error: Some(error), place, status: None }
    }

    pub(super) const fn exhausted() -> Self {
        VerifyFault { error: None, place: 0, status: None }
    }

    pub(super) const fn with(self, status: Option<Status>) -> Self {
        VerifyFault { status, ..self }
    }

    fn name(&self) -> String {
        self.error.map_or_else(|| "BudgetExhausted".to_owned(), |error| format!("{error:?}"))
    }

    fn text(&self, shown: &Shown<'_>) -> String {
        let Some(error) = self.error else {
            return "the search for a path was given up: leave out certificates that do not belong to it"
                .to_owned();
        };
        let text = explain(error, self.place, shown.certificates, shown.policy)
            .unwrap_or_else(|| error.to_string());
        self.status.map_or(text.clone(), |status| format!("{text} (status: {status})"))
    }

    /// Where, what, and what to do.
    pub(super) fn sentence(&self, shown: &Shown<'_>) -> String {
        format!("refused at {}: {}", shown.whose(self.place), self.text(shown))
    }

    fn json(&self, shown: &Shown<'_>) -> Value {
        json!({
            "fault": self.name(), "certificate": self.place, "subject": shown.subject(self.place),
            "text": self.text(shown),
            "status": self.status.map(|status| status.to_string()),
        })
    }
}

/// What came of a verification.
pub(super) struct Outcome {
    /// The certificates of the path, by their places.
    path: Vec<usize>,
    /// What is known of each, if that was asked.
    statuses: Vec<Status>,
    /// The subject of the anchor.
    anchor: Option<Vec<u8>>,
    /// Why there is none.
    pub(super) fault: Option<VerifyFault>,
    /// All that is wrong, if that was asked for.
    pub(super) all: Vec<VerifyFault>,
}

impl Outcome {
    /// A path of these certificates was found, as the validators saw it.
    pub(super) fn good<S: IncrementalSignatures, R: RuleSet>(
        path: Vec<usize>,
        validators: Option<&Validators<'_, S, R>>,
    ) -> Self {
        Outcome {
            path,
            statuses: validators.map_or(Vec::new(), Validators::statuses),
            anchor: validators.and_then(Validators::anchor).map(<[u8]>::to_vec),
            fault: None,
            all: Vec::new(),
        }
    }

    pub(super) const fn refused(fault: VerifyFault) -> Self {
        Outcome {
            path: Vec::new(),
            statuses: Vec::new(),
            anchor: None,
            fault: Some(fault),
            all: Vec::new(),
        }
    }

    /// For a reader; the first fault is shown elsewhere.
    pub(super) fn text(&self, shown: &Shown<'_>) -> String {
        let mut lines = Vec::new();
        if self.fault.is_none() {
            let now = shown.now();
            let name = shown.policy.name.map_or(String::new(), |name| format!(", for {name}"));
            lines.push(format!("good at {}{name}", Calendar::of(now)));
            for (number, place) in self.path.iter().enumerate() {
                let status = self.statuses.get(number);
                let status = status.map_or(String::new(), |status| format!(": {status}"));
                lines.push(format!("  {}{status}", shown.whose(*place)));
            }
            lines.push(format!("  trusted: {}", self.anchor_name()));
            if let Some(end) = self.end(shown) {
                lines.push(format!("  until {}, {}", Calendar::of(end), distance(end, now)));
            }
        }
        if !self.all.is_empty() {
            lines.push("all faults, the certificates in the order given:".to_owned());
            let line = |fault: &VerifyFault| {
                format!("  {}: {}", shown.whose(fault.place), fault.text(shown))
            };
            lines.extend(self.all.iter().map(line));
        }
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// For a program.
    pub(super) fn json(&self, shown: &Shown<'_>) -> Value {
        let path: Vec<Value> = self.path.iter().map(|place| json!(shown.subject(*place))).collect();
        let statuses: Vec<String> = self.statuses.iter().map(Status::to_string).collect();
        json!({
            "ok": self.fault.is_none(),
            "time": rfc3339(shown.now()),
            "host": shown.policy.name.map(|name| name.to_string()),
            "path": path,
            "statuses": statuses,
            "anchor": self.anchor.as_ref().map(|_| self.anchor_name()),
            "until": self.end(shown).map(rfc3339),
            "error": self.fault.as_ref().map(|fault| fault.json(shown)),
            "faults": self.all.iter().map(|fault| fault.json(shown)).collect::<Vec<_>>(),
        })
    }

    fn anchor_name(&self) -> String {
        self.anchor.as_ref().map_or(String::new(), |der| DistinguishedName { der }.to_string())
    }

    /// When the first certificate of the path expires.
    fn end(&self, shown: &Shown<'_>) -> Option<UnixTime> {
        let read = |place: &usize| CertificateView::from_der(shown.certificates.get(*place)?).ok();
        self.path.iter().filter_map(read).map(|certificate| certificate.not_after).min()
    }
}
