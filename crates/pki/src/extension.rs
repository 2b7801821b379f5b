//! Extensions of certificates, requests and revocation lists, each as a view that is read when it
//! is asked for.
//!
//! [`Extensions`] walks the list, [`Extension::value`] reads one into a [`Value`]. Verification has
//! its own, leaner reader in [`certificate`](crate::certificate), which takes the few it decides by
//! and refuses the rest if critical; this one is for tools that show, lint and make certificates,
//! and for what comes beside them.
//!
//! ```
//! use motetls_pki::der::DerWriter;
//! use motetls_pki::extension::{Extensions, KeyUsage, NewExtension, Value};
//!
//! let mut buffer = [0; 64];
//! let mut der = DerWriter::new(&mut buffer);
//! NewExtension::KeyUsage(KeyUsage::DIGITAL_SIGNATURE).write(&mut der);
//! let extension = Extensions::new(der.written()).next().unwrap()?;
//! assert!(extension.critical);
//! let Value::KeyUsage(usage) = extension.value()? else { panic!() };
//! assert_eq!(usage.to_string(), "digitalSignature");
//! # Ok::<(), motetls_base::DecodeError>(())
//! ```
//!
//! | file | extensions |
//! |---|---|
//! | `usage` | keyUsage, extKeyUsage, basicConstraints, key identifiers |
//! | `constraints` | nameConstraints, policyConstraints |
//! | `policies` | certificatePolicies, policyMappings |
//! | `places` | where to find revocation lists, OCSP responders and issuers |
//! | `revocation` | extensions of revocation lists and of their entries |
//! | `features` | tlsfeature |
//! | `value`, `check` | [`Value`]: read, and read to its end |
//! | `kinds` | [`ExtensionKind`]: what is known of each kind |
//! | `write` | [`NewExtension`] |

mod constraints;
mod places;
mod policies;
mod revocation;
mod usage;
mod features;
mod value;
mod check;
mod kinds;
mod write;

pub use constraints::{NameConstraints, PolicyConstraints, Subtree};
pub use features::Feature;
pub use kinds::{Criticality, ExtensionKind, KINDS, Structures};
pub(crate) use kinds::{READ_BY_CHAINS, READ_BY_POLICIES};
pub use places::{AccessDescription, DistributionPoint, PointName};
pub use policies::{PolicyInformation, PolicyMapping, Qualifier};
pub use revocation::{IssuingPoint, NewIssuingPoint, Reason};
pub use usage::{AuthorityKeyId, BasicConstraints, KeyUsage, Purpose, key_id};
pub use value::Value;
pub use write::NewExtension;

use crate::der::{Der, List, OCTET_STRING, Read, SEQUENCE};
use crate::oid::Oid;
use motetls_base::DecodeError;

/// How many extensions [`Extensions::check_unique`] takes.
const MOST_EXTENSIONS: usize = 100;

/// The extensions of something, one by one.
pub type Extensions<'a> = List<'a, Extension<'a>>;

/// One extension, not looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension<'a> {
    /// Its kind.
    pub oid: Oid<'a>,
    /// Whether a reader that does not understand it must refuse what it extends.
    pub critical: bool,
    /// Its value in DER: the contents octets of the OCTET STRING.
    pub octets: &'a [u8],
}

impl<'a> Read<'a> for Extension<'a> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let mut fields = der.nested(SEQUENCE)?;
        let oid = Oid::read(&mut fields)?;
        let critical = fields.boolean_or_false()?;
        let octets = fields.contents(OCTET_STRING)?;
        fields.end()?;
        Ok(Extension { oid, critical, octets })
    }
}

impl<'a> Extensions<'a> {
    /// The first extension of kind `oid`; `None` when there is none before the list cannot be read
    /// further.
    #[must_use]
    pub fn find_kind(&self, oid: Oid<'_>) -> Option<Extension<'a>> {
        self.map_while(Result::ok).find(|extension| extension.oid == oid)
    }

    /// The extension of kind `oid`, if there is one.
    ///
    /// # Errors
    /// [`DecodeError`] when there are two of the kind, or the list cannot be read to its end: what
    /// stands behind something that is no extension is not missing.
    pub fn find_unique(&self, oid: Oid<'_>) -> Result<Option<Extension<'a>>, DecodeError> {
        let mut found = None;
        for extension in *self {
            let extension = extension?;
            if extension.oid == oid && found.replace(extension).is_some() {
                return Err(DecodeError);
            }
        }
        Ok(found)
    }

    /// Reads all, and holds each against those behind it.
    ///
    /// # Errors
    /// [`DecodeError`] when a kind occurs twice (RFC 5280, section 4.2), the list cannot be read to
    /// its end, or it is of more than 100: to compare them all takes the square of their number.
    pub fn check_unique(&self) -> Result<(), DecodeError> {
        let mut rest = *self;
        for _ in 0..=MOST_EXTENSIONS {
            let Some(extension) = rest.next() else { return Ok(()) };
            if rest.find_kind(extension?.oid).is_some() {
                return Err(DecodeError);
            }
        }
        Err(DecodeError)
    }

    /// The first kind that occurs twice, which RFC 5280, section 4.2, forbids.
    #[must_use]
    pub fn repeated(&self) -> Option<Oid<'a>> {
        let mut rest = *self;
        while let Some(Ok(extension)) = rest.next() {
            if rest.find_kind(extension.oid).is_some() {
                return Some(extension.oid);
            }
        }
        None
    }
}

/// Extensions in an explicit tag `[number]`, at least one, if they are next; else none.
pub(crate) fn explicit<'a>(
    fields: &mut Der<'a>,
    number: u8,
) -> Result<Extensions<'a>, DecodeError> {
    let Some(mut explicit) = fields.optional_nested(crate::der::CONTEXT_CONSTRUCTED | number)?
    else {
        return Ok(List::empty());
    };
    let list = List::read(&mut explicit)?;
    explicit.end()?;
    if list.is_empty() { Err(DecodeError) } else { Ok(list) }
}
