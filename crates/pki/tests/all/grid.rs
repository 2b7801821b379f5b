//! A grid of chains: kinds of keys, lengths, faults and their places, each verified by us and by
//! `openssl verify`.
//!
//! Both must say the same; where they do not, `grid/disagreements.txt` says why, and fails when
//! they come to agree.

mod faults;
mod maker;

use crate::common::random::thorough;
use crate::common::tools::{Folder, openssl};
use faults::{At, Cell, Fault};
use maker::{Key, Kind, NOW, Sheet};
use motetls_base::UnixTime;
use motetls_pki::chain::{
    AllFaults, Chain, ChainProgress, FirstFault, HostAlgorithms, Rfc5280Rules,
};
use motetls_pki::path::{BUDGET, Branch, Builder, PathError};
use motetls_pki::policy::{self, Node, PolicyInputs};
use motetls_pki::{CertError, ServerName, TrustAnchor, Usage, VerifyPolicy, pem};
use std::collections::{BTreeMap, BTreeSet};

type Everything = Rfc5280Rules<4096, true>;

impl Cell {
    /// A sound chain of `depth` certificates and the root, which is not sent.
    fn new(depth: usize) -> Cell {
        let sheets = (0..=depth).map(|place| Sheet::new(place, depth)).collect();
        Cell { sheets, name: "a.example", anchors: vec![], missing: vec![depth] }
    }
}

/// A cell that was made: what is sent, the leaf first, and what is trusted.
struct Made {
    sent: Vec<Vec<u8>>,
    trusted: Vec<Vec<u8>>,
    name: &'static str,
}

impl Made {
    fn new(cell: &Cell, keys: &[Key]) -> Made {
        let make = |sheet: &Sheet| sheet.make(keys);
        let sent =
            cell.sheets.iter().enumerate().filter(|(place, _)| !cell.missing.contains(place));
        let root = &cell.sheets[cell.sheets.len() - 1..];
        let trusted = if cell.anchors.is_empty() { root } else { &cell.anchors };
        Made {
            sent: sent.map(|(_, sheet)| make(sheet)).collect(),
            trusted: trusted.iter().map(make).collect(),
            name: cell.name,
        }
    }

    /// What we say, certificate by certificate; with all faults at once, and by a search, which
    /// must not differ.
    fn ours(&self, label: &str) -> Result<(), CertError> {
        let anchors: Vec<_> =
            self.trusted.iter().map(|der| TrustAnchor::from_certificate(der).unwrap()).collect();
        let storage = &mut [0; 16];
        let name = Some(ServerName::parse(self.name, storage).unwrap());
        let policy = VerifyPolicy {
            anchors: &anchors,
            name,
            now: Some(UnixTime(NOW)),
            usage: Usage::ServerAuth,
        };
        let sent: Vec<&[u8]> = self.sent.iter().map(Vec::as_slice).collect();
        let verdict = in_order(&policy, &sent);
        let builder =
            Builder { policy: &policy, pool: &sent[1..], budget: BUDGET, validator: FirstFault };
        let mut slots = [const { Branch::<HostAlgorithms, Everything>::EMPTY }; 8];
        let found = builder.find_under(
            sent[0],
            &mut slots,
            &PolicyInputs::default(),
            &mut [Node::EMPTY; 12],
        );
        match (found, verdict) {
            (Ok(_), Ok(())) => {}
            (Err(PathError::Refused(fault)), Err(error)) => {
                // a search that skips unusable certificates, and those of other keys, ends without
                // an issuer
                let passed_over = matches!(
                    error,
                    CertError::Malformed | CertError::IssuerMismatch | CertError::BadSignature
                );
                let same =
                    fault.error == error || passed_over && fault.error == CertError::UnknownIssuer;
                assert!(same, "{label}: searched: {fault:?}; in order: {error:?}");
            }
            (found, verdict) => panic!("{label}: searched: {found:?}; in order: {verdict:?}"),
        }
        verdict
    }

    /// What openssl says.
    fn theirs(&self, folder: &Folder) -> (bool, String) {
        write(folder, "leaf.pem", &self.sent[..1]);
        write(folder, "sent.pem", &self.sent[1..]);
        write(folder, "trusted.pem", &self.trusted);
        let expected =
            if self.name.ends_with(char::is_numeric) { "-verify_ip" } else { "-verify_hostname" };
        let sent = if self.sent.len() > 1 { "-untrusted sent.pem" } else { "" };
        let output = folder.run(&format!(
            "openssl verify -partial_chain -policy anyPolicy -trusted trusted.pem -attime {NOW} -purpose sslserver \
             {expected} {} {sent} leaf.pem",
            self.name
        ));
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

fn write(folder: &Folder, file: &str, ders: &[Vec<u8>]) {
    let mut all = Vec::new();
    for der in ders {
        let mut text = vec![0; pem::encoded_len(pem::CERTIFICATE.len(), der.len())];
        let length = pem::encode(pem::CERTIFICATE, der, &mut text).unwrap();
        all.extend_from_slice(&text[..length]);
    }
    folder.write(file, &all);
}

fn in_order(policy: &VerifyPolicy<'_>, sent: &[&[u8]]) -> Result<(), CertError> {
    let mut chain = Chain::<HostAlgorithms, Everything>::new();
    let mut gathering = Chain::<HostAlgorithms, Everything>::new();
    let mut validator = AllFaults::new(FirstFault);
    let mut path = Vec::new();
    let mut verdict = Ok(ChainProgress::NeedsIssuer);
    for der in sent {
        let _ = gathering.push_with(policy, der, &mut validator);
        if verdict == Ok(ChainProgress::NeedsIssuer) {
            path.push(*der);
            verdict = chain.push(policy, der);
        }
    }
    let outcome = verdict.and_then(|_| chain.finish());
    let gathered = gathering.finish_with(&mut validator);
    assert_eq!(gathered.is_ok(), outcome.is_ok());
    assert!(
        outcome.as_ref().err().is_none_or(|error| validator.faults().contains(*error)),
        "{outcome:?} {validator:?}"
    );
    outcome?;
    policy::check(&PolicyInputs::default(), path.into_iter().rev(), &mut [Node::EMPTY; 12])
        .map(drop)
}

/// The places of a fault in a chain of `depth` certificates and a root.
fn places(fault: &Fault, kinds: &[Kind], depth: usize) -> Vec<usize> {
    if fault.rsa && kinds.iter().any(|kind| *kind != Kind::Rsa) {
        return vec![];
    }
    match fault.at {
        At::Leaf => vec![0],
        At::Issuers => (1..depth).collect(),
        At::Upper => (2..depth).collect(),
        At::Sent => (0..depth).collect(),
        At::Root => vec![depth],
    }
}

/// Faults on which openssl decides otherwise: whether it accepts, and why.
fn disagreements() -> BTreeMap<&'static str, (bool, &'static str)> {
    let lines =
        include_str!("grid/disagreements.txt").lines().filter(|line| !line.starts_with('#'));
    let read = |line: &'static str| {
        let fields: Vec<&str> = line.split(" | ").collect();
        (fields[0], (fields[1] == "accepted", fields[2]))
    };
    lines.map(read).collect()
}

/// Verifies the grid of chains of `depths` with keys of `kinds`: the leaf's, those above it, a
/// stranger's. If not all is asked for, one in `step` of the cells, and every cell on which openssl
/// decides otherwise.
fn verify(kinds: [Kind; 5], depths: std::ops::RangeInclusive<usize>, step: usize) {
    if !openssl(&format!("grid of {kinds:?}")) {
        return;
    }
    let folder = Folder::new();
    let keys = kinds.map(|kind| Key::new(&folder, kind));
    let excepted = disagreements();
    let (mut cells, mut tried, mut wrong, mut disagreed) = (0, 0, Vec::new(), BTreeSet::new());
    for fault in faults::all() {
        for depth in depths.clone() {
            for place in places(&fault, &kinds, depth) {
                cells += 1;
                if !(thorough() || cells % step == 0 || excepted.contains_key(fault.name)) {
                    continue;
                }
                tried += 1;
                let mut cell = Cell::new(depth);
                (fault.change)(&mut cell, place);
                let made = Made::new(&cell, &keys);
                let label = format!("{} at {place} of {depth}", fault.name);
                let ours = made.ours(&label);
                let (accepted, printed) = made.theirs(&folder);
                if ours != fault.expected {
                    wrong.push(format!("{label}: {ours:?}, not {:?}", fault.expected));
                }
                match excepted.get(fault.name) {
                    _ if accepted == ours.is_ok() => {}
                    Some((theirs, _)) if *theirs == accepted => drop(disagreed.insert(fault.name)),
                    _ => {
                        wrong.push(format!("{label}: ours {ours:?}, theirs {accepted}: {printed}"))
                    }
                }
                if accepted == ours.is_ok() && excepted.contains_key(fault.name) {
                    wrong.push(format!(
                        "{label}: both agree, and it stands among the disagreements"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{kinds:?}:\n{}", wrong.join("\n"));
    let never: Vec<_> = excepted.keys().filter(|name| !disagreed.contains(*name)).collect();
    assert!(never.is_empty(), "no such fault: {never:?}");
    println!("{kinds:?}: {tried} of {cells} cells, {} disagreements explained", disagreed.len());
    assert!(cells > 100 && tried >= cells / step, "{tried} of {cells}");
}

#[test]
fn p256() {
    verify([Kind::P256; 5], 1..=3, 1);
}

#[test]
fn p384() {
    verify([Kind::P384; 5], 1..=3, 5);
}

#[test]
fn rsa() {
    verify([Kind::Rsa; 5], 1..=3, 5);
}

#[test]
fn of_all_kinds() {
    verify(
        [Kind::P256, Kind::P384, Kind::Rsa, Kind::ALL[Kind::ALL.len() - 1], Kind::P256],
        3..=3,
        2,
    );
}

#[cfg(feature = "ed25519")]
#[test]
fn ed25519() {
    verify([Kind::Ed25519; 5], 1..=3, 5);
}
