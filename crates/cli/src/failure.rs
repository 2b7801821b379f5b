//! What ends a command: a sentence with cause and remedy, and an exit code.

use std::io;

use motetls::{Error, ErrorKind};

/// The exit codes; `--help` documents them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Local,
    Network,
    Certificate,
    Handshake,
    Broken,
}

impl Exit {
    /// The code for the shell; 2 is the command line parser's.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Exit::Local => 1,
            Exit::Network => 3,
            Exit::Certificate => 4,
            Exit::Handshake => 5,
            Exit::Broken => 6,
        }
    }
}

/// Why a command ended.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Whose fault.
    pub(crate) exit: Exit,
    /// What happened and what to do.
    pub(crate) sentence: String,
    /// The error of the engine, if it was one.
    pub(crate) error: Option<Error>,
}

impl Failure {
    /// Something on this machine.
    pub(crate) fn local(sentence: impl Into<String>) -> Self {
        Failure { exit: Exit::Local, sentence: sentence.into(), error: None }
    }

    /// Something between the machines.
    pub(crate) fn network(sentence: impl Into<String>) -> Self {
        Failure { exit: Exit::Network, sentence: sentence.into(), error: None }
    }

    /// An error of the engine during the handshake.
    pub(crate) fn handshake(error: Error) -> Self {
        let exit = match error.kind {
            ErrorKind::Certificate(_) | ErrorKind::NoCertificate | ErrorKind::BadCertificateVerify => Exit::Certificate,
            ErrorKind::Configuration | ErrorKind::Random | ErrorKind::SendBufferTooSmall => Exit::Local,
            _ => Exit::Handshake,
        };
        Failure { exit, sentence: error.to_string(), error: Some(error) }
    }

    /// An error of the engine on an open connection.
    pub(crate) fn broken(error: Error) -> Self {
        Failure { exit: Exit::Broken, sentence: error.to_string(), error: Some(error) }
    }

    /// An error of the standard streams' or the sockets', or one of the engine inside it.
    pub(crate) fn of_stream(error: &io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
            Some(error) => Failure::handshake(*error),
            None if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                Failure::network("the server does not answer the handshake: it may not speak TLS on this port")
            }
            None => Failure::network(format!("the connection broke during the handshake: {error}")),
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence)
    }
}
