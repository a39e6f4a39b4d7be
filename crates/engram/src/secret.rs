//! Secrets, at the terminal: read from standard input, never from the command line, and never printed.

pub(crate) mod args;

use std::io::{self, Read};

use agent::{
    Secret, Vault,
    secret::{Keychain, SecretFault, SecretName},
    settings::files::Ours,
};

use crate::{exit::Exit, once::Streams, world::World};
use args::SecretTask;

/// Does what was asked about secrets; a new one is read from `input`.
pub(crate) fn run(
    task: &SecretTask,
    world: &World,
    input: &mut dyn Read,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    let done = match task {
        SecretTask::List => list(world),
        SecretTask::Keep { name, in_file } => keep(name, *in_file, world, input)?,
        SecretTask::Forget { name } => {
            named(name).and_then(|name| of_system(world).forget(name)).map(|()| format!("{name} is forgotten.\n"))
        }
    };
    match done {
        Ok(text) => streams.out.write_all(text.as_bytes()).map(|()| Exit::Fine),
        Err(fault) => {
            writeln!(streams.err, "{fault}")?;
            Ok(match fault {
                SecretFault::NotASecret { .. } => Exit::Usage,
                SecretFault::File { .. } | SecretFault::Differ { .. } | SecretFault::NoFolder(_) => Exit::Config,
                SecretFault::NoKeychain(_)
                | SecretFault::Locked
                | SecretFault::Slow(_)
                | SecretFault::Ambiguous(_)
                | SecretFault::Failed(_) => Exit::Unavailable,
            })
        }
    }
}

fn list(world: &World) -> Result<String, SecretFault> {
    let vault = of_system(world);
    let mut text = String::new();
    for name in SecretName::ALL {
        let found = vault.find(name)?;
        let line = found.map_or_else(|| "not set".to_owned(), |found| format!("set, from {}", found.origin));
        text = text + &format!("{:16}", name.name()) + &line + "\n";
    }
    Ok(text)
}

fn keep(name: &str, in_file: bool, world: &World, input: &mut dyn Read) -> io::Result<Result<String, SecretFault>> {
    let name = match named(name) {
        Ok(name) => name,
        Err(fault) => return Ok(Err(fault)),
    };
    let (secret, vault) = (Secret::read(input)?, of_system(world));
    Ok(if in_file {
        vault.keep_in_file(name, &secret).map(|path| {
            format!("{} is kept in {}, as plain text that only you may read.\n", name.name(), path.display())
        })
    } else {
        vault.keep(name, &secret).map(|()| format!("{} is kept in the key store of this system.\n", name.name()))
    })
}

fn named(name: &str) -> Result<SecretName, SecretFault> {
    SecretName::find(name).ok_or_else(|| SecretFault::Failed(format!("there is no secret {name:?}")))
}

fn of_system(world: &World) -> Vault {
    vault(world, Some(Keychain::of_system()))
}

/// Where secrets are looked for, with a key store or without.
pub(crate) fn vault(world: &World, keychain: Option<Keychain>) -> Vault {
    let ours = world.places().ours;
    let resolved = world.settings().ok();
    let look = world.clone();
    let in_settings = resolved.as_ref().and_then(|resolved| resolved.token());
    Vault::new(move |name| look.variable(name), keychain, ours.as_ref().map(Ours::folder), in_settings)
}
