//! Whose handshake it is: the configuration of either role, as the functions that serve both see
//! it.

use motetls_pki::VerifyPolicy;

use super::Config;
use super::server::ServerConfig;
use crate::profile::{CertificateCheck, OnlyWith, Profile, ProfileOption, Role};

/// A value that profiles with the role of a server alone have.
pub(crate) type ServerOnly<P, T> = <<P as Profile>::ServerRole as ProfileOption>::Only<T>;

/// The configuration, and with it the role. In a profile of clients alone it is a reference, and
/// the other branch of every `match` is dead.
pub(crate) enum Party<'c, P: Profile> {
    Client(&'c Config<'c, P>),
    Server(ServerOnly<P, &'c ServerConfig<'c, P>>),
}

impl<P: Profile> Clone for Party<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Profile> Copy for Party<'_, P> {}

impl<'c, P: Profile> Party<'c, P> {
    #[inline(always)]
    pub(crate) fn role(self) -> Role {
        match self {
            Party::Client(_) => Role::Client,
            Party::Server(_) => Role::Server,
        }
    }

    /// The configuration of a client.
    #[inline(always)]
    pub(crate) fn client(self) -> Option<&'c Config<'c, P>> {
        match self {
            Party::Client(config) => Some(config),
            Party::Server(_) => None,
        }
    }

    #[inline(always)]
    pub(crate) fn observer(self) -> &'c P::Observer {
        match self {
            Party::Client(config) => config.observer,
            Party::Server(config) => config.get().observer,
        }
    }

    /// What the peer's certificates are held against.
    #[inline(always)]
    pub(crate) fn policy(self) -> VerifyPolicy<'c> {
        match self {
            Party::Client(config) => config.policy(),
            Party::Server(config) => config.get().policy(),
        }
    }

    /// The raw public keys that are trusted: a server takes none.
    #[inline(always)]
    pub(crate) fn pins(self) -> &'c <P::Certificates as CertificateCheck>::Pins {
        match self {
            Party::Client(config) => config.pins,
            Party::Server(_) => P::Certificates::NO_PINS,
        }
    }
}
