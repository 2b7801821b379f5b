//! Keys in all forms: what is read is written again and must be read the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_fuzz::look;
use motetls_pki::der::{DerWriter, Read};
use motetls_pki::key::{EncryptedPrivateKey, PrivateKey, PrivateKeyInfo, PublicKey, PublicKeyInfo};

fuzz_target!(|data: &[u8]| {
    let _ = look::private_key(data);
    let _ = look::public_key(data);
    let mut buffer = vec![0; data.len() + 128];
    if let Ok(key) = PublicKeyInfo::from_der(data).and_then(|info| info.key())
        && key != PublicKey::Other
    {
        let mut der = DerWriter::new(&mut buffer);
        key.write(&mut der);
        let again = PublicKeyInfo::from_der(der.written()).expect("what was written");
        assert_eq!(again.key(), Ok(key));
    }
    if let Ok(key) = PrivateKey::from_any(data) {
        let mut der = DerWriter::new(&mut buffer);
        key.write(&mut der);
        if !der.is_empty() {
            // private keys are not compared: written once more they are the same
            let again = PrivateKeyInfo::from_der(der.written()).and_then(|info| info.key());
            let mut buffer = vec![0; data.len() + 128];
            let mut twice = DerWriter::new(&mut buffer);
            again.expect("what was written").write(&mut twice);
            assert!(der.written() == twice.written());
        }
    }
    if let Ok(Some(scheme)) = EncryptedPrivateKey::from_der(data).and_then(|key| key.pbes2()) {
        let mut der = DerWriter::new(&mut buffer);
        scheme.write(&mut der);
        assert!(der.done().is_ok());
    }
});
