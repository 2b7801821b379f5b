//! `motetls cert crl` under hard conditions: several at once, numbers and serial numbers of all
//! sizes, lists and certificates of others.

use crate::folder::Folder;
use motetls_peers::Tool;

const BY: &str = "--ca root.pem --ca-key root.key";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.made("new ca --name Root");
    folder
}

/// An authority of openssl for the root, with these lines in its section of lists.
fn openssl_authority(folder: &Folder, number: &str, extensions: &str) {
    folder.write(
        "ca.cnf",
        format!(
            "[ca]\ndefault_ca=d\n[d]\ndatabase=db\nserial=serial\ncertificate=root.pem\n\
             private_key=root.key\ndefault_md=sha256\ncrlnumber=number\ndefault_crl_days=9\n\
             [x]\n{extensions}\n"
        ),
    );
    folder.write("db", "");
    folder.write("number", format!("{number}\n"));
    folder.well("openssl ca -config ca.cnf -gencrl -crlexts x -out theirs.crl");
}

/// The number of a list, in hex, by openssl.
fn number(folder: &Folder, list: &str) -> String {
    let printed = folder.well(&format!("openssl crl -in {list} -noout -crlnumber"));
    printed.trim().trim_start_matches("crlNumber=").trim_start_matches("0x").to_owned()
}

#[test]
fn of_several_at_once_none_is_lost() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let folder = folder();
    folder.made(&format!("crl {BY} --out race.crl"));
    let numbers: Vec<u64> = std::thread::scope(|scope| {
        let revoke = |serial: usize| {
            let folder = &folder;
            move || {
                folder.json(&format!("crl {BY} --update race.crl --revoke 0{serial}"))["number"]
                    .as_u64()
                    .unwrap()
            }
        };
        let threads: Vec<_> = (1..=8).map(|serial| scope.spawn(revoke(serial))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (2..=9).collect::<Vec<u64>>(), "no number twice: {numbers:?}");
    let text = folder.well("openssl crl -in race.crl -noout -text");
    for serial in 1..=8 {
        assert!(text.contains(&format!("Serial Number: 0{serial}\n")), "{serial} in {text}");
    }
}

#[test]
fn numbers_grow_past_any_word() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let folder = folder();
    for (given, next) in [
        ("72057594037927935", "0100000000000000"),
        ("18446744073709551615", "010000000000000000"),
        ("340282366920938463463374607431768211455", "0100000000000000000000000000000000"),
    ] {
        folder.made(&format!("crl {BY} --number {given} --out n.crl --force"));
        let printed = folder.made(&format!("crl {BY} --update n.crl --revoke 07"));
        assert!(printed.contains("1 revoked"), "{printed}");
        assert_eq!(number(&folder, "n.crl"), next, "{given}");
    }
    let most = "1461501637330902918203684832716283019655932542975";
    folder.made(&format!("crl {BY} --number {most} --out n.crl --force"));
    assert_eq!(number(&folder, "n.crl"), "F".repeat(40));
    folder.refused(&format!("crl {BY} --update n.crl --revoke 07"), 1, "is the last of them");
    folder.refused(
        &format!("crl {BY} --number 1461501637330902918203684832716283019655932542976 --out m.crl"),
        2,
        "of 20 octets at most",
    );
    // a number of others, of 20 octets
    openssl_authority(&folder, &format!("0A{}", "FF".repeat(19)), "");
    folder.made(&format!("crl {BY} --update theirs.crl"));
    assert_eq!(number(&folder, "theirs.crl"), format!("0B{}", "00".repeat(19)));
    folder.refused(&format!("crl {BY} --update theirs.crl --number 7"), 1, "the number must grow");
}

#[test]
fn negative_serial_numbers_are_revoked_as_what_they_are() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let folder = folder();
    folder.made("csr --name neg");
    for (serial, shown, written) in [
        ("-0x7F01", "-7f01", "-7F01"),
        ("-1", "-01", "-01"),
        ("0x7F01", "7f01", "7F01"),
        ("0x80FF", "80ff", "80FF"),
    ] {
        folder.well(&format!(
            "openssl x509 -req -in neg.csr -CA root.pem -CAkey root.key -set_serial {serial} -out \
             neg.pem"
        ));
        let verify = || {
            folder.other("openssl verify -crl_check -CAfile root.pem -CRLfile neg.crl neg.pem").code
        };
        folder.made(&format!("crl {BY} --out neg.crl --force"));
        assert_eq!(verify(), 0, "{serial}");
        let list = folder.json(&format!("crl {BY} --update neg.crl --revoke-file neg.pem"));
        assert_eq!(list["revoked"][0], shown);
        assert_eq!(verify(), 2, "{serial}");
        // once more through a reading and a writing
        folder.made(&format!("crl {BY} --update neg.crl --revoke 05"));
        assert_eq!(verify(), 2, "{serial}");
        let text = folder.well("openssl crl -in neg.crl -noout -text");
        assert!(text.contains(&format!("Serial Number: {written}\n")), "{serial}: {text}");
        folder.refused("verify neg.pem --cafile root.pem --crl neg.crl", 4, "revoked");
        // and by its number, as the report says it and as inspect does
        let inspected = folder.json("inspect neg.pem");
        let item = &inspected["files"][0]["items"][0];
        for number in [shown, item["serial_number"].as_str().unwrap()] {
            folder.made(&format!("crl {BY} --out neg.crl --force --revoke {number}=superseded"));
            assert_eq!(verify(), 2, "{serial} by {number}");
        }
    }
}

/// The DER of a list with one entry, and a date of it written in other digits of the same length.
fn redated(folder: &Folder, from: &str, place: usize, to: &str) -> Vec<u8> {
    let mut list = folder.read("dated.crl");
    let year = from.as_bytes();
    let mut places = list.windows(year.len()).enumerate().filter(|(_, window)| *window == year);
    let at = places.nth(place).unwrap().0;
    list[at..at + to.len()].copy_from_slice(to.as_bytes());
    list
}

#[test]
fn dates_before_1970_are_shown_as_they_stand() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let folder = folder();
    folder.made(&format!("crl {BY} --revoke 05 --until 2031-07-01 --der --out dated.crl"));
    let today = &folder.json("inspect dated.crl")["files"][0]["items"][0]["issued"];
    let year = today.as_str().unwrap()[2..4].to_owned();
    // thisUpdate and the entry's date come in this order, each behind UTCTime of 13 octets
    let date = |year: &str| format!("\u{17}\u{d}{year}");
    for (name, place, key) in [("issued.crl", 0, "issued"), ("entry.crl", 1, "since")] {
        folder.write(name, redated(&folder, &date(&year), place, &date("50")));
        let inspected = folder.json(&format!("inspect {name}"));
        let item = &inspected["files"][0]["items"][0];
        let shown = if place == 0 { &item[key] } else { &item["entries"][0][key] };
        assert!(shown.as_str().unwrap().starts_with("1950-"), "{key}: {inspected}");
        let text = folder.cert(&format!("inspect {name}")).stdout;
        assert!(text.contains("1950-"), "{text}");
        let theirs = folder.well(&format!("openssl crl -in {name} -noout -text"));
        assert!(theirs.contains(" 1950 GMT"), "{theirs}");
    }
}

#[test]
fn what_a_list_of_others_says_stays() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let folder = folder();
    openssl_authority(&folder, "01", "issuerAltName=DNS:crl.example\nfreshestCRL=URI:http://a/d");
    folder.made(&format!("crl {BY} --update theirs.crl --revoke 07"));
    let text = folder.well("openssl crl -in theirs.crl -noout -text -CAfile root.pem");
    for part in ["verify OK", "DNS:crl.example", "http://a/d", "X509v3 Authority Key"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    openssl_authority(&folder, "01", "issuingDistributionPoint=critical,onlyuser:TRUE");
    folder.refused(&format!("crl {BY} --update theirs.crl"), 1, "of a special kind");
}

#[test]
fn only_what_the_authority_has_issued_is_revoked() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let folder = folder();
    folder.made(&format!("new client --name leaf {BY}"));
    folder.write("full.pem", [folder.read("leaf.pem"), folder.read("root.pem")].concat());
    let printed = folder.made(&format!("crl {BY} --revoke-file full.pem --out full.crl"));
    assert!(printed.contains("1 revoked") && printed.contains("is left out"), "{printed}");
    // another authority of the same name
    folder.made("new ca --name Root --out-dir other");
    folder
        .made("new client --name leaf --ca other/root.pem --ca-key other/root.key --out-dir other");
    folder.refused(
        &format!("crl {BY} --revoke-file other/leaf.pem --out x.crl"),
        1,
        "another authority of this name",
    );
    // the same name in another case and another type of text
    folder.write("x.cnf", "[req]\ndistinguished_name=d\nstring_mask=pkix\nx509_extensions=e\n[d]\n[e]\nbasicConstraints=CA:TRUE\n");
    folder.well("openssl req -config x.cnf -x509 -key root.key -subj /CN=ROOT -out upper.pem");
    folder.made("csr --name cased");
    folder.well("openssl x509 -req -in cased.csr -CA upper.pem -CAkey root.key -out cased.pem");
    let printed = folder.made(&format!("crl {BY} --revoke-file cased.pem --out cased.crl"));
    assert!(printed.contains("1 revoked"), "{printed}");
    folder.made("crl --ca upper.pem --ca-key root.key --update cased.crl --revoke 07");
}

#[test]
fn validity_lies_within_that_of_the_authority_or_it_is_said() {
    let folder = Folder::new();
    folder.made("new ca --name Future --from 2090-01-01 --until 2099-12-31 --stem f");
    let future = "--ca f.pem --ca-key f.key";
    folder.refused(
        &format!("new server --dns a.example --from 2026-01-01 --days 30 {future}"),
        1,
        "this would never be valid",
    );
    let printed = folder
        .made(&format!("new server --dns a.example --from 2026-01-01 --until 2095-01-01 {future}"));
    assert!(printed.contains("valid earlier than the authority"), "{printed}");
    assert!(!printed.contains("valid longer"), "{printed}");
    folder.made("new ca --name Short --days 2 --stem s");
    let short = "--ca s.pem --ca-key s.key";
    let printed = folder.made(&format!("crl {short} --days 3650"));
    assert!(printed.contains("valid longer than the authority"), "{printed}");
    let printed = folder.made(&format!("crl {short} --days 1 --force"));
    assert!(!printed.contains("warning"), "{printed}");
    folder.refused(&format!("crl {future}"), 1, "this would never be valid");
}
