//! What one certificate says about policies.

use crate::der::List;
use crate::error::CertError;
use crate::extension::{
    Extensions, PolicyConstraints, PolicyInformation, PolicyMapping, Qualifier, Value,
};
use crate::oid::known;

/// The four extensions of policies.
#[derive(Default)]
pub(super) struct PolicyExtensions<'a> {
    pub policies: Option<List<'a, PolicyInformation<'a>>>,
    pub mappings: Option<List<'a, PolicyMapping<'a>>>,
    pub constraints: Option<PolicyConstraints>,
    pub inhibit_any: Option<u32>,
}

impl<'a> PolicyExtensions<'a> {
    /// Reads those of `extensions`, each once at most, and no others.
    pub(super) fn read(extensions: &Extensions<'a>) -> Result<Self, CertError> {
        let mut found = PolicyExtensions::default();
        for extension in *extensions {
            let extension = extension?;
            let twice = match extension.oid {
                known::CERTIFICATE_POLICIES => found.policies.is_some(),
                known::POLICY_MAPPINGS => found.mappings.is_some(),
                known::POLICY_CONSTRAINTS => found.constraints.is_some(),
                known::INHIBIT_ANY_POLICY => found.inhibit_any.is_some(),
                _ => continue,
            };
            if twice {
                return Err(CertError::Malformed);
            }
            match extension.value()? {
                Value::Policies(list) => {
                    if extension.critical {
                        check_qualifiers(list)?;
                    }
                    found.policies = Some(list);
                }
                Value::PolicyMappings(list) => found.mappings = Some(list),
                Value::PolicyConstraints(constraints) => found.constraints = Some(constraints),
                Value::InhibitAnyPolicy(count) => found.inhibit_any = Some(count),
                _ => {}
            }
        }
        Ok(found)
    }

    /// requireExplicitPolicy.
    pub(super) fn require_explicit(&self) -> Option<u32> {
        self.constraints.and_then(|constraints| constraints.require_explicit)
    }

    /// inhibitPolicyMapping.
    pub(super) fn inhibit_mapping(&self) -> Option<u32> {
        self.constraints.and_then(|constraints| constraints.inhibit_mapping)
    }
}

/// Whether all qualifiers are of kinds that can be interpreted.
fn check_qualifiers(policies: List<'_, PolicyInformation<'_>>) -> Result<(), CertError> {
    for policy in policies {
        for qualifier in policy?.qualifiers {
            if matches!(qualifier?, Qualifier::Other(..)) {
                return Err(CertError::UnknownCriticalExtension);
            }
        }
    }
    Ok(())
}
