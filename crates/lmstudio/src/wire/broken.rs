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
    let class = if causes.iter().any(|cause| is_not_admitted(*cause)) {
        Class::Forbidden
    } else if causes.iter().any(|cause| cause.is::<rustls::Error>() || is_tls(*cause)) {
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

fn is_not_admitted(cause: &(dyn Error + 'static)) -> bool {
    let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    cause.is::<NotAdmitted>() || inner.is_some_and(|inner| inner.is::<NotAdmitted>())
}

/// An error of TLS that an input or output error carries.
fn is_tls(cause: &(dyn Error + 'static)) -> bool {
    let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    inner.is_some_and(|inner| inner.is::<rustls::Error>())
}
