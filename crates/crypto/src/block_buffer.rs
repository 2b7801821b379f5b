//! What MD5, SHA-1 and SHA-2 have in common: cutting a message into blocks of sixteen words, and
//! the padding (FIPS 180-4, section 5).
//!
//! The block is kept as the words the compression function wants and doubles as its message
//! schedule, so that compressing needs no second copy of it.

/// A word of a message block, big-endian.
pub(crate) trait Word: Copy {
    /// Bytes of a word, a power of two.
    const LEN: usize;
    /// The word at the head of `data`, and what follows it.
    fn take(data: &[u8]) -> Option<(Self, &[u8])>;
    /// Appends a byte to a word that has not got all of them yet.
    fn push(self, byte: u8) -> Self;
}

impl Word for u32 {
    const LEN: usize = 4;
    #[inline(always)]
    fn take(data: &[u8]) -> Option<(Self, &[u8])> {
        data.split_first_chunk().map(|(bytes, rest)| (u32::from_be_bytes(*bytes), rest))
    }
    #[inline(always)]
    fn push(self, byte: u8) -> Self {
        (self << 8) | u32::from(byte)
    }
}

impl Word for u64 {
    const LEN: usize = 8;
    #[inline(always)]
    fn take(data: &[u8]) -> Option<(Self, &[u8])> {
        data.split_first_chunk().map(|(bytes, rest)| (u64::from_be_bytes(*bytes), rest))
    }
    #[inline(always)]
    fn push(self, byte: u8) -> Self {
        (self << 8) | u64::from(byte)
    }
}

/// A chaining value, and how it takes in a block: the first sixteen of `N` words. The rest is room
/// for a message schedule; nothing of it is kept from one block to the next.
pub(crate) trait Compress<const N: usize = 16> {
    /// A word of the block.
    type Word: Word;
    /// Takes in the block, which is used up.
    fn compress(&mut self, block: &mut [Self::Word; N]);
}

/// [`ResumableHash`](crate::ResumableHash), `Clone` and `Drop` of a hash made of a `state` of so
/// many words, a `block` of 64 bytes under way and a `length` in bytes.
macro_rules! resumable {
    ($hash:ident, $words:literal) => {
        impl $crate::traits::ResumableHash for $hash {
            type Midstate = [u32; $words];

            fn midstate(&self) -> [u32; $words] {
                self.state
            }

            fn resume(&mut self, midstate: &[u32; $words]) {
                self.state = *midstate;
                self.length = 64;
            }
        }

        impl Clone for $hash {
            fn clone(&self) -> Self {
                $hash { ..*self }
            }

            fn clone_from(&mut self, source: &Self) {
                self.state = source.state;
                self.block = source.block;
                self.length = source.length;
            }
        }

        impl Drop for $hash {
            fn drop(&mut self) {
                motetls_base::secret::wipe_words(&mut self.state);
                motetls_base::secret::wipe_words(&mut self.block);
            }
        }
    };
}

pub(crate) use resumable;

/// Appends `data` to a message of `length` bytes, whose last ones wait in `block`.
#[inline(always)]
pub(crate) fn update<C: Compress<N>, const N: usize>(
    state: &mut C,
    block: &mut [C::Word; N],
    length: &mut u64,
    data: &[u8],
) {
    let mut at = *length as usize & (16 * C::Word::LEN - 1);
    *length = length.wrapping_add(data.len() as u64);
    let mut rest = data;
    while let Some((byte, tail)) = rest.split_first() {
        if at == 0
            && let Some((mut whole, tail)) = rest.split_at_checked(16 * C::Word::LEN)
        {
            for word in block.iter_mut().take(16) {
                if let Some((taken, rest)) = C::Word::take(whole) {
                    *word = taken;
                    whole = rest;
                }
            }
            state.compress(block);
            rest = tail;
            continue;
        }
        let word = &mut block[(at / C::Word::LEN) & 15];
        if at & (C::Word::LEN - 1) == 0
            && let Some((whole, tail)) = C::Word::take(rest)
        {
            *word = whole;
            at += C::Word::LEN;
            rest = tail;
        } else {
            *word = word.push(*byte);
            at += 1;
            rest = tail;
        }
        if at == 16 * C::Word::LEN {
            state.compress(block);
            at = 0;
        }
    }
}

/// Pads a message of `length` bytes with one bit, zeros, and `end`: its length in bits (section
/// 5.1).
#[inline(always)]
pub(crate) fn finish<C: Compress<N>, const N: usize>(
    state: &mut C,
    block: &mut [C::Word; N],
    length: u64,
    end: [C::Word; 2],
) {
    let mut at = length as usize & (16 * C::Word::LEN - 1);
    let mut byte = 0x80;
    loop {
        let word = &mut block[(at / C::Word::LEN) & 15];
        *word = word.push(byte);
        at += 1;
        byte = 0;
        if at == 14 * C::Word::LEN {
            break;
        }
        if at == 16 * C::Word::LEN {
            state.compress(block);
            at = 0;
        }
    }
    [block[14], block[15]] = end;
    state.compress(block);
}

/// A hash that is another one from a different beginning, cut short. Shares all code with it.
macro_rules! truncated {
    (
        $(#[$doc:meta])* $name:ident,
        $inner:ident, [u8; $digest:literal], [u8; $block:literal], $initial:ident
    ) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name($inner);

        impl $crate::traits::Hash for $name {
            type Output = [u8; $digest];
            type Block = [u8; $block];

            fn new() -> Self {
                $name($inner::starting($initial))
            }

            fn update(&mut self, data: &[u8]) {
                self.0.update(data);
            }

            #[inline(never)]
            fn finish(&mut self) -> [u8; $digest] {
                let mut whole = self.0.finish();
                let mut digest = [0; $digest];
                for (to, from) in digest.iter_mut().zip(&whole) {
                    *to = *from;
                }
                motetls_base::secret::wipe(&mut whole);
                self.restart();
                digest
            }

            fn restart(&mut self) {
                self.0.restart();
                self.0.state = $initial;
            }
        }

        impl $crate::traits::ResumableHash for $name {
            type Midstate = <$inner as $crate::traits::ResumableHash>::Midstate;

            fn midstate(&self) -> Self::Midstate {
                self.0.midstate()
            }

            fn resume(&mut self, midstate: &Self::Midstate) {
                self.0.resume(midstate);
            }
        }
    };
}
pub(crate) use truncated;
