//! What other libraries measure on the same work, for the table's lower half.
//!
//! Measured in November 2026 with the same machine, meter and peer as our own rows: Cortex-M3 in
//! `qemu-system-arm -M mps2-an385 -icount shift=0`, instructions from CMSDK timer 0,
//! `openssl s_server` 3.0 over UART 0, waiting left out. Compiled by arm-none-eabi-gcc 12.2.1 at
//! -Os with newlib-nano, sections collected. Flash is the library with the libc it pulls in,
//! without port, application and certificates. RAM is static plus peak heap (without the
//! allocator's overhead) plus painted stack, buffers included.

/// One library in one configuration.
pub(super) struct Rival {
    /// Library, version and configuration.
    pub(super) name: &'static str,
    /// The profile it is comparable with.
    pub(super) profile: &'static str,
    /// Bytes of flash.
    pub(super) flash: u64,
    /// Bytes of RAM at the peak, all kinds.
    pub(super) ram: u64,
    /// Instructions of a handshake.
    pub(super) instructions: u64,
}

const fn rival(
    profile: &'static str,
    name: &'static str,
    flash: u64,
    ram: u64,
    instructions: u64,
) -> Rival {
    Rival { name, profile, flash, ram, instructions }
}

/// The rows, grouped by profile.
pub(super) const RIVALS: &[Rival] = &[
    rival("Tls13Ecdsa", "mbedTLS 3.6.6, TLS 1.3, tuned, 4 KiB buffers", 66_605, 17_156, 65_570_000),
    rival(
        "Tls13Ecdsa",
        "mbedTLS 3.6.6, TLS 1.3, p256-m and LTO (its smallest)",
        40_574,
        13_823,
        191_036_280,
    ),
    rival(
        "Tls13Ecdsa",
        "BearSSL 0.6, TLS 1.2, 4 KiB buffer (half duplex)",
        34_369,
        14_244,
        34_510_000,
    ),
    rival("Tls13Ecdsa", "BearSSL 0.6, TLS 1.2, 512-byte buffer", 34_369, 10_660, 34_510_000),
    rival(
        "Tls13Ecdsa",
        "BearSSL 0.6, TLS 1.2, smallest curve code and LTO",
        28_892,
        15_676,
        155_080_000,
    ),
    rival("Tls13Ecdsa", "wolfSSL 5.9.4, TLS 1.3, smallest (no DRBG)", 67_513, 8_199, 65_550_000),
    rival(
        "Tls13Ecdsa",
        "wolfSSL 5.9.4, TLS 1.3, Cortex-M assembly (no DRBG)",
        72_965,
        10_827,
        9_110_000,
    ),
    rival(
        "Tls13Ecdsa",
        "wolfSSL 5.9.4, TLS 1.3, all assembly and tables (the speed record)",
        114_077,
        13_221,
        6_170_000,
    ),
    rival(
        "Tls13PskEcdhe",
        "wolfSSL 5.9.4, TLS 1.3, PSK with P-256, Cortex-M assembly",
        53_235,
        13_230,
        3_420_000,
    ),
    rival("Tls13Psk", "wolfSSL 5.9.4, TLS 1.3, PSK only", 35_135, 9_381, 1_130_000),
    rival(
        "Tls13Psk",
        "mbedTLS 3.6.6, TLS 1.2, PSK with CCM_8, small and LTO",
        14_356,
        5_572,
        511_400,
    ),
];
