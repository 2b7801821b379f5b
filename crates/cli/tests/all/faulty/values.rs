//! Values of extensions and fields, sound and not.

use motetls::pki::algorithm::Scheme;
use motetls::pki::der::{CONTEXT_CONSTRUCTED, DerWriter, SEQUENCE};
use motetls::pki::extension::{BasicConstraints, KeyUsage, NewExtension};
use motetls::pki::general_name::GeneralName;
use motetls::pki::key::{PublicKey, RsaPublicKey};
use motetls::pki::oid::Oid;

use super::{der, spki, value};

pub(crate) const ID: &[u8] = &[5; 20];

pub(crate) fn usage(uses: KeyUsage) -> Vec<u8> {
    value(&NewExtension::KeyUsage(uses))
}

pub(crate) fn basic(ca: bool, path_len: Option<u32>) -> Vec<u8> {
    value(&NewExtension::BasicConstraints(BasicConstraints { ca, path_len }))
}

pub(crate) fn alt(names: &[GeneralName<'_>]) -> Vec<u8> {
    value(&NewExtension::SubjectAltName { names, critical: false })
}

pub(crate) fn purposes(purposes: &[Oid<'_>]) -> Vec<u8> {
    value(&NewExtension::ExtendedKeyUsage(purposes))
}

pub(crate) fn authority_key() -> Vec<u8> {
    value(&NewExtension::AuthorityKeyId(ID))
}

pub(crate) fn octets(id: &[u8]) -> Vec<u8> {
    value(&NewExtension::SubjectKeyId(id))
}

pub(crate) fn sequence(write: impl FnOnce(&mut DerWriter<'_>)) -> Vec<u8> {
    der(|out| {
        let open = out.open(SEQUENCE);
        write(out);
        out.close(open);
    })
}

pub(crate) fn policies(list: &[&str]) -> Vec<u8> {
    sequence(|out| {
        for policy in list {
            let one = out.open(SEQUENCE);
            let mut storage = [0; 16];
            Oid::parse(policy, &mut storage).unwrap().write(out);
            out.close(one);
        }
    })
}

pub(crate) fn access(method: Oid<'_>, uri: &'static str) -> Vec<u8> {
    value(&NewExtension::AuthorityInfoAccess(&[(method, GeneralName::Uri(uri.as_bytes()))]))
}

pub(crate) fn scheme(scheme: Scheme) -> Vec<u8> {
    der(|out| scheme.write(out))
}

pub(crate) fn rsa(bits: usize, exponent: &[u8]) -> Vec<u8> {
    let modulus = vec![0xc1; bits / 8];
    spki(&PublicKey::Rsa(RsaPublicKey { modulus: &modulus, exponent }))
}

pub(crate) fn constraints(excess: bool) -> Vec<u8> {
    sequence(|out| {
        let permitted = out.open(CONTEXT_CONSTRUCTED);
        let tree = out.open(SEQUENCE);
        GeneralName::Dns(b"motes.org").write(out);
        if excess {
            out.element(0x80, &[1]);
        }
        out.close(tree);
        out.close(permitted);
    })
}

pub(crate) fn points() -> Vec<u8> {
    value(&NewExtension::CrlDistributionPoints(&[GeneralName::Uri(b"http://motes.org/list.crl")]))
}
