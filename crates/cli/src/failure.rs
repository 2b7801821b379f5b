//! What ends a command: a sentence with cause and remedy, and an exit code.

use std::io;

use motetls::num::AlertDescription;
use motetls::{CertError, Error, ErrorKind};

/// The exit codes; `--help` documents them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Local,
    Network,
    Certificate,
    Handshake,
    Broken,
    /// The server closed before all of standard input was sent.
    Unsent,
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
            Exit::Unsent => 7,
        }
    }
}

/// The exit codes of `cert`, for `--help`.
pub(crate) const CERT_EXIT_CODES: &str = "\
Exit codes:
  0  done; of a check, all is well
  1  something local: a file, an option's value, a passphrase
  2  the command line is wrong
  3  the network: no connection to the server of --from
  4  refused: a certificate or a request that must not be accepted, a lint that found an error";

/// Why a command ended.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code.
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
            ErrorKind::Certificate(_)
            | ErrorKind::NoCertificate
            | ErrorKind::BadCertificateVerify => Exit::Certificate,
            ErrorKind::Configuration | ErrorKind::Random | ErrorKind::SendBufferTooSmall => {
                Exit::Local
            }
            _ => Exit::Handshake,
        };
        Failure { exit, sentence: with_remedy(error), error: Some(error) }
    }

    /// An error of the engine on an open connection.
    pub(crate) fn broken(error: Error) -> Self {
        Failure { exit: Exit::Broken, sentence: with_remedy(error), error: Some(error) }
    }

    /// An error of the standard streams' or the sockets', or one of the engine inside it.
    pub(crate) fn of_stream(error: &io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
            Some(error) => Failure::handshake(*error),
            None if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                Failure::network(
                    "the server does not answer the handshake: it may not speak TLS on this port",
                )
            }
            None => Failure::network(format!("the connection broke during the handshake: {error}")),
        }
    }
}

/// The engine's sentence and what this command line has against it.
fn with_remedy(error: Error) -> String {
    match remedy(error.kind) {
        Some(remedy) => format!("{error}: {remedy}"),
        None => error.to_string(),
    }
}

/// What to try, where the engine cannot know.
fn remedy(kind: ErrorKind) -> Option<&'static str> {
    use AlertDescription as A;
    Some(match kind {
        ErrorKind::Certificate(CertError::UnknownIssuer) => {
            "here anchors are the certificates of --cafile"
        }
        ErrorKind::AlertReceived(alert) => match alert {
            A::handshake_failure => {
                "nothing in common; spoken here are TLS 1.3, its five cipher suites, X25519, the \
                 NIST and brainpool curves and ffdhe2048 and 3072, and certificates of ECDSA, RSA \
                 and Ed25519, fewer with --suites and --sigalgs; with a pre-shared key, the server \
                 may want another --psk-hash"
            }
            A::protocol_version => {
                "the server does not speak TLS 1.3, and no older version is built in here"
            }
            A::missing_extension | A::unknown_psk_identity => {
                "the server may not know the --psk-identity, or prefers a suite of another hash \
                 than --psk-hash"
            }
            A::decrypt_error | A::illegal_parameter | A::decode_error => {
                "with a pre-shared key: --psk or --psk-hash is not the server's"
            }
            A::no_application_protocol => "the server speaks none of the protocols of --alpn",
            A::unrecognized_name => "the server does not know this --servername",
            A::certificate_required => {
                "the server wants a certificate of its client: give one by --cert and --key"
            }
            _ => return None,
        },
        ErrorKind::PskRefused => {
            "here --psk-identity, --psk and --psk-hash (sha256, sha384) must be the server's"
        }
        _ => return None,
    })
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence)
    }
}
