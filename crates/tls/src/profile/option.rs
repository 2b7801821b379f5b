//! Options of a profile as types: what only an option needs takes no memory without it.

use motetls_crypto::Absent;

/// Whether a profile names an option, as a type.
pub trait ProfileOption: 'static {
    /// The same as a value.
    const NAMED: bool;
    /// Room for what the option needs; `()` without it.
    type Slot<T>: OptionSlot<T>;
    /// A value that is there with the option; a type without values without it.
    type Only<T: Copy>: OnlyWith<T>;
}

/// An option that is named, or not.
#[derive(Clone, Copy, Debug)]
pub enum Named<const NAMED: bool> {}

impl ProfileOption for Named<true> {
    const NAMED: bool = true;
    type Slot<T> = Option<T>;
    type Only<T: Copy> = Given<T>;
}

impl ProfileOption for Named<false> {
    const NAMED: bool = false;
    type Slot<T> = ();
    type Only<T: Copy> = Absent;
}

/// Room for one value, or none at all.
pub trait OptionSlot<T> {
    /// Without a value.
    const EMPTY: Self;

    /// The value, if there is one.
    fn value(&self) -> Option<&T>;

    /// The value, to be changed.
    fn value_mut(&mut self) -> Option<&mut T>;

    /// Puts a value in; where there is no room it is dropped.
    fn put(&mut self, value: T);
}

/// A value that only an option makes possible: a variant that holds one vanishes without it.
pub trait OnlyWith<T>: Copy {
    /// The value as one of this type; `None` without the option.
    fn new(value: T) -> Option<Self>;

    /// The value.
    fn get(self) -> T;
}

/// What is there with the option.
#[derive(Clone, Copy, Debug)]
pub struct Given<T>(T);

impl<T: Copy> OnlyWith<T> for Given<T> {
    fn new(value: T) -> Option<Self> {
        Some(Given(value))
    }

    fn get(self) -> T {
        self.0
    }
}

impl<T> OnlyWith<T> for Absent {
    fn new(_: T) -> Option<Self> {
        None
    }

    fn get(self) -> T {
        match self {}
    }
}

impl<T> OptionSlot<T> for Option<T> {
    const EMPTY: Self = None;

    fn value(&self) -> Option<&T> {
        self.as_ref()
    }

    fn value_mut(&mut self) -> Option<&mut T> {
        self.as_mut()
    }

    fn put(&mut self, value: T) {
        *self = Some(value);
    }
}

impl<T> OptionSlot<T> for () {
    const EMPTY: Self = ();

    fn value(&self) -> Option<&T> {
        None
    }

    fn value_mut(&mut self) -> Option<&mut T> {
        None
    }

    fn put(&mut self, _: T) {}
}
