//! Keys, certificates, and the servers of a peer.

use std::net::SocketAddr;

use motetls_peers::{Fleet, Issued, Lane, Peer, PeerError, Pki, Recipe, SharedKey};

use super::cells::{CLIENT_KEYS, Cell, SERVER_KEYS, Way};
use crate::file_key::{FileKey, load};
use crate::{Family, NAME};
use motetls_peers::catalog::keys;

/// The pre-shared key of every peer.
pub const PSK: SharedKey =
    SharedKey { identity: "sensor-7", hex: "000102030405060708090a0b0c0d0e0f" };

/// The group of cells about keys of servers: every peer knows it.
const FIRST_GROUP: &str = "secp256r1";

/// One root, a server and a client of every kind below it.
pub struct World {
    /// The folder of all files.
    pub pki: Pki,
    /// The root.
    pub root: Issued,
    /// The root in DER.
    pub root_der: Vec<u8>,
    servers: Vec<Issued>,
    /// A certificate in DER and its key, for each of [`CLIENT_KEYS`].
    pub clients: Vec<(Vec<u8>, FileKey)>,
    middle: Issued,
}

impl World {
    /// Makes all of it.
    #[must_use]
    pub fn new() -> Self {
        let Family { pki, root, middle, .. } = Family::new();
        let issue = |kind: &str, name: &str, issuer: &Issued| {
            let recipe = Recipe { key: new_key(kind), ..Recipe::server(name) };
            pki.issue(&recipe, Some(issuer)).unwrap()
        };
        let servers = SERVER_KEYS.iter().map(|kind| issue(kind, NAME, &middle)).collect();
        let clients = CLIENT_KEYS.iter().map(|kind| {
            let (certificate, key) = load(&issue(kind, "sensor-7.example", &root));
            (certificate, FileKey(key))
        });
        let clients = clients.collect();
        let root_der = load_certificate(&root);
        World { root_der, servers, clients, root, middle, pki }
    }

    /// The lanes a peer needs, and what each is for.
    fn lanes(&self, peer: &Peer) -> (Vec<Lane>, Vec<Purpose>) {
        let lane = |place: usize| {
            let server = &self.servers[place];
            let name = format!("chain-{}-{place}.pem", peer.name);
            let chain = self.pki.bundle(&name, &[server, &self.middle]).unwrap();
            Lane { chain: Some(chain), key: Some(server.key.clone()), ..Lane::default() }
        };
        let first = lane(0);
        let knows_psk = !peer.abilities.psk_suites.is_empty();
        let groups = peer.abilities.groups.iter().filter(|_| peer.by_group).copied().map(Some);
        let (mut lanes, mut purposes) = (Vec::new(), Vec::new());
        for group in groups.chain([None]) {
            let open = Lane { group, ..first.clone() };
            let demanding =
                Lane { client_root: Some(self.root.certificate.clone()), ..open.clone() };
            let shared = Lane { psk: Some(PSK), ..open.clone() };
            // one that knows no pre-shared keys is offered one all the same
            purposes.push(Purpose { group, mutual: false, psk: !knows_psk, server_key: 0 });
            purposes.push(Purpose { group, mutual: true, psk: false, server_key: 0 });
            lanes.extend([open, demanding]);
            if knows_psk {
                purposes.push(Purpose { group, mutual: false, psk: true, server_key: 0 });
                lanes.push(shared);
            }
        }
        for (server_key, kind) in SERVER_KEYS.iter().enumerate().skip(1) {
            if peer.abilities.server_keys.contains(kind) {
                let group = peer.by_group.then_some(FIRST_GROUP);
                purposes.push(Purpose { group, mutual: false, psk: false, server_key });
                lanes.push(Lane { group, ..lane(server_key) });
            }
        }
        (lanes, purposes)
    }

    /// Starts the servers of a peer.
    ///
    /// # Errors
    /// [`PeerError`] with what they printed.
    pub fn start(&self, peer: &Peer) -> Result<Running, PeerError> {
        let (lanes, purposes) = self.lanes(peer);
        let fleet = peer.start(self.pki.scratch(), &lanes)?;
        Ok(Running { fleet, purposes })
    }
}

impl Default for World {
    fn default() -> Self {
        World::new()
    }
}

/// What a lane is for.
#[derive(Clone, Copy, Debug)]
struct Purpose {
    /// Cells of this group alone.
    group: Option<&'static str>,
    /// Cells in which the client must show a certificate.
    mutual: bool,
    /// Cells with a pre-shared key; others too if the peer knows none.
    psk: bool,
    /// Cells with this key of the server.
    server_key: usize,
}

/// The servers of a peer.
#[derive(Debug)]
pub struct Running {
    fleet: Fleet,
    purposes: Vec<Purpose>,
}

impl Running {
    /// The lane for a cell: one of its group, if there is one, and the last otherwise that serves
    /// every group.
    fn lane(&self, cell: &Cell) -> usize {
        let mutual = matches!(cell.way, Way::ClientKey(_) | Way::NoClientKey);
        let psk = matches!(cell.way, Way::PskDheKe | Way::PskKe);
        let server_key = if let Way::ServerKey(key) = cell.way { key } else { 0 };
        let fits = |purpose: &Purpose| {
            purpose.mutual == mutual
                && purpose.server_key == server_key
                && (!psk || purpose.psk)
                && (purpose.group.is_none() || purpose.group == cell.group_name())
        };
        self.purposes.iter().position(fits).unwrap_or_default()
    }

    /// Where the server for a cell accepts.
    #[must_use]
    pub fn address(&self, cell: &Cell) -> SocketAddr {
        self.fleet.addresses()[self.lane(cell)]
    }

    /// What the server for a cell printed so far.
    #[must_use]
    pub fn output(&self, cell: &Cell) -> String {
        self.fleet.output(self.lane(cell))
    }
}

/// The arguments of `openssl req -newkey` for a kind.
fn new_key(kind: &str) -> &'static [&'static str] {
    match kind {
        keys::P256 => &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        keys::P384 => &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
        keys::P521 => &["ec", "-pkeyopt", "ec_paramgen_curve:P-521"],
        keys::RSA => &["rsa:2048"],
        keys::RSA_PSS => &["rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"],
        _ => &["ed25519"],
    }
}

/// A certificate in DER.
fn load_certificate(issued: &Issued) -> Vec<u8> {
    let pem = std::fs::read(&issued.certificate).unwrap();
    motetls::pki::pem::certificates(&pem).unwrap().remove(0)
}
