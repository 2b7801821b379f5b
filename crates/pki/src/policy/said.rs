//! What one certificate says about policies.

use crate::der::List;
use crate::error::CertError;
use crate::extension::{Extensions, Policy, PolicyConstraints, PolicyMapping, Value};
use crate::oid::known;

/// The four extensions of policies.
#[derive(Default)]
pub(super) struct Said<'a> {
    pub policies: Option<List<'a, Policy<'a>>>,
    pub mappings: Option<List<'a, PolicyMapping<'a>>>,
    pub constraints: Option<PolicyConstraints>,
    pub inhibit_any: Option<u32>,
}

impl<'a> Said<'a> {
    /// Reads those of `extensions`, each once at most, and no others.
    pub(super) fn read(extensions: &Extensions<'a>) -> Result<Self, CertError> {
        let mut said = Said::default();
        for extension in *extensions {
            let extension = extension?;
            let twice = match extension.oid {
                known::CERTIFICATE_POLICIES => said.policies.is_some(),
                known::POLICY_MAPPINGS => said.mappings.is_some(),
                known::POLICY_CONSTRAINTS => said.constraints.is_some(),
                known::INHIBIT_ANY_POLICY => said.inhibit_any.is_some(),
                _ => continue,
            };
            if twice {
                return Err(CertError::Malformed);
            }
            match extension.value()? {
                Value::Policies(list) => said.policies = Some(list),
                Value::PolicyMappings(list) => said.mappings = Some(list),
                Value::PolicyConstraints(constraints) => said.constraints = Some(constraints),
                Value::InhibitAnyPolicy(count) => said.inhibit_any = Some(count),
                _ => {}
            }
        }
        Ok(said)
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
