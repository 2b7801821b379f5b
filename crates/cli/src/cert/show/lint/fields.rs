//! RFC 5280 on the fields of a certificate, its key and its signature.

use motetls::crypto::HashId;
use motetls::pki::der::{Der, GENERALIZED_TIME, OID, SEQUENCE};
use motetls::pki::extension::{Structures, Value};
use motetls::pki::key::{PublicKey, RsaPublicKey};
use motetls::pki::oid::known;

use super::super::extension;
use super::rule::{ALL, CA, END, ROOT, Rule, SUBORDINATE, Seen, when};
use crate::cert::field;
use crate::cert::show::arguments::Severity;
use crate::cert::signature::{self, Verdict};

use Severity::{Error, Note, Warning};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "version_not_3",
        severity: Warning,
        source: "RFC 5280, section 4.1.2.1",
        roles: ALL,
        check: |seen| {
            (seen.certificate.version != 3)
                .then(|| format!("it is of version {}", seen.certificate.version))
        },
        remedy: "issue it as version 3: older ones cannot say what they may be used for",
    },
    Rule {
        name: "serial_not_positive",
        severity: Error,
        source: "RFC 5280, section 4.1.2.2",
        roles: ALL,
        check: |seen| match seen.certificate.serial {
            [0] => Some("the serial number is zero".to_owned()),
            [0x80..=0xff, ..] => Some("the serial number is negative".to_owned()),
            _ => None,
        },
        remedy: "number it with a positive integer: clear the highest bit, or put a zero octet before it",
    },
    Rule {
        name: "serial_too_long",
        severity: Error,
        source: "RFC 5280, section 4.1.2.2",
        roles: ALL,
        check: |seen| {
            let length = seen.certificate.serial.len();
            (length > 20).then(|| format!("the serial number has {length} octets"))
        },
        remedy: "use at most 20 octets; 16 random ones will do",
    },
    Rule {
        name: "algorithms_differ",
        severity: Error,
        source: "RFC 5280, section 4.1.1.2",
        roles: ALL,
        check: |seen| {
            let differ = seen.certificate.algorithm != seen.certificate.signed.algorithm;
            when(differ, "the signature algorithm inside of what is signed is not the one outside")
        },
        remedy: "issue it anew: verifiers refuse it",
    },
    Rule {
        name: "issuer_empty",
        severity: Error,
        source: "RFC 5280, section 4.1.2.4",
        roles: ALL,
        check: |seen| when(seen.certificate.issuer.is_empty(), "the issuer has no name"),
        remedy: "name the authority, and issue it anew",
    },
    Rule {
        name: "subject_of_ca_empty",
        severity: Error,
        source: "RFC 5280, section 4.1.2.6",
        roles: CA,
        check: |seen| when(seen.certificate.subject.is_empty(), "the authority has no name"),
        remedy: "name the authority: what it issues is matched by that name",
    },
    Rule {
        name: "validity_reversed",
        severity: Error,
        source: "RFC 5280, section 4.1.2.5",
        roles: ALL,
        check: |seen| {
            when(
                seen.certificate.not_before > seen.certificate.not_after,
                "it ends before it begins",
            )
        },
        remedy: "set notAfter behind notBefore",
    },
    Rule {
        name: "generalized_time_before_2050",
        severity: Error,
        source: "RFC 5280, section 4.1.2.5",
        roles: ALL,
        check: early_generalized_time,
        remedy: "write dates through 2049 as UTCTime: some verifiers refuse them otherwise",
    },
    Rule {
        name: "unique_identifiers",
        severity: Error,
        source: "RFC 5280, section 4.1.2.8",
        roles: ALL,
        check: |seen| {
            when(
                seen.certificate.unique_ids.iter().any(Option::is_some),
                "it has unique identifiers",
            )
        },
        remedy: "leave them out: names are not reused",
    },
    Rule {
        name: "extension_repeated",
        severity: Error,
        source: "RFC 5280, section 4.2",
        roles: ALL,
        check: |seen| {
            let repeated = seen.certificate.extensions.repeated();
            repeated.map(|oid| format!("{} occurs twice", extension::name(oid)))
        },
        remedy: "put each extension in once",
    },
    Rule {
        name: "extension_malformed",
        severity: Error,
        source: "RFC 5280, section 4.2",
        roles: ALL,
        check: malformed_extension,
        remedy: "write it as its section says; an empty list must be left out",
    },
    Rule {
        name: "extension_unknown_critical",
        severity: Warning,
        source: "RFC 5280, section 4.2",
        roles: ALL,
        check: |seen| {
            let mut extensions = seen.certificate.extensions.map_while(Result::ok);
            let unknown =
                extensions.find(|one| one.critical && matches!(one.value(), Ok(Value::Other)));
            unknown.map(|one| format!("{} is critical, and few readers know it", one.oid))
        },
        remedy: "mark it not critical, unless a reader that does not know it must refuse",
    },
    Rule {
        name: "extension_wrongly_marked",
        severity: Error,
        source: "RFC 5280, section 4.2",
        roles: ALL,
        check: |seen| wrongly_marked(seen, true),
        remedy: "mark it as its section says: a reader that does not know a critical extension must refuse",
    },
    Rule {
        name: "extension_better_marked",
        severity: Warning,
        source: "RFC 5280, section 4.2",
        roles: ALL,
        check: |seen| wrongly_marked(seen, false),
        remedy: "mark it as its section says it should be",
    },
    Rule {
        name: "extension_out_of_place",
        severity: Warning,
        source: "RFC 5280, sections 4.2 and 5.2",
        roles: ALL,
        check: out_of_place,
        remedy: "leave it out: readers of certificates do not know it",
    },
    Rule {
        name: "default_written_out",
        severity: Error,
        source: "X.690, section 11.5",
        roles: ALL,
        check: written_default,
        remedy: "leave FALSE out where it is the default: DER has one encoding of everything",
    },
    Rule {
        name: "key_malformed",
        severity: Error,
        source: "RFC 5280, section 4.1.2.7",
        roles: ALL,
        check: |seen| {
            when(seen.certificate.public_key.key().is_err(), "the public key cannot be read")
        },
        remedy: "certify a key that is written as its algorithm says",
    },
    Rule {
        name: "key_unknown",
        severity: Note,
        source: "RFC 5280, section 4.1.2.7",
        roles: ALL,
        check: |seen| {
            let oid = seen.certificate.public_key.algorithm.oid;
            (seen.key() == Some(PublicKey::Other) && !is_curve_unnamed(seen))
                .then(|| format!("the key is of an algorithm or curve not known here ({oid})"))
        },
        remedy: "use ECDSA on P-256, which every device has",
    },
    Rule {
        name: "curve_unnamed",
        severity: Error,
        source: "RFC 5480, section 2.1.1",
        roles: ALL,
        check: |seen| {
            when(is_curve_unnamed(seen), "the curve of the EC key is not given by its name")
        },
        remedy: "name the curve by its identifier: explicit, inherited or absent parameters are forbidden",
    },
    Rule {
        name: "rsa_key_weak",
        severity: Error,
        source: "NIST SP 800-131A, section 3",
        roles: ALL,
        check: |seen| {
            let bits = rsa(seen)?.bits();
            (bits < 2048).then(|| format!("the RSA key has {bits} bits"))
        },
        remedy: "use 2048 bits at least, or ECDSA on P-256, which is smaller and stronger",
    },
    Rule {
        name: "rsa_exponent_weak",
        severity: Warning,
        source: "FIPS 186-5, section 5.1",
        roles: ALL,
        check: |seen| {
            let exponent = rsa(seen)?.exponent;
            let even = exponent.last().is_none_or(|last| last & 1 == 0);
            let small = matches!(exponent, [] | [_] | [_, _]);
            when(even || small, "the RSA exponent is even or below 65537")
        },
        remedy: "use 65537",
    },
    Rule {
        name: "signature_weak",
        severity: Error,
        source: "RFC 9155; NIST SP 800-131A, section 3",
        roles: SUBORDINATE | END,
        check: |seen| {
            when(
                seen.scheme().and_then(|scheme| scheme.hash()) == Some(HashId::Sha1),
                "it is signed with SHA-1",
            )
        },
        remedy: "have it signed with SHA-256 or longer: SHA-1 can be forged",
    },
    Rule {
        name: "signature_unknown",
        severity: Warning,
        source: "RFC 5280, section 4.1.1.2",
        roles: ALL,
        check: |seen| {
            let oid = seen.certificate.signed.algorithm.oid;
            seen.scheme().is_none().then(|| {
                format!("the signature algorithm {oid} is not known here, or has wrong parameters")
            })
        },
        remedy: "have it signed with ECDSA and SHA-256",
    },
    Rule {
        name: "self_signature_wrong",
        severity: Error,
        source: "RFC 5280, section 3.2",
        roles: ROOT,
        check: |seen| {
            let verdict = signature::check(&seen.certificate.signed, &seen.certificate.public_key);
            when(verdict == Verdict::Fails, "its own key did not make its signature")
        },
        remedy: "sign it with its own key, or give it another subject than its issuer's",
    },
    Rule {
        name: "self_signature_unchecked",
        severity: Note,
        source: "RFC 5280, section 3.2",
        roles: ROOT,
        check: |seen| {
            let verdict = signature::check(&seen.certificate.signed, &seen.certificate.public_key);
            when(
                verdict == Verdict::Unknown,
                "its self-signature cannot be checked here: the algorithm or the form of the key is not known",
            )
        },
        remedy: "check it with another tool; a key of an uncompressed point can be checked here",
    },
];

fn rsa<'a>(seen: &Seen<'a>) -> Option<RsaPublicKey<'a>> {
    match seen.key()? {
        PublicKey::Rsa(key) | PublicKey::RsaPss(key, _) => Some(key),
        _ => None,
    }
}

/// Whether the parameters of an EC key are anything but the OID of a curve: specifiedCurve,
/// implicitCurve, or none.
fn is_curve_unnamed(seen: &Seen<'_>) -> bool {
    let algorithm = seen.certificate.public_key.algorithm;
    algorithm.oid == known::EC && !matches!(algorithm.parameters, Some([tag, ..]) if *tag == OID)
}

fn early_generalized_time(seen: &Seen<'_>) -> Option<String> {
    let early = seen.times.iter().find(|(tag, time)| *tag == GENERALIZED_TIME && time.year < 2050);
    early.map(|(_, time)| format!("{time} is written as GeneralizedTime"))
}

/// Reads every known extension to its end.
fn malformed_extension(seen: &Seen<'_>) -> Option<String> {
    let mut extensions = seen.certificate.extensions;
    extensions.find_map(|one| match one {
        Err(_) => {
            let field = field::broken(seen.der).unwrap_or_else(|| "the list of extensions".into());
            Some(format!("{field} cannot be read"))
        }
        Ok(one) => {
            let bad = one.value().and_then(|value| value.check()).is_err();
            bad.then(|| format!("{} cannot be read", extension::name(one.oid)))
        }
    })
}

/// The first extension that is marked critical, or is not, against a MUST or against a SHOULD.
fn wrongly_marked(seen: &Seen<'_>, must: bool) -> Option<String> {
    let mut extensions = seen.certificate.extensions.map_while(Result::ok);
    let one = extensions.find(|one| one.wrongly_marked() == Some(must))?;
    let kind = one.kind()?;
    let is = if one.critical { "is critical" } else { "is not critical" };
    Some(format!("{} {is} ({})", kind.name, kind.source))
}

/// The first extension that belongs into another structure than a certificate.
fn out_of_place(seen: &Seen<'_>) -> Option<String> {
    let kinds = seen.certificate.extensions.map_while(Result::ok).filter_map(|one| one.kind());
    let kind = kinds.into_iter().find(|kind| !kind.structures.has(Structures::CERTIFICATE))?;
    Some(format!("{} is no extension of certificates ({})", kind.name, kind.source))
}

/// `critical FALSE` or `cA FALSE`, written out.
fn written_default(seen: &Seen<'_>) -> Option<String> {
    const FALSE: &[u8] = &[1, 1, 0];
    let mut list = Der::new(seen.certificate.extensions.rest());
    while let Ok(mut fields) = list.nested(SEQUENCE) {
        if fields.contents(OID).is_ok() && fields.rest().starts_with(FALSE) {
            return Some("an extension is marked not critical in so many words".to_owned());
        }
    }
    let basic = seen.extension(known::BASIC_CONSTRAINTS)?;
    let fields = Der::new(basic.octets).nested(SEQUENCE).ok()?;
    when(fields.rest().starts_with(FALSE), "basicConstraints says cA FALSE in so many words")
}
