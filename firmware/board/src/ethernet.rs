//! Ethernet by the LAN9118 of the board, frame by frame, without interrupts.
//!
//! Registers and their bits are named as in the data sheet of the LAN9118 (Microchip DS00002266,
//! chapter 5). On silicon some of them want a pause between a write and the next read, which the
//! emulated chip does not.

use core::ptr::{read_volatile, write_volatile};

/// Where the chip lies on mps2-an385 and mps2-an386.
const LAN9118: usize = 0x4020_0000;
const RX_DATA: usize = LAN9118;
const TX_DATA: usize = LAN9118 + 0x20;
const RX_STATUS: usize = LAN9118 + 0x40;
const TX_STATUS: usize = LAN9118 + 0x48;
const BYTE_TEST: usize = LAN9118 + 0x64;
const TX_CFG: usize = LAN9118 + 0x70;
const HW_CFG: usize = LAN9118 + 0x74;
const RX_FIFO_INF: usize = LAN9118 + 0x7c;
const TX_FIFO_INF: usize = LAN9118 + 0x80;
const MAC_CSR_CMD: usize = LAN9118 + 0xa4;
const MAC_CSR_DATA: usize = LAN9118 + 0xa8;

/// Registers behind MAC_CSR_CMD.
const MAC_CR: u32 = 1;
const ADDRH: u32 = 2;
const ADDRL: u32 = 3;

/// Bytes of a frame, without its checksum.
pub const FRAME: usize = 1514;
/// The address of the board: locally administered.
pub const ADDRESS: [u8; 6] = [0x02, 0, 0, 0, 0, 0x07];

fn load(register: usize) -> u32 {
    // SAFETY: one of the chip's registers; only this module reads them.
    unsafe { read_volatile(register as *const u32) }
}

fn store(register: usize, value: u32) {
    // SAFETY: one of the chip's registers; only this module writes them.
    unsafe { write_volatile(register as *mut u32, value) }
}

fn store_mac(register: u32, value: u32) {
    store(MAC_CSR_DATA, value);
    store(MAC_CSR_CMD, 1 << 31 | register);
    while load(MAC_CSR_CMD) >> 31 != 0 {}
}

/// Resets the chip and switches both directions on; `false` when there is none.
pub fn open() -> bool {
    if load(BYTE_TEST) != 0x8765_4321 {
        return false;
    }
    store(HW_CFG, 1);
    while load(HW_CFG) & 1 != 0 {}
    // 5 KiB of memory for sending; must-be-one.
    store(HW_CFG, 5 << 16 | 1 << 20);
    let [a, b, c, d, e, f] = ADDRESS;
    store_mac(ADDRL, u32::from_le_bytes([a, b, c, d]));
    store_mac(ADDRH, u32::from(u16::from_le_bytes([e, f])));
    store(TX_CFG, 2);
    // Full duplex, transmitter and receiver enabled.
    store_mac(MAC_CR, 1 << 20 | 1 << 3 | 1 << 2);
    true
}

/// Takes the next frame that has arrived and yields its length; what does not fit is dropped.
#[inline(never)]
pub fn receive(frame: &mut [u8; FRAME]) -> Option<usize> {
    if load(RX_FIFO_INF) >> 16 & 0xff == 0 {
        return None;
    }
    // With the four bytes of the checksum.
    let length = load(RX_STATUS) as usize >> 16 & 0x3fff;
    let mut places = frame.chunks_mut(4);
    for _ in 0..length.div_ceil(4) {
        let word = load(RX_DATA).to_le_bytes();
        for (place, byte) in places.next().into_iter().flatten().zip(word) {
            *place = byte;
        }
    }
    Some(length.saturating_sub(4).min(FRAME))
}

/// Sends a frame.
#[inline(never)]
pub fn send(frame: &[u8]) {
    while load(TX_FIFO_INF) >> 16 & 0xff != 0 {
        load(TX_STATUS);
    }
    while (load(TX_FIFO_INF) & 0xffff) < frame.len() as u32 + 12 {}
    // First and last segment at once.
    store(TX_DATA, 1 << 13 | 1 << 12 | frame.len() as u32);
    store(TX_DATA, frame.len() as u32);
    for bytes in frame.chunks(4) {
        let mut word = [0; 4];
        for (to, from) in word.iter_mut().zip(bytes) {
            *to = *from;
        }
        store(TX_DATA, u32::from_le_bytes(word));
    }
}
