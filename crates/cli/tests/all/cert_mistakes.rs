//! What people do by mistake, and what stops listening or runs out of room while a command speaks.

use crate::folder::Folder;

fn factory() -> (Folder, &'static str) {
    let folder = Folder::new();
    folder.made("new ca --name Factory");
    (folder, "new device --ca factory.pem --ca-key factory.key --out-dir out")
}

#[test]
fn numbers_and_names_that_make_no_device_are_refused() {
    let (folder, device) = factory();
    for count in ["0", "1000001", "4000000000"] {
        folder.refused(
            &format!("{device} --name x{{}} --count {count}"),
            2,
            "is not in 1..=1000000",
        );
    }
    folder.refused(
        &format!("{device} --name x --count 2"),
        1,
        "would both be written to out/x.pem",
    );
    folder.refused(&format!("{device} --name '  '"), 1, "may not be empty");
    folder.refused(&format!("{device} --name CN="), 1, "may not be empty");
    folder.refused(&format!("{device} --name x --stem ''"), 2, "--stem");
    folder.refused(&format!("{device} --name x --dns *.example"), 2, "two labels");
    folder.refused(&format!("{device} --name 'CN=x,emailAddress=y'"), 1, "no mail address");
    assert!(!folder.file("out").exists());
}

#[test]
fn tables_of_spreadsheets_are_read_and_bad_ones_make_nothing() {
    let (folder, device) = factory();
    folder.write("marked.csv", "\u{feff}name,stem\r\nmote 1,../../up\r\n");
    folder.made(&format!("{device} --list marked.csv"));
    assert!(folder.file("out/up.pem").exists() && folder.file("out/up.key").exists());
    for (table, says) in [
        ("name,stem\na,x\nb,x.key\n", "would both be written to out/x.key.der"),
        ("name\n\"a\n", "line 2: a quote is not closed"),
        ("name,name\na,b\n", "the column name twice"),
    ] {
        folder.write("bad.csv", table);
        for option in ["", "--resume", "--force"] {
            folder.refused(&format!("{device} --der --list bad.csv {option}"), 1, says);
        }
    }
    assert_eq!(std::fs::read_dir(folder.file("out")).unwrap().count(), 2);
}

#[test]
fn a_certificate_cut_off_is_made_again() {
    let (folder, device) = factory();
    let many = format!("{device} --name x{{}} --count 2");
    folder.made(&many);
    let whole = folder.read("out/x1.pem");
    folder.write("out/x2.pem", "");
    assert!(folder.made(&format!("{many} --resume")).contains("1 were there already"));
    assert_eq!(folder.read("out/x1.pem"), whole);
    let key = folder.read("out/x1.key");
    folder.write("out/x1.pem", &whole[..whole.len() / 2]);
    let printed = folder.made(&format!("{many} --resume"));
    assert!(printed.contains("1 keys were there and were kept"), "{printed}");
    assert_eq!(folder.read("out/x1.key"), key, "a key that is whole is certified, not replaced");
    folder.made("verify out/x1.pem --cafile factory.pem --usage client");
    folder.made("verify out/x2.pem --cafile factory.pem --usage client");
}

#[test]
fn a_server_that_is_not_there_is_no_fault_of_a_file() {
    let folder = Folder::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    folder.made("new ca --name Root");
    folder.refused(&format!("anchors --from {free} root.pem"), 3, "is a server listening there?");
    assert!(folder.cert("anchors --help").stdout.contains("  3  the network"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_changes_no_exit_code() {
    use std::process::{Command, Stdio};
    let (folder, _) = factory();
    let code = |line: &str, both: bool| {
        // the other end is closed before the program begins
        let closed = || Stdio::from(std::io::pipe().unwrap().1);
        let mut command = Command::new(env!("CARGO_BIN_EXE_motetls"));
        command.arg("cert").args(line.split(' ')).current_dir(folder.file("")).stdout(closed());
        command.stderr(if both { closed() } else { Stdio::piped() });
        let output = command.output().unwrap();
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !printed.contains("panicked") && !printed.contains("Broken pipe"),
            "{line}: {printed}"
        );
        output.status.code()
    };
    for both in [false, true] {
        for line in [
            "inspect factory.pem",
            "inspect --json factory.pem",
            "lint factory.pem",
            "lint --rules",
        ] {
            assert_eq!(code(line, both), Some(0), "{line}");
        }
        assert_eq!(code("convert factory.pem --to c", both), Some(0));
        assert_eq!(code("anchors factory.pem", both), Some(0));
        assert_eq!(code("verify --json factory.pem --host a.example", both), Some(4));
        assert_eq!(code("inspect none.pem", both), Some(1));
        assert_eq!(
            code("new client --name x --json --force --ca factory.pem --ca-key factory.key", both),
            Some(0)
        );
    }
    assert!(folder.file("x.pem").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_of() {
    let (folder, _) = factory();
    for line in
        ["inspect factory.pem", "lint --rules", "anchors factory.pem", "convert factory.pem"]
    {
        let printed = folder
            .other(&format!("sh -c '{} cert {line} > /dev/full'", env!("CARGO_BIN_EXE_motetls")));
        assert_eq!(printed.code, 1, "{line}: {printed:?}");
        assert!(
            printed.stderr.starts_with("motetls: cannot write to standard output: "),
            "{line}: {printed:?}"
        );
    }
}
