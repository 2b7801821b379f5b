//! A transport that is read ahead of what is asked for.

use std::io::{self, BufReader, Read, Write};

use motetls_tls::FULL_RX;

/// A transport read in large pieces, for hosts: a connection asks for the five bytes of a record's
/// header, then for its body, and every call of the operating system costs more than the copy.
///
/// Bytes that were read ahead are lost when the transport is taken out of it: use it where the
/// transport carries one connection and nothing behind it. Writing goes straight through.
#[derive(Debug)]
pub struct ReadAhead<T>(BufReader<T>);

impl<T: Read> ReadAhead<T> {
    /// `transport`, of which nothing was read yet.
    pub fn new(transport: T) -> Self {
        ReadAhead(BufReader::with_capacity(FULL_RX, transport))
    }

    /// The transport, to set it up; what is read from it is lost to the connection.
    pub fn get_mut(&mut self) -> &mut T {
        self.0.get_mut()
    }
}

impl<T: Read> Read for ReadAhead<T> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

impl<T: Write> Write for ReadAhead<T> {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.0.get_mut().write(from)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.get_mut().flush()
    }
}
