//! What a connection keeps its bytes in.

/// Bytes that a connection works in, borrowed or owned: `&mut [u8]`, `[u8; N]`, `Box<[u8]>`,
/// `Vec<u8>`.
///
/// Every type that lends its bytes both ways is one; it must lend the same bytes each time. The
/// engine is compiled once for each such type a program uses: on a device let it be `&mut [u8]`
/// throughout ([`Connection::new`](crate::Connection::new) sees to that), not references to arrays
/// of different lengths.
pub trait Buffer: AsRef<[u8]> + AsMut<[u8]> {}

impl<B: AsRef<[u8]> + AsMut<[u8]>> Buffer for B {}
