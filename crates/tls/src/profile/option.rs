//! Options of a profile as types: what only an option needs takes no memory without it.

/// Whether a profile names an option, as a type.
pub trait ProfileOption: 'static {
    /// The same as a value.
    const NAMED: bool;
    /// Room for what the option needs; `()` without it.
    type Slot<T>: OptionSlot<T>;
}

/// An option that is named, or not.
#[derive(Clone, Copy, Debug)]
pub enum Named<const NAMED: bool> {}

impl ProfileOption for Named<true> {
    const NAMED: bool = true;
    type Slot<T> = Option<T>;
}

impl ProfileOption for Named<false> {
    const NAMED: bool = false;
    type Slot<T> = ();
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
