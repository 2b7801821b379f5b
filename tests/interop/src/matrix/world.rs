//! Keys, certificates, and the servers of a peer.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::OnceLock;

use motetls::RawPublicKey;
use motetls::crypto::{Hash, Sha256};
use motetls::pki::pem;
use motetls_peers::catalog::{Dialogue, keys};
use motetls_peers::features::{Can, FEATURES, Feature};
use motetls_peers::{Fleet, Issued, Lane, Peer, PeerError, Pki, Recipe, Server, SharedKey};

use super::cells::{CLIENT_KEYS, Cell, SERVER_KEYS, Way};
use super::featured::Other;
use crate::file_key::{FileKey, load};
use crate::{Family, NAME};

/// The pre-shared key of every peer.
pub const PSK: SharedKey =
    SharedKey { identity: "sensor-7", hex: "000102030405060708090a0b0c0d0e0f" };

/// The name in every certificate of the client's.
pub const CLIENT_NAME: &str = "sensor-7.example";

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
    /// Raw public keys of both.
    pub raw: RawKeys,
    /// Certificates that promise a response, and the response; the second's says revoked.
    stapled: [(Issued, PathBuf); 2],
    foreign: OnceLock<Result<Vec<u8>, String>>,
}

/// The raw public keys of server and client: the P-256 ones of their certificates.
pub struct RawKeys {
    server: PathBuf,
    client: PathBuf,
    /// What the server is known by.
    pub server_pin: [u8; 32],
    /// The client's, in DER.
    pub client_spki: Vec<u8>,
    /// The client's private one.
    pub signer: RawPublicKey<FileKey>,
}

impl RawKeys {
    fn of(pki: &Pki, server: &Issued, client: &Issued) -> Self {
        let signer = RawPublicKey(FileKey(load(client).1));
        let server = pki.public_key("server.pub", server).unwrap();
        let client = pki.public_key("client.pub", client).unwrap();
        let der = |file: &PathBuf| {
            let text = std::fs::read(file).unwrap();
            pem::decode(&text, &["PUBLIC KEY"]).unwrap().remove(0).der.to_vec()
        };
        let (server_pin, client_spki) = (Sha256::digest(&der(&server)), der(&client));
        RawKeys { server, client, server_pin, client_spki, signer }
    }
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
        let servers: Vec<_> = SERVER_KEYS.iter().map(|kind| issue(kind, NAME, &middle)).collect();
        let owned: Vec<_> =
            CLIENT_KEYS.iter().map(|kind| issue(kind, CLIENT_NAME, &root)).collect();
        let clients = owned.iter().map(load).map(|(certificate, key)| (certificate, FileKey(key)));
        let stapled = [("good.der", false), ("revoked.der", true)].map(|(name, revoked)| {
            let recipe = Recipe { must_staple: true, ..Recipe::server(NAME) };
            let server = pki.issue(&recipe, Some(&middle)).unwrap();
            let answer = pki.answer(name, &server, &middle, revoked).unwrap();
            (server, answer)
        });
        World {
            root_der: load_certificate(&root),
            raw: RawKeys::of(&pki, &servers[0], &owned[0]),
            clients: clients.collect(),
            foreign: OnceLock::new(),
            stapled,
            servers,
            root,
            middle,
            pki,
        }
    }

    /// The lanes a peer needs, and what each is for.
    fn lanes(&self, peer: &Peer) -> (Vec<Lane>, Vec<Purpose>) {
        let lane = |place: usize| {
            self.certified(&format!("chain-{}-{place}.pem", peer.name), &self.servers[place])
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
            purposes.push(Purpose { group, psk: !knows_psk, ..Purpose::default() });
            purposes.push(Purpose { group, mutual: true, ..Purpose::default() });
            lanes.extend([open, demanding]);
            if knows_psk {
                purposes.push(Purpose { group, psk: true, ..Purpose::default() });
                lanes.push(shared);
            }
        }
        for (server_key, kind) in SERVER_KEYS.iter().enumerate().skip(1) {
            if peer.abilities.server_keys.contains(kind) {
                let group = peer.by_group.then_some(FIRST_GROUP);
                purposes.push(Purpose { group, server_key, ..Purpose::default() });
                lanes.push(Lane { group, ..lane(server_key) });
            }
        }
        for feature in FEATURES {
            if peer.abilities.features.can(feature) == Can::Yes
                && let Some(lane) = self.featured(peer, feature, &first)
            {
                purposes.push(Purpose { feature: Some(feature), ..Purpose::default() });
                lanes.push(lane);
            }
        }
        (lanes, purposes)
    }

    /// A lane with a certificate and the intermediate behind it, in a file of this name.
    fn certified(&self, name: &str, server: &Issued) -> Lane {
        let chain = self.pki.bundle(name, &[server, &self.middle]).unwrap();
        Lane { chain: Some(chain), key: Some(server.key.clone()), ..Lane::default() }
    }

    /// What `plain` has to be for a feature, if it has to be another.
    fn featured(&self, peer: &Peer, feature: Feature, plain: &Lane) -> Option<Lane> {
        let raw = Lane { chain: None, raw_key: Some(self.raw.server.clone()), ..plain.clone() };
        let stapled = |place: usize| {
            let (server, answer) = &self.stapled[place];
            let name = format!("stapled-{}-{place}.pem", peer.name);
            Lane { status: Some(answer.clone()), ..self.certified(&name, server) }
        };
        Some(match feature {
            Feature::RawServerKey => raw,
            Feature::RawClientKey => Lane { raw_client_key: Some(self.raw.client.clone()), ..raw },
            Feature::Later => {
                Lane { later_root: Some(self.root.certificate.clone()), ..plain.clone() }
            }
            Feature::StapledGood => stapled(0),
            Feature::StapledRevoked => stapled(1),
            Feature::EarlyData => Lane { early_data: true, ..plain.clone() },
            Feature::EarlySkipped => return None,
        })
    }

    /// The session that a server leaves behind which is none of the peers tried, and takes early
    /// data.
    ///
    /// # Errors
    /// A sentence, when there is none.
    pub fn foreign_session(
        &self,
        keep: impl FnOnce(&mut Server) -> Result<Vec<u8>, String>,
    ) -> Result<Vec<u8>, String> {
        let made = self.foreign.get_or_init(|| {
            let chain = self.pki.bundle("foreign.pem", &[&self.middle]).unwrap();
            let server = Server::certified(&self.servers[0], Some(&chain), &["-early_data"]);
            keep(&mut server.map_err(|error| error.to_string())?)
        });
        made.clone()
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
#[derive(Clone, Copy, Debug, Default)]
struct Purpose {
    /// Cells of this group alone.
    group: Option<&'static str>,
    /// Cells in which the client must show a certificate.
    mutual: bool,
    /// Cells with a pre-shared key; others too if the peer knows none.
    psk: bool,
    /// Cells with this key of the server.
    server_key: usize,
    /// Cells of this feature alone.
    feature: Option<Feature>,
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
        if let Way::Featured(feature) = cell.way
            && let Some(lane) = self.purposes.iter().position(|p| p.feature == Some(feature))
        {
            return lane;
        }
        let fits = |purpose: &Purpose| {
            purpose.feature.is_none()
                && purpose.mutual == mutual
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

    /// The server for a cell, and what it says there.
    pub fn server(&mut self, cell: &Cell, peer: &Peer) -> (LaneOf<'_>, Dialogue) {
        let lane = self.lane(cell);
        // what answers by itself does not listen to its standard input
        let dialogue = match (peer.dialogue, self.purposes.get(lane).and_then(|p| p.feature)) {
            (Dialogue::Reverse, Some(Feature::Later | Feature::EarlyData)) => Dialogue::Console,
            (dialogue, _) => dialogue,
        };
        (LaneOf { fleet: &mut self.fleet, lane }, dialogue)
    }

    /// What the server for a cell printed so far.
    #[must_use]
    pub fn output(&self, cell: &Cell) -> String {
        self.fleet.output(self.lane(cell))
    }
}

/// One of the servers of a peer.
#[derive(Debug)]
pub struct LaneOf<'a> {
    fleet: &'a mut Fleet,
    lane: usize,
}

impl Other for LaneOf<'_> {
    fn address(&self) -> SocketAddr {
        self.fleet.addresses()[self.lane]
    }
    fn prints(&self, text: &str) -> bool {
        self.fleet.prints(self.lane, text)
    }
    fn type_in(&mut self, text: &str) -> Result<(), String> {
        self.fleet.type_in(self.lane, text).map_err(|error| error.to_string())
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
    let text = std::fs::read(&issued.certificate).unwrap();
    pem::certificates(&text).unwrap().remove(0)
}
