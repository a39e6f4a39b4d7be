//! A connection that failed, as a fault.

use std::{error::Error, io};

use super::resolve::NotAdmitted;
use crate::{
    Fault, Origin, clean,
    fault::{Class, Timer},
};

/// What a failed request or a broken body is.
pub(super) fn fault(error: &reqwest::Error, origin: &Origin) -> Fault {
    let causes: Vec<&(dyn Error + 'static)> =
        std::iter::successors(error.source(), |cause| (*cause).source()).collect();
    let text = causes.last().map_or_else(|| error.to_string(), ToString::to_string);
    let text = clean::line(&format!("{origin}: {text}"), 300);
    let class = if causes.iter().any(|cause| is::<NotAdmitted>(*cause)) {
        Class::Forbidden
    } else if causes.iter().any(|cause| is::<rustls::Error>(*cause)) {
        Class::NotLmStudio
    } else if error.is_connect() {
        Class::NotRunning
    } else if error.is_timeout() {
        Class::TimedOut(Timer::First)
    } else {
        Class::Truncated
    };
    Fault::new(class, text)
}

/// Whether a cause is of this type, or carries one that is.
fn is<E: Error + 'static>(cause: &(dyn Error + 'static)) -> bool {
    let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    cause.is::<E>() || inner.is_some_and(<dyn Error + Send + Sync>::is::<E>)
}
