//! The brainpool groups of TLS 1.3 (RFC 8734), which OpenSSL knows from 3.2 on.

use motetls_interop::matrix::cells;
use motetls_interop::matrix::run::{self, Verdict};
use motetls_interop::matrix::world::World;
use motetls_peers::{PEERS, tool};

#[test]
fn every_suite_over_brainpool_with_openssl_3_5_in_node() {
    let peer = PEERS.iter().find(|peer| peer.name == "node").unwrap();
    let Some(version) = peer.version() else {
        tool::skip("brainpool", "Node 24", peer.install);
        return;
    };
    let mut cells = cells::of_peer(&peer.abilities, false);
    let is_brainpool = |name: &str| name.starts_with("brainpool");
    cells.retain(|cell| {
        cell.group_name().is_some_and(is_brainpool) && cell.is_known(&peer.abilities)
    });
    // three groups and five suites: a certificate of each end's, a resumption, and a pre-shared key
    // of SHA-256
    assert_eq!(cells.len(), 3 * (5 * (1 + 1 + 5) + 4));
    let report = run::one(&World::new(), peer, &version, &cells);
    assert_eq!(report.broken, None);
    let opened = report.outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Opened);
    assert_eq!(opened.count(), cells.len(), "{:?}", report.failures().next());
}
