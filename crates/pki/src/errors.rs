//! Enums of errors, each value beside the sentence that tells what to do about it.

/// An enum of errors as one table: what each means to a programmer, its name, and what it says to a
/// person. `ALL` lists them in the order of their numbers; `text` and
/// [`Display`](core::fmt::Display) yield the sentence.
macro_rules! errors {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $($(#[$doc:meta])* $value:ident = $text:expr;)+
        }
    ) => {
        $(#[$attribute])*
        pub enum $name {
            $($(#[$doc])* $value,)+
        }

        impl $name {
            /// All reasons, in the order of their numbers.
            pub const ALL: &'static [$name] = &[$($name::$value),+];

            /// What is to be done about it, as a sentence.
            const fn text(self) -> &'static str {
                match self {
                    $($name::$value => $text,)+
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.text())
            }
        }

        impl core::error::Error for $name {}
    };
}
pub(crate) use errors;
