//! Arithmetic on columns: four bytes of GF(2^8) in a word, row 0 lowest. What `table` and `small`
//! share.

/// Doubles every byte (FIPS 197, section 4.2).
pub(super) const fn double(column: u32) -> u32 {
    ((column & 0x7f7f_7f7f) << 1) ^ (((column >> 7) & 0x0101_0101) * 0x1b)
}

/// MixColumns of one column (section 5.1.3): 2 a\[r\] + 3 a\[r+1\] + a\[r+2\] + a\[r+3\] for every
/// row r.
#[inline(always)]
pub(super) const fn mix(column: u32) -> u32 {
    let pairs = column ^ column.rotate_right(8);
    double(pairs) ^ column.rotate_right(8) ^ pairs.rotate_right(16)
}

/// InvMixColumns of one column (section 5.3.3): MixColumns after 5 a\[r\] + 4 a\[r+2\].
#[inline(never)]
pub(super) const fn unmix(column: u32) -> u32 {
    mix(column ^ double(double(column ^ column.rotate_right(16))))
}

/// The S-box from its definition (section 5.1.1), made by the compiler.
///
/// 3 generates the field: p runs through its powers, q through their inverses.
pub(super) const fn make_sbox() -> [u8; 256] {
    let mut sbox = [0; 256];
    sbox[0] = 0x63;
    let (mut p, mut q) = (1u8, 1u8);
    loop {
        p ^= (double(p as u32) & 0xff) as u8;
        q ^= q << 1;
        q ^= q << 2;
        q ^= q << 4;
        q ^= 0x09 & 0u8.wrapping_sub(q >> 7);
        sbox[p as usize] =
            q ^ q.rotate_left(1) ^ q.rotate_left(2) ^ q.rotate_left(3) ^ q.rotate_left(4) ^ 0x63;
        if p == 1 {
            return sbox;
        }
    }
}

/// The S-box backwards, made by the compiler.
pub(super) const fn make_inverse_sbox() -> [u8; 256] {
    let (sbox, mut inverse) = (make_sbox(), [0; 256]);
    let mut i = 0;
    while i < 256 {
        inverse[sbox[i] as usize] = i as u8;
        i += 1;
    }
    inverse
}
