//! How far into a gateway one gets: as the running link tells, or by a link that is opened to see.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{runtime, sync::watch, time};

use super::{Link, Linking, Serving};
use crate::{
    Settings, Snapshot,
    snapshot::{LinkState, LinkView},
};

/// How long it may take until it is clear how far one gets.
const PATIENCE: Duration = Duration::from_millis(4_500);

/// Who tells how far one gets.
pub(crate) enum Door {
    /// Nobody is asked.
    Closed,
    /// The link that runs, with the settings in force.
    Known(Box<LinkView>),
    /// A link of its own, with other settings.
    Trial(Box<Trial>),
}

/// What a link needs that is opened to see. It has the keys of this Engram, so the one that runs must not be open to the
/// same gateway meanwhile.
pub(crate) struct Trial {
    pub(crate) linking: Linking,
    pub(crate) serving: Serving,
    pub(crate) snapshots: watch::Receiver<Arc<Snapshot>>,
    pub(crate) clock: fn() -> Timestamp,
    pub(crate) runtime: runtime::Handle,
    /// The one that runs, if it must end first.
    pub(crate) instead_of: Option<Link>,
}

impl Door {
    /// How far one gets with these settings; none where nobody is asked.
    pub(crate) async fn look(self, settings: &Settings) -> Option<LinkView> {
        match self {
            Self::Closed => None,
            Self::Known(view) => Some(*view),
            Self::Trial(trial) => Some(trial.run(settings).await),
        }
    }
}

impl Trial {
    async fn run(self, settings: &Settings) -> LinkView {
        let Self { linking, serving, snapshots, clock, runtime, instead_of } = self;
        if let Some(link) = instead_of {
            link.end().await;
        }
        let mut link = match Link::start(&linking, settings, serving, snapshots, clock, &runtime) {
            Ok(Some(link)) => link,
            Ok(None) => return LinkView::off(),
            Err(view) => return *view,
        };
        let settled = async {
            while !is_settled(&link.views.borrow_and_update()) {
                if link.views.changed().await.is_err() {
                    break;
                }
            }
        };
        // Who is not there in time is told as far as it came.
        time::timeout(PATIENCE, settled).await.ok();
        let view = link.views.borrow().clone();
        link.end().await;
        view
    }
}

/// Whether it will not get further by itself.
fn is_settled(view: &LinkView) -> bool {
    match view.state {
        LinkState::NeedsToken
        | LinkState::NeedsPairing
        | LinkState::NeedsApproval
        | LinkState::Ready
        | LinkState::Rejected => true,
        // The first try tells; a way beside it, or a moment of rest, is not the end.
        LinkState::Waiting => !matches!(view.code, Some("GATEWAY_ANOTHER_WAY" | "GATEWAY_RESTING")),
        // The second link may yet say whether the tools are approved.
        LinkState::Off | LinkState::Dialing | LinkState::Greeting | LinkState::Unproven | LinkState::Restarting => {
            false
        }
    }
}
