//! The Public Key Interoperability Test Suite of NIST, as PyPI `cryptography-vectors` carries it.

use motetls_pki::oid::Oid;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

/// 2030-03-17: inside the validity of all that is not about validity, and long after any build of
/// these tests.
pub const NOW: u64 = 1_900_000_000;

/// The contents octets of test policies 1 to 6, 2.16.840.1.101.3.2.1.48.N.
pub const TEST_POLICIES: [Oid<'static>; 6] = [
    Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 2, 1, 0x30, 1]),
    Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 2, 1, 0x30, 2]),
    Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 2, 1, 0x30, 3]),
    Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 2, 1, 0x30, 4]),
    Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 2, 1, 0x30, 5]),
    Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 2, 1, 0x30, 6]),
];

/// What a test ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Valid,
    Invalid,
    /// Invalid by its revocation lists alone, or for want of them.
    Revoked,
}

/// A line of `pkits/tests.txt`.
pub struct Test {
    /// `4.8.1.2`.
    pub number: &'static str,
    pub outcome: Outcome,
    /// File names without their end; the end entity's first.
    pub certificates: Vec<&'static str>,
    pub lists: Vec<&'static str>,
    /// user-initial-policy-set; empty for all.
    pub acceptable: Vec<Oid<'static>>,
    /// Words: `explicit`, `inhibit-mapping`, `inhibit-any`.
    pub settings: &'static str,
    /// What comes of the policies, where it is stated.
    pub policies: Option<Policies>,
}

/// The policies a path is valid under.
pub struct Policies {
    pub explicit: bool,
    /// Bits, the lowest for policy 1; `None` for all.
    pub authority: Option<u32>,
    pub user: Option<u32>,
}

/// All tests, in the order of their numbers.
pub fn tests() -> Vec<Test> {
    let lines = include_str!("../pkits/tests.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(test).collect()
}

fn test(line: &'static str) -> Test {
    let fields: Vec<&'static str> = line.split(" | ").collect();
    let settings = fields.get(4).copied().unwrap_or("default");
    let accept =
        settings.split(", ").find_map(|setting| setting.strip_prefix("accept ")).unwrap_or("");
    Test {
        number: fields[0],
        outcome: match fields[1] {
            "valid" => Outcome::Valid,
            "invalid" => Outcome::Invalid,
            "revoked" => Outcome::Revoked,
            other => panic!("{other}"),
        },
        certificates: fields[2].split(' ').collect(),
        lists: fields[3].split(' ').collect(),
        acceptable: accept.split_whitespace().map(|digit| TEST_POLICIES[index(digit)]).collect(),
        settings,
        policies: fields.get(5).map(|outcome| {
            let parts: Vec<&str> = outcome.split(" / ").collect();
            Policies {
                explicit: parts[0] == "explicit",
                authority: set(parts[1]),
                user: set(parts[2]),
            }
        }),
    }
}

fn index(digit: &str) -> usize {
    digit.parse::<usize>().unwrap() - 1
}

fn set(text: &str) -> Option<u32> {
    match text {
        "any" => None,
        "-" => Some(0),
        digits => Some(digits.split(' ').fold(0, |set, digit| set | 1 << index(digit))),
    }
}

/// The tests that come out otherwise, each with the reason.
pub fn exceptions() -> BTreeMap<&'static str, &'static str> {
    let lines =
        include_str!("../pkits/exceptions.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(" | ").unwrap()).collect()
}

/// The files of the suite.
pub struct Suite {
    certificates: BTreeMap<String, Vec<u8>>,
    lists: BTreeMap<String, Vec<u8>>,
}

impl Suite {
    /// `None` when they are not there: the skip is printed, or the test fails under
    /// MOTETLS_REQUIRE_PEERS=1.
    pub fn open(test: &str) -> Option<Suite> {
        let Some(folder) = folder() else {
            motetls_peers::tool::skip(test, "PKITS", "pip3 install cryptography-vectors");
            return None;
        };
        let read = |kind: &str| -> BTreeMap<String, Vec<u8>> {
            let paths =
                std::fs::read_dir(folder.join(kind)).unwrap().map(|entry| entry.unwrap().path());
            let name = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_string();
            paths.map(|path| (name(&path), std::fs::read(&path).unwrap())).collect()
        };
        let suite = Suite { certificates: read("certs"), lists: read("crls") };
        assert_eq!((suite.certificates.len(), suite.lists.len()), (405, 173), "files of the suite");
        Some(suite)
    }

    /// A certificate or a list, in DER.
    pub fn file(&self, name: &str) -> &[u8] {
        let file = self.certificates.get(name).or_else(|| self.lists.get(name));
        file.unwrap_or_else(|| panic!("no file {name}"))
    }

    /// All certificates, in the order of their names.
    pub fn certificates(&self) -> Vec<&[u8]> {
        self.certificates.values().map(Vec::as_slice).collect()
    }

    /// Certificates or lists, in DER.
    pub fn all(&self, names: &[&str]) -> Vec<&[u8]> {
        names.iter().map(|name| self.file(name)).collect()
    }
}

/// `$MOTETLS_PKITS`, or where Python has the package.
fn folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("MOTETLS_PKITS") {
        return Some(PathBuf::from(folder));
    }
    let script = "import cryptography_vectors as c, os; print(os.path.dirname(c.__file__))";
    let output = Command::new("python3")
        .args(["-c", script])
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let package = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    Some(package.join("x509/PKITS_data")).filter(|folder| folder.is_dir())
}
