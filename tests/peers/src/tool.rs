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
            Tool::Python => "python3",
        }
    }

    /// The line that installs it.
    #[must_use]
    pub const fn install(self) -> &'static str {
        match self {
            Tool::OpenSsl => "apt-get install openssl",
            Tool::GnuTls | Tool::CertTool => "apt-get install gnutls-bin",
            Tool::Python => "pip3 install --break-system-packages cryptography",
        }
    }

    /// Whether the command can be run here.
    #[must_use]
    pub fn is_present(self) -> bool {
        let arguments: &[&str] = match self {
            Tool::OpenSsl => &["version"],
            Tool::GnuTls | Tool::CertTool => &["--version"],
            Tool::Python => &["-c", "import cryptography"],
        };
        let outcome = Command::new(self.command()).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
        outcome.is_ok_and(|status| status.success())
    }

    /// Whether a test that needs the command can run; if not, a line past the test harness says that it is skipped.
    ///
    /// # Panics
    /// When the command is missing and the variable [`REQUIRE`] is `1`.
    #[must_use]
    pub fn ready(self) -> bool {
        if self.is_present() {
            return true;
        }
        let required = std::env::var_os(REQUIRE).is_some_and(|value| value == "1");
        assert!(!required, "{self:?} is missing and {REQUIRE}=1: {}", self.install());
        let thread = std::thread::current();
        let test = thread.name().unwrap_or("a test");
        let line = format!("SKIPPED {test}: {self:?} is missing, install it with `{}`\n", self.install());
        // Straight to the handle, for the harness swallows what the print macros write in a test that passes; and in
        // one piece, for other tests write too.
        let _ = std::io::stderr().write_all(line.as_bytes());
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_says_how_to_get_it() {
        for tool in [Tool::OpenSsl, Tool::GnuTls, Tool::CertTool, Tool::Python] {
            assert!(tool.install().contains(" install "), "{tool:?}");
        }
    }
}
