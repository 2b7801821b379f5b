//! A set of anchors, written.

use super::TrustAnchor;
use super::set::{END, HASH, HEADER, MAGIC, VERSION};
use alloc::vec::Vec;
use motetls_crypto::Hash;

/// Writes `anchors`, whose subjects are whole Names, as a set. The same anchor twice is written
/// once.
///
/// `H` is SHA-256. At most 65,535 anchors can be in a set; what is beyond is left out.
#[must_use]
#[allow(clippy::cast_possible_truncation)] // 65,535 records of keys below 64 KB fit 32 bits
pub fn to_vec<H: Hash<Output = [u8; HASH]>>(anchors: &[TrustAnchor<'_>]) -> Vec<u8> {
    let record = |anchor: &TrustAnchor<'_>| -> Vec<u8> {
        [&H::digest(anchor.subject)[..], anchor.spki, anchor.name_constraints].concat()
    };
    let mut records: Vec<Vec<u8>> = anchors.iter().map(record).collect();
    records.sort();
    records.dedup();
    records.truncate(usize::from(u16::MAX));
    let mut set = Vec::from(MAGIC);
    set.extend(VERSION.to_be_bytes());
    set.extend((records.len() as u16).to_be_bytes());
    let mut end = HEADER.saturating_add(records.len().saturating_mul(END));
    for record in &records {
        end = end.saturating_add(record.len());
        set.extend((end as u32).to_be_bytes());
    }
    set.extend(records.concat());
    set
}
