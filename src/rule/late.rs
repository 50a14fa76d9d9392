use std::fmt;
use std::ops::Deref;
use std::panic::UnwindSafe;
use std::sync::{Arc, LazyLock};

/// A part of a rule that is made when it is first asked for, because most runs ask for few of them.
///
/// Copies share what was made.
pub struct Late<T>(Arc<LazyLock<T, Make<T>>>);

type Make<T> = Box<dyn FnOnce() -> T + Send + UnwindSafe>;

impl<T> Late<T> {
    /// What `make` will give.
    pub fn new(make: impl FnOnce() -> T + Send + UnwindSafe + 'static) -> Late<T> {
        Late(Arc::new(LazyLock::new(Box::new(make))))
    }
}

impl<T> Deref for Late<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Send + UnwindSafe + 'static> From<T> for Late<T> {
    fn from(value: T) -> Late<T> {
        Late::new(move || value)
    }
}

impl<T> Clone for Late<T> {
    fn clone(&self) -> Late<T> {
        Late(Arc::clone(&self.0))
    }
}

impl<T: fmt::Debug> fmt::Debug for Late<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<'l, T> IntoIterator for &'l Late<Vec<T>> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
