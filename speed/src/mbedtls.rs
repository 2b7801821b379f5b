//! mbedTLS behind safe functions. What is made is never freed: each is made once.

use std::ffi::{c_int, c_uint, c_void};
use std::time::Duration;

#[allow(improper_ctypes)]
unsafe extern "C" {
    fn mb_hash(kind: c_int, data: *const u8, length: usize, out: *mut u8) -> c_int;
    fn mb_hmac(
        kind: c_int,
        key: *const u8,
        key_length: usize,
        data: *const u8,
        length: usize,
        out: *mut u8,
    ) -> c_int;
    fn mb_aes(key: *const u8, bits: c_uint) -> *mut c_void;
    fn mb_ctr(aes: *mut c_void, iv: *const u8, text: *mut u8, length: usize) -> c_int;
    fn mb_cbc(
        aes: *mut c_void,
        encrypt: c_int,
        iv: *const u8,
        text: *mut u8,
        length: usize,
    ) -> c_int;
    fn mb_gcm(key: *const u8, bits: c_uint) -> *mut c_void;
    fn mb_gcm_seal(
        g: *mut c_void,
        n: *const u8,
        a: *const u8,
        al: usize,
        t: *mut u8,
        l: usize,
        tag: *mut u8,
    ) -> c_int;
    fn mb_ccm(key: *const u8, bits: c_uint) -> *mut c_void;
    fn mb_ccm_seal(
        c: *mut c_void,
        n: *const u8,
        a: *const u8,
        al: usize,
        t: *mut u8,
        l: usize,
        tag: *mut u8,
    ) -> c_int;
    fn mb_chacha(key: *const u8) -> *mut c_void;
    fn mb_chacha_seal(
        c: *mut c_void,
        n: *const u8,
        a: *const u8,
        al: usize,
        t: *mut u8,
        l: usize,
        tag: *mut u8,
    ) -> c_int;
    fn mb_curve(id: c_int) -> *mut c_void;
    fn mb_public(
        group: *mut c_void,
        private: *const u8,
        width: usize,
        public: *mut u8,
        room: usize,
    ) -> c_int;
    fn mb_agree(
        g: *mut c_void,
        private: *const u8,
        width: usize,
        peer: *const u8,
        n: usize,
        shared: *mut u8,
    ) -> c_int;
    fn mb_sign(
        g: *mut c_void,
        kind: c_int,
        d: *const u8,
        width: usize,
        h: *const u8,
        hl: usize,
        s: *mut u8,
    ) -> c_int;
    fn mb_verify(
        g: *mut c_void,
        q: *const u8,
        ql: usize,
        h: *const u8,
        hl: usize,
        s: *const u8,
        width: usize,
    ) -> c_int;
    fn mb_rsa(p: *const u8, q: *const u8, length: usize) -> *mut c_void;
    fn mb_rsa_sign(rsa: *mut c_void, digest: *const u8, signature: *mut u8) -> c_int;
    fn mb_rsa_verify(rsa: *mut c_void, digest: *const u8, signature: *const u8) -> c_int;
    fn mb_processor_time() -> u64;
    fn mb_power(
        b: *const u8,
        e: *const u8,
        el: usize,
        n: *const u8,
        length: usize,
        x: *mut u8,
    ) -> c_int;
}

/// Numbers of hashes (`mbedtls_md_type_t` of version 3).
pub const MD5: c_int = 3;
pub const SHA1: c_int = 5;
pub const SHA256: c_int = 9;
pub const SHA384: c_int = 10;
pub const SHA512: c_int = 11;
pub const SHA3_256: c_int = 17;

/// A digest of up to 64 bytes.
pub fn hash(kind: c_int, data: &[u8]) -> [u8; 64] {
    let mut out = [0; 64];
    // SAFETY: the longest digest has 64 bytes.
    assert_eq!(unsafe { mb_hash(kind, data.as_ptr(), data.len(), out.as_mut_ptr()) }, 0);
    out
}

/// An HMAC of up to 64 bytes.
pub fn hmac(kind: c_int, key: &[u8], data: &[u8]) -> [u8; 64] {
    let mut out = [0; 64];
    // SAFETY: the longest digest has 64 bytes.
    let fault = unsafe {
        mb_hmac(kind, key.as_ptr(), key.len(), data.as_ptr(), data.len(), out.as_mut_ptr())
    };
    assert_eq!(fault, 0);
    out
}

/// A cipher, keyed.
pub struct Aes(*mut c_void);

impl Aes {
    pub fn new(key: &[u8]) -> Self {
        // SAFETY: the key has the length told.
        Aes(unsafe { mb_aes(key.as_ptr(), key.len() as c_uint * 8) })
    }
    pub fn ctr(&self, iv: &[u8; 16], text: &mut [u8]) {
        // SAFETY: the context is what `new` made; text is changed in place.
        assert_eq!(unsafe { mb_ctr(self.0, iv.as_ptr(), text.as_mut_ptr(), text.len()) }, 0);
    }
    pub fn cbc(&self, encrypt: bool, iv: &[u8; 16], text: &mut [u8]) {
        // SAFETY: as above.
        let fault = unsafe {
            mb_cbc(self.0, c_int::from(encrypt), iv.as_ptr(), text.as_mut_ptr(), text.len())
        };
        assert_eq!(fault, 0);
    }
}

type Seal = unsafe extern "C" fn(
    *mut c_void,
    *const u8,
    *const u8,
    usize,
    *mut u8,
    usize,
    *mut u8,
) -> c_int;

/// An AEAD with 12-byte nonces and 16-byte tags, keyed.
pub struct Aead(*mut c_void, Seal);

impl Aead {
    pub fn gcm(key: &[u8]) -> Self {
        // SAFETY: the key has the length told.
        Aead(unsafe { mb_gcm(key.as_ptr(), key.len() as c_uint * 8) }, mb_gcm_seal)
    }
    pub fn ccm(key: &[u8]) -> Self {
        // SAFETY: as above.
        Aead(unsafe { mb_ccm(key.as_ptr(), key.len() as c_uint * 8) }, mb_ccm_seal)
    }
    pub fn chacha(key: &[u8; 32]) -> Self {
        // SAFETY: the key has 32 bytes.
        Aead(unsafe { mb_chacha(key.as_ptr()) }, mb_chacha_seal)
    }
    pub fn seal(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> [u8; 16] {
        let mut tag = [0; 16];
        // SAFETY: the context fits the function; text is changed in place, the tag has 16 bytes.
        let fault = unsafe {
            (self.1)(
                self.0,
                nonce.as_ptr(),
                aad.as_ptr(),
                aad.len(),
                text.as_mut_ptr(),
                text.len(),
                tag.as_mut_ptr(),
            )
        };
        assert_eq!(fault, 0);
        tag
    }
}

/// A curve, the bytes of private keys and shared secrets, and those of points.
#[derive(Clone, Copy)]
pub struct Curve(*mut c_void, usize, usize);

impl Curve {
    pub fn p256() -> Self {
        Curve::new(3, 32, 65)
    }
    pub fn p384() -> Self {
        Curve::new(4, 48, 97)
    }
    pub fn p521() -> Self {
        Curve::new(5, 66, 133)
    }
    pub fn x25519() -> Self {
        Curve::new(9, 32, 32)
    }
    /// The numbers are those of `mbedtls_ecp_group_id`.
    fn new(id: c_int, width: usize, point: usize) -> Self {
        // SAFETY: makes a context.
        let group = unsafe { mb_curve(id) };
        assert!(!group.is_null());
        Curve(group, width, point)
    }
    pub fn public(&self, private: &[u8]) -> Vec<u8> {
        assert_eq!(private.len(), self.1);
        let mut public = vec![0; self.2];
        // SAFETY: the private key has `width` bytes; the room is told.
        let fault = unsafe {
            mb_public(self.0, private.as_ptr(), self.1, public.as_mut_ptr(), public.len())
        };
        assert_eq!(fault, 0);
        public
    }
    pub fn agree(&self, private: &[u8], peer: &[u8]) -> Vec<u8> {
        assert_eq!(private.len(), self.1);
        let mut shared = vec![0; self.1];
        // SAFETY: key and secret have `width` bytes.
        let fault = unsafe {
            mb_agree(
                self.0,
                private.as_ptr(),
                self.1,
                peer.as_ptr(),
                peer.len(),
                shared.as_mut_ptr(),
            )
        };
        assert_eq!(fault, 0);
        shared
    }
    pub fn sign(&self, kind: c_int, private: &[u8], digest: &[u8]) -> Vec<u8> {
        assert_eq!(private.len(), self.1);
        let mut signature = vec![0; 2 * self.1];
        let (d, h, s) = (private.as_ptr(), digest.as_ptr(), signature.as_mut_ptr());
        // SAFETY: the signature has twice `width` bytes.
        assert_eq!(unsafe { mb_sign(self.0, kind, d, self.1, h, digest.len(), s) }, 0);
        signature
    }
    pub fn verify(&self, public: &[u8], digest: &[u8], signature: &[u8]) {
        assert_eq!(signature.len(), 2 * self.1);
        let (q, h, s) = (public.as_ptr(), digest.as_ptr(), signature.as_ptr());
        // SAFETY: the lengths are told; the signature has twice `width` bytes.
        assert_eq!(unsafe { mb_verify(self.0, q, public.len(), h, digest.len(), s, self.1) }, 0);
    }
}

/// An RSA key with exponent 65537.
pub struct Rsa(*mut c_void, usize);

impl Rsa {
    pub fn new(p: &[u8], q: &[u8]) -> Self {
        assert_eq!(p.len(), q.len());
        // SAFETY: both primes have the length told.
        let rsa = unsafe { mb_rsa(p.as_ptr(), q.as_ptr(), p.len()) };
        assert!(!rsa.is_null());
        Rsa(rsa, 2 * p.len())
    }
    pub fn sign(&self, digest: &[u8; 32]) -> Vec<u8> {
        let mut signature = vec![0; self.1];
        // SAFETY: the signature is as long as the modulus.
        assert_eq!(unsafe { mb_rsa_sign(self.0, digest.as_ptr(), signature.as_mut_ptr()) }, 0);
        signature
    }
    pub fn verify(&self, digest: &[u8; 32], signature: &[u8]) {
        assert_eq!(signature.len(), self.1);
        // SAFETY: the signature is as long as the modulus.
        assert_eq!(unsafe { mb_rsa_verify(self.0, digest.as_ptr(), signature.as_ptr()) }, 0);
    }
}

/// `base ^ exponent mod modulus`.
pub fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
    assert_eq!(base.len(), modulus.len());
    let mut result = vec![0; modulus.len()];
    let (b, e, n) = (base.as_ptr(), exponent.as_ptr(), modulus.as_ptr());
    // SAFETY: base, modulus and result have the same length.
    assert_eq!(unsafe { mb_power(b, e, exponent.len(), n, modulus.len(), result.as_mut_ptr()) }, 0);
    result
}

/// How long this thread has had a processor: others on the machine do not count.
pub fn processor_time() -> Duration {
    // SAFETY: reads a clock.
    Duration::from_nanos(unsafe { mb_processor_time() })
}
