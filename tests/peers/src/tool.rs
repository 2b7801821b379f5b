//! The programs peers are made of.

use std::io::Write;
use std::process::{Command, Stdio};

/// The variable that turns a missing peer from a skipped test into a failed one.
pub const REQUIRE: &str = "MOTETLS_REQUIRE_PEERS";

/// A program that a peer is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// The `openssl` command, version 3.
    OpenSsl,
    /// `gnutls-serv`.
    GnuTls,
    /// `certtool` of GnuTLS.
    CertTool,
    /// The MQTT broker `mosquitto`.
    Mosquitto,
    /// Python with its package `cryptography`.
    Python,
}

impl Tool {
    /// The name of the command.
    #[must_use]
    pub const fn command(self) -> &'static str {
        match self {
            Tool::OpenSsl => "openssl",
            Tool::GnuTls => "gnutls-serv",
            Tool::CertTool => "certtool",
            Tool::Mosquitto => "mosquitto",
            Tool::Python => "python3",
        }
    }

    /// The line that installs it.
    #[must_use]
    pub const fn install(self) -> &'static str {
        match self {
            Tool::OpenSsl => "apt-get install openssl",
            Tool::GnuTls | Tool::CertTool => "apt-get install gnutls-bin",
            Tool::Mosquitto => "apt-get install mosquitto",
            Tool::Python => "pip3 install --break-system-packages cryptography",
        }
    }

    /// Whether the command can be run here.
    #[must_use]
    pub fn is_present(self) -> bool {
        let arguments: &[&str] = match self {
            Tool::OpenSsl => &["version"],
            Tool::GnuTls | Tool::CertTool => &["--version"],
            Tool::Mosquitto => &["-h"],
            Tool::Python => &["-c", "import cryptography"],
        };
        let outcome = Command::new(self.command())
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        // mosquitto has no success to tell of when it only shows its help
        outcome.is_ok_and(|status| status.success() || self == Tool::Mosquitto)
    }

    /// Whether a test that needs the command can run; if not, a line past the test harness says
    /// that it is skipped.
    ///
    /// # Panics
    /// When the command is missing and the variable [`REQUIRE`] is `1`.
    #[must_use]
    pub fn ready(self) -> bool {
        let present = self.is_present();
        if !present {
            let thread = std::thread::current();
            skip(thread.name().unwrap_or("a test"), self.command(), self.install());
        }
        present
    }
}

/// Says that a test is skipped because `what` is missing, past the test harness, so that it is seen
/// when the test passes, and with the line that installs it.
///
/// # Panics
/// When the variable [`REQUIRE`] is `1`.
pub fn skip(test: &str, what: &str, install: &str) {
    let required = std::env::var_os(REQUIRE).is_some_and(|value| value == "1");
    assert!(!required, "{test}: {what} is missing and {REQUIRE}=1: {install}");
    let line = format!("SKIPPED {test}: {what} is missing, install it with `{install}`\n");
    // Straight to the handle, for the harness captures what the print macros write in a test that
    // passes; and in one piece, for other tests write too.
    let _ = std::io::stderr().write_all(line.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Set for the inner run of the test below.
    const INNER: &str = "MOTETLS_TEST_OF_SKIPPING";

    #[test]
    fn what_is_skipped_is_seen_and_fails_when_required() {
        if std::env::var_os(INNER).is_some() {
            skip("tool::tests", "something", "apt-get install something");
            return;
        }
        for (required, passes) in [("0", true), ("1", false)] {
            let output = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "tool::tests::what_is_skipped_is_seen_and_fails_when_required"])
                .envs([(INNER, "1"), (REQUIRE, required)])
                .output()
                .unwrap();
            let printed = [output.stdout, output.stderr].concat();
            let printed = String::from_utf8_lossy(&printed);
            assert_eq!(output.status.success(), passes, "{printed}");
            assert_eq!(printed.contains("SKIPPED tool::tests"), passes, "{printed}");
            assert!(printed.contains("apt-get install something"), "{printed}");
        }
    }

    #[test]
    fn every_tool_says_how_to_get_it() {
        for tool in [Tool::OpenSsl, Tool::GnuTls, Tool::CertTool, Tool::Python] {
            assert!(tool.install().contains(" install "), "{tool:?}");
        }
    }
}
