//! Chains of servers that staple OCSP responses (RFC 6960) to their certificates.

use motetls_base::UnixTime;
use motetls_pki::chain::{DeviceRules, Faults, IncrementalSignatures, RuleSet, Validator};
use motetls_pki::revocation::{
    Freshness, Issuer, ResponsePolicy, Status, Subject, UnverifiedResponse, must_staple,
};
use motetls_pki::{CertError, Certificate, Chain, TrustAnchor, VerifyPolicy};

use super::CertificateCheck;
use super::certificates::leaf_key;
use super::option::Named;
use crate::error::ErrorKind;
use crate::num::SignatureScheme;
use crate::scheme;

/// A [`Chain`] whose leaf comes with an OCSP response (RFC 9846, section 4.5.1.1), for profiles
/// that name `status_request`; `x509` in their `key_exchange` stands for this.
///
/// A response that says "revoked" is refused with [`CertError::Revoked`]; one that may not be
/// believed (of another issuer or certificate, not signed as it must be, too old), or says
/// "unknown", with [`CertError::BadStatusResponse`], and so is a leaf without a response that
/// promises one (RFC 7633, "must-staple"). Any other leaf without one is refused only with
/// `REQUIRED`, as [`CertError::RevocationUnknown`]: an attacker with a stolen key staples nothing.
///
/// Certificate and response must fit the receive buffer together. Responses that Ed25519 signed are
/// not believed: they would have to be kept until the issuer's key comes.
pub struct Stapled<A: IncrementalSignatures, R: RuleSet = DeviceRules, const REQUIRED: bool = false>
{
    chain: Chain<A, R>,
    answer: Option<Answer<A, R>>,
}

/// What came with the leaf, until the issuer's key is there.
type Answer<A, R> = Result<UnverifiedResponse<A, R>, CertError>;

impl<A, R, const REQUIRED: bool> CertificateCheck for Stapled<A, R, REQUIRED>
where
    A: IncrementalSignatures,
    R: RuleSet,
{
    const TAKES_STATUS: bool = true;
    type Pins = ();
    const NO_PINS: &'static () = &();
    const SCHEMES: &'static [SignatureScheme] = scheme::known::<A>();
    type Steps = ();

    fn start() -> Option<Self> {
        Some(Stapled { chain: Chain::new(), answer: None })
    }
    fn certificate(&mut self, policy: &VerifyPolicy<'_>, der: &[u8]) -> Result<(), CertError> {
        self.stapled(policy, der, &[])
    }
    fn stapled(
        &mut self,
        policy: &VerifyPolicy<'_>,
        der: &[u8],
        response: &[u8],
    ) -> Result<(), CertError> {
        let Stapled { chain, answer } = self;
        let mut validator =
            StatusValidator { answer, response, now: policy.now, required: REQUIRED };
        chain.push_with(policy, der, &mut validator).map(|_| ())
    }
    fn finish(&self) -> Result<(), CertError> {
        leaf_key(&self.chain).map(|_| ())
    }
    fn verify(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), ErrorKind> {
        let key = leaf_key(&self.chain).map_err(ErrorKind::Certificate)?;
        scheme::verify::<A>(key, scheme, message, signature)
    }
}

/// Reads the leaf's response when the leaf is taken, and verifies it when its issuer is.
struct StatusValidator<'j, A: IncrementalSignatures, R: RuleSet> {
    answer: &'j mut Option<Answer<A, R>>,
    /// What came with the certificate at hand.
    response: &'j [u8],
    now: Option<UnixTime>,
    required: bool,
}

impl<A: IncrementalSignatures, R: RuleSet> StatusValidator<'_, A, R> {
    fn read(&self, leaf: &Certificate<'_>) -> Option<Answer<A, R>> {
        if !self.response.is_empty() {
            let policy = ResponsePolicy::new(Freshness::at(self.now));
            let answer = UnverifiedResponse::read(&Subject::of(leaf), self.response, &policy);
            return Some(answer.map_err(|_| CertError::BadStatusResponse));
        }
        // a promise that cannot be read is taken for one
        if must_staple(leaf).unwrap_or(true) {
            return Some(Err(CertError::BadStatusResponse));
        }
        self.required.then_some(Err(CertError::RevocationUnknown))
    }

    fn verify(&mut self, issuer: &Issuer<'_>) -> Faults {
        match self.answer.take() {
            None => Faults::NONE,
            Some(Err(error)) => error.into(),
            Some(Ok(answer)) => match answer.finish(issuer) {
                Ok(Status::Good) => Faults::NONE,
                Ok(Status::Revoked(_)) => CertError::Revoked.into(),
                _ => CertError::BadStatusResponse.into(),
            },
        }
    }
}

impl<A: IncrementalSignatures, R: RuleSet> Validator for StatusValidator<'_, A, R> {
    const FOLDS_NAMES: Option<bool> = Some(R::FOLD);

    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        if depth != 0 {
            return self.verify(&Issuer::of(certificate));
        }
        *self.answer = self.read(certificate);
        Faults::NONE
    }
    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        if depth != 0 {
            return self.verify(&Issuer::from(*anchor));
        }
        // a leaf that is an anchor is not asked about
        *self.answer = None;
        Faults::NONE
    }
}

/// What `x509` stands for, with `status_request` and without.
pub trait X509<A> {
    /// The check.
    type Check;
}

impl<A: IncrementalSignatures> X509<A> for Named<true> {
    type Check = Stapled<A>;
}

impl<A: IncrementalSignatures> X509<A> for Named<false> {
    type Check = Chain<A>;
}
