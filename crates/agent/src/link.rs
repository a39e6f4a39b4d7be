//! Engram at a gateway: what it offers there, what is done with what comes, and what a trader sees of it.

mod device;
pub mod errand;
pub mod find;
mod notices;
pub(crate) mod offer;
mod operator;
pub mod pin;
mod remedy;
mod rest;
mod secrets;
mod serve;
mod thaw;
pub(crate) mod trial;
mod view;
mod wall;

use std::{path::PathBuf, sync::Arc, time::Duration};

use gateway::{Credentials, Handle, Role, Taken, World, link::Standing};
use jiff::Timestamp;
use tokio::{
    runtime,
    sync::{mpsc, watch},
    time,
};

use crate::{
    Settings, Snapshot, Vault,
    settings::Wanted,
    snapshot::{LinkView, OperatorView},
};
use device::Device;
use notices::Board;
pub use rest::Rest;
use secrets::Keeping;
pub(crate) use serve::Serving;
use view::Beside;

/// How long a goodbye may take.
const FAREWELL: Duration = Duration::from_millis(400);

/// Whether there is a link to a gateway, and what it needs.
#[derive(Clone, Debug)]
pub enum Linking {
    /// None: another program has this state folder, or nothing is kept.
    Off,
    /// One, with the keys of this state folder.
    On {
        /// Where the device's keys lie.
        folder: PathBuf,
        /// Where the gateway's token is looked for.
        vault: Arc<Vault>,
        /// Where Engram sits.
        seat: Seat,
        /// What the link before this one left.
        rest: Rest,
    },
}

/// Where Engram sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// Before a person, on a desktop.
    Desk,
    /// Alone, as a service.
    Service,
    /// Before a person who waits for the gateway's owner: it is looked more often.
    Pairing,
}

/// A running link.
pub(crate) struct Link {
    handle: Handle,
    operator: Option<Handle>,
    rest: Rest,
    pub(crate) views: watch::Receiver<LinkView>,
}

/// What is known about a link, as it changes.
struct Sources {
    /// Of both links: they are told when this computer slept.
    handles: Vec<Handle>,
    clock: fn() -> Timestamp,
    node: watch::Receiver<Standing>,
    operator: Option<watch::Receiver<OperatorView>>,
    withheld: watch::Receiver<Option<String>>,
    board: Board,
    gateway: String,
    plain: Option<String>,
}

impl Link {
    /// Starts a link on a runtime, if one is wanted and can be. `snapshots` tell of alerts that fire.
    ///
    /// # Errors
    /// In words, when it is wanted and cannot be.
    pub(crate) fn start(
        linking: &Linking,
        settings: &Settings,
        mut serving: Serving,
        snapshots: watch::Receiver<Arc<Snapshot>>,
        clock: fn() -> Timestamp,
        runtime: &runtime::Handle,
    ) -> Result<Option<Self>, Box<LinkView>> {
        let Linking::On { folder, vault, seat, rest } = linking else { return Ok(None) };
        if !settings.platforms.websocket.enabled {
            return Ok(None);
        }
        let rejected = |why: &dyn std::fmt::Display| Box::new(LinkView::rejected(&why.to_string()));
        let device = Device::of(folder, "node").map_err(|error| rejected(&error))?;
        let identity = device.identity();
        let node = identity.device_id().to_owned();
        let shows = settings.gateway.notices && *seat == Seat::Desk;
        let mut config = offer::config(settings, Role::Node(offer::offer(shows)), &identity, clock)
            .map_err(|fault| rejected(&fault))?;
        config.rests_until = rest.until();
        let (address, plain_allowed) = (config.address.clone(), offer::allows_plain(settings, &config.address));
        let world = World::real(&config, plain_allowed, wall::utc).map_err(|fault| rejected(&fault))?;
        let none = Credentials { origin: address.origin().clone(), given: None, device: device.token(&address) };
        let (given, credentials) = watch::channel(none);
        let (handle, work) = gateway::spawn(config, identity, credentials, world, runtime);
        let board = Board::new(shows);
        serving.board = Some(board.clone());
        serving.vault = Some(Arc::clone(vault));
        let operator = if is_watched(settings, *seat) {
            let begun = operator::start(settings, folder, &node, handle.clone(), snapshots, clock, runtime);
            Some(begun.map_err(|why| rejected(&why))?)
        } else {
            None
        };
        let (tell, withheld) = watch::channel(None);
        let keeping = Keeping { device, vault: Arc::clone(vault), given, tell: Some(tell), runtime: runtime.clone() };
        runtime.spawn(keeping.run(handle.clone()));
        if *seat == Seat::Pairing {
            let waits = handle.clone();
            runtime.spawn(async move { waits.watched(true).await });
        }
        let second = operator.as_ref().map(|operator| operator.handle.clone());
        let sources = Sources {
            handles: std::iter::once(handle.clone()).chain(second).collect(),
            clock,
            node: handle.watch(),
            operator: operator.as_ref().map(|operator| operator.views.clone()),
            withheld,
            board,
            gateway: offer::name(&address),
            plain: offer::plain(&address),
        };
        let (show, views) = watch::channel(LinkView::of(&handle.standing()));
        runtime.spawn(sources.follow(show));
        runtime.spawn(serve(work, serving, runtime.clone()));
        if let Some(operator) = &operator {
            runtime.spawn(operator.keeping(Arc::clone(vault), runtime).run(operator.handle.clone()));
        }
        Ok(Some(Self { handle, operator: operator.map(|operator| operator.handle), rest: rest.clone(), views }))
    }

    /// Says goodbye, for as long as that may take.
    pub(crate) async fn end(self) {
        let both = async {
            let second = async {
                if let Some(operator) = &self.operator
                    && operator.disable().await.is_err()
                {
                    tracing::debug!("the second link had ended");
                }
            };
            tokio::join!(self.handle.disable(), second).0
        };
        if let Ok(Ok(until)) = time::timeout(FAREWELL, both).await {
            self.rest.set(until);
        } else {
            tracing::info!("the gateway was left without a goodbye");
        }
    }
}

/// Whether the second link is wanted.
fn is_watched(settings: &Settings, seat: Seat) -> bool {
    match (settings.gateway.operator, seat) {
        (Wanted::On, _) | (Wanted::Auto, Seat::Desk | Seat::Pairing) => true,
        (Wanted::Off, _) | (Wanted::Auto, Seat::Service) => false,
    }
}

impl Sources {
    /// Shows the link's state until nobody looks.
    async fn follow(mut self, show: watch::Sender<LinkView>) {
        let mut notices = self.board.watch();
        let mut asleep = Box::pin(thaw::slept(self.clock));
        loop {
            let view = self.view(&mut notices);
            show.send_if_modified(|shown| {
                let is_new = *shown != view;
                let is_said = (shown.state, &shown.sentence) == (view.state, &view.sentence);
                if !is_said {
                    tracing::info!(state = view.state.name(), "{}", view.sentence);
                }
                if is_new {
                    *shown = view;
                }
                is_new
            });
            tokio::select! {
                changed = self.node.changed() => if changed.is_err() { return },
                () = operator_changed(self.operator.as_mut()) => {}
                // Who tells of it has told everything.
                Ok(()) = self.withheld.changed() => {}
                Ok(()) = notices.changed() => {}
                () = &mut asleep => {
                    tracing::info!("this computer slept; the gateway is looked at at once");
                    for handle in &self.handles {
                        // Whoever has ended needs no waking.
                        handle.woke().await.ok();
                    }
                    asleep.set(thaw::slept(self.clock));
                }
                () = show.closed() => return,
            }
        }
    }

    fn view(&mut self, notices: &mut watch::Receiver<Vec<crate::snapshot::NoticeView>>) -> LinkView {
        let beside = Beside {
            gateway: self.gateway.clone(),
            plain: self.plain.clone(),
            withheld: self.withheld.borrow_and_update().clone(),
            operator: self.operator.as_mut().map(|views| views.borrow_and_update().clone()),
            notices: notices.borrow_and_update().clone(),
        };
        LinkView::of(&self.node.borrow_and_update()).with(&beside)
    }
}

/// Waits until the second link looks otherwise; for ever where there is none, or none any more.
async fn operator_changed(views: Option<&mut watch::Receiver<OperatorView>>) {
    if let Some(views) = views
        && views.changed().await.is_ok()
    {
        return;
    }
    std::future::pending::<()>().await;
}

/// Answers what comes, each piece by itself.
async fn serve(mut work: mpsc::Receiver<Taken>, serving: Serving, runtime: runtime::Handle) {
    while let Some(taken) = work.recv().await {
        runtime.spawn(serving.clone().answer(taken));
    }
}

#[cfg(test)]
mod tests;
