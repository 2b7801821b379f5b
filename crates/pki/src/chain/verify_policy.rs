//! What a chain is measured by.

use crate::anchor::TrustAnchor;
use crate::name::ServerName;
use motetls_base::UnixTime;

/// How many certificates are looked at before an anchor must be reached.
pub const MAX_CERTIFICATES: u8 = 8;

/// What the leaf is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// It authenticates a TLS server.
    ServerAuth,
    /// It authenticates a TLS client.
    ClientAuth,
}

/// What a chain is measured by. The same for every certificate of it.
#[derive(Clone, Copy, Debug)]
pub struct VerifyPolicy<'a> {
    /// The trusted issuers.
    pub anchors: &'a [TrustAnchor<'a>],
    /// The name the leaf must bear; `None` leaves names to the caller.
    pub name: Option<ServerName<'a>>,
    /// The time, if there is a clock. Without one, only certificates that expired before
    /// [`BUILD_DATE`](crate::time::BUILD_DATE) are refused.
    pub now: Option<UnixTime>,
    /// What the leaf is used for.
    pub usage: Usage,
}
