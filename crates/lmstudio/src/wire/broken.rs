//! A connection that failed, as a fault.

use std::{error::Error, io};

use super::resolve::NotAdmitted;
use crate::{
    Fault, Origin, clean,
    fault::{Class, Timer},
};

/// What a failed request or a broken body is.
pub(super) fn fault(error: &reqwest::Error, origin: &Origin) -> Fault {
    let causes: Vec<&(dyn Error + 'static)> = std::iter::successors(error.source(), |cause| behind(*cause)).collect();
    let text = causes.last().map_or_else(|| error.to_string(), ToString::to_string);
    let text = clean::line(&format!("{origin}: {text}"), 300);
    let class = if causes.iter().any(|cause| cause.is::<NotAdmitted>()) {
        Class::Forbidden
    } else if causes.iter().any(|cause| cause.is::<rustls::Error>()) {
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

/// What lies behind a cause. An error of input or output hides the one it carries, and names what lies behind that.
fn behind<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let carried = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    carried.map(|carried| carried as &'a (dyn Error + 'static)).or_else(|| cause.source())
}
