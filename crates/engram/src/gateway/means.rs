//! What a task at the gateway needs, once it is known to be there.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use agent::{
    Vault,
    home::State,
    link::errand::{As, Errand, ErrandFault, Means},
    secret::Keychain,
    settings::Resolved,
};
use tokio::runtime;

use super::Kept;
use crate::{clock, config, exit::Exit, once::Streams, secret, world::World};

/// How long a gateway has to let us in. One that starts takes half a minute.
const PATIENCE: Duration = Duration::from_secs(40);

/// Everything that a task needs.
pub(super) struct Ready {
    pub(super) resolved: Resolved,
    pub(super) folder: PathBuf,
    pub(super) vault: Arc<Vault>,
    pub(super) runtime: runtime::Runtime,
}

impl Ready {
    /// Or how it ends before it has begun.
    pub(super) fn of(kept: &Kept, world: &World, streams: &mut Streams<'_>) -> io::Result<Result<Self, Exit>> {
        let resolved = match world.settings() {
            Ok(resolved) => resolved,
            Err(faults) => return config::refused(&faults, streams).map(Err),
        };
        let folder = match State::of(kept.state_dir.as_deref(), |name| world.variable(name)) {
            Ok(state) => state.folder().map(Path::to_path_buf),
            Err(unknown) => {
                writeln!(streams.err, "{unknown}")?;
                return Ok(Err(Exit::Config));
            }
        };
        let Some(folder) = folder else {
            writeln!(streams.err, "Without a state folder Engram has no device, and no gateway knows it.")?;
            return Ok(Err(Exit::Config));
        };
        let vault = Arc::new(secret::vault(world, Some(Keychain::of_system())));
        let runtime = runtime::Builder::new_current_thread().enable_all().max_blocking_threads(4).build()?;
        Ok(Ok(Self { resolved, folder, vault, runtime }))
    }

    pub(super) fn means(&self) -> Means<'_> {
        Means {
            settings: &self.resolved.settings,
            folder: &self.folder,
            vault: Arc::clone(&self.vault),
            clock: clock::seconds,
            runtime: self.runtime.handle().clone(),
        }
    }

    /// A link for a task.
    pub(super) async fn open(&self, role: As) -> Result<Errand, ErrandFault> {
        Errand::open(&self.means(), role, PATIENCE).await
    }
}

/// Says why it could not be done.
pub(super) fn refused(fault: &ErrandFault, streams: &mut Streams<'_>) -> io::Result<Exit> {
    streams.out.flush()?;
    writeln!(streams.err, "{fault}")?;
    Ok(match fault {
        ErrandFault::Place(_) => Exit::Config,
        ErrandFault::Link(_) | ErrandFault::Elsewhere(_) => Exit::Unavailable,
        ErrandFault::Asked { .. } | ErrandFault::Unread(_) | ErrandFault::Unfinished(_) => Exit::Unhealthy,
    })
}
