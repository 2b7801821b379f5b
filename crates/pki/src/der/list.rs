//! What is read from DER, and lists of it.

use super::{Der, SEQUENCE};
use core::fmt;
use core::marker::PhantomData;
use motetls_base::DecodeError;

/// A value that can be read from DER, borrowing what it can.
pub trait Read<'a>: Sized {
    /// Takes the value that is next.
    ///
    /// # Errors
    /// [`DecodeError`] when something else is next, or it is not written as DER would have it.
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError>;

    /// The value that `bytes` is, from the first octet to the last.
    ///
    /// # Errors
    /// As [`Read::read`], and when octets are left over.
    fn from_der(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let mut der = Der::new(bytes);
        let value = Self::read(&mut der)?;
        der.end()?;
        Ok(value)
    }
}

/// A value, and the DER it was read from: for what the value does not keep, like a date before 1970
/// as it stands.
#[derive(Clone, Copy, Debug)]
pub struct WithDer<'a, T> {
    /// The value.
    pub value: T,
    /// The whole element, tag and length included.
    pub der: &'a [u8],
}

impl<'a, T: Read<'a>> Read<'a> for WithDer<'a, T> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        let all = der.rest();
        let value = T::read(der)?;
        let length = all.len().saturating_sub(der.rest().len());
        Ok(WithDer { value, der: all.get(..length).ok_or(DecodeError)? })
    }
}

/// The elements of a SEQUENCE OF or SET OF, read one by one as the iterator is asked for them.
///
/// An element that cannot be read is an error, and the last item.
pub struct List<'a, T>(Der<'a>, PhantomData<fn() -> T>);

impl<'a, T> List<'a, T> {
    /// The list whose contents octets, without tag and length, are `contents`.
    #[must_use]
    pub const fn new(contents: &'a [u8]) -> Self {
        List(Der::new(contents), PhantomData)
    }

    /// A list of nothing.
    #[must_use]
    pub const fn empty() -> Self {
        List::new(&[])
    }

    /// Whether no element remains.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The octets of the elements that remain.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.0.rest()
    }
}

impl<'a, T: Read<'a>> List<'a, T> {
    /// The same elements, each with its DER.
    #[must_use]
    pub const fn with_der(self) -> List<'a, WithDer<'a, T>> {
        List(self.0, PhantomData)
    }

    /// Reads every element and forgets it.
    ///
    /// # Errors
    /// [`DecodeError`] when one cannot be read.
    pub fn check(self) -> Result<(), DecodeError> {
        for element in self {
            element?;
        }
        Ok(())
    }
}

/// A SEQUENCE OF.
impl<'a, T> Read<'a> for List<'a, T> {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        der.contents(SEQUENCE).map(List::new)
    }
}

impl<'a, T: Read<'a>> Iterator for List<'a, T> {
    type Item = Result<T, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let element = T::read(&mut self.0);
        if element.is_err() {
            self.0 = Der::new(&[]);
        }
        Some(element)
    }
}

impl<T> Clone for List<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<'_, T> {}

impl<T> fmt::Debug for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "List of {} bytes", self.rest().len())
    }
}
