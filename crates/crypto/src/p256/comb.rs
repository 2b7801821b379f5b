//! Odd combinations of G, 2^64 G, 2^128 G and 2^192 G: the table of the four-tooth comb, 576 bytes.
//!
//! Entry i is 2^192 G + s_2 2^128 G + s_1 2^64 G + s_0 G with s_t = 1 where bit t of i is set and
//! -1 where it is not. Coordinates are affine, x and 2y, in the Montgomery form of
//! [`super::limbs`]. The test below recomputes each entry.

use super::limbs::Fe;

/// x and 2y of the eight points.
#[rustfmt::skip]
pub(super) static COMB: [[Fe; 8]; 2] = [
    [
        [0x108_9c0a, 0x18a7_c967, 0x514_ea96, 0xef7_27da, 0x6c2_01c6, 0x484_bdb7, 0x65f_9e94, 0x787_14c1, 0x44_5904],
        [0x27c_ce71, 0x511_ee2b, 0x1f69_27e4, 0x37b_9240, 0x1371_ff8b, 0x3ae_a7e9, 0xb44_1129, 0x74b_f228, 0xe8_7d47],
        [0x1a39_b4b0, 0x307_528b, 0xf6d_2ab2, 0x15df_c381, 0xdd2_300e, 0x19b9_5689, 0x1a44_ce34, 0x19c7_c3be, 0x7a_c127],
        [0x1f03_9e22, 0xc53_6574, 0x32_dc0a, 0xbfd_bc48, 0xc43_c617, 0x561_5132, 0x438_5709, 0xd1a_a01e, 0xda_5719],
        [0x1b3_eda6, 0x5a9_e6cf, 0xd81_0a98, 0x5cb_d46a, 0xf9e_b072, 0xdd7_5c68, 0x17ce_53d2, 0x1ad1_2f88, 0xda_b367],
        [0xea_2fb2, 0x1568_bbcf, 0x185_cede, 0x1ee8_8a9a, 0x54c_5e35, 0x7ce_6c4c, 0x1742_db40, 0x15d2_59ab, 0x38_fd57],
        [0x16fb_faba, 0xbf9_f442, 0x1a79_5720, 0x27c_9764, 0xa16_ce6d, 0xb43_0a6f, 0x6d9_8a5f, 0x159d_bb19, 0x2f_5e57],
        [0x1226_0e85, 0x1ae3_5642, 0xa15_886a, 0x6c9_c829, 0x654_aa92, 0x65b_3107, 0x8f_4e53, 0xa1c_6933, 0x2b_23aa],
    ],
    [
        [0x1cff_096f, 0x1a52_89be, 0x1c81_bea6, 0x7aa_232a, 0x2a2_8130, 0x12fd_fc91, 0x1d6d_acdc, 0x1e5_2b06, 0x8b_8564],
        [0x1ccf_42c6, 0x1c5b_798b, 0x168_18f4, 0xcfd_5c55, 0x17c4_ef02, 0x82f_3ff3, 0x4e7_bb7b, 0xf6c_5abe, 0x3_7827],
        [0x5c1_873d, 0x15e2_fddb, 0x14c3_cef5, 0x1bdb_8786, 0x10e4_d6e5, 0x1449_2452, 0x1c8d_fa75, 0xca5_b69a, 0x68_881c],
        [0x1142_f2a7, 0x28d_2fd9, 0xdd2_133d, 0xfd7_bdd7, 0x1d98_66a7, 0x18fd_b87e, 0x1cb6_3fbc, 0x1276_7ad7, 0x13_79b7],
        [0x694_fa43, 0x1cfc_c422, 0x1f3a_1cac, 0x1ea_7231, 0xb6a_4721, 0x1e01_b502, 0x16b3_77e5, 0x27b_f98b, 0x99_2be7],
        [0xcad_b985, 0x1bd4_37ad, 0x5b4_b716, 0x1e8_82fc, 0x18a8_9231, 0xc09_462b, 0xb02_dcfd, 0x1ed9_59e8, 0x7f_74c0],
        [0x19f7_7c65, 0xcd8_9e3d, 0x373_c39f, 0x10c5_6a75, 0x619_fda3, 0x1e4a_7a16, 0x13bd_66c1, 0x107f_2c78, 0x77_6980],
        [0x13e6_0fd8, 0x1eb6_d770, 0x184e_1e76, 0x17a0_9faf, 0x626_f9fb, 0x12d0_1754, 0xbb2_00d4, 0x1bc7_7999, 0xdd_9547],
    ],
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::p256::reference::{G, Point};

    #[test]
    fn entries_follow_from_the_recipe() {
        let mut teeth = [G; 4];
        for t in 1..4 {
            teeth[t] = (0..64).fold(teeth[t - 1], |point, _| point.plus(point));
        }
        for (i, (x, y2)) in COMB[0].iter().zip(&COMB[1]).enumerate() {
            let signed = |t: usize| if i >> t & 1 == 1 { teeth[t] } else { teeth[t].negative() };
            let entry = (0..3).fold(teeth[3], |sum, t| sum.plus(signed(t)));
            let Point::Affine(x_coordinate, y_coordinate) = entry else { panic!("infinity") };
            assert_eq!((*x, *y2), (x_coordinate.slot(), y_coordinate.doubled(1).slot()));
        }
    }
}
