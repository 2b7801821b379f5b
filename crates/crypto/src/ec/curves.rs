//! The curves, to name a [`Weierstrass`] group with another multiplier or window, or an operation
//! in steps: one row each in `curves!`, and beside it parameters and comb. A further curve is added
//! in this file.
//!
//! A comb is the table of multiples of the base point for [`Comb4`](super::Comb4). With d a quarter
//! of the bits of the group's order, rounded up, entry i is 2^(3 d) G + s_2 2^(2 d) G + s_1 2^d G +
//! s_0 G, where s_t = 1 if bit t of i is set and -1 if it is not: eight points x || y, affine,
//! big-endian. The test in `comb` computes each entry anew. A table is in an image if an operation
//! of its curve names the comb.

mod tag;

use motetls_base::{Random, RandomError, Secret};

use super::formulas::{SLOPE_0, SLOPE_ANY, SLOPE_MINUS_3};
use super::params::{Params, hex};
use super::steps::EcAgreeSteps;
use super::types::{Curve, Weierstrass, sealed};
use crate::keys::{self, KeyRange, PrivateKey, PublicKey, PublicKeyValidation, SharedSecret};
use crate::mp::{Form, Limb, limbs_for};
use tag::curve;

/// One row a curve: its tag, the group on it with the defaults, parameters, comb, and the bytes of
/// a field element. Everything of this crate that depends on the curve follows from the row.
macro_rules! curves {
    ($($name:ident: $group:ident, $params:ident, $comb:ident, $bytes:literal, $doc:literal;)*) => {
        $(curve!($name, $params, $comb, $bytes, $doc);)*

        /// The groups on the curves, with default multiplier and window.
        pub(super) mod groups {
            $(
                #[doc = $doc]
                pub type $group = super::Weierstrass<super::$name>;
            )*
        }

        #[cfg(test)]
        mod tests {
            use super::super::comb::{entries_follow_from_the_recipe, range_ends_at_the_order};

            #[test]
            fn every_entry_of_every_comb() {
                $(entries_follow_from_the_recipe::<super::$name, $bytes>();)*
            }

            #[test]
            fn private_keys_of_every_curve_are_below_its_order() {
                $(range_ends_at_the_order::<super::$name, $bytes>();)*
            }
        }
    };
}

curves! {
    Secp256r1: P256Generic, SECP256R1, SECP256R1_COMB, 32,
        "NIST P-256 (SP 800-186, section 3.2.1.3) on the shared core: smaller beside another curve \
        than [`P256`](crate::P256), and slower.";
    Secp384r1: P384, SECP384R1, SECP384R1_COMB, 48,
        "NIST P-384 (SP 800-186, section 3.2.1.4): secp384r1 of RFC 9846.";
    Secp521r1: P521, SECP521R1, SECP521R1_COMB, 66,
        "NIST P-521 (SP 800-186, section 3.2.1.5): secp521r1 of RFC 9846.";
    Secp256k1: Secp256k1, SECP256K1, SECP256K1_COMB, 32,
        "secp256k1 (SEC 2, section 2.4.1).";
    BrainpoolP256r1: BrainpoolP256r1, BRAINPOOLP256R1, BRAINPOOLP256R1_COMB, 32,
        "brainpoolP256r1 (RFC 5639, section 3.4).";
    BrainpoolP384r1: BrainpoolP384r1, BRAINPOOLP384R1, BRAINPOOLP384R1_COMB, 48,
        "brainpoolP384r1 (RFC 5639, section 3.6).";
    BrainpoolP512r1: BrainpoolP512r1, BRAINPOOLP512R1, BRAINPOOLP512R1_COMB, 64,
        "brainpoolP512r1 (RFC 5639, section 3.7).";
}

/// NIST P-256 (SP 800-186, section 3.2.1.3).
static SECP256R1: Params = Params {
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

/// The comb of NIST P-256.
static SECP256R1_COMB: [u8; 512] = hex(&[
    "dca746348411afb57a941b3100c7462ec7dd307902d883402c147bd3023e0a99",
    "a378f49c3c6073e0efa230d38e2875b6d170fe410060632c47b0d520235f3fb0",
    "47b8c15b5931239087f51bcfa6c7513324fc081ad4e6e5c5f7447e16e0b9010a",
    "eab69cfcb27bced91de9c2ead61aa5c0c8cb9d1bc2faa8275d8a5a16d7b4b792",
    "39f2e126e7a90157aff955e975a529794fcfde2a0fcb47e38db221505b370b39",
    "2fe3918b81bac5c2034cfc1d65141b266fdab9fb481de5acc13c7a63865122ba",
    "b98668c64a1d889b37b090171835523743726c12f9021bc1dbd40b537699e898",
    "04ef5fa9a113f297c8daa7515da9f6564ec8476537c48f4ec894a7323a913c3d",
    "8399d76df70660cb574af433f51b14f0accbd9e5a6c902a97342e89b4c02faa6",
    "a08f6b5156ecb1cc58ef27c62016d4c87a47e013c687587274c93f9be68ba2ba",
    "61302d5d508fdc2e7f8ed508a43b83b70ba6d2f4e0103c59d14f8ead7db8cab2",
    "6c584e7f2cc4a0290410b88323e6de4270750b1d46b0f759ebd1782fb01280c1",
    "8781fbdafc931410b414f9cee81ff10c45e388a81fd9d03de47c247d3ce742eb",
    "3eb35234fa6ada4cbfe61ee20c945128cada9ad59713e7caa87b2111082ca20d",
    "b48e26b484f7a21c0a4a46fb6aaf363a66b0de3225c4744b9615b5110d1d78e5",
    "fac015404d4d3dab64131bcdfed6f668c004e4048b7b0f9806ebb0f621a01b2d",
]);

/// NIST P-384 (SP 800-186, section 3.2.1.4).
static SECP384R1: Params = Params {
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

/// The comb of NIST P-384.
static SECP384R1_COMB: [u8; 768] = hex(&[
    "50f0f3912a0aab8a271f191cdbe06dc883aee2c2351b963fcc2909150f053ac32ec24975f6d4e77cc7d5b47287bdd310",
    "71746201b3ae092715001b54f46e3f312d1e545d8479044ac979f2cd60a44a745843d458b0ca14938dd06cddfd374d2f",
    "f9c712d7111e95f28808681bbe723818d84100011682527820c12c0e6df2bfd041c98b3c39b9e7743a8c9921e0b32e12",
    "a1bdfdf470c50d9c9d392344ddad7fb2bf2e8b2e22c123eeafee596d59a1b3a4fd0c632bae5e2afed511bb05e47681a7",
    "22b8c586ae92637d9880c29cd2c287eb6b61faed2e80c066f489a050fde92451d0be2711bfca55a7ca39641626d52c40",
    "87324aa03996f411cb371fc3f5d2a5da8ed168cdb9bc21328df768118b334f04e1a16db3909afa3d178d647ded4f8892",
    "be8eac900a12067327f9743b223ab83f4cf513de1765cecad4bf17920c544673d87a285ba4eed6913b884f9b2848af93",
    "98cf92ff4149617453c3db0b3c450c935cc2ac6b6efed2260d838bf4cff925a80bb42452d9c98bde221d1b642a84ec8d",
    "519c06af0c46b673c82276f16add9fa998ea80285b5f9c53986a24ea87a0307c4d9f25bc007865380f423b304e53b910",
    "36836b0bb2c14e40389c3257eb689e7ef036adecfc09a5a7fc5e4f36971615108b94d819a9683123ebc60649ec2f76cd",
    "b91289d8f61c5ab8a8b9209599b5c84ae2c01bcb57e55c24e596c0c67d2370c20e7191a8961096b25a973c00b8f38a9a",
    "0145cd72235b5f80782da5cb77c35de49fdbf87fc59652aeed92ecd63bb6c4cd466d62521a961a59144ae0a39015aa8b",
    "308e13993bc84b859393440febbac99998229cc4738c4b9f6197c9f561d1313ebb116dc0d81ce0284d07a9556640e2e8",
    "eff337c10ec5c1aa657ad71c55ecbd4c5e024ed3fb6bb0ae5050977e7a407b62c28007d0135af876f1f07007bf49a3ad",
    "1264cb335766c96a59cfca7155977d234bc2fdcff983ac6ca8206169c48b5ab0c8c12e757ffcd01e89109a0ec62666de",
    "119ebeeea1a1a376d94ad8fac53b4f69b66717a065a5f248cbf7190cffb1975831d28707e4483ec56b6913812e014b4b",
]);

/// NIST P-521 (SP 800-186, section 3.2.1.5).
static SECP521R1: Params = Params {
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

/// The comb of NIST P-521.
static SECP521R1_COMB: [u8; 1056] = hex(&[
    "001b8d84ea657c40910090ef185d89225e96e3334504ea49261bca7cde5c4423399da98e3591a026d296cd535252834d090a53b02028efa1f5fe868af32cfe7b2a07",
    "0069c653bc79554df7c4f9e46e850e7d48cdd36e2ba365540fd5d8519dfadfd2e255c7b2be77ef9d408a1c54691560af6067cd33af7857cb55362242c15f8c809f16",
    "000f9cf9807b602645e274f01845d1290b9889cbbf372c742e41ea6c5ec832d5fe9b6a96691bd89851251274195c2dba5d46adf0943d55c55c37e5fc16a6ae7e9dbb",
    "01b1e52d1beca6d6e0930e93a9a9d2ae8161cf7b37eb88e88d5ed86b735629afe25be5c7380043279280a6e69f423dc09e3f84fa48839624f2566f5e69ee6a2ece31",
    "00970ccbd2c358fd163d2dd0495a4f9a975e66b84ee8abdc3e3813d697ac0cfad4bc9b3466fc0b7ad5ecba9b20ae278fda0914bd5695add04354282b33f25b9d2bb2",
    "01f5f522941f208057c6410a0400c61eb0de6c3d36c1223bf184d06281c0aaa3d2ac26ab5d36943d2e2680d457cda5d7eb6a480445a05ad498ca49c9f12fb4f796a1",
    "01da69374846bb5a1803b4dfb38f07f3fe0915f34221f53186f1aa97ad4242b2ab5e8bd7ec17f2786bd3d2d0d36ed686f0956c1c363c1044766d1c2b6d16bce60515",
    "00136f45703d20cf1004ddf91c295ab9bdd5e632d202aa3e1cb1c868e6dc2a555563f478717fc983c14109bd89f81285a8545ce4989b6e37fd506659efb4d72da199",
    "00ea447be6eddd3659305003833c265c781d1a6e9a92d4bff62439c59af6da89d3f46a30b2e27c53f2d1aeaf4add197be3b4dfcb5334f6f80066e699767e38ce7dca",
    "013e61aaf0da59714dd3c5a261219a38c693c4cf1a34e3456588693d86b9e0df4082c92fcb1693d8a497be68859c7ff6ab109970fd9ac440a62a9e41f9e6de23822d",
    "00fa66ccad227bfb5653da2e67007c5f2b658676d2a991518bf8682917a41ff79a828d6fddf5ab0badf63f23dd67752d10ff0f3c486dfef32d421010eb8b25f1cf3e",
    "007ebc2b86303d9c52558db990aca8ea970b537929af2cf1a843eb9d0b227d31efc51287efa9ae11941ed51a2024d73c9ae2a74daffaa264b3f4c54204b52b991161",
    "00ffd6bb1e3a8e3702a8f63a2fdb723dd98d54571549bdf8acb59fae3e5efc7fae76eb42a69f8a7584952104a21068426af4941f0b9f39de0162828a3c779f8c2d24",
    "00ebbaf7904370424674ab637d4b7e22670926554994c419e79946abdac43e2c78b473caa0b9f6fad58095dcbf88edd25c9fabde6229707a10b2f612ab8bd06ea02d",
    "004ec2e66fa950341cdef80974c4aa27c499782bc8006e202211da3424806b358bbf32d2ea645377b7141be20f6aabd9b426b783170dbcb9b55bc8a4cd403ab71115",
    "01e1db046c59d588100560e889ce50858bce2b17d66c64a01186ef14ea68342f218f616f505eae1fe06384b739ce6205256bd4b80af483ad7484082cb95b24ae60c3",
]);

/// secp256k1 (SEC 2, section 2.4.1).
static SECP256K1: Params = Params {
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

/// The comb of secp256k1.
static SECP256K1_COMB: [u8; 512] = hex(&[
    "b931db0743a8e7f459f970261bcee15725ed1a5153e371c216af358a957f664e",
    "2df5df83332f42b4c36fab363daed493f282dcc249f648c8cd9b179631d6e0ab",
    "258a2d079ab5ddf1c44d21aff2f5fc1541cf1ba5ede221d03782cb88cdf1ab56",
    "9de60de6373aef09c7328c66f2b69233a56c124827d4925a6029088216ad88ca",
    "82beb48efea0416f44d93e02d6ff6319d02444a40abf0c7c517c920aed47a00e",
    "46f52dc11bda4001d3d6ee03650c31113fdaa641e436ccf14042823e941224b7",
    "d094d65b05ca76c200fb32642d7609df71c1113ec4998d946be2db15eb0920aa",
    "68e72512da4bb363b9cded48fb32d69625709dd35544b39e4b4c8b0624c99adc",
    "f438290e5f1acd573a30ebb3a82c7c3e7c9340e01c8dc7199a5d634476dbe0b1",
    "39325ee391164c12836681d4416363d227d080457723f03d681dd2ae51559f08",
    "34adbd2f21430545e722c7c5dec6f76aa60b1881fa8f8b941f60a1eb3087dd92",
    "ebb73f71a83f18307de6eb589d3a700179cc980e143bdae185c825dd80146ebb",
    "6d2899563e61d225ef5add622a5e6345c96b6e8b5eb5f5d907a7f167ef65a40c",
    "d8696bd0ff608e24c02048ea44f971271f2f1814b7ba09a43a2cf2e71797f3bd",
    "52de253afbb83870b6fffffcddeb356b0262b204ea0dda768808ca5fbeb8b1e2",
    "3a270d6fd36fb8db0ff834d738e421ea89686278002f03ed961f40c08f8d21ea",
]);

/// brainpoolP256r1 (RFC 5639, section 3.4).
static BRAINPOOLP256R1: Params = Params {
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

/// The comb of brainpoolP256r1.
static BRAINPOOLP256R1_COMB: [u8; 512] = hex(&[
    "7f9e4c133cdb972d6ef333b58fbc562fe9b751a5d33c077c3388b9eae2b30fe3",
    "3097ddba89f1686af952f1032943772a12df619c79d8b7c2af43c44dd6cd7add",
    "7f19de4e0d32d9652fce143c4ef102e7cff9face2d7770025dd52a1a994c2ca3",
    "0df07a3b0b078e10b8f7b51ede7514e270e50f74c6b2b56fe18c1491141cfbb5",
    "0591e0e6eb8edfd21079e8c6564530f32a4cd8e146e546047b007f865f6dff35",
    "4e0b6b276358038daa46ee2bb91c5e9543e0e81afa0f165b0541afc23ea5cc15",
    "7e532db697a29836ca50c6f19bd15c3e1e3bd27890774cc97080c3c961584e46",
    "623b7d7048ca4fcdb1b59fb8209ac01f299bc4d5445d2c36d6ad32710d6b0bb9",
    "09ff9cd3533e02c915efa809d552feb7730705ddc9acca49ea64366c84b4ccbf",
    "799120ba9134a1facd7f404c39d0d950c704958bda86ad09381508e34cbaf599",
    "93ec6afc4c34ddb050a477de2239f4d4603c53470911bee832204f99a5e0211b",
    "09f9b5c382e3134435cc6e37e489d984f9bdfd48fc1a033625edca6944c06807",
    "62eb3999b7cdaed5a00bee4baea22b733f5979c103d66d39a7f351b005157e62",
    "92749b47824c7242f30785a715ce686657fff62ce047e0b7bf385bc2cc6c34c3",
    "a4b52856c983c6932e7fb5a75803674bae09ba6c975793ca2f58a4ca21eb5b3a",
    "0f7396335764f7be5a880ffbf0f9d7f554f04b66bd4457158fde187dbee52c7c",
]);

/// brainpoolP384r1 (RFC 5639, section 3.6).
static BRAINPOOLP384R1: Params = Params {
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

/// The comb of brainpoolP384r1.
static BRAINPOOLP384R1_COMB: [u8; 768] = hex(&[
    "44b54e0d48b6d2f058757b6e3f85e37d20dad660c7ce1fb9517bbf45489acf6047aa648dc5718d9ff3b37b0f5b351333",
    "55c4412ca4191b931ece05087dcd190f18052e58adb1fa9936a2ef78b3fcab5f6bab92504082d0f01187ad5e3f2e3662",
    "5b2b97abfbd3f03d37769b3b42a683d959738447d7cfde568a81cf6ed88a72bb6b088443d4ad656da9424a3de3fefc57",
    "1677a67d2593fb0a7d028d0c5ce370b9b8ca21533275abe8b17107db58366a45b6212ac0c02c93b29e2f418930e08b00",
    "5eeed4a27055ca265e789420e338dff2985245514780fb488065f0acea2a420eeeacf86ab3410073c87f8b72ee410445",
    "0f4b6da13aed2a33a06f0534aecb7e0e8639bf9ccaeb88f70ac32a0df9efe74a51f7efe630f6f170f182fb8b650d95b6",
    "3a55cd93f019987635679fab35edea2d0da648b52434a62dcc85102aeaefd6a5843afc18adaffb0f7a81539fa23875e2",
    "722636532da55979a4e922012b1ce9391bee4df6b277a16d8fbf01e091bfc2c62ff05cd067c3bff1e851586e00e96b60",
    "17856516e1638803c23f8c49b5c0c39481c5abf3316cafa37ac54b049eeb99239063aa0c630e977444921f45db95e9bd",
    "842c3cb84adb22ce03737d033b5683db5c35140b100fde6e4d192164936cc7c4758592c5d265fb81b9bcf8e6765e6b8c",
    "39238a52cc34c334a38c36d98507e7926e18c539ede5628550da4c4791b6e7d55396cfc963c122c25c6914dd95121db4",
    "8544f307b0f9585fbb030ff4202463b552470f986b6b48193c9adeafc3fe4337d8d2211aa4581090cdb3420b4f753cdd",
    "50a4c98591d38d36157507a36258d71151dffc6648616dc084e14df2450fafc94836f02127e7556b861aa19ebc0d7e7f",
    "7887366d87b9a12c06e7a958971e950dbe81ef9dea2581761f410d613a5d277cde9fd20f6c1b1535bb56d5c26f90fb48",
    "5b8b71a56d6cd7ee673e466f7aaa6b2bf69f98ccfa99d76969ea1a33d45a9a4c7b70362885dc27abf3a0a04a4f468f3e",
    "12944ab64ef0d878aee40cab4bd8e44bdf22719acd4226ca3cc2febbe04d2a0aaf142b0e7da6cde6b318cc18276b43a5",
]);

/// brainpoolP512r1 (RFC 5639, section 3.7).
static BRAINPOOLP512R1: Params = Params {
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

/// The comb of brainpoolP512r1.
static BRAINPOOLP512R1_COMB: [u8; 1024] = hex(&[
    "2d589982e9ed8d5e7b42452aab9e68227e9217171c89d6c2450343d779ce7be5af28e96e84cc186f23eb20e36500e3ffc0f6a559c37c9bfff25bf6405a8dedb3",
    "6cdd61e5b9b10b0b87f6baf8267e076b399d8b017e77843453d9508b7bc4233e2ad6142e1364692c8e1fa84e290576e9fd1e6b5ba6a9b069aa56f3c378bb49bd",
    "64eb7bd5a29dd55bcce0f5b5f73d77f9e42fc6b2e884d527dda5d5d2a5ecda89101e8f5c8c198913ada6bc008912e01e61e7a056ab369666136845a20d45a79c",
    "4b61aa60c0f26c35b092a85debe31588e14bf2adca5ada80b6b56b77b0f31bea22024c0db168f5bf1d9ccfbed58d50c4208fa9146c940b3c998fa6d602d94355",
    "43bd093004c6926933da97acf1e3e9c19bb2613734e072b20c64fb6a43aab8b7fb5a4005c994a0221db381a73b8d1fdcc7425b9446c8b21ab3be71663382312a",
    "39880c1ee5a45b152faa30b99abbe7a2a6d80d9df92af9cc578a845923c894873e6b2ce5622dcdc7410141fbef5350d169e1b04e6f4c80a3e5800b67d25b5810",
    "9aa14e3323c68c0e2116aea5adadabb65248cff77fcc3fd66100d6e8801a74a7449380c63989335ad59dfbe36d640dd7eac7eecb7403968762cde64caaa72a8f",
    "204128c7e4203abfe8eaf174eb65181595174304afe74a0c9eeffb309a856bf83e4483b015e9de85ba372d0f8bd82b6803eb6028986fb8204202b5eb082eb4d2",
    "9a8be4ee07752d53d2fd4057f0972a50d7e056cf4a1f1fdb69383543f7ad7b9bece11edd92fc8792d7985a65b38c2949a2fe72a15fecfa3f5a0c0b1bd13cc9a8",
    "00e6372987056e38cc9b9b73bb47509f766f934d7775970b743c1959ddd805f3a9e10fd8f73b0b71faa1378c1553d49da6412afc4f72b1043655e3ec9fcf6930",
    "85fdeeddf4d670e7e685b92a310e138cc7c6bb9c34bafa319b675a28aa906f211a604613048425db38790358b4ac9c83e65bd89c79a0218cd0de127455763dd0",
    "9dcbb5e2c2f73cef2f0f89cd9183686c8178500b55084b64a6e7d41cb8b87f7b8c93881aa44ac156065f6598ef9743baba1a7b3fef2ddf1b2f4f05efeb3f7740",
    "484d709bbd338f1b8b4549d3d531bd148ea1c7a9b63475ed4293a8aacc0d21a8c79cf44aba7942d8babaac0712e02b95b07422cc03031feab7fb2115b2b5e7a5",
    "9acf42b3b2071a88b9191e3c721ecaebec6900f67528a45053612123df934af7a042c21865efd03acf365130e7bb528bf3f3b442ed32fdeff5c66afb26a1198f",
    "0b046d327d6c29d8026185faf05cc5144ffb21d49a1cad9c4f96cd0da511b948d63ae1938a087addb0e2b047d1de6f879cd0907a00d5ce7149057f95a66ad7bf",
    "2247d12429f6ca5aa1cc42501f9b96d4cb747a812b551030b68a0fe6c9f02d28433343c956f40de6eed0012ee290ca9df5d2865dc4975110f99efc87c89c243d",
]);
