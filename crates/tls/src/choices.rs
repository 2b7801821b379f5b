//! What a client leaves out, at run time, of all that its profile names.

use crate::num::{CipherSuite, SignatureScheme};

/// What is chosen of all that a profile names, for programs whose users choose: a command line, a
/// gateway that is configured. The profile names the option `choices`.
///
/// A list that is empty, names what the profile lacks or names anything twice is an
/// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), and so is a length that the
/// receive buffer does not hold.
#[derive(Clone, Copy, Debug)]
pub struct Choices<'a> {
    /// The cipher suites that are offered, most preferred first; `None` for all.
    pub suites: Option<&'a [CipherSuite]>,
    /// What signature_algorithms names, most preferred first, and the server may sign its
    /// CertificateVerify by; `None` for all.
    pub signature_schemes: Option<&'a [SignatureScheme]>,
    /// What signature_algorithms_cert names, if it is to be sent: without it signature_algorithms
    /// is about certificates too (RFC 9846, section 4.3.3). It is for the server to choose by;
    /// certificates of other schemes that the profile can verify are not refused.
    pub certificate_schemes: Option<&'a [SignatureScheme]>,
    /// The record_size_limit that is announced, in bytes with the content type, 64 to 16,385 (RFC
    /// 8449, section 4); `None` for what the receive buffer holds.
    pub record_size_limit: Option<u16>,
    /// The max_fragment_length that is offered, 512, 1,024, 2,048 or 4,096 bytes (RFC 6066,
    /// section 4); `None` for the longest that keeps to the limit of records, if there is one.
    pub max_fragment_length: Option<u16>,
    /// Whether values without meaning are offered, in a profile that names `grease`.
    pub grease: bool,
    /// Whether the handshake is dressed for middleboxes, in a profile that names
    /// `middlebox_compatibility`.
    pub middlebox_compatibility: bool,
}

impl Choices<'_> {
    /// All that the profile names.
    pub const ALL: Self = Choices {
        suites: None,
        signature_schemes: None,
        certificate_schemes: None,
        record_size_limit: None,
        max_fragment_length: None,
        grease: true,
        middlebox_compatibility: true,
    };
}

/// Whether a list, if there is one, holds something, nothing twice, and only what is known.
pub(crate) fn is_sound<T: Copy + PartialEq>(
    list: Option<&[T]>,
    is_known: impl Fn(T) -> bool,
) -> bool {
    let Some(mut rest) = list else { return true };
    if rest.is_empty() {
        return false;
    }
    while let [first, others @ ..] = rest {
        if !is_known(*first) || others.contains(first) {
            return false;
        }
        rest = others;
    }
    true
}

/// The code of a max_fragment_length (RFC 6066, section 4); `None` where there is no such length.
pub(crate) const fn fragment_length_code(length: u16) -> Option<u8> {
    match length {
        512 => Some(1),
        1024 => Some(2),
        2048 => Some(3),
        4096 => Some(4),
        _ => None,
    }
}
