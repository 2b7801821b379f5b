//! A folder in which the command line makes things and other programs read them.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use motetls_peers::{Scratch, Tool};
use serde_json::Value;

/// What a program printed, and its exit code.
#[derive(Debug)]
pub(crate) struct Printed {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The folder.
pub(crate) struct Folder(Scratch);

/// The words of a line; what stands between single quotes is one.
fn words(line: &str) -> Vec<String> {
    let quoted = line.split('\'').enumerate();
    let part = |(place, part): (usize, &str)| match place % 2 {
        1 => vec![part.to_owned()],
        _ => part.split_whitespace().map(str::to_owned).collect(),
    };
    quoted.flat_map(part).collect()
}

impl Folder {
    pub(crate) fn new() -> Self {
        Folder(Scratch::new().unwrap())
    }

    /// A folder for a test beside another program; `None` if that is not there, and the test is
    /// skipped.
    pub(crate) fn beside(tool: Tool) -> Option<Self> {
        tool.ready().then(Folder::new)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.file(name)
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.file(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        self.0.write(name, contents).unwrap();
    }

    /// Runs a line of words in the folder.
    #[track_caller]
    fn run(&self, program: &str, arguments: &[String]) -> Printed {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .env("PASSPHRASE", "open sesame");
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Printed {
            code: output.status.code().unwrap(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// `motetls cert` and this line.
    #[track_caller]
    pub(crate) fn cert(&self, line: &str) -> Printed {
        let mut arguments = vec!["cert".to_owned()];
        arguments.extend(words(line));
        self.run(env!("CARGO_BIN_EXE_motetls"), &arguments)
    }

    /// The same, which must succeed; yields what it says on standard error.
    #[track_caller]
    pub(crate) fn made(&self, line: &str) -> String {
        let printed = self.cert(line);
        assert_eq!(printed.code, 0, "{line}: {printed:?}");
        printed.stderr
    }

    /// The same with `--json`; yields the object.
    #[track_caller]
    pub(crate) fn json(&self, line: &str) -> Value {
        let printed = self.cert(&format!("{line} --json"));
        assert_eq!(printed.code, 0, "{line}: {printed:?}");
        serde_json::from_str(&printed.stdout).unwrap()
    }

    /// The same, which must fail with this code and say this.
    #[track_caller]
    pub(crate) fn refused(&self, line: &str, code: i32, says: &str) {
        let printed = self.cert(line);
        assert_eq!(printed.code, code, "{line}: {printed:?}");
        assert!(printed.stderr.contains(says), "{line}: {says} is missing: {}", printed.stderr);
    }

    /// Another program, whatever comes of it.
    #[track_caller]
    pub(crate) fn other(&self, line: &str) -> Printed {
        let words = words(line);
        self.run(&words[0], &words[1..])
    }

    /// Another program, which must succeed; yields all it says.
    #[track_caller]
    pub(crate) fn well(&self, line: &str) -> String {
        let printed = self.other(line);
        assert_eq!(printed.code, 0, "{line}: {printed:?}");
        printed.stdout + &printed.stderr
    }

    /// An RSA key that openssl makes in the file `name`, and the option to take it: `motetls` in
    /// the build of tests would take seconds for one.
    #[track_caller]
    pub(crate) fn rsa_key(&self, name: &str, bits: u32) -> String {
        self.well(&format!("openssl genrsa -out {name} {bits}"));
        format!("--from-key {name}")
    }

    /// A script in Python, which must succeed.
    #[track_caller]
    pub(crate) fn python(&self, script: &str) {
        self.write("script.py", script);
        self.well("python3 script.py");
    }
}
