//! New settings while it runs: all of them, or none.

use std::collections::BTreeSet;

use agent::{
    health::serve::{Serving, Watched},
    settings::{Impact, Resolved},
    steady,
};

use tokio::time;

use super::{FAREWELL, Service, heart::Heart};

impl Service<'_> {
    /// Reads the settings again, and does what their change asks for. Bad ones are told of, and the old ones stay.
    pub(super) async fn reload(&mut self) {
        self.begun.notify.reloading();
        let said = match (self.begun.settings)() {
            Ok(new) => self.change(new).await,
            Err(faults) => {
                for fault in &faults {
                    tracing::error!("{fault} The settings in force stay.");
                }
                faults.first().map(|fault| format!("settings refused, the old ones stay: {fault}"))
            }
        };
        let status = said.unwrap_or_else(|| self.heart.status()).replace('\n', " ");
        self.begun.notify.say(&format!("READY=1\nSTATUS={status}"));
    }

    /// What could not be done, if anything.
    async fn change(&mut self, new: Resolved) -> Option<String> {
        let impacts = Impact::of(&self.begun.resolved, &new);
        let begun = &mut self.begun;
        // A token that is new must not stand in the next line.
        begun.log.change(&new.settings.logging, begun.folder.as_deref(), (begun.redaction)(&new));
        begun.resolved = new;
        tracing::info!(?impacts, "the settings were read again");
        let refused = if impacts.contains(&Impact::Relisten) { self.relisten() } else { None };
        if impacts.iter().any(|impact| concerns_agent(*impact)) {
            self.replace_agent(&impacts).await;
        }
        refused
    }

    /// Opens, closes or moves the endpoints. A port that cannot be had leaves them where they were.
    fn relisten(&mut self) -> Option<String> {
        let http = self.begun.resolved.settings.platforms.http;
        match &self.serving {
            _ if !http.enabled => self.serving = None,
            Some(serving) if serving.port() == http.port => serving.set_metrics(http.metrics),
            Some(_) | None => {
                let (health, beat) = (self.health.subscribe(), std::sync::Arc::clone(&self.beat));
                match Serving::start(http.port, http.metrics, Watched { health, beat, clock: steady }) {
                    Ok(serving) => self.serving = Some(serving),
                    Err(fault) => {
                        tracing::error!("{fault} The health endpoints stay as they were.");
                        return Some(format!("health endpoints stay as they were: {fault}"));
                    }
                }
            }
        }
        None
    }

    /// The agent has its settings from its beginning: a new one takes its place.
    async fn replace_agent(&mut self, impacts: &BTreeSet<Impact>) {
        tracing::debug!(?impacts, "the agent begins anew");
        self.agent.stop();
        // Two sockets with one device's key would make one of them a ghost: the old one says goodbye first.
        if time::timeout(FAREWELL, self.heart.ended()).await.is_err() {
            tracing::warn!("the old agent is still in the middle of its work");
        }
        let format = self.begun.resolved.settings.agent.response_format.clone();
        self.health.send_modify(|health| std::sync::Arc::make_mut(health).response_format = format);
        self.agent = self.begun.agent(self.runtime);
        self.heart = Heart::start(&self.begun, &self.agent, &self.health, &self.beat, self.runtime);
    }
}

const fn concerns_agent(impact: Impact) -> bool {
    match impact {
        Impact::Relog | Impact::Relisten => false,
        Impact::Redraw | Impact::Reanalyse | Impact::Resubscribe | Impact::Recheck | Impact::Reconnect => true,
    }
}
