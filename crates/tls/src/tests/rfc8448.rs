//! The traces of RFC 8448: transcripts and the key schedule over them, from section 4 ("Resumed
//! 0-RTT Handshake") and section 5 ("HelloRetryRequest"). Section 3 is beside the schedule.

use std::string::String;
use std::vec::Vec;

use motetls_crypto::Sha256;

use crate::hashes::{HashSecret, OneHash};
use crate::profile::Role;
use crate::schedule::{Early, Traffic, expand_label, resumption_psk, verify_data};
use crate::transcript::Transcript;

type One = OneHash<Sha256>;

/// ClientHello up to its padding, 87 zeros.
const RESUMED_HELLO_START: &str = "
    010001fc03031bc3ceb6bbe39cff938355b5a50adb6db21b7a6af649d7b4bc419d7876487d95000006130113
    031302010001cd0000000b0009000006736572766572ff01000100000a00140012001d001700180019010001
    01010201030104003300260024001d0020e4ffb68ac05f8d96c99da26698346c6be16482badddafe051a66b4
    f18d668f0b002a0000002b0003020304000d0020001e04030503060302030804080508060401050106010201
    0402050206020202002d00020101001c0002400100150057";

/// The pre_shared_key extension behind the padding; the binders are its last 35 bytes.
const RESUMED_HELLO_END: &str = "
    002900dd00b800b22c035d829359ee5ff7af4ec900000000262a6494dc486d2c8a34cb33fa90bf1b0070ad3c
    498883c9367c09a2be785abc55cd226097a3a982117283f82a03a143efd3ff5dd36d64e861be7fd61d2827db
    279cce145077d454a3664d4e6da4d29ee03725a6a4dafcd0fc67d2aea70529513e3da2677fa5906c5b3f7d8f
    92f228bda40dda721470f9fbf297b5aea617646fac5c03272e970727c621a79141ef5f7de6505e5bfbc388e9
    3343694093934ae4d357fad6aacb0021203add4fb2d8fdf822a0ca3cf7678ef5e88dae990141c5924d57bb6f
    a31b9e5f9d";

/// ServerHello: the key is taken, with an X25519 share.
const RESUMED_SERVER_HELLO: &str = "
    0200005c03033ccfd2dec890222763472ae8136777c9d7358777bb66e91ea5122495f559ea2d001301000034
    00290002000000330024001d0020121761ee42c333e1b9e77b60dd57c2053cd94512ab47f115e86eff50942c
    ea31002b00020304";

/// EncryptedExtensions: early data are taken.
const RESUMED_EXTENSIONS: &str = "
    080000280026000a00140012001d00170018001901000101010201030104001c0002400100000000002a0000";

/// The first ClientHello, with an X25519 share.
const RETRIED_HELLO: &str = "
    010000b00303b0b1c5a5aa37c5919f2ed1d5c6fff7fcb7849716945a2b8cee9258a346677b6f000006130113
    031302010000810000000b0009000006736572766572ff01000100000a00080006001d001700180033002600
    24001d0020e8e8e3f3b93a25ed97a14a7dcacb8a272c6288e585c6484d05262fcad062ad1f002b0003020304
    000d0020001e040305030603020308040805080604010501060102010402050206020202002d00020101001c
    00024001";

/// HelloRetryRequest: a share of secp256r1 is wanted, and a cookie returned.
const RETRY: &str = "
    020000ac0303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c001301000084
    003300020017002c0074007271dcd04bb88bc3189119398a00000000eefafc76c146b823b096f8aacad365dd
    0030953f4edf625636e5f21bb2e23fcc654b1b5b40318d10d137abcbb87574e36e8a1f025f7dfa5d6e50781b
    5eda4aa15b0c8be778257d16aa3030e9e7841dd9e4c0342267e8ca0caf571fb2b7cff0f934b0002b00020304";

/// The second ClientHello up to its padding, 175 zeros.
const SECOND_HELLO: &str = "
    010001fc0303b0b1c5a5aa37c5919f2ed1d5c6fff7fcb7849716945a2b8cee9258a346677b6f000006130113
    031302010001cd0000000b0009000006736572766572ff01000100000a00080006001d001700180033004700
    450017004104a6da7392ec591e17abfd535964b99894d13befb221b3def2ebe3830eac8f0151812677c4d6d2
    237e85cf01d6910cfb83954e76ba7352830534159897e8065780002b0003020304000d0020001e0403050306
    03020308040805080604010501060102010402050206020202002c0074007271dcd04bb88bc3189119398a00
    000000eefafc76c146b823b096f8aacad365dd0030953f4edf625636e5f21bb2e23fcc654b1b5b40318d10d1
    37abcbb87574e36e8a1f025f7dfa5d6e50781b5eda4aa15b0c8be778257d16aa3030e9e7841dd9e4c0342267
    e8ca0caf571fb2b7cff0f934b0002d00020101001c00024001001500af";

/// The ServerHello that answers it.
const SERVER_HELLO: &str = "
    020000770303bb341d847fd789c47c387172dc0c9bf147fccacb5043d86ca4c598d3ff571b9800130100004f
    003300450017004104583e054b7a66672ae020ad9d2686fcc85b5ad41a134a0f03ee72b893052bd85b4c8de6
    776f5b04ac07d83540eab3e3d9c547bc6528c4317d294686093a6cad7d002b00020304";

/// The bytes of digits, among which spaces do not count.
fn bytes(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    assert_eq!(digits.len() % 2, 0, "whole bytes");
    let pairs = (0..digits.len()).step_by(2).map(|at| &digits[at..at + 2]);
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

fn hex<const N: usize>(text: &str) -> [u8; N] {
    bytes(text).try_into().unwrap()
}

/// Asserts that a secret is the one of the trace.
fn assert_secret(found: &HashSecret<One>, expected: &str) {
    assert_eq!(found.expose(()), hex::<32>(expected));
}

/// Asserts that a secret has the key and the IV of the trace (RFC 9846, section 7.3).
fn assert_keys(secret: &HashSecret<One>, key: &str, iv: &str) {
    let (mut found, mut found_iv) = ([0; 16], [0; 12]);
    expand_label::<One>((), secret, b"key", &[], &mut found);
    expand_label::<One>((), secret, b"iv", &[], &mut found_iv);
    assert_eq!((found, found_iv), (hex(key), hex(iv)));
}

/// Finished, with its header.
fn finished(verify_data: &HashSecret<One>) -> Vec<u8> {
    [&[20, 0, 0, 32], verify_data.expose(())].concat()
}

/// The key of section 3's ticket, whose nonce is two zeros.
fn psk() -> HashSecret<One> {
    let resumption =
        HashSecret::new(hex("7df235f2031d2a051287d02b0241b0bfdaf86cc856231f2d5aba46c434ec196c"));
    resumption_psk((), &resumption, &[0, 0])
}

/// Section 4's ClientHello.
fn resumed_hello() -> Vec<u8> {
    let hello = [bytes(RESUMED_HELLO_START), [0; 87].to_vec(), bytes(RESUMED_HELLO_END)].concat();
    assert_eq!(hello.len(), 512);
    hello
}

#[test]
fn the_binder_covers_the_truncated_hello() {
    let hello = resumed_hello();
    let (truncated, binders) = hello.split_at(hello.len() - 35);
    let transcript = Transcript::<One>::new();
    let digest = transcript.digest_with((), truncated);
    assert_eq!(
        digest,
        hex::<32>("63224b2e4573f2d3454ca84b9d009a04f6be9e05711a8396473aefa01e924a14")
    );
    let early = Early::<One>::new((), Some(psk().expose(())));
    let binder = early.binder(b"res binder", &digest);
    assert_secret(&binder, "3add4fb2d8fdf822a0ca3cf7678ef5e88dae990141c5924d57bb6fa31b9e5f9d");
    assert_eq!(binders, [&[0, 33, 32], binder.expose(())].concat());
}

#[test]
fn the_secrets_of_early_data() {
    let mut transcript = Transcript::<One>::new();
    transcript.add(&resumed_hello());
    let digest = transcript.digest();
    assert_eq!(
        digest,
        hex::<32>("08ad0fa05d7c7233b1775ba2ff9f4c5b8b59276b7f227f13a976245f5d960913")
    );
    let early = Early::<One>::new((), Some(psk().expose(())));
    let traffic = early.traffic(&digest);
    assert_secret(&traffic, "3fbbe6a60deb66c30a32795aba0eff7eaa10105586e7be5c09678d63b6caab62");
    assert_keys(&traffic, "920205a5b7bf2115e6fc5c2942834f54", "6d475f0993c8e564610db2b9");
    assert_secret(
        &early.exporter(&digest),
        "b2026866610937d7423e5be90862ccf24c0e6091186d34f812089ff5be2ef7df",
    );
}

/// From the ServerHello to the resumption secret, as a client; each Finished is computed here and
/// is the trace's.
#[test]
fn the_resumed_handshake() {
    let mut transcript = Transcript::<One>::new();
    transcript.add(&resumed_hello());
    transcript.add(&bytes(RESUMED_SERVER_HELLO));
    let digest = transcript.digest();
    assert_eq!(
        digest,
        hex::<32>("f736cb34fe25e701551bee6fd24c1cc7102a7daf9405cb15d97aafe16f757d03")
    );
    let shared: [u8; 32] = hex("f44194756ff9ec9d25180635d66ea6824c6ab3bf179977be37f723570e7ccb2e");
    let early = Early::<One>::new((), Some(psk().expose(())));
    let mut traffic = Traffic::<One>::new();
    let main = early.into_main_secret(Role::Client, Some(&shared), &digest, &mut traffic);
    let Traffic { local, peer, .. } = &traffic;
    assert_secret(local, "2faac08f851d35fea3604fcb4de82dc62c9b164a70974d0462e27f1ab278700f");
    assert_secret(peer, "fe927ae271312e8bf0275b581c54eef020450dc4ecffaa05a1a35d27518e7803");
    assert_keys(local, "b1530806f4adfeac83f1413032bbfa82", "eb50c16be7654abf99dd06d9");
    assert_keys(peer, "27c6bdc0a3dcea39a47326d79bc9e4ee", "9569ecdd4d0536705e9ef725");

    transcript.add(&bytes(RESUMED_EXTENSIONS));
    let of_server = verify_data((), peer, &transcript.digest());
    assert_secret(&of_server, "48d3e0e1b3d907c6acff145e16090388c77b05c050b634ab1a88bbd0dd1a34b2");
    transcript.add(&finished(&of_server));
    let digest = transcript.digest();
    assert_eq!(
        digest,
        hex::<32>("b0aeffc46a2cfe33114e6fd7d51f9f04b1ca3c497dab08934a774a9d9ad7dbf3")
    );

    // EndOfEarlyData is in the transcript of the client's Finished alone.
    transcript.add(&[5, 0, 0, 0]);
    let of_client = verify_data((), local, &transcript.digest());
    assert_secret(&of_client, "7230a9c952c25cd6138fc5e6628308c41c5335dd81b9f96bcea50fd32bda416d");
    transcript.add(&finished(&of_client));

    main.application(Role::Client, &digest, &mut traffic);
    let Traffic { local, peer, .. } = &traffic;
    assert_secret(local, "2abbf2b8e381d23dbebe1dd2a7d16a8bf484cb4950d23fb7fb7fa8547062d9a1");
    assert_secret(peer, "cc21f1bf8feb7dd5fa505bd9c4b468a9984d554a993dc49e6d285598fb672691");
    assert_keys(local, "3cf122f301c6358ca7989553250efd72", "ab1aec26aa78b8fc1176b9ac");
    assert_keys(peer, "e857c690a34c5a9129d833619684f95e", "0685d6b561aab9ef1013faf9");
    let exporter = main.exporter((), &digest);
    assert_secret(&exporter, "3fd93d4ffddc98e64b14dd107aedf8ee4add23f4510f58a4592d0b201bee56b4");

    let digest = transcript.digest();
    assert_eq!(
        digest,
        hex::<32>("c3c122e0bd907a4a3ff6112d8fd53dbf89c773d9552e8b6b9d56d361b3a97bf6")
    );
    let resumption = main.resumption((), &digest);
    assert_secret(&resumption, "5e95bdf1f89005ea2e9aa0ba85e728e3c19c5fe0c699e3f5bee59faebd0b5406");
}

/// Section 5: the first ClientHello counts as a message_hash (RFC 9846, section 4.1).
#[test]
fn the_transcript_of_a_retry() {
    let mut transcript = Transcript::<One>::new();
    transcript.add(&bytes(RETRIED_HELLO));
    transcript.restart_for_retry();
    transcript.add(&bytes(RETRY));
    transcript.add(&bytes(SECOND_HELLO));
    transcript.add(&[0; 175]);
    transcript.add(&bytes(SERVER_HELLO));
    let digest = transcript.digest();
    assert_eq!(
        digest,
        hex::<32>("8aa8e828ec2f8a884fec95a3139de01c15a3daa7ff5bfc3f4bfcc21b438d7bf8")
    );
    let shared: [u8; 32] = hex("c142ce13ca11b5c2233652e63ad3d97844f1621fbfb9de69d547dc8fedeabeb4");
    let mut traffic = Traffic::<One>::new();
    Early::<One>::new((), None).into_main_secret(
        Role::Client,
        Some(&shared),
        &digest,
        &mut traffic,
    );
    let Traffic { local, peer, .. } = &traffic;
    assert_secret(local, "158aa7ab8855073582b41d674b4055cabcc534728f659314861b4e08e2011566");
    assert_secret(peer, "3403e781e2af7b6508da28574f6e95a1abf162de83a97927c37672a4a0cef8a1");
}
