//! Several pre-shared keys: which are offered, and which one a server may choose.

use std::vec::Vec;

use motetls_base::UnixTime;
use motetls_crypto::{Aes128Ct, Aes256Ct, AesGcm, HashId, P256, Sha256, Sha384};

use super::resumption::{NOW, kept_of};
use super::{PSK, PskOnly, Script, Server, Shape, config, run};
use crate::{ChosenPsk, Config, ErrorKind, ImportedPsk, Psk, Session};

crate::profile! {
    /// Keys of both hashes, and tickets.
    struct Several;
    hash: Sha256;
    sha384: Sha384;
    suites: {
        TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>,
        TLS_AES_256_GCM_SHA384: AesGcm<Aes256Ct>,
    };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509, psk_dhe_ke];
    options: [several_psks, resumption];
}

const STRANGE: Psk<'static> = Psk::new(b"unknown", b"fedcba9876543210");
const WIDE: Psk<'static> = Psk { hash: HashId::Sha384, ..Psk::new(b"wide", b"0123456789abcdef") };

fn chosen(config: &Config<'_, Several>, script: Script) -> Result<Option<ChosenPsk>, ErrorKind> {
    let mut server = Server::<Several>::new(script);
    let shape = Shape { tx: 1024, ..Shape::default() };
    let outcome = run(config, shape, |flight| server.answer(flight));
    outcome.result.map(|negotiated| negotiated.psk).map_err(|error| error.kind)
}

#[test]
fn the_server_chooses_by_place() {
    let two = Config { psks: &[STRANGE, PSK], ..config::<Several>(&[]) };
    assert_eq!(chosen(&two, Script::default()), Ok(Some(ChosenPsk::External(1))));
    let three = Config { psks: &[WIDE, STRANGE, PSK], ..two };
    assert_eq!(chosen(&three, Script::default()), Ok(Some(ChosenPsk::External(2))));
    let script = Script { selects: Some(3), ..Script::default() };
    assert_eq!(chosen(&three, script), Err(ErrorKind::IllegalParameter), "none was offered there");
    // the suite is of SHA-256 (section 4.3.11)
    let script = Script { selects: Some(0), ..Script::default() };
    assert_eq!(chosen(&three, script), Err(ErrorKind::IllegalParameter), "a key of SHA-384");
}

/// The session stands before the external keys.
#[test]
fn a_session_beside_external_keys() {
    let ticket: &[u8] = &[4, 0, 0, 16, 0, 0, 28, 32, 1, 2, 3, 4, 2, 8, 9, 0, 1, 7, 0, 0];
    let mut kept = kept_of::<Several>(ticket);
    kept.key.0 = [7].to_vec();
    let session = Session::new(&kept.bytes);
    let config = Config {
        psks: &[STRANGE, PSK],
        session: Some(&session),
        now: Some(UnixTime(NOW)),
        ..config::<Several>(&[])
    };
    let script = || Script { keys: [kept.key.clone()].to_vec(), ..Script::default() };
    assert_eq!(chosen(&config, script()), Ok(Some(ChosenPsk::Session)));
    assert_eq!(chosen(&config, Script::default()), Ok(Some(ChosenPsk::External(1))));
    // and after a retry, when the key of SHA-384 is not offered again
    let config = Config { psks: &[WIDE, PSK], ..config };
    let retry: Option<&[u8]> = Some(&[0, 44, 0, 3, 0, 1, 9]);
    let script = Script { retry, ..Script::default() };
    assert_eq!(chosen(&config, script), Ok(Some(ChosenPsk::External(1))));
}

/// RFC 9258, section 5.2: the binder of an imported key has a label of its own.
#[test]
fn an_imported_key() {
    let imported = ImportedPsk::<32>::new::<Sha256>(&PSK, b"", HashId::Sha256).unwrap();
    let psk = imported.psk();
    let keys = [(psk.identity.to_vec(), psk.secret.to_vec(), &b"imp binder"[..])].to_vec();
    let config = Config { psks: &[psk], ..config::<Several>(&[]) };
    let script = Script { keys, ..Script::default() };
    assert_eq!(chosen(&config, script), Ok(Some(ChosenPsk::External(0))));
}

#[test]
fn keys_that_are_refused() {
    fn refusal(psks: &[Psk<'_>]) -> ErrorKind {
        let config = Config { psks, ..config::<Several>(&[]) };
        run(&config, Shape::default(), |_| Vec::new()).result.unwrap_err().kind
    }
    assert_eq!(refusal(&[PSK, Psk::new(b"", b"x")]), ErrorKind::Configuration);
    assert_eq!(refusal(&[PSK, Psk { hash: HashId::Sha512, ..PSK }]), ErrorKind::Configuration);
    assert_eq!(refusal(&[PSK; 256]), ErrorKind::Configuration);
    assert_eq!(refusal(&[PSK; 2]), ErrorKind::Truncated);
    let two = Config { psks: &[PSK, PSK], ..config::<PskOnly>(&[]) };
    let error = run(&two, Shape::default(), |_| Vec::new()).result.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Configuration, "a profile that does not name several_psks");
}
