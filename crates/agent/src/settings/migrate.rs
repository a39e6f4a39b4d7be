//! Older revisions of the settings file, brought to the newest one step at a time.
//!
//! Revision 1 is the first, so there is no step yet. A step knows the next revision only, imports nothing that can
//! change, and stays as it is for ever.

use super::{Origin, Place, SettingFault, Written};

/// The newest revision.
pub(super) const REVISION: i64 = 1;

/// What a file sets, under the names of the newest revision. A file that names none is of the newest.
pub(super) fn to_newest(mut found: Vec<Written>) -> Result<Vec<Written>, SettingFault> {
    let Some(at) = found.iter().position(|written| written.path == "version") else { return Ok(found) };
    let version = found.remove(at);
    match version.value.as_i64() {
        Some(1) => Ok(found),
        Some(theirs) if theirs > REVISION => {
            Err(SettingFault::Newer { place: place(version.origin), theirs, ours: REVISION })
        }
        _ => {
            let allowed = format!("a whole number from 1 to {REVISION}");
            Err(SettingFault::refused(&version.path, version.value.to_string(), version.origin, allowed))
        }
    }
}

fn place(origin: Origin) -> Place {
    match origin {
        Origin::File(place) | Origin::Managed(place) => place,
        Origin::Default | Origin::Env(_) | Origin::Flag(_) => Place { file: origin.to_string(), line: 1, column: 1 },
    }
}
