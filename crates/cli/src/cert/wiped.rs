//! Bytes that are wiped.

use std::ops::Deref;

use motetls::pki::der::DerWriter;
use zeroize::Zeroize;

use crate::failure::Failure;

/// Bytes that are wiped when dropped.
pub(crate) struct Wiped(pub(crate) Vec<u8>);

impl Deref for Wiped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.zeroize(); // what was cut off by `truncate` too
    }
}

impl Wiped {
    /// What `write` writes, at most `room` octets.
    pub(crate) fn written(
        room: usize,
        write: impl FnOnce(&mut DerWriter<'_>),
    ) -> Result<Self, Failure> {
        let mut made = Wiped(vec![0; room]);
        let mut der = DerWriter::new(&mut made.0);
        write(&mut der);
        let length = der
            .done()
            .map_err(|_| Failure::local("the key is longer than any that is known here"))?;
        made.0.truncate(length);
        Ok(made)
    }
}
