//! Whether the settings file is there.

use std::fs;

use super::Subject;
use crate::doctor::{Examined, settings};

pub(super) fn look(subject: &Subject) -> Examined {
    let places = &subject.places;
    let is_there = |path: &std::path::Path| fs::symlink_metadata(path).is_ok();
    let file = places.ours.as_ref().map(|ours| {
        let old = ours.old();
        // The first Engram's file is read where there is no other.
        let path = if !is_there(&ours.path) && is_there(&old) { old } else { ours.path.clone() };
        (path.clone(), is_there(&path))
    });
    let read = subject.settings.as_ref().map(|resolved| resolved.notices.as_slice()).map_err(Vec::as_slice);
    settings::judged(&settings::Seen { file, read })
}
