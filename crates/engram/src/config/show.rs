//! Every key, its value and where that comes from.

use std::io;

use agent::settings::{Held, KEYS, Key, Origin, Place, Resolved, plain};
use serde_json::{Map, Value, json};

use super::{
    args::{Show, ShowFormat},
    refused,
};
use crate::{exit::Exit, once::Streams, world::World};

pub(super) fn run(show: &Show, world: &World, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let resolved = match world.settings() {
        Ok(resolved) => resolved,
        Err(faults) => return refused(&faults, streams),
    };
    let rows: Vec<_> = KEYS.iter().filter(|key| wanted(key, show, &resolved)).collect();
    if rows.is_empty() && !show.prefix.is_empty() && Key::find(&show.prefix).is_none() {
        writeln!(streams.err, "No key begins with {:?}. `engram config show` lists every key.", show.prefix)?;
        return Ok(Exit::Usage);
    }
    match show.format {
        ShowFormat::Text => table(&rows, &resolved, streams.out)?,
        ShowFormat::Json => {
            let all: Map<String, Value> =
                rows.iter().map(|key| (key.path.to_owned(), object(key, resolved.held(key)))).collect();
            let text = serde_json::to_string_pretty(&all).map_err(io::Error::other)?;
            writeln!(streams.out, "{text}")?;
        }
    }
    for notice in &resolved.notices {
        writeln!(streams.err, "Notice: {}", notice.what)?;
    }
    Ok(Exit::Fine)
}

fn wanted(key: &Key, show: &Show, resolved: &Resolved) -> bool {
    let held = resolved.held(key);
    let changed = held.is_some_and(|held| held.origin != Origin::Default);
    key.path.starts_with(&show.prefix) && (changed || !show.changed)
}

fn table(rows: &[&Key], resolved: &Resolved, out: &mut dyn io::Write) -> io::Result<()> {
    let cells: Vec<[String; 3]> = rows
        .iter()
        .map(|key| {
            let held = resolved.held(key);
            let origin = held.map_or_else(|| "not set".to_owned(), |held| held.origin.to_string());
            [key.path.to_owned(), held.map_or_else(String::new, |held| told(key, held)), origin]
        })
        .collect();
    let width = |column: usize| {
        let of = |row: &[String; 3]| row.get(column).map_or(0, |cell| cell.chars().count());
        cells.iter().map(of).max().unwrap_or(0)
    };
    let (first, second) = (width(0), width(1).min(48));
    for [path, value, origin] in &cells {
        writeln!(out, "{path:first$}  {value:second$}  {origin}")?;
    }
    Ok(())
}

fn told(key: &Key, held: &Held) -> String {
    if key.kind.is_shown() { plain(&held.value) } else { "(set)".to_owned() }
}

fn object(key: &Key, held: Option<&Held>) -> Value {
    let place = |place: &Place| json!({"file": place.file, "line": place.line, "column": place.column});
    let from = match held.map(|held| &held.origin) {
        None => json!({"from": "not set"}),
        Some(origin @ (Origin::File(at) | Origin::Managed(at))) => json!({"from": origin.name(), "place": place(at)}),
        Some(origin @ (Origin::Env(name) | Origin::Flag(name))) => json!({"from": origin.name(), "name": name}),
        Some(Origin::Default) => json!({"from": "default"}),
    };
    let value = held.filter(|_| key.kind.is_shown()).map(|held| held.value.clone());
    json!({"value": value, "origin": from, "is_set": held.is_some()})
}
