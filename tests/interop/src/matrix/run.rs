//! Makes the connections, and compares what came of them with what the peer's row promises.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use motetls_peers::Peer;
use motetls_peers::catalog::Abilities;
use motetls_peers::features::{Can, Feature};

use super::cells::{self, Cell, GROUPS, Way};
use super::client::{Offer, Spoken, converse};
use super::featured;
use super::world::{PSK, Running, World};

/// A connection that takes longer has hung.
const HUNG: Duration = Duration::from_secs(9);

/// What a connection says of client and peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was opened, and ought to be.
    Opened,
    /// It was refused, and the peer does not know how to open it.
    Refused,
    /// It was refused and ought not to be, or the other way round, or it hung.
    Failed,
}

/// A cell, and what came of it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The cell.
    pub cell: Cell,
    /// The verdict.
    pub verdict: Verdict,
    /// What was agreed upon, or why not.
    pub detail: String,
    /// Milliseconds from connecting to the end.
    pub milliseconds: u128,
}

/// Everything about one peer.
#[derive(Clone, Debug)]
pub struct Report {
    /// The peer.
    pub peer: &'static Peer,
    /// Its version.
    pub version: String,
    /// Its cells.
    pub outcomes: Vec<Outcome>,
    /// Why its servers did not start, if they did not.
    pub broken: Option<String>,
}

impl Report {
    /// Cells that went wrong.
    pub fn failures(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Failed)
    }
}

/// Tries all of `peers`, which are there in these versions, two at a time.
#[must_use]
pub fn all(peers: &[(&'static Peer, String)], sample: bool) -> Vec<Report> {
    let world = World::new();
    let next = AtomicUsize::new(0);
    let reports = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((peer, version)) = peers.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let begin = Instant::now();
                    let cells = cells::of_peer(&peer.abilities, sample);
                    let report = one(&world, peer, version, &cells);
                    let seconds = begin.elapsed().as_secs_f32();
                    let count = cells.len();
                    let failed = report.failures().count();
                    eprintln!(
                        "{}: {count} connections, {failed} failed, {seconds:.1} s",
                        peer.name
                    );
                    reports.lock().unwrap().push(report);
                }
            });
        }
    });
    let mut reports = reports.into_inner().unwrap();
    reports.sort_by_key(|report| peers.iter().position(|(peer, _)| peer.name == report.peer.name));
    reports
}

/// Tries these cells with one peer, which is there in this version.
#[must_use]
pub fn one(world: &World, peer: &'static Peer, version: &str, cells: &[Cell]) -> Report {
    let mut report =
        Report { peer, version: version.to_owned(), outcomes: Vec::new(), broken: None };
    match world.start(peer) {
        Ok(mut running) => {
            let outcomes = cells.iter().map(|cell| attempt(world, &mut running, peer, *cell));
            report.outcomes = outcomes.collect();
        }
        Err(error) => report.broken = Some(error.to_string()),
    }
    report
}

/// Makes one connection, or those of a feature.
fn attempt(world: &World, running: &mut Running, peer: &Peer, cell: Cell) -> Outcome {
    let begin = Instant::now();
    let (mut verdict, mut detail) = match cell.way {
        Way::Featured(feature) => {
            let (mut server, dialogue) = running.server(&cell, peer);
            let features = &peer.abilities.features;
            let manners = (dialogue, features.tells);
            let outcome = featured::attempt(world, feature, manners, &mut server);
            compare_feature(feature, features.can(feature), outcome)
        }
        _ => compare(&cell, &peer.abilities, &spoken(world, running, peer, &cell)),
    };
    let took = begin.elapsed();
    if took > HUNG {
        (verdict, detail) = (Verdict::Failed, format!("hangs: {detail}"));
    }
    if verdict == Verdict::Failed {
        let output = running.output(&cell);
        detail += &format!("; the server: {}", output.lines().last().unwrap_or_default());
    }
    Outcome { cell, verdict, detail, milliseconds: took.as_millis() }
}

/// The connection of a cell that is about suite, group and keys.
fn spoken(world: &World, running: &Running, peer: &Peer, cell: &Cell) -> Result<Spoken, String> {
    let shares: Vec<_> =
        cell.group.and_then(|group| GROUPS.get(group)).copied().into_iter().collect();
    let client = match cell.way {
        Way::ClientKey(key) => world.clients.get(key),
        _ => None,
    };
    let chain: Vec<&[u8]> = client.iter().map(|(certificate, _)| certificate.as_slice()).collect();
    let secret = unhex(PSK.hex);
    let offer = Offer {
        suite: cell.suite,
        shares: &shares,
        way: cell.way,
        root: &world.root_der,
        credential: client.map(|(_, key)| (chain.as_slice(), key)),
        psk: (PSK.identity.as_bytes(), &secret),
        dialogue: peer.dialogue,
    };
    converse(running.address(cell), &offer)
}

/// Compares what came of a feature with whether the peer can do it. Where it cannot, a connection
/// that could be opened without has to be.
fn compare_feature(feature: Feature, can: Can, outcome: Result<bool, String>) -> (Verdict, String) {
    let refuses =
        matches!(feature, Feature::RawServerKey | Feature::RawClientKey | Feature::EarlySkipped);
    match (outcome, can) {
        (Ok(true), Can::Yes) => (Verdict::Opened, feature.name().to_owned()),
        (Ok(false), Can::Yes) => (Verdict::Failed, "no effect".to_owned()),
        (Err(why), Can::Yes) => (Verdict::Failed, why),
        (Ok(true), Can::No(_)) if feature == Feature::StapledGood => {
            (Verdict::Refused, "opened without".to_owned())
        }
        (Ok(true), Can::No(_)) => (Verdict::Failed, "the peer can do it after all".to_owned()),
        (Ok(false), Can::No(_)) => (Verdict::Refused, "opened without".to_owned()),
        (Err(why), Can::No(_)) if refuses => (Verdict::Refused, why),
        (Err(why), Can::No(_)) => (Verdict::Failed, why),
    }
}

/// Compares what came of a cell with what the peer's abilities say.
fn compare(
    cell: &Cell,
    abilities: &Abilities,
    outcome: &Result<Spoken, String>,
) -> (Verdict, String) {
    let known = cell.is_known(abilities);
    let spoken = match outcome {
        Ok(spoken) => spoken,
        Err(why) if known => return (Verdict::Failed, why.clone()),
        Err(why) => return (Verdict::Refused, why.clone()),
    };
    let detail = format!(
        "{}, {}, {}",
        spoken.suite,
        spoken.group.map_or("no group", |group| group.name()),
        if spoken.psk { "psk" } else { "certificate" }
    );
    let psk = matches!(cell.way, Way::PskDheKe | Way::PskKe | Way::Resumed);
    let group = match cell.way {
        Way::Retry => spoken.group.is_some(),
        _ => spoken.group.map(|group| group.name()) == cell.group_name(),
    };
    let as_wanted = spoken.suite == cell.suite_name() && group && spoken.psk == psk;
    match (as_wanted, known) {
        (true, true) if abilities.closes && !spoken.closed => {
            (Verdict::Failed, format!("{detail}, but no close_notify"))
        }
        (true, true) => (Verdict::Opened, detail),
        (true, false) => (Verdict::Failed, format!("{detail}: the peer can do it after all")),
        (false, true) => (Verdict::Failed, format!("got {detail}")),
        (false, false) => (Verdict::Refused, format!("got {detail}")),
    }
}

/// The bytes of hex digits.
fn unhex(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use motetls::NamedGroup;
    use motetls_peers::PEERS;

    #[test]
    fn verdicts_go_by_the_abilities_of_the_peer() {
        let abilities = &PEERS.iter().find(|peer| peer.name == "go").unwrap().abilities;
        let spoken =
            |suite, group| Ok(Spoken { suite, group: Some(group), psk: false, closed: true });
        let cell = |suite, group| Cell { suite, group: Some(group), way: Way::Certificate };
        let verdict = |cell: &Cell, outcome| compare(cell, abilities, &outcome).0;
        let (gcm, ccm) = ("TLS_AES_128_GCM_SHA256", "TLS_AES_128_CCM_SHA256");
        let refused = || Err("refused".to_owned());

        assert_eq!(verdict(&cell(0, 0), spoken(gcm, NamedGroup::x25519)), Verdict::Opened);
        assert_eq!(verdict(&cell(0, 0), spoken(gcm, NamedGroup::secp256r1)), Verdict::Failed);
        assert_eq!(verdict(&cell(0, 0), refused()), Verdict::Failed);
        assert_eq!(verdict(&cell(3, 0), refused()), Verdict::Refused);
        assert_eq!(verdict(&cell(3, 0), spoken(ccm, NamedGroup::x25519)), Verdict::Failed);
        assert_eq!(verdict(&cell(0, 4), spoken(gcm, NamedGroup::x25519)), Verdict::Refused);
        let cut = Spoken { suite: gcm, group: Some(NamedGroup::x25519), psk: false, closed: false };
        assert_eq!(verdict(&cell(0, 0), Ok(cut)), Verdict::Failed);
    }

    #[test]
    fn a_feature_is_compared_with_what_the_peer_can_do() {
        let no = Can::No("a reason");
        let verdict = |feature, can, outcome| compare_feature(feature, can, outcome).0;
        let refused = || Err("refused".to_owned());
        for feature in [Feature::RawServerKey, Feature::Later, Feature::EarlyData] {
            assert_eq!(verdict(feature, Can::Yes, Ok(true)), Verdict::Opened);
            assert_eq!(verdict(feature, Can::Yes, Ok(false)), Verdict::Failed);
            assert_eq!(verdict(feature, Can::Yes, refused()), Verdict::Failed);
            assert_eq!(verdict(feature, no, Ok(true)), Verdict::Failed);
        }
        // without a common kind of certificate there is no connection, without the others there is
        assert_eq!(verdict(Feature::RawServerKey, no, refused()), Verdict::Refused);
        assert_eq!(verdict(Feature::EarlyData, no, refused()), Verdict::Failed);
        assert_eq!(verdict(Feature::EarlyData, no, Ok(false)), Verdict::Refused);
    }
}
