//! `motetls connect --session-out` and `--session-in`.

use motetls_peers::Tool;
use serde_json::Value;

use crate::common::{House, Run, connect};

fn object(run: &Run) -> Value {
    assert_eq!(run.code, 0, "{run:?}");
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn a_session_is_written_and_resumed() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let server = house.server(&["-rev"]);
    let file = house.pki.scratch().write("session", "").unwrap();
    let file = file.to_str().unwrap();
    let first = object(&connect(&house, &server, &["--json", "--session-out", file], b"drawer\n"));
    assert_eq!(first["resumed"], false);
    let resume = ["--json", "--session-in", file, "--session-out", file];
    for _ in 0..2 {
        let object = object(&connect(&house, &server, &resume, b"drawer\n"));
        assert_eq!(object["resumed"], true, "{object}");
        assert_eq!(object["authentication"], "session, resumed");
        assert_eq!(object["key_exchange"], "psk_dhe_ke with x25519");
        assert_eq!(object["chain"], serde_json::json!([]));
        assert_eq!(object["data"]["received"], 7);
    }
    // by the names of s_client; another server declines
    let other = house.server(&["-rev"]);
    let object = object(&connect(&house, &other, &["--json", "--sess_in", file], b"drawer\n"));
    assert_eq!(object["resumed"], false);
}

#[test]
fn early_data_are_told_to_be_taken_or_not() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let session = house.pki.scratch().write("session", "").unwrap();
    let data = house.pki.scratch().write("data", "early bird\n").unwrap();
    let (session, data) = (session.to_str().unwrap(), data.to_str().unwrap());
    let server = house.server(&["-early_data", "-naccept", "2"]);
    let run = connect(&house, &server, &["--json", "--session-out", session], b"line\n");
    assert_eq!(object(&run)["resumed"], false);
    let early = ["--json", "--session-in", session, "--early-data", data];
    let run = connect(&house, &server, &early, b"line\n");
    assert_eq!(object(&run)["early_data"], true, "{run:?}");
    assert!(server.prints("early bird\n"), "{}", server.output());

    let other = house.server(&["-rev"]);
    let run = connect(&house, &other, &early, b"drawer\n");
    assert_eq!(object(&run)["early_data"], false, "{run:?}");
    assert!(run.stderr.contains("they are not sent again"), "{run:?}");
    let run = connect(&house, &other, &["--early-data", data], b"");
    assert_eq!(run.code, 2, "early data need a session");
}

#[test]
fn sessions_that_cannot_be_used() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let server = house.server(&["-rev", "-num_tickets", "0"]);
    let garbage = house.pki.scratch().write("garbage", "no session").unwrap();
    let garbage = garbage.to_str().unwrap();
    let run = connect(&house, &server, &["--json", "--session-in", garbage], b"drawer\n");
    assert_eq!(object(&run)["resumed"], false);
    let run = connect(&house, &server, &["--session-in", "no such file"], b"");
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("no such file"), "{run:?}");
    let run = connect(&house, &server, &["--session-out", garbage], b"drawer\n");
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("the server sent no ticket"), "{run:?}");
    assert_eq!(std::fs::read(garbage).unwrap(), b"no session");
}
