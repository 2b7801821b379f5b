//! Padding of our records, limits of keys, and alerts on an open connection.

use core::num::NonZeroU16;
use std::vec::Vec;

use motetls_crypto::{
    Aes128Ct, Aes256Ct, AesCcm, AesCcm8, AesGcm, ChaCha20Poly1305, Sha256, Sha384,
};

use super::open::{open, write};
use super::{Script, Server, Shape, config, handshake};
use crate::counter::Counter;
use crate::hashes::{HashSecret, Hashes};
use crate::num::{AlertDescription, ContentType};
use crate::protect::Keys;
use crate::suite::{AeadId, SUITES};
use crate::{Connection, ErrorKind, HandshakeScratch, Profile, RecordPadding, Wants};

crate::profile! {
    struct Padded;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct> };
    groups: {};
    signatures: {};
    key_exchange: [psk_ke];
    options: [record_padding];
}

crate::profile! {
    /// Every suite.
    struct Suites;
    hash: Sha256;
    sha384: Sha384;
    suites: {
        TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>,
        TLS_AES_256_GCM_SHA384: AesGcm<Aes256Ct>,
        TLS_CHACHA20_POLY1305_SHA256: ChaCha20Poly1305,
        TLS_AES_128_CCM_SHA256: AesCcm<Aes128Ct>,
        TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct>,
    };
    groups: {};
    signatures: {};
    key_exchange: [psk_ke];
}

/// The lengths of the texts of the records in which these many bytes are sent, and their contents.
fn sent(policy: RecordPadding, lengths: &[usize]) -> Vec<(usize, Vec<u8>)> {
    let mut server = Server::<Padded>::new(Script::default());
    let (mut rx, mut tx) = ([0; 256], [0; 400]);
    let mut client = Connection::<Padded, _>::new(&mut rx, &mut tx);
    let mut answer = |flight: &[u8]| server.answer(flight);
    let (config, mut scratch) = (config(&[]), HandshakeScratch::new());
    let shape = Shape::default();
    handshake(&config, shape, &mut client, &mut scratch, &mut Vec::new(), &mut answer).unwrap();
    client.set_record_padding(policy);
    let mut reads = Keys::<Padded>::new(AeadId::Aes128Ccm8, (), &server.traffic.peer).unwrap();
    let mut records = Vec::new();
    for length in lengths {
        let room = client.plain_in();
        // what an earlier record left is not what it is padded with
        room.fill(0xee);
        client.plain_in_done(*length).unwrap();
        let wire = client.cipher_out().to_vec();
        client.cipher_out_done(wire.len());
        let (header, body) = wire.split_at(5);
        let (text, tag) = body.split_at(body.len() - 8);
        let mut text = text.to_vec();
        let mut message = reads.start(header.try_into().unwrap(), text.len()).unwrap();
        reads.open_last(&mut message, &mut text, tag).unwrap();
        let inner = text.len();
        let content = text.iter().rposition(|byte| *byte != 0).unwrap();
        assert_eq!(text[content], 23);
        text.truncate(content);
        records.push((inner, text));
    }
    records
}

/// Section 5.4: zeros behind the content type.
#[test]
fn records_are_padded_as_the_policy_says() {
    let block = RecordPadding::ToMultipleOf(NonZeroU16::new(64).unwrap());
    let lengths = [1, 62, 63, 64, 200];
    let padded = sent(block, &lengths);
    let inner: Vec<usize> = padded.iter().map(|record| record.0).collect();
    assert_eq!(inner, [64, 64, 64, 128, 256]);
    let content: Vec<usize> = padded.iter().map(|record| record.1.len()).collect();
    assert_eq!(content, lengths);

    let padded = sent(RecordPadding::By(|content| 2 * content), &[1, 10, 100]);
    assert_eq!(padded.iter().map(|record| record.0).collect::<Vec<_>>(), [4, 31, 301]);

    // 400 bytes of buffer: 5 of header, 16 for the longest tag, one for the type
    let all = 400 - 5 - 16 - 1;
    let padded = sent(RecordPadding::By(|_| usize::MAX), &[1, all - 1, all]);
    assert!(padded.iter().all(|record| record.0 == all + 1), "as far as the buffer goes");
    let huge = RecordPadding::ToMultipleOf(NonZeroU16::MAX);
    assert_eq!(sent(huge, &[7])[0].0, all + 1);
}

/// Section 5.5 and RFC 9147, section 4.5.3.
#[test]
fn each_suite_has_a_limit_of_its_own() {
    for suite in &SUITES {
        let hash = <Suites as Profile>::Hashes::id(suite.hash);
        let limit = suite.aead.records_per_key();
        let mut keys = Keys::<Suites>::new(suite.aead, hash, &HashSecret::zero()).unwrap();
        for (sequence, worn) in [(0, false), (limit / 2 - 1, false), (limit / 2, true)] {
            keys.sequence = Counter::new(sequence);
            assert_eq!(keys.is_worn(), worn, "{} at {sequence}", suite.id);
            let mut body = [0; 32];
            assert_eq!(keys.seal(&[23, 3, 3, 0, 32], &mut body), Ok(()));
        }
        keys.sequence = Counter::new(limit);
        let refused = keys.seal(&[23, 3, 3, 0, 32], &mut [0; 32]);
        assert_eq!(refused, Err(ErrorKind::KeysExhausted), "{}", suite.id);
    }
    let limits = SUITES.map(|suite| suite.aead.records_per_key());
    assert_eq!(limits, [1 << 24, 1 << 24, u64::MAX, 1 << 23, 1 << 23]);
}

/// Section 6: every alert but two ends the connection, whatever its level, and is told.
#[test]
fn every_alert_that_arrives_is_told() {
    for alert in (1..=255).filter(|alert| *alert != 90) {
        let (mut rx, mut tx) = ([0; 256], [0; 256]);
        let mut pair = open(&mut rx, &mut tx);
        write(&mut pair.client, b"before").unwrap();
        pair.send(ContentType::ALERT, &[1 + alert % 2, alert]);
        assert_eq!(pair.client.wants(), Ok(Wants::Send), "what was written goes out");
        let n = pair.client.cipher_out().len();
        pair.client.cipher_out_done(n);
        let error = pair.client.wants().unwrap_err();
        assert_eq!(error.kind, ErrorKind::AlertReceived(AlertDescription(alert)));
        assert!(pair.client.cipher_out().is_empty(), "an alert is not answered");
        assert!(pair.client.plain_in().is_empty());
    }
}
