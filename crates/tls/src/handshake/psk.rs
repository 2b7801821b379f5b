//! The pre-shared keys of a hello: that of the session that is resumed, then the external ones.
//!
//! A profile with one external key and without resumption has at most one, which the compiler
//! knows: what is written as loops here is no loop in its image.

use motetls_base::Writer;
use motetls_crypto::HashId;

use super::{ChosenPsk, ScheduleStage};
use crate::config::{Config, Psk, PskEarlyData, Session};
use crate::hashes::Hashes;
use crate::msg::client_hello::{OfferedPsks, identity};
use crate::num::CipherSuite;
use crate::profile::{OptionSlot, Profile, speaks};
use crate::schedule::Early;
use crate::session::{Contents, ResumptionSlot, SessionOffer, binding};
use crate::suite::{SUITES, Suite};
use crate::transcript::Transcript;

/// Keys of one kind are told from those of another by the label of their binders (RFC 9846, section
/// 4.3.11.2).
pub(crate) const EXTERNAL: &[u8] = b"ext binder";
const RESUMED: &[u8] = b"res binder";
/// RFC 9258, section 5.2.
pub(crate) const IMPORTED: &[u8] = b"imp binder";

/// A key that may be offered.
#[derive(Clone, Copy)]
pub(crate) struct Key<'a> {
    pub(crate) identity: &'a [u8],
    pub(crate) secret: &'a [u8],
    pub(crate) hash: HashId,
    label: &'static [u8],
    /// `obfuscated_ticket_age`; 0 for an external key (section 4.3.11).
    obfuscated_age: u32,
    pub(crate) source: ChosenPsk,
}

/// Whether a profile may offer more than one key.
pub(crate) const fn many<P: Profile>() -> bool {
    P::RESUMPTION || P::SEVERAL_PSKS
}

/// What is offered of the session of a configuration, if it fits; else the first external key, if
/// early data go out with it.
#[inline(always)]
pub(crate) fn first_offer<P: Profile>(config: &Config<'_, P>) -> Option<SessionOffer> {
    let session = session_offer(config);
    if P::EARLY_DATA && session.is_none() { external_offer(config) } else { session }
}

/// The first external key, if it has early data that suit the profile and the protocols.
fn external_offer<P: Profile>(config: &Config<'_, P>) -> Option<SessionOffer> {
    let psk = config.psks.first()?;
    let PskEarlyData { suite, protocol, data } = *psk.early_data?;
    let suite = find_suite::<P>(suite)?;
    let alpn = match protocol {
        [] => None,
        _ => Some(config.alpn.iter().position(|offered| *offered == protocol)?),
    };
    let fits = suite.hash == psk.hash && !data.is_empty();
    fits.then_some(SessionOffer {
        external: true,
        alpn: alpn.and_then(|place| u8::try_from(place).ok()),
        suite,
        early: Some(0),
    })
}

/// Looks at the session of a configuration: what is offered of it, if it fits.
#[inline(never)]
fn session_offer<P: Profile>(config: &Config<'_, P>) -> Option<SessionOffer> {
    let Session { bytes, early_data } = *config.session?;
    let contents = Contents::decode(bytes)?;
    let suite = suite_of::<P>(&contents)?;
    session_key(config)?;
    let permitted = u32::try_from(early_data.len()).is_ok_and(|n| n <= contents.max_early_data);
    let early = (P::EARLY_DATA && permitted && !early_data.is_empty()).then_some(0);
    let name = config.server_name.as_ref();
    if Contents::is_bound::<P>(bytes, &binding::<P>(name, &[])) {
        return Some(SessionOffer { external: false, alpn: None, suite, early });
    }
    for (place, protocol) in (0..).zip(config.alpn) {
        if Contents::is_bound::<P>(bytes, &binding::<P>(name, protocol)) {
            return Some(SessionOffer { external: false, alpn: Some(place), suite, early });
        }
    }
    None
}

/// Whether the last hello said that early data follow it, and the server has not declined them.
#[inline(always)]
pub(crate) fn sends_early_data<P: Profile>(session: &ResumptionSlot<P>) -> bool {
    P::EARLY_DATA && session.value().is_some_and(|offer| offer.early.is_some())
}

/// Whether a session is offered.
#[inline(always)]
pub(crate) fn resumes<P: Profile>(session: &ResumptionSlot<P>) -> bool {
    let external = |offer: &SessionOffer| P::EARLY_DATA && offer.external;
    P::RESUMPTION && session.value().is_some_and(|offer| !external(offer))
}

/// The data that go out early with what is offered.
pub(crate) fn early_data<'a, P: Profile>(config: &Config<'a, P>, offer: &SessionOffer) -> &'a [u8] {
    let data = match (offer.external, config.psks.first(), config.session) {
        (true, Some(psk), _) => psk.early_data.map(|early| early.data),
        (false, _, Some(session)) => Some(session.early_data),
        _ => None,
    };
    data.unwrap_or(&[])
}

/// The server declined the early data.
pub(crate) fn decline_early_data<P: Profile>(session: &mut ResumptionSlot<P>) {
    if let (true, Some(offer)) = (P::EARLY_DATA, session.value_mut()) {
        offer.early = None;
    }
}

/// The suite a session was agreed with, if the profile has it.
fn suite_of<P: Profile>(contents: &Contents<'_>) -> Option<&'static Suite> {
    find_suite::<P>(contents.suite)
}

/// A suite, if the profile has it.
fn find_suite<P: Profile>(id: CipherSuite) -> Option<&'static Suite> {
    SUITES.iter().find(|suite| suite.id == id && speaks::<P>(suite.aead))
}

/// The key of the session, which is good for the profile and not too old.
fn session_key<'a, P: Profile>(config: &Config<'a, P>) -> Option<Key<'a>> {
    let contents = Contents::decode(config.session?.bytes)?;
    let age = contents.age(config.now?)?;
    let hash = suite_of::<P>(&contents)?.hash;
    (contents.secret.len() == hash.len()).then_some(Key {
        identity: contents.ticket,
        secret: contents.secret,
        hash,
        label: RESUMED,
        // in milliseconds, modulo 2^32 (section 4.3.11.1)
        obfuscated_age: age.wrapping_mul(1000).wrapping_add(contents.age_add),
        source: ChosenPsk::Session,
    })
}

/// The key of this number: 0 is the session's if one is offered, and the external ones follow.
#[inline]
fn key<'a, P: Profile>(config: &Config<'a, P>, resumes: bool, number: usize) -> Option<Key<'a>> {
    if !P::PSK {
        return None;
    }
    let place = match number.checked_sub(usize::from(resumes)) {
        None if P::RESUMPTION => return session_key(config),
        place => place?,
    };
    let psk = config.psks.get(place)?;
    Some(Key {
        identity: psk.identity,
        secret: psk.secret,
        hash: psk.hash,
        label: if P::SEVERAL_PSKS && psk.imported { IMPORTED } else { EXTERNAL },
        obfuscated_age: 0,
        source: ChosenPsk::External(u8::try_from(place).ok()?),
    })
}

/// The keys of one hello.
pub(crate) struct Offered<'a, P: Profile> {
    config: &'a Config<'a, P>,
    /// Whether the first one is the session's.
    resumes: bool,
    /// The hash of the suite, after a HelloRetryRequest: keys of another are of no use then.
    only: Option<<P::Hashes as Hashes>::Id>,
}

impl<'a, P: Profile> Offered<'a, P> {
    /// Those of the hello that goes out next, or that went out last.
    #[inline(always)]
    pub(crate) fn new(
        config: &'a Config<'a, P>,
        session: &ResumptionSlot<P>,
        retried: bool,
        hash: <P::Hashes as Hashes>::Id,
    ) -> Self {
        let resumes = resumes::<P>(session);
        Offered { config, resumes, only: retried.then_some(hash) }
    }

    /// The first key of the configuration, offered or not.
    #[inline(always)]
    pub(crate) fn first(&self) -> Option<Key<'a>> {
        key(self.config, self.resumes, 0)
    }

    /// Whether the key goes with the suite, if that is known.
    #[inline(always)]
    fn fits(&self, key: &Key<'_>) -> bool {
        self.only.is_none_or(|only| P::Hashes::id(key.hash) == only)
    }

    /// Calls `with` for every key that is offered, with its number; stops when it says `false`.
    #[inline(always)]
    fn each(&self, mut with: impl FnMut(usize, Key<'a>) -> bool) {
        let mut number = 0;
        while let Some(key) = key(self.config, self.resumes, number) {
            if (self.fits(&key) && !with(number, key)) || !many::<P>() {
                return;
            }
            number = number.wrapping_add(1);
        }
    }

    /// The key a server means by `selected_identity`.
    #[inline(always)]
    pub(crate) fn nth(&self, selected: u16) -> Option<Key<'a>> {
        if !many::<P>() {
            return if selected == 0 { self.first() } else { None };
        }
        let (mut found, mut left) = (None, selected);
        self.each(|_, key| {
            if left == 0 {
                found = Some(key);
            }
            left = left.wrapping_sub(1);
            found.is_none()
        });
        found
    }

    /// The key a server chose earlier.
    pub(crate) fn of(&self, source: ChosenPsk) -> Option<Key<'a>> {
        match source {
            ChosenPsk::Session | ChosenPsk::SessionWithEarlyData => {
                key(self.config, self.resumes, 0)
            }
            ChosenPsk::External(place) => key(self.config, false, place.into()),
            ChosenPsk::ExternalWithEarlyData => key(self.config, false, 0),
        }
    }

    /// Fills in the binders of the hello just written. `first` is the early secret of the first
    /// key.
    #[inline(always)]
    pub(crate) fn bind(
        &self,
        w: &mut Writer<'_>,
        transcript: &Transcript<P::Hashes>,
        first: &ScheduleStage<P>,
    ) {
        let mut list = 2usize;
        self.each(|_, key| {
            list = list.wrapping_add(1).wrapping_add(binder_len::<P>(&key));
            true
        });
        let covered = w.len().saturating_sub(list);
        let mut place = covered.wrapping_add(3);
        self.each(|number, key| {
            if let (ScheduleStage::Early(early), 0) = (first, number) {
                bind_at(w, transcript, early, key.label, covered, place);
            } else if many::<P>() {
                let early = Early::new(P::Hashes::id(key.hash), Some(key.secret));
                bind_at(w, transcript, &early, key.label, covered, place);
            }
            place = place.wrapping_add(1).wrapping_add(binder_len::<P>(&key));
            true
        });
    }
}

/// Fills in one binder at its place: an HMAC over the hello but for the list of binders (section
/// 4.3.11.2), whose first `covered` bytes that is.
#[inline(never)]
fn bind_at<H: Hashes>(
    w: &mut Writer<'_>,
    transcript: &Transcript<H>,
    early: &Early<H>,
    label: &[u8],
    covered: usize,
    place: usize,
) {
    let written = w.written().get(..covered).unwrap_or(&[]);
    let binder = early.binder(label, &transcript.digest_with(early.hash, written));
    let room = w.written_mut().get_mut(place..).unwrap_or(&mut []);
    for (to, from) in room.iter_mut().zip(binder.expose(early.hash)) {
        *to = *from;
    }
}

/// Appends a list of one binder. A binder is at most 48 bytes long.
#[allow(clippy::cast_possible_truncation)]
fn zeros(w: &mut Writer<'_>, length: usize) {
    w.bytes(&[0, length.wrapping_add(1) as u8, length as u8]);
    w.reserve(length).fill(0);
}

/// Bytes of a binder.
fn binder_len<P: Profile>(key: &Key<'_>) -> usize {
    P::Hashes::len(P::Hashes::id(key.hash))
}

impl<P: Profile> OfferedPsks for Offered<'_, P> {
    #[inline(always)]
    fn is_empty(&self) -> bool {
        self.nth(0).is_none()
    }
    #[inline(always)]
    fn write_identities(&self, w: &mut Writer<'_>) {
        self.each(|_, key| {
            identity(w, key.identity, key.obfuscated_age);
            true
        });
    }
    #[inline(always)]
    fn write_binders(&self, w: &mut Writer<'_>) {
        if !many::<P>()
            && let Some(key) = self.first()
        {
            return zeros(w, binder_len::<P>(&key));
        }
        let list = w.open(2);
        self.each(|_, key| {
            let binder = w.open(1);
            w.reserve(binder_len::<P>(&key)).fill(0);
            w.close(binder);
            true
        });
        w.close(list);
    }
}

/// Whether the keys of a configuration are as many as the profile permits, none empty, and all of a
/// hash it has.
#[inline(always)]
pub(crate) fn are_sound<P: Profile>(config: &Config<'_, P>) -> bool {
    let sound = |psk: &Psk<'_>| {
        let known = P::Hashes::has(psk.hash) && (P::SEVERAL_PSKS || !psk.imported);
        known && !psk.identity.is_empty() && !psk.secret.is_empty()
    };
    match config.psks {
        [] => true,
        [psk] => sound(psk),
        psks => P::SEVERAL_PSKS && psks.len() <= usize::from(u8::MAX) && psks.iter().all(sound),
    }
}
