//! Bags of certificates (PKCS#7).

use motetls::pki::der::Read;
use motetls::pki::pkcs7::{self, CertsOnly};

use crate::cert::kind::Kind;
use crate::failure::Failure;

/// Octets of a bag besides its certificates.
const ROOM: usize = 256;

/// The certificates in the bag of a file, and then its revocation lists.
pub(crate) fn objects(name: &str, der: &[u8]) -> Result<Vec<(Kind, Vec<u8>)>, Failure> {
    let damaged = |_| Failure::local(format!("{name}: a bag of certificates is damaged"));
    let bag = CertsOnly::from_der(der).map_err(damaged)?;
    let certificates = bag.certificates().map(|der| (Kind::Certificate, der));
    let lists = bag.revocation_lists().map(|der| (Kind::RevocationList, der));
    certificates
        .chain(lists)
        .map(|(kind, der)| der.map(|der| (kind, der.to_vec())).map_err(damaged))
        .collect()
}

/// All certificates in one bag.
pub(crate) fn pack(certificates: &[&[u8]]) -> Result<Vec<u8>, Failure> {
    let room = certificates.iter().fold(ROOM, |sum, der| sum.saturating_add(der.len()));
    let mut bag = vec![0; room];
    let length =
        pkcs7::write(certificates, &mut bag).map_err(|_| Failure::local("the bag is too large"))?;
    bag.truncate(length);
    Ok(bag)
}
