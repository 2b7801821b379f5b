//! What kept a peer from working.

/// A sentence that says what failed and what the program printed about it.
#[derive(Debug)]
pub struct PeerError(String);

impl PeerError {
    /// An error with this sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        PeerError(sentence.into())
    }
}

impl From<std::io::Error> for PeerError {
    fn from(error: std::io::Error) -> Self {
        PeerError(error.to_string())
    }
}

impl std::fmt::Display for PeerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PeerError {}
