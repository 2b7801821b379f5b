//! What signs for the client in a handshake, as profiles know it: anything that can.

use motetls::{HandshakeSigner, SignatureError, SignatureScheme};

/// Bytes of the longest signature, of RSA with 8,192 bits.
const LONGEST: usize = 1024;

/// A key that signs, see [`HandshakeSigner`].
pub(crate) trait Signs {
    /// Whether it can sign by this scheme.
    fn signs(&self, scheme: SignatureScheme) -> bool;
    /// Signs the message to the front of `signature`, and yields the bytes written.
    fn sign(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError>;
}

/// A key of any kind.
pub(crate) struct ClientSigner(pub(crate) Box<dyn Signs>);

impl HandshakeSigner for ClientSigner {
    type Signature = [u8; LONGEST];

    fn signs(&self, scheme: SignatureScheme) -> bool {
        self.0.signs(scheme)
    }

    fn sign(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError> {
        self.0.sign(scheme, message, signature)
    }
}
