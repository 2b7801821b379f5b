//! Our private keys of a handshake, one of each group the profile names, and what comes of them.
//!
//! All are drawn before the first message, so that nothing later needs the generator; a public key
//! is computed when it is sent. A group the profile does not name takes no memory here, and no
//! code.

use core::task::Poll;

use motetls_base::{Random, Writer};
use motetls_crypto::{Group, GroupOutput, GroupSteps, Steps};

use crate::error::ErrorKind;
use crate::msg::client_hello::vector;
use crate::num::NamedGroup;
use crate::profile::{CertificateCheck, Profile};

/// Checks of signatures in steps.
pub(crate) type CheckSteps<P> = <<P as Profile>::Certificates as CertificateCheck>::Steps;

/// One line for each group: the slot of the profile, the field, and the number on the wire; most
/// preferred first.
macro_rules! groups {
    ($($slot:ident $field:ident $id:ident;)*) => {
        /// The private keys.
        pub(crate) struct PrivateKeys<P: Profile> {
            $($field: Option<<P::$slot as Group>::Private>,)*
        }

        /// The (EC)DHE secret.
        pub(crate) enum SharedSecret<P: Profile> {
            $($slot(<P::$slot as Group>::Shared),)*
        }

        impl<P: Profile> AsRef<[u8]> for SharedSecret<P> {
            fn as_ref(&self) -> &[u8] {
                match self {
                    $(SharedSecret::$slot(shared) => shared.as_ref(),)*
                }
            }
        }

        /// Public keys that were computed before they are sent.
        pub(crate) struct PublicKeys<P: Profile> {
            $($field: Option<<P::$slot as Group>::Public>,)*
        }

        impl<P: Profile> PublicKeys<P> {
            /// None.
            pub(crate) const NONE: Self = PublicKeys { $($field: None,)* };

            /// Whether that of a group is there.
            pub(crate) fn has(&self, group: NamedGroup) -> bool {
                match group {
                    $(NamedGroup::$id => self.$field.is_some(),)*
                    _ => false,
                }
            }
        }

        /// An operation in steps, in memory that serves one after the other.
        pub(crate) enum Operation<P: Profile> {
            None,
            /// Checks of signatures.
            Check(CheckSteps<P>),
            $(
                /// A public key or a secret of the group.
                $slot(<P::$slot as Group>::Steps),
            )*
        }

        impl<P: Profile> Operation<P> {
            /// Goes one step: a public key is put in its place, a secret is yielded. Checks keep
            /// what came of them.
            pub(crate) fn step(
                &mut self,
                publics: &mut PublicKeys<P>,
            ) -> Poll<Result<Option<SharedSecret<P>>, ErrorKind>> {
                match self {
                    Operation::None => Poll::Ready(Ok(None)),
                    Operation::Check(checks) => checks.step_with(&mut ()).map(|()| Ok(None)),
                    $(Operation::$slot(operation) => match operation.step_with(&mut ()) {
                        Poll::Pending => Poll::Pending,
                        Poll::Ready(Ok(GroupOutput::Public(public))) => {
                            publics.$field = Some(public);
                            Poll::Ready(Ok(None))
                        }
                        Poll::Ready(Ok(GroupOutput::Shared(shared))) => {
                            Poll::Ready(Ok(Some(SharedSecret::$slot(shared))))
                        }
                        Poll::Ready(Err(_)) => Poll::Ready(Err(ErrorKind::IllegalParameter)),
                    },)*
                }
            }
        }

        impl<P: Profile> PrivateKeys<P> {
            /// None.
            pub(crate) const NONE: Self = PrivateKeys { $($field: None,)* };

            /// The groups the profile names, most preferred first, and how many they are.
            // evaluated by the compiler
            #[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
            const GROUPS: ([NamedGroup; COUNT], usize) = {
                let (mut groups, mut count) = ([NamedGroup(0); COUNT], 0);
                $(if P::$slot::PRESENT {
                    groups[count] = NamedGroup::$id;
                    count += 1;
                })*
                (groups, count)
            };

            /// Whether there is none.
            #[cfg(test)]
            pub(crate) fn is_empty(&self) -> bool {
                true $(&& self.$field.is_none())*
            }

            /// Draws a key of each group.
            pub(crate) fn generate<R: Random>(&mut self, random: &mut R) -> Result<(), ErrorKind> {
                $(if P::$slot::PRESENT {
                    self.$field = Some(P::$slot::generate(random)?);
                })*
                Ok(())
            }

            /// Appends the public key of a group behind its length; nothing when there is no
            /// private one. It is taken from `publics`, if there are any.
            #[inline]
            pub(crate) fn write_public(
                &self,
                publics: Option<&PublicKeys<P>>,
                group: NamedGroup,
                w: &mut Writer<'_>,
            ) {
                match group {
                    $(NamedGroup::$id => {
                        if P::BOUNDED_STEPS {
                            if let Some(public) = publics.and_then(|keys| keys.$field.as_ref()) {
                                vector(w, public.as_ref());
                            }
                        } else if let Some(private) = &self.$field {
                            vector(w, P::$slot::public(private).as_ref());
                        }
                    })*
                    _ => {}
                }
            }

            /// Starts with the public key of a group; `false` when there is no private one.
            pub(crate) fn start_public(
                &self,
                operation: &mut Operation<P>,
                group: NamedGroup,
            ) -> bool {
                match group {
                    $(NamedGroup::$id => {
                        let Some(private) = &self.$field else { return false };
                        *operation = Operation::$slot(GroupSteps::IDLE);
                        if let Operation::$slot(steps) = operation {
                            steps.start_public(private);
                        }
                        true
                    })*
                    _ => false,
                }
            }

            /// Starts what [`PrivateKeys::agree`] does at once.
            ///
            /// # Errors
            /// As [`PrivateKeys::agree`], as far as it can be told by then.
            pub(crate) fn start_agreement(
                &self,
                operation: &mut Operation<P>,
                group: NamedGroup,
                peer: &[u8],
            ) -> Result<(), ErrorKind> {
                let illegal = ErrorKind::IllegalParameter;
                match group {
                    $(NamedGroup::$id => {
                        let private = self.$field.as_ref().ok_or(illegal)?;
                        *operation = Operation::$slot(GroupSteps::IDLE);
                        let Operation::$slot(steps) = operation else { return Err(illegal) };
                        steps.start_agreement(private, peer).map_err(|_| illegal)
                    })*
                    _ => Err(illegal),
                }
            }

            /// Agrees with the peer's public key of a group.
            ///
            /// # Errors
            /// [`ErrorKind::IllegalParameter`] for a group there is no key of, and for a public key
            /// that is none.
            #[inline]
            pub(crate) fn agree(
                &self,
                group: NamedGroup,
                peer: &[u8],
            ) -> Result<SharedSecret<P>, ErrorKind> {
                let illegal = ErrorKind::IllegalParameter;
                match group {
                    $(NamedGroup::$id => {
                        let private = self.$field.as_ref().ok_or(illegal)?;
                        P::$slot::agree(private, peer).map(SharedSecret::$slot).map_err(|_| illegal)
                    })*
                    _ => Err(illegal),
                }
            }
        }

        /// How many there are.
        pub(crate) const COUNT: usize = [$(NamedGroup::$id),*].len();
    };
}

groups! {
    X25519 x25519 x25519;
    Secp256r1 secp256r1 secp256r1;
    Secp384r1 secp384r1 secp384r1;
    Secp521r1 secp521r1 secp521r1;
    BrainpoolP256r1 brainpool_p256r1 brainpoolP256r1tls13;
    BrainpoolP384r1 brainpool_p384r1 brainpoolP384r1tls13;
    BrainpoolP512r1 brainpool_p512r1 brainpoolP512r1tls13;
    Ffdhe2048 ffdhe2048 ffdhe2048;
    Ffdhe3072 ffdhe3072 ffdhe3072;
}

impl<P: Profile> PrivateKeys<P> {
    /// Whether there is a choice of groups.
    pub(crate) const MANY: bool = Self::GROUPS.1 > 1;

    /// Whether no share is sent with a session: it may only be resumed without (EC)DHE.
    pub(crate) const LATE: bool = P::RESUMPTION && !P::PSK_DHE_KE && Self::GROUPS.1 != 0;

    /// Whether a HelloRetryRequest may ask for a share.
    pub(crate) const RETRIED: bool = Self::MANY || Self::LATE;

    /// The groups the profile names, most preferred first.
    pub(crate) const fn groups() -> &'static [NamedGroup] {
        const { Self::GROUPS.0.split_at(Self::GROUPS.1).0 }
    }
}
