//! The curves' parameters.

use super::machine::Op;
use super::point::{SLOPE_0, SLOPE_ANY, SLOPE_MINUS_3};
use crate::mp::Form;

/// A curve y^2 = x^3 + a x + b over a prime field, whose points make a group of prime order n with cofactor 1.
pub struct Params {
    /// Its number as a NamedCurve (RFC 8422, section 5.1.1; RFC 7027).
    pub(super) id: u16,
    /// Bytes of a field element and of a scalar.
    pub(super) bytes: usize,
    /// Bits of both p and n.
    pub(super) bits: usize,
    /// p, n, b, and the base point's x and y, big-endian.
    pub(super) constants: &'static [u8],
    /// |a|, big-endian.
    pub(super) a: &'static [u8],
    /// Whether a is negative.
    pub(super) a_negative: bool,
    /// The form of p, if sums reduce modulo p.
    pub(super) form: Option<Form>,
    /// The beginning of a doubling, which depends on a.
    pub(super) slope: &'static [Op],
}

impl Params {
    /// Bytes of a field element and of a scalar.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Leading bits of the bytes that are always zero.
    pub(super) fn excess(&self) -> u32 {
        (8 * self.bytes - self.bits) as u32
    }

    /// Whether big-endian bytes are an integer in `1..n`. Constant time, up to what the caller does with the answer.
    #[inline(never)]
    pub(super) fn is_scalar(&self, bytes: &[u8]) -> bool {
        // The borrow of bytes - n, from the last byte to the first.
        let (mut borrow, mut any) = (0, 0);
        for (byte, order) in bytes.iter().zip(self.order()).rev() {
            borrow = (u32::from(*byte).wrapping_sub(u32::from(*order)).wrapping_sub(borrow)) >> 31;
            any |= byte;
        }
        borrow == 1 && any != 0
    }

    fn constant(&self, i: usize, count: usize) -> &'static [u8] {
        self.constants.get(i * self.bytes..(i + count) * self.bytes).unwrap_or(&[])
    }

    /// p.
    pub(super) fn field(&self) -> &'static [u8] {
        self.constant(0, 1)
    }

    /// n.
    pub(super) fn order(&self) -> &'static [u8] {
        self.constant(1, 1)
    }

    /// b.
    pub(super) fn b(&self) -> &'static [u8] {
        self.constant(2, 1)
    }

    /// x || y of the base point.
    pub(super) fn generator(&self) -> &'static [u8] {
        self.constant(3, 2)
    }
}

/// NIST P-256 (SP 800-186, section 3.2.1.3).
pub(super) static SECP256R1: Params = Params {
    id: 23,
    bytes: 32,
    bits: 256,
    constants: &hex::<160>(&[
        "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
    ]),
    a: &[3],
    a_negative: true,
    form: None,
    slope: &SLOPE_MINUS_3,
};

/// NIST P-384 (SP 800-186, section 3.2.1.4).
pub(super) static SECP384R1: Params = Params {
    id: 24,
    bytes: 48,
    bits: 384,
    constants: &hex::<240>(&[
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
        "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
        "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
    ]),
    a: &[3],
    a_negative: true,
    form: Some(Form::P384),
    slope: &SLOPE_MINUS_3,
};

/// NIST P-521 (SP 800-186, section 3.2.1.5).
pub(super) static SECP521R1: Params = Params {
    id: 25,
    bytes: 66,
    bits: 521,
    constants: &hex::<330>(&[
        "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
        "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
        "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
        "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
    ]),
    a: &[3],
    a_negative: true,
    form: Some(Form::P521),
    slope: &SLOPE_MINUS_3,
};

/// secp256k1 (SEC 2, section 2.4.1).
pub(super) static SECP256K1: Params = Params {
    id: 22,
    bytes: 32,
    bits: 256,
    constants: &hex::<160>(&[
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
        "0000000000000000000000000000000000000000000000000000000000000007",
        "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
    ]),
    a: &[],
    a_negative: false,
    form: None,
    slope: &SLOPE_0,
};

/// brainpoolP256r1 (RFC 5639, section 3.4).
pub(super) static BRAINPOOLP256R1: Params = Params {
    id: 26,
    bytes: 32,
    bits: 256,
    constants: &hex::<160>(&[
        "a9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377",
        "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7",
        "26dc5c6ce94a4b44f330b5d9bbd77cbf958416295cf7e1ce6bccdc18ff8c07b6",
        "8bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262",
        "547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997",
    ]),
    a: &hex::<32>(&["7d5a0975fc2c3057eef67530417affe7fb8055c126dc5c6ce94a4b44f330b5d9"]),
    a_negative: false,
    form: None,
    slope: &SLOPE_ANY,
};

/// brainpoolP384r1 (RFC 5639, section 3.6).
pub(super) static BRAINPOOLP384R1: Params = Params {
    id: 27,
    bytes: 48,
    bits: 384,
    constants: &hex::<240>(&[
        "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b412b1da197fb71123acd3a729901d1a71874700133107ec53",
        "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565",
        "04a8c7dd22ce28268b39b55416f0447c2fb77de107dcd2a62e880ea53eeb62d57cb4390295dbc9943ab78696fa504c11",
        "1d1c64f068cf45ffa2a63a81b7c13f6b8847a3e77ef14fe3db7fcafe0cbd10e8e826e03436d646aaef87b2e247d4af1e",
        "8abe1d7520f9c2a45cb1eb8e95cfd55262b70b29feec5864e19c054ff99129280e4646217791811142820341263c5315",
    ]),
    a: &hex::<48>(&[
        "7bc382c63d8c150c3c72080ace05afa0c2bea28e4fb22787139165efba91f90f8aa5814a503ad4eb04a8c7dd22ce2826",
    ]),
    a_negative: false,
    form: None,
    slope: &SLOPE_ANY,
};

/// brainpoolP512r1 (RFC 5639, section 3.7).
pub(super) static BRAINPOOLP512R1: Params = Params {
    id: 28,
    bytes: 64,
    bits: 512,
    constants: &hex::<320>(&[
        "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca703308717d4d9b009bc66842aecda12ae6a380e62881ff2f2d82c68528aa6056583a48f3",
        "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069",
        "3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94cadc083e67984050b75ebae5dd2809bd638016f723",
        "81aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098eff3b1f78e2d0d48d50d1687b93b97d5f7c6d5047406a5e688b352209bcb9f822",
        "7dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111b2dcde494a5f485e5bca4bd88a2763aed1ca2b2fa8f0540678cd1e0f3ad80892",
    ]),
    a: &hex::<64>(&[
        "7830a3318b603b89e2327145ac234cc594cbdd8d3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94ca",
    ]),
    a_negative: false,
    form: None,
    slope: &SLOPE_ANY,
};

/// The bytes of hexadecimal digits, at compile time.
pub(super) const fn hex<const N: usize>(digits: &[&str]) -> [u8; N] {
    let mut bytes = [0; N];
    let (mut at, mut line) = (0, 0);
    while line < digits.len() {
        let text = digits[line].as_bytes();
        let mut i = 0;
        while i + 1 < text.len() {
            bytes[at] = digit(text[i]) << 4 | digit(text[i + 1]);
            at += 1;
            i += 2;
        }
        line += 1;
    }
    assert!(at == N, "as many digits as the constant has");
    bytes
}

const fn digit(c: u8) -> u8 {
    match c {
        b'0'..=b'9' => c - b'0',
        _ => c - b'a' + 10,
    }
}
