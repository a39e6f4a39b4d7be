//! Settings, at the terminal.

pub(crate) mod args;
mod show;

use std::io;

use agent::settings::{
    DEFAULTS, Key, Kind, NotAllowed, Notice, Origin, SettingFault, Whose, edit,
    files::{self, Ours},
    plain, read_legacy, schema,
};
use jiff::Timestamp;

use crate::{exit::Exit, once::Streams, world::World};
use args::{ConfigTask, Import};

/// Does what was asked about settings.
pub(crate) fn run(task: ConfigTask, world: &World, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let done = match task {
        ConfigTask::Show(show) => return show::run(&show, world, streams),
        ConfigTask::Get { key } => get(&key, world),
        ConfigTask::Set { key, value } => set(&key, &value, world, now),
        ConfigTask::Unset { key } => unset(&key, world, now),
        ConfigTask::Path => world.places().file().map(|ours| format!("{}\n", ours.path.display())).map_err(one),
        ConfigTask::Check { file } => check(file, world),
        ConfigTask::Import(import) => take_over(&import, world, now),
        ConfigTask::Schema => {
            Ok(serde_json::to_string_pretty(&schema()).map_or_else(|_| String::new(), |text| text + "\n"))
        }
        ConfigTask::Defaults => Ok(DEFAULTS.to_owned()),
    };
    match done {
        Ok(text) => streams.out.write_all(text.as_bytes()).map(|()| Exit::Fine),
        Err(faults) => refused(&faults, streams),
    }
}

/// Says what is wrong, each fault in a paragraph of its own.
pub(crate) fn refused(faults: &[SettingFault], streams: &mut Streams<'_>) -> io::Result<Exit> {
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    writeln!(streams.err, "{}", told.join("\n\n"))?;
    Ok(exit_of(faults))
}

fn exit_of(faults: &[SettingFault]) -> Exit {
    let by_hand = |fault: &SettingFault| match fault {
        SettingFault::NotAllowed(refused) => is_typed(&refused.origin),
        SettingFault::Unknown { origin, .. } => is_typed(origin),
        SettingFault::Differ { .. }
        | SettingFault::Unreadable { .. }
        | SettingFault::Disk { .. }
        | SettingFault::NoHome
        | SettingFault::Newer { .. } => false,
    };
    if !faults.is_empty() && faults.iter().all(by_hand) { Exit::Usage } else { Exit::Config }
}

/// Whoever typed it sees it still.
const fn is_typed(origin: &Origin) -> bool {
    matches!(origin, Origin::Flag(_))
}

type Done = Result<String, Vec<SettingFault>>;

fn get(path: &str, world: &World) -> Done {
    let key = known(path, "config get").map_err(one)?;
    if !key.kind.is_shown() {
        let (got, allowed) = ("a secret".to_owned(), "`engram secret list`, which says whether it is set".to_owned());
        return Err(one(typed(path, got, "config get", allowed)));
    }
    let resolved = world.settings()?;
    Ok(resolved.held(key).map_or_else(String::new, |held| format!("{}\n", plain(&held.value))))
}

fn set(path: &str, text: &str, world: &World, now: Timestamp) -> Done {
    let origin = Origin::Flag("config set".to_owned());
    changed(path, "config set", world, now, |name, before, key| {
        edit::with(name, before, key, &key.kind.of_text(text), origin)
    })
}

/// Changes one key for another command, and says what it is now.
pub(crate) fn keep(
    path: &str,
    text: &str,
    world: &World,
    now: Timestamp,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    match set(path, text, world, now) {
        Ok(text) => streams.out.write_all(text.as_bytes()).map(|()| Exit::Fine),
        Err(faults) => refused(&faults, streams),
    }
}

fn unset(path: &str, world: &World, now: Timestamp) -> Done {
    changed(path, "config unset", world, now, edit::without)
}

/// Changes the file, once what becomes of it is known to be allowed as a whole.
fn changed(
    path: &str,
    command: &str,
    world: &World,
    now: Timestamp,
    change: impl FnOnce(&str, &str, &Key) -> Result<String, SettingFault>,
) -> Done {
    let key = known(path, command).map_err(one)?;
    let ours = editable(world)?;
    let before = ours.text().map_err(one)?;
    let after = change(&ours.name(), &before, key).map_err(one)?;
    ours.judge(&after)?;
    if before != after {
        ours.write(&after, now).map_err(one)?;
    }
    in_force(key, &ours, world)
}

/// What a key is now; where something stronger than the file has it, says so.
fn in_force(key: &Key, ours: &Ours, world: &World) -> Done {
    let resolved = world.settings()?;
    let Some(held) = resolved.held(key) else { return Ok(format!("{} is not set.\n", key.path)) };
    let value = plain(&held.value);
    let stronger = matches!(held.origin, Origin::Env(_) | Origin::Flag(_) | Origin::Managed(_));
    Ok(if stronger {
        format!("{} is still {value}, from {}, which beats {}.\n", key.path, held.origin, ours.path.display())
    } else {
        format!("{} is {value}, from {}.\n", key.path, held.origin)
    })
}

fn check(file: Option<std::path::PathBuf>, world: &World) -> Done {
    let (resolved, what) = match file {
        Some(file) => (files::check(&file)?, file.display().to_string()),
        None => (world.settings()?, "The settings".to_owned()),
    };
    Ok(format!("{what}: fine.\n{}", lines("Notice: ", &resolved.notices)))
}

fn take_over(import: &Import, world: &World, now: Timestamp) -> Done {
    let ours = editable(world)?;
    let text = files::text_of(&import.file).map_err(one)?;
    let name = import.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let old = read_legacy(&name, &text, Whose::Ours).map_err(one)?;
    let resolved = agent::settings::Resolved::of(old.clone())?;
    let made = edit::of(&old).map_err(one)?;
    if import.dry_run {
        return Ok(lines("# ", &resolved.notices) + &made);
    }
    let before = ours.text().map_err(one)?;
    if !before.is_empty() && !import.force {
        let (got, allowed) = ("already there".to_owned(), "--force, which keeps it as .bak, or --dry-run".to_owned());
        return Err(one(typed(&ours.path.display().to_string(), got, "config import", allowed)));
    }
    if !before.is_empty() {
        let kept = Ours { path: ours.path.with_extension("toml.bak"), named: true };
        kept.write(&before, now).map_err(one)?;
    }
    ours.write(&made, now).map_err(one)?;
    let notices = lines("Notice: ", &resolved.notices);
    Ok(format!("{} is made of {}, which was left alone.\n{notices}", ours.path.display(), import.file.display()))
}

/// Where to write: the file of the first Engram is only read.
fn editable(world: &World) -> Result<Ours, Vec<SettingFault>> {
    let ours = world.places().file().map_err(one)?;
    if ours.path.extension().is_some_and(|extension| extension == "json") {
        let what = "is the first Engram's, and is only read. Make a settings file of it with `engram config import`";
        return Err(one(SettingFault::Disk { path: ours.path, what: what.to_owned() }));
    }
    Ok(ours)
}

fn known(path: &str, command: &str) -> Result<&'static Key, SettingFault> {
    let origin = || Origin::Flag(command.to_owned());
    let key = Key::find(path).filter(|key| key.kind != Kind::Ignored);
    key.ok_or_else(|| SettingFault::Unknown { path: path.to_owned(), origin: origin(), nearest: Key::nearest(path) })
}

fn typed(path: &str, got: String, command: &str, allowed: String) -> SettingFault {
    let origin = Origin::Flag(command.to_owned());
    SettingFault::NotAllowed(Box::new(NotAllowed { path: path.to_owned(), got, origin, allowed, hint: None }))
}

fn lines(mark: &str, notices: &[Notice]) -> String {
    notices.iter().fold(String::new(), |text, notice| text + mark + &notice.what + "\n")
}

fn one(fault: SettingFault) -> Vec<SettingFault> {
    vec![fault]
}
