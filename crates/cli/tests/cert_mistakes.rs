//! What people do by mistake, and what stops listening or runs out of room while a command speaks.

#![allow(clippy::unwrap_used)] // a test may fail anywhere

#[allow(dead_code)] // here nobody else reads what is made
mod workshop;

use workshop::Workshop;

fn factory() -> (Workshop, &'static str) {
    let shop = Workshop::new();
    shop.made("new ca --name Factory");
    (shop, "new device --ca factory.pem --ca-key factory.key --out-dir out")
}

#[test]
fn numbers_and_names_that_make_no_device_are_refused() {
    let (shop, device) = factory();
    for count in ["0", "1000001", "4000000000"] {
        shop.refused(&format!("{device} --name x{{}} --count {count}"), 2, "is not in 1..=1000000");
    }
    shop.refused(&format!("{device} --name x --count 2"), 1, "would both be written to out/x.pem");
    shop.refused(&format!("{device} --name '  '"), 1, "may not be empty");
    shop.refused(&format!("{device} --name CN="), 1, "may not be empty");
    assert!(!shop.file("out").exists());
}

#[test]
fn tables_of_spreadsheets_are_read_and_bad_ones_make_nothing() {
    let (shop, device) = factory();
    shop.write("marked.csv", "\u{feff}name,stem\r\nmote 1,../../up\r\n");
    shop.made(&format!("{device} --list marked.csv"));
    assert!(shop.file("out/up.pem").exists() && shop.file("out/up.key").exists());
    for (table, says) in [
        ("name,stem\na,x\nb,x.key\n", "would both be written to out/x.key.der"),
        ("name\n\"a\n", "line 2: a quote is not closed"),
        ("name,name\na,b\n", "the column name twice"),
    ] {
        shop.write("bad.csv", table);
        for option in ["", "--resume", "--force"] {
            shop.refused(&format!("{device} --der --list bad.csv {option}"), 1, says);
        }
    }
    assert_eq!(std::fs::read_dir(shop.file("out")).unwrap().count(), 2);
}

#[test]
fn a_certificate_cut_off_is_made_again() {
    let (shop, device) = factory();
    let many = format!("{device} --name x{{}} --count 2");
    shop.made(&many);
    let whole = shop.read("out/x1.pem");
    shop.write("out/x2.pem", "");
    assert!(shop.made(&format!("{many} --resume")).contains("1 were there already"));
    assert_eq!(shop.read("out/x1.pem"), whole);
    let key = shop.read("out/x1.key");
    shop.write("out/x1.pem", &whole[..whole.len() / 2]);
    shop.made(&format!("{many} --resume"));
    assert_ne!(shop.read("out/x1.key"), key);
    shop.made("verify out/x1.pem --cafile factory.pem --usage client");
    shop.made("verify out/x2.pem --cafile factory.pem --usage client");
}

#[test]
fn a_server_that_is_not_there_is_no_fault_of_a_file() {
    let shop = Workshop::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    shop.made("new ca --name Root");
    shop.refused(&format!("anchors --from {free} root.pem"), 3, "is a server listening there?");
    assert!(shop.cert("anchors --help").stdout.contains("  3  the network"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_changes_no_exit_code() {
    use std::process::{Command, Stdio};
    let (shop, _) = factory();
    let code = |line: &str, both: bool| {
        // the other end is closed before the program begins
        let closed = || Stdio::from(std::io::pipe().unwrap().1);
        let mut command = Command::new(env!("CARGO_BIN_EXE_motetls"));
        command.arg("cert").args(line.split(' ')).current_dir(shop.file("")).stdout(closed());
        command.stderr(if both { closed() } else { Stdio::piped() });
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("panicked") && !said.contains("Broken pipe"), "{line}: {said}");
        output.status.code()
    };
    for both in [false, true] {
        for line in ["inspect factory.pem", "inspect --json factory.pem", "lint factory.pem", "lint --rules"] {
            assert_eq!(code(line, both), Some(0), "{line}");
        }
        assert_eq!(code("convert factory.pem --to c", both), Some(0));
        assert_eq!(code("anchors factory.pem", both), Some(0));
        assert_eq!(code("verify --json factory.pem --host a.example", both), Some(4));
        assert_eq!(code("inspect none.pem", both), Some(1));
        assert_eq!(code("new client --name x --json --force --ca factory.pem --ca-key factory.key", both), Some(0));
    }
    assert!(shop.file("x.pem").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_of() {
    let (shop, _) = factory();
    for line in ["inspect factory.pem", "lint --rules", "anchors factory.pem", "convert factory.pem"] {
        let said = shop.other(&format!("sh -c '{} cert {line} > /dev/full'", env!("CARGO_BIN_EXE_motetls")));
        assert_eq!(said.code, 1, "{line}: {said:?}");
        assert!(said.stderr.starts_with("motetls: cannot write to standard output: "), "{line}: {said:?}");
    }
}
