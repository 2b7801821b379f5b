//! Which connections there are, and what a peer's abilities say of each.

use motetls::NamedGroup;
use motetls_peers::catalog::{Abilities, keys};
use motetls_peers::features::{Can, FEATURES, Feature};

/// The suites, by the names of the registry.
pub const SUITES: [&str; 5] = [
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_AES_128_CCM_SHA256",
    "TLS_AES_128_CCM_8_SHA256",
];

/// The groups.
pub const GROUPS: [NamedGroup; 9] = [
    NamedGroup::x25519,
    NamedGroup::secp256r1,
    NamedGroup::secp384r1,
    NamedGroup::secp521r1,
    NamedGroup::brainpoolP256r1tls13,
    NamedGroup::brainpoolP384r1tls13,
    NamedGroup::brainpoolP512r1tls13,
    NamedGroup::ffdhe2048,
    NamedGroup::ffdhe3072,
];

/// The keys of servers, the one of every other cell first.
pub const SERVER_KEYS: [&str; 6] =
    [keys::P256, keys::P384, keys::P521, keys::RSA, keys::RSA_PSS, keys::ED25519];

/// The keys of clients.
pub const CLIENT_KEYS: [&str; 5] = [keys::P256, keys::P384, keys::P521, keys::RSA, keys::ED25519];

/// How the ends prove who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The server by a certificate.
    Certificate,
    /// The server by a certificate of the key at this place of [`SERVER_KEYS`].
    ServerKey(usize),
    /// Both by certificates, the client's of the key at this place of [`CLIENT_KEYS`].
    ClientKey(usize),
    /// The server by a certificate; the client, of whom one is demanded, has none.
    NoClientKey,
    /// Both by the ticket of a connection before, with (EC)DHE.
    Resumed,
    /// Both by a pre-shared key, with (EC)DHE.
    PskDheKe,
    /// Both by a pre-shared key alone.
    PskKe,
    /// The server by a certificate, after a HelloRetryRequest: no share was sent at first.
    Retry,
    /// As the feature has it.
    Featured(Feature),
}

/// One connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The suite, by its place in [`SUITES`].
    pub suite: usize,
    /// The group, by its place in [`GROUPS`]; none where the way has none, or leaves it to the
    /// server.
    pub group: Option<usize>,
    /// How the ends prove who they are.
    pub way: Way,
}

impl Cell {
    /// The suite's name.
    #[must_use]
    pub fn suite_name(&self) -> &'static str {
        SUITES.get(self.suite).copied().unwrap_or_default()
    }

    /// The group's name, if the cell has one.
    #[must_use]
    pub fn group_name(&self) -> Option<&'static str> {
        Some(GROUPS.get(self.group?)?.name())
    }

    /// What a person calls the way.
    #[must_use]
    pub fn way_name(&self) -> String {
        match self.way {
            Way::Certificate => "certificate".to_owned(),
            Way::ServerKey(key) => format!("server key {}", SERVER_KEYS[key]),
            Way::ClientKey(key) => format!("client key {}", CLIENT_KEYS[key]),
            Way::NoClientKey => "no client certificate".to_owned(),
            Way::Resumed => "resumed".to_owned(),
            Way::PskDheKe => "psk_dhe_ke".to_owned(),
            Way::PskKe => "psk_ke".to_owned(),
            Way::Retry => "HelloRetryRequest".to_owned(),
            Way::Featured(feature) => feature.name().to_owned(),
        }
    }

    /// Whether a peer of these abilities ought to open the connection.
    #[must_use]
    pub fn is_known(&self, abilities: &Abilities) -> bool {
        let knows = |list: &[&str], name: &str| list.contains(&name);
        let of_way = match self.way {
            Way::Certificate | Way::Retry => true,
            Way::ServerKey(key) => knows(abilities.server_keys, SERVER_KEYS[key]),
            Way::ClientKey(key) => knows(abilities.client_keys, CLIENT_KEYS[key]),
            Way::NoClientKey => false,
            Way::Resumed => abilities.resumes,
            Way::PskDheKe => knows(abilities.psk_suites, self.suite_name()),
            Way::PskKe => abilities.psk_ke && knows(abilities.psk_suites, self.suite_name()),
            Way::Featured(feature) => abilities.features.can(feature) == Can::Yes,
        };
        of_way
            && knows(abilities.suites, self.suite_name())
            && self.group_name().is_none_or(|name| knows(abilities.groups, name))
    }

    /// Whether it is worth a connection: everything a peer knows is, and of what it does not, one
    /// for each suite, group, way and key.
    #[must_use]
    fn is_tried(&self, abilities: &Abilities) -> bool {
        let first = self.suite == 0 && self.group.is_none_or(|group| group == FIRST_GROUP);
        match self.way {
            // a server that has no use for a key does not start with it
            Way::ServerKey(_) => self.is_known(abilities),
            Way::Certificate | Way::PskDheKe | Way::PskKe | Way::NoClientKey | Way::Retry => true,
            Way::Featured(_) => true,
            Way::ClientKey(_) | Way::Resumed => first || self.is_known(abilities),
        }
    }

    /// Whether the cell differs from the first of its way in one thing at most.
    fn is_sample(&self) -> bool {
        self.suite == 0 || self.group.is_none_or(|group| group == FIRST_GROUP)
    }
}

/// The group of cells that try something else: every peer knows P-256.
const FIRST_GROUP: usize = 1;

/// The connections worth making with a peer: all, or a sample.
#[must_use]
pub fn of_peer(abilities: &Abilities, sample: bool) -> Vec<Cell> {
    let mut cells = Vec::new();
    let keys = (0..CLIENT_KEYS.len()).map(Way::ClientKey);
    let ways: Vec<Way> =
        [Way::Certificate, Way::Resumed, Way::PskDheKe].into_iter().chain(keys).collect();
    for suite in 0..SUITES.len() {
        for group in 0..GROUPS.len() {
            cells.extend(ways.iter().map(|way| Cell { suite, group: Some(group), way: *way }));
        }
        cells.extend([Way::PskKe, Way::Retry].map(|way| Cell { suite, group: None, way }));
    }
    let others = (0..SERVER_KEYS.len()).map(Way::ServerKey).chain([Way::NoClientKey]);
    cells.extend(others.map(|way| Cell { suite: 0, group: Some(FIRST_GROUP), way }));
    let featured = FEATURES.map(Way::Featured);
    cells.extend(featured.map(|way| Cell { suite: 0, group: None, way }));
    cells.retain(|cell| cell.is_tried(abilities) && (!sample || cell.is_sample()));
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use motetls_peers::PEERS;

    /// How many cells of a way a peer knows.
    fn known(cells: &[Cell], abilities: &Abilities, way: Way) -> usize {
        cells.iter().filter(|cell| cell.way == way && cell.is_known(abilities)).count()
    }

    #[test]
    fn openssl_is_tried_with_everything_it_knows() {
        let abilities = &PEERS[0].abilities;
        let cells = of_peer(abilities, false);
        assert_eq!(known(&cells, abilities, Way::Certificate), 5 * 6);
        assert_eq!(known(&cells, abilities, Way::Resumed), 5 * 6);
        assert_eq!(known(&cells, abilities, Way::PskDheKe), 4 * 6);
        assert_eq!(known(&cells, abilities, Way::PskKe), 4);
        for key in 0..CLIENT_KEYS.len() {
            assert_eq!(known(&cells, abilities, Way::ClientKey(key)), 5 * 6);
        }
    }

    #[test]
    fn a_sample_has_every_suite_and_every_group() {
        for peer in PEERS {
            let cells = of_peer(&peer.abilities, true);
            let full = of_peer(&peer.abilities, false);
            assert!(cells.len() * 2 < full.len(), "{}", peer.name);
            for suite in 0..SUITES.len() {
                assert!(cells.iter().any(|cell| cell.suite == suite), "{}", peer.name);
            }
            for group in 0..GROUPS.len() {
                assert!(cells.iter().any(|cell| cell.group == Some(group)), "{}", peer.name);
            }
        }
    }
}
