//! Certificates signed with [`NullSignature`](crate::null::NullSignature).

use motetls_base::UnixTime;
use motetls_crypto::Hash;
use motetls_pki::{ServerName, TrustAnchor, Usage, VerifyPolicy, oid};

use crate::input::Input;
use crate::null::point;

/// The name leaves are issued for.
pub const NAME: &str = "server.test";

/// The private key of the leaf.
pub const LEAF_KEY: [u8; 32] = [0x21; 32];

const SEQUENCE: u8 = 0x30;

/// One element of DER.
#[must_use]
pub fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let length = contents.len();
    let mut out = vec![tag];
    match u8::try_from(length) {
        Ok(short @ ..0x80) => out.push(short),
        Ok(long) => out.extend([0x81, long]),
        Err(_) => {
            out.push(0x82);
            out.extend(
                u16::try_from(length).expect("a certificate of less than 64 KiB").to_be_bytes(),
            );
        }
    }
    [out, contents].concat()
}

/// An Ecdsa-Sig-Value.
#[must_use]
pub fn signature(r: &[u8; 32], s: &[u8; 32]) -> Vec<u8> {
    let integer = |digits: &[u8; 32]| {
        let zeros = digits.iter().take_while(|digit| **digit == 0).count().min(31);
        let sign: &[u8] = if digits[zeros] >= 0x80 { &[0] } else { &[] };
        der(2, &[sign, &digits[zeros..]])
    };
    der(SEQUENCE, &[&integer(r), &integer(s)])
}

/// A Name of one common name.
#[must_use]
pub fn name(common: &str) -> Vec<u8> {
    let attribute = der(SEQUENCE, &[&[6, 3, 0x55, 4, 3], &der(0x0c, &[common.as_bytes()])]);
    der(SEQUENCE, &[&der(0x31, &[&attribute])])
}

/// A SubjectPublicKeyInfo.
#[must_use]
pub fn spki(private: &[u8; 32]) -> Vec<u8> {
    [oid::P256_SPKI, &point(private)].concat()
}

/// A subject with its key.
#[derive(Clone, Copy, Debug)]
pub struct Party {
    /// Its common name.
    pub name: &'static str,
    /// Its private key.
    pub key: [u8; 32],
}

/// The trusted one.
pub const ROOT: Party = Party { name: "root", key: [0x24; 32] };
/// Issued by [`ROOT`].
pub const UPPER: Party = Party { name: "upper", key: [0x23; 32] };
/// Issued by [`UPPER`].
pub const LOWER: Party = Party { name: "lower", key: [0x22; 32] };
/// Issued by any of the three.
pub const LEAF: Party = Party { name: NAME, key: LEAF_KEY };

/// A certificate for `subject` by `issuer`.
#[must_use]
pub fn issue<H: Hash<Output = [u8; 32]>>(subject: &Party, issuer: &Party) -> Vec<u8> {
    let extension =
        |kind: u8, value: &[u8]| der(SEQUENCE, &[&[6, 3, 0x55, 0x1d, kind], &der(4, &[value])]);
    let extensions = if subject.name == NAME {
        let names = der(
            SEQUENCE,
            &[
                &der(0x82, &[NAME.as_bytes()]),
                &der(0x82, &[b"*.wild.test"]),
                &[0x87, 4, 192, 0, 2, 1],
            ],
        );
        let usage = der(SEQUENCE, &[&der(6, &[oid::KP, &[oid::KP_SERVER_AUTH]])]);
        [extension(17, &names), extension(15, &[3, 2, 7, 0x80]), extension(37, &usage)].concat()
    } else {
        [extension(19, &[0x30, 3, 1, 1, 0xff]), extension(15, &[3, 2, 2, 4])].concat()
    };
    let validity =
        der(SEQUENCE, &[&der(0x17, &[b"200101000000Z"]), &der(0x18, &[b"21000101000000Z"])]);
    let tbs = der(
        SEQUENCE,
        &[
            &[0xa0, 3, 2, 1, 2, 2, 1, 7],
            oid::ECDSA_WITH_SHA256,
            &name(issuer.name),
            &validity,
            &name(subject.name),
            &spki(&subject.key),
            &der(0xa3, &[&der(SEQUENCE, &[&extensions])]),
        ],
    );
    let signature = signature(&H::digest(&tbs), &issuer.key);
    der(SEQUENCE, &[&tbs, oid::ECDSA_WITH_SHA256, &der(3, &[&[0], &signature])])
}

/// A chain of `length` certificates (one to three, more are unneeded) from the leaf up, without the
/// root.
#[must_use]
pub fn chain<H: Hash<Output = [u8; 32]>>(length: usize) -> Vec<Vec<u8>> {
    let line: &[Party] = match length {
        0 | 1 => &[LEAF, ROOT],
        2 => &[LEAF, UPPER, ROOT],
        _ => &[LEAF, LOWER, UPPER, ROOT],
    };
    line.windows(2).map(|pair| issue::<H>(&pair[0], &pair[1])).collect()
}

/// Reads `flags time{4} length{2} der...` and verifies the certificates: the lowest three bits of
/// the flags choose the anchors (the root, or the authority below it, too), whether a name is
/// expected, and whether there is a clock.
pub fn with_chain(data: &[u8], verify: impl FnOnce(u8, &VerifyPolicy<'_>, &[&[u8]])) {
    let mut input = Input::new(data);
    let flags = input.u8();
    let now = UnixTime(u64::from(input.u16()) << 16 | u64::from(input.u16()));
    let mut ders = Vec::new();
    while !input.is_empty() {
        let length = usize::from(input.u16());
        ders.push(input.take(length));
    }
    let names = [name(ROOT.name), name(UPPER.name)];
    let keys = [spki(&ROOT.key), spki(&UPPER.key)];
    let anchor = |place: usize| TrustAnchor::new(&names[place], &keys[place]);
    let anchors = [anchor(0), anchor(1)];
    let policy = VerifyPolicy {
        anchors: &anchors[..1 + usize::from(flags & 1)],
        name: (flags & 2 != 0).then_some(ServerName::from_static(NAME)),
        now: (flags & 4 != 0).then_some(now),
        usage: Usage::ServerAuth,
    };
    verify(flags, &policy, &ders);
}
