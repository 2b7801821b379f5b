//! The tasks that wait for room to send over a transport of tokio.

use core::task::{Context, Poll, Waker};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Wake;
use std::vec::Vec;

/// The tasks that wait for room to send. Both halves of a split stream may do so, one with data and
/// one with a KeyUpdate, and a transport keeps only the waker it saw last.
#[derive(Default)]
pub(crate) struct Senders(Mutex<Vec<Waker>>);

impl Senders {
    /// Polls with a waker that wakes all that wait.
    pub(crate) fn poll<O>(
        self: &Arc<Self>,
        context: &Context<'_>,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<O>,
    ) -> Poll<O> {
        let own = context.waker();
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !waiting.iter().any(|waker| waker.will_wake(own)) {
            waiting.push(own.clone());
        }
        drop(waiting);
        let all = Waker::from(Arc::clone(self));
        let outcome = poll(&mut Context::from_waker(&all));
        if outcome.is_ready() {
            self.wake_all(Some(own));
        }
        outcome
    }

    /// Wakes all that wait, but for one that runs already.
    fn wake_all(&self, running: Option<&Waker>) {
        let waiting = core::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for waker in waiting {
            if !running.is_some_and(|running| waker.will_wake(running)) {
                waker.wake();
            }
        }
    }
}

impl Wake for Senders {
    fn wake(self: Arc<Self>) {
        self.wake_all(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[derive(Default)]
    struct Task(AtomicUsize);

    impl Wake for Task {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A transport remembers the last waker only; both tasks are woken all the same, once each.
    #[test]
    fn the_last_waker_wakes_all() {
        let (senders, one, other) = (Arc::<Senders>::default(), Arc::default(), Arc::default());
        let mut last = None;
        for task in [&one, &other, &one] {
            let waker = Waker::from(Arc::<Task>::clone(task));
            let outcome = senders.poll(&Context::from_waker(&waker), |all| {
                last = Some(all.waker().clone());
                Poll::<()>::Pending
            });
            assert!(outcome.is_pending());
        }
        last.take().unwrap().wake();
        assert_eq!([&one, &other].map(|task| task.0.load(Ordering::Relaxed)), [1, 1]);
    }

    /// The task that has sent wakes the other, and not itself.
    #[test]
    fn who_sends_wakes_who_waits() {
        let (senders, one, other) = (Arc::<Senders>::default(), Arc::default(), Arc::default());
        for (task, outcome) in [(&one, Poll::Pending), (&other, Poll::Ready(()))] {
            let waker = Waker::from(Arc::<Task>::clone(task));
            assert_eq!(senders.poll(&Context::from_waker(&waker), |_| outcome), outcome);
        }
        assert_eq!([&one, &other].map(|task| task.0.load(Ordering::Relaxed)), [1, 0]);
    }
}
