//! The lists of a ClientHello: what a profile names, and what is chosen of it.

use core::marker::PhantomData;

use motetls_crypto::HashId;

use super::key_share::{COUNT as GROUPS, PrivateKeys};
use crate::choices::{Choices, fragment_length_code, is_sound};
use crate::config::Config;
use crate::hashes::Hashes;
use crate::msg::client_hello::on_wire;
use crate::num::SignatureScheme;
use crate::profile::{CertificateCheck, Profile, speaks};
use crate::scheme::{COUNT as SCHEMES, signs_handshakes};
use crate::suite::{SUITES, Suite};

/// What a profile offers whatever its configuration, as on the wire: made by the compiler.
pub(super) struct Offer<P: Profile>(PhantomData<P>);

#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)] // evaluated by the compiler
impl<P: Profile> Offer<P> {
    /// The suites the profile names, most preferred first, and their bytes.
    const SUITES: ([u8; 2 * SUITES.len()], usize) = Self::suites_of(HashId::Sha256);
    /// The same with those of SHA-384 before the others, for a pre-shared key of that hash: some
    /// servers choose the suite before they look at keys.
    const SUITES_SHA384: ([u8; 2 * SUITES.len()], usize) = Self::suites_of(HashId::Sha384);

    const fn suites_of(first: HashId) -> ([u8; 2 * SUITES.len()], usize) {
        let (mut numbers, mut count) = ([0; SUITES.len()], 0);
        let mut pass = 0;
        while pass < 2 {
            let mut rest: &[Suite] = &SUITES;
            while let [suite, others @ ..] = rest {
                let early = suite.hash as u8 == first as u8 || first as u8 == HashId::Sha256 as u8;
                if speaks::<P>(suite.aead) && early == (pass == 0) {
                    numbers[count] = suite.id.0;
                    count += 1;
                }
                rest = others;
            }
            pass += 1;
        }
        (on_wire(&numbers), 2 * count)
    }

    /// The groups, likewise.
    const GROUPS: ([u8; 2 * GROUPS], usize) = {
        let (mut numbers, mut count) = ([0; GROUPS], 0);
        let mut rest = PrivateKeys::<P>::groups();
        while let [group, others @ ..] = rest {
            numbers[count] = group.0;
            count += 1;
            rest = others;
        }
        (on_wire(&numbers), 2 * count)
    };

    /// The signature schemes, likewise.
    const SCHEMES: ([u8; 2 * SCHEMES], usize) = Self::schemes_of(false);
    /// Those of handshakes alone.
    const HANDSHAKE_SCHEMES: ([u8; 2 * SCHEMES], usize) = Self::schemes_of(true);

    const fn schemes_of(handshake: bool) -> ([u8; 2 * SCHEMES], usize) {
        let (mut numbers, mut count) = ([0; SCHEMES], 0);
        let mut rest = P::Certificates::SCHEMES;
        while let [scheme, others @ ..] = rest {
            assert!(count < SCHEMES, "a certificate check that names more schemes than there are");
            if !handshake || signs_handshakes(*scheme) {
                numbers[count] = scheme.0;
                count += 1;
            }
            rest = others;
        }
        (on_wire(&numbers), 2 * count)
    }

    /// The suites, those of SHA-384 first if the first key is of that hash.
    fn suites(first: Option<HashId>) -> &'static [u8] {
        match first {
            Some(HashId::Sha384) if P::Hashes::WITH_SHA384 => {
                const { Self::SUITES_SHA384.0.split_at(Self::SUITES_SHA384.1).0 }
            }
            _ => const { Self::SUITES.0.split_at(Self::SUITES.1).0 },
        }
    }

    /// The groups.
    pub(super) const fn groups() -> &'static [u8] {
        const { Self::GROUPS.0.split_at(Self::GROUPS.1).0 }
    }

    /// What signature_algorithms names.
    const fn schemes() -> &'static [u8] {
        if P::SIGNATURE_ALGORITHMS_CERT {
            return const { Self::HANDSHAKE_SCHEMES.0.split_at(Self::HANDSHAKE_SCHEMES.1).0 };
        }
        const { Self::SCHEMES.0.split_at(Self::SCHEMES.1).0 }
    }

    /// What signature_algorithms_cert names; nothing if it is not sent.
    const fn certificate_schemes() -> &'static [u8] {
        if P::SIGNATURE_ALGORITHMS_CERT { Self::all_schemes() } else { &[] }
    }

    /// All the profile verifies: what a CertificateRequest names, whose signature_algorithms are
    /// about certificates too.
    pub(super) const fn all_schemes() -> &'static [u8] {
        const { Self::SCHEMES.0.split_at(Self::SCHEMES.1).0 }
    }
}

/// Memory for lists that are chosen.
pub(super) struct Rooms {
    suites: [u8; 2 * SUITES.len()],
    schemes: [u8; 2 * SCHEMES],
    certificate_schemes: [u8; 2 * SCHEMES],
}

impl Rooms {
    pub(super) const EMPTY: Self = Rooms {
        suites: [0; 2 * SUITES.len()],
        schemes: [0; 2 * SCHEMES],
        certificate_schemes: [0; 2 * SCHEMES],
    };
}

/// The lists that can be chosen, as on the wire.
pub(super) struct Lists<'a> {
    pub(super) suites: &'a [u8],
    pub(super) schemes: &'a [u8],
    pub(super) certificate_schemes: &'a [u8],
}

/// The lists of a configuration whose first pre-shared key is of this hash.
#[inline(always)]
pub(super) fn lists<'r, P: Profile>(
    config: &Config<'_, P>,
    first: Option<HashId>,
    rooms: &'r mut Rooms,
) -> Lists<'r> {
    let mut lists = Lists {
        suites: Offer::<P>::suites(first),
        schemes: Offer::<P>::schemes(),
        certificate_schemes: Offer::<P>::certificate_schemes(),
    };
    if let Some(choices) = config.chosen() {
        if let Some(suites) = choices.suites {
            lists.suites = written(suites.iter().map(|suite| suite.0), &mut rooms.suites);
        }
        if let Some(schemes) = choices.signature_schemes {
            lists.schemes = schemes_written(schemes, &mut rooms.schemes);
        }
        if let Some(schemes) = choices.certificate_schemes {
            lists.certificate_schemes = schemes_written(schemes, &mut rooms.certificate_schemes);
        }
    }
    lists
}

fn schemes_written<'r>(schemes: &[SignatureScheme], room: &'r mut [u8]) -> &'r [u8] {
    written(schemes.iter().map(|scheme| scheme.0), room)
}

/// The numbers as on the wire; those that do not fit are left out.
fn written(numbers: impl Iterator<Item = u16>, room: &mut [u8]) -> &[u8] {
    let (places, _) = room.as_chunks_mut::<2>();
    let count = places.iter_mut().zip(numbers).map(|(to, number)| *to = number.to_be_bytes());
    let length = count.count().saturating_mul(2);
    room.get(..length).unwrap_or(&[])
}

/// Whether the choices are among what the profile names. Whether lengths fit the buffer is seen
/// where it is known.
pub(super) fn are_choices_sound<P: Profile>(choices: &Choices<'_>) -> bool {
    let is_suite = |suite| SUITES.iter().any(|row| row.id == suite && speaks::<P>(row.aead));
    let is_scheme = |scheme| P::Certificates::SCHEMES.contains(&scheme);
    let is_length = |length| fragment_length_code(length).is_some();
    let signed = choices
        .signature_schemes
        .is_none_or(|schemes| schemes.iter().any(|scheme| signs_handshakes(*scheme)));
    signed
        && is_sound(choices.suites, is_suite)
        && is_sound(choices.signature_schemes, is_scheme)
        && is_sound(choices.certificate_schemes, is_scheme)
        && choices.max_fragment_length.is_none_or(is_length)
        && choices.record_size_limit.is_none_or(|limit| limit >= 64)
}

/// The code of the max_fragment_length that is offered (RFC 6066, section 4); 0 for none.
#[inline(always)]
pub(super) fn fragment_length<P: Profile>(config: &Config<'_, P>, limit: Option<u16>) -> u8 {
    match config.chosen().and_then(|choices| choices.max_fragment_length) {
        Some(length) => fragment_length_code(length).unwrap_or(0),
        None => fragment_code(limit),
    }
}

/// The code of the longest fragment that fits records of this limit, content type included: 1 to 4
/// for 512, 1,024, 2,048 and 4,096 bytes (RFC 6066, section 4); 0 when not even the shortest does,
/// or nothing limits them.
///
/// It is offered beside record_size_limit, which most servers ignore.
#[inline(never)]
#[allow(clippy::cast_possible_truncation)] // 4 at most
pub(super) fn fragment_code(limit: Option<u16>) -> u8 {
    let content = limit.unwrap_or(0).saturating_sub(1);
    // 512 has six leading zeros in 16 bits
    7u32.saturating_sub(content.leading_zeros()).min(4) as u8
}
