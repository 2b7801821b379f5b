//! An echo server over s2n-tls, TLS 1.3 only. Its arguments are explained in tests/README.md.

use std::ffi::{CString, c_char, c_int};

use s2n_tls_sys as _;

unsafe extern "C" {
    /// `main` of `lanes.h`.
    fn server_main(argc: c_int, argv: *mut *mut c_char) -> c_int;
}

fn main() {
    let arguments = std::env::args().map(|argument| CString::new(argument).expect("no zero in it"));
    let mut pointers: Vec<*mut c_char> = arguments.map(CString::into_raw).collect();
    let count = c_int::try_from(pointers.len()).expect("few arguments");
    pointers.push(std::ptr::null_mut());
    // SAFETY: as C passes them: `count` strings that live to the end of the process, and a null.
    std::process::exit(unsafe { server_main(count, pointers.as_mut_ptr()) });
}
