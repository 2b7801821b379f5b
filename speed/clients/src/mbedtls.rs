//! mbedTLS as a client.

use std::ffi::{CString, c_int, c_void};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::fd::AsRawFd;
use std::path::Path;
use std::ptr;
use std::time::Duration;

use crate::client::{Client, NAME, Settings, Stream};

unsafe extern "C" {
    fn processor_time() -> u64;
    fn mb_settings(ca: *const i8, own: *const i8, key: *const i8, resume: c_int) -> *mut c_void;
    fn mb_connect(settings: *mut c_void, fd: c_int, name: *const i8) -> *mut c_void;
    fn mb_read(stream: *mut c_void, into: *mut u8, length: usize) -> c_int;
    fn mb_write(stream: *mut c_void, from: *const u8, length: usize) -> c_int;
    fn mb_keep(stream: *mut c_void) -> c_int;
    fn mb_close(stream: *mut c_void);
}

/// Processor time of this process so far, in user and in system mode.
pub fn time() -> Duration {
    // SAFETY: reads a clock.
    Duration::from_nanos(unsafe { processor_time() })
}

/// Settings, never freed: there is one.
pub struct MbedTls(*mut c_void);

fn path(path: &Path) -> CString {
    CString::new(path.as_os_str().as_encoded_bytes()).expect("a path without a zero")
}

impl Client for MbedTls {
    fn new(settings: &Settings) -> Self {
        let ca = path(&settings.ca);
        let own = settings.own.as_ref().map(|own| (path(&own.certificate), path(&own.key)));
        let (own, key) = own
            .as_ref()
            .map_or((ptr::null(), ptr::null()), |(own, key)| (own.as_ptr(), key.as_ptr()));
        // SAFETY: the paths end in zeros; both of the client's are there or neither.
        let made = unsafe { mb_settings(ca.as_ptr(), own, key, settings.resume.into()) };
        assert!(!made.is_null(), "mbedTLS takes the settings");
        MbedTls(made)
    }

    fn connect(&self, tcp: TcpStream) -> Box<dyn Stream> {
        let name = CString::new(NAME).expect("a name without a zero");
        // SAFETY: the settings are what `new` made; the socket lives as long as the stream.
        let stream = unsafe { mb_connect(self.0, tcp.as_raw_fd(), name.as_ptr()) };
        assert!(!stream.is_null(), "mbedTLS connects");
        Box::new(MbedStream(stream, tcp))
    }
}

/// A connection and its socket.
struct MbedStream(*mut c_void, #[allow(dead_code)] TcpStream);

impl Read for MbedStream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // SAFETY: the stream is open, the room is told.
        let n = unsafe { mb_read(self.0, into.as_mut_ptr(), into.len()) };
        usize::try_from(n).map_err(|_| io::Error::other(format!("mbedTLS: -{:#x}", -n)))
    }
}

impl Write for MbedStream {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        // SAFETY: the stream is open, the length is told.
        let n = unsafe { mb_write(self.0, from.as_ptr(), from.len()) };
        usize::try_from(n).map_err(|_| io::Error::other(format!("mbedTLS: -{:#x}", -n)))
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream for MbedStream {
    fn keep(&mut self) {
        // SAFETY: the stream is open; its settings are never freed.
        assert_eq!(unsafe { mb_keep(self.0) }, 0, "mbedTLS keeps a session");
    }

    fn close(&mut self) {
        // SAFETY: freed once: `close` is the last call.
        unsafe { mb_close(self.0) }
        self.0 = ptr::null_mut();
    }
}
