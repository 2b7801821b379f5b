//! Programs that read what we write and write what we read.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// Whether `command` can be run. Without it the skip is printed, or the test fails under
/// MOTETLS_REQUIRE_PEERS=1.
pub fn is_there(test: &str, command: &str, probe: &[&str], install: &str) -> bool {
    let outcome =
        Command::new(command).args(probe).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let there = outcome.is_ok_and(|status| status.success());
    if !there {
        motetls_peers::tool::skip(test, command, install);
    }
    there
}

pub fn openssl(test: &str) -> bool {
    is_there(test, "openssl", &["version"], "apt-get install openssl")
}

pub fn certtool(test: &str) -> bool {
    is_there(test, "certtool", &["--version"], "apt-get install gnutls-bin")
}

/// A folder that is removed at the end.
pub struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("motetls-pki-files-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn write(&self, file: &str, contents: &[u8]) {
        std::fs::write(self.0.join(file), contents).unwrap();
    }

    pub fn read(&self, file: &str) -> Vec<u8> {
        std::fs::read(self.0.join(file)).unwrap()
    }

    pub fn run(&self, line: &str) -> Output {
        let mut words = line.split_whitespace();
        Command::new(words.next().unwrap())
            .args(words)
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs a command line, words parted by blanks, and yields what it says; it must succeed.
    #[track_caller]
    pub fn well(&self, line: &str) -> String {
        let output = self.run(line);
        let (printed, complained) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{line}: {printed}{complained}");
        format!("{printed}{complained}")
    }
}
