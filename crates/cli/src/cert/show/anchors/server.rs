//! The authority that closes the chain of a live server.

use motetls::pki::TrustAnchor;
use motetls::pki::chain::{Faults, HostAlgorithms, Rfc5280Rules, Validator};
use motetls::pki::path::{BUDGET, Branch, Builder};
use motetls::pki::{Usage, VerifyPolicy};
use motetls::{Config, ServerName, UnixTime};

use super::store::Root;
use crate::describe;
use crate::failure::{Exit, Failure};
use crate::profiles::Insecure;
use crate::recorder::Recorder;
use crate::session::{self, Buffers};
use crate::wire::{self, Wire};

/// Bytes of the buffers: a chain that a host sends.
const BUFFER: usize = 16_640;
/// How many certificates a path may have.
const LONGEST: usize = 8;

/// Remembers the key of the anchor a path ended at.
#[derive(Clone, Default)]
struct Witness {
    anchor: Option<(Vec<u8>, Vec<u8>)>,
}

impl Validator for Witness {
    fn anchor(&mut self, _: u8, anchor: &TrustAnchor<'_>) -> Faults {
        self.anchor = Some((anchor.subject.to_vec(), anchor.spki.to_vec()));
        Faults::NONE
    }
}

/// The one of `store` that vouches for the server at `target`.
pub(crate) fn closing<'a>(
    target: &str,
    store: &'a [Root],
    now: UnixTime,
) -> Result<&'a Root, Failure> {
    let chain = fetch(target)?;
    let (leaf, rest) = chain
        .split_first()
        .ok_or_else(|| Failure::local(format!("{target} sent no certificate")))?;
    let anchors: Vec<TrustAnchor<'_>> = store.iter().map(Root::anchor).collect();
    let policy =
        VerifyPolicy { anchors: &anchors, name: None, now: Some(now), usage: Usage::ServerAuth };
    let pool: Vec<&[u8]> = rest.iter().map(Vec::as_slice).collect();
    let builder =
        Builder { policy: &policy, pool: &pool, budget: BUDGET, validator: Witness::default() };
    let mut slots: Vec<_> =
        (0..LONGEST).map(|_| Branch::<HostAlgorithms, Rfc5280Rules, Witness>::EMPTY).collect();
    let refused = |sentence| Failure { exit: Exit::Certificate, sentence, error: None };
    let path = builder.find(leaf, &mut slots).map_err(|error| {
        refused(format!("none of {} certificates vouches for {target}: {error}", store.len()))
    })?;
    let reached = path.validator().and_then(|validator| validator.anchor.as_ref());
    let is_reached = |root: &&Root| {
        let anchor = root.anchor();
        reached.is_some_and(|(subject, spki)| anchor.subject == subject && anchor.spki == spki)
    };
    store
        .iter()
        .find(is_reached)
        .ok_or_else(|| refused(format!("the chain of {target} ends nowhere")))
}

/// The chain a server sends, its own certificate first. Nothing is verified, and nothing sent but a
/// handshake.
fn fetch(target: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let (host, port) = wire::split(target)?;
    let mut address = [0; 16];
    let name = ServerName::parse(host, &mut address)
        .map_err(|error| Failure::local(describe::no_name(host, "--from", error)))?;
    let recorder = Recorder::default();
    let config = Config::<Insecure> { server_name: Some(name), ..Config::new(&recorder) };
    let mut wire = Wire::connect(host, port)?;
    let mut buffers = Buffers::new(BUFFER, BUFFER);
    let opened = session::open(&mut wire, &mut buffers, &config).map(drop);
    let chain = recorder.chain.borrow().clone();
    // a server that sent its chain has told which root is needed, whatever came after it
    if chain.is_empty() { opened.map(|()| chain) } else { Ok(chain) }
}
