//! A test that somebody asked for: a part is looked at layer by layer, with the values that are typed.

use std::sync::Arc;

use super::Driver;
use crate::{
    Change, TestView,
    desk::Event,
    link::trial::{Door, Trial},
    snapshot::{LinkState, LinkView},
};

/// What says which gateway is meant.
const PLACE: [&str; 3] = ["gateway.host", "gateway.port", "gateway.tls"];

impl Driver {
    /// Looks at a part on a task of its own. What is known early is shown early.
    pub(super) fn test(&mut self, part: Option<String>, changes: Vec<Change>) {
        let Some(standing) = &self.standing else { return self.apply(Event::Tested(TestView::Idle)) };
        let (grounds, clock, told) = (Arc::clone(&standing.grounds), self.work.clock, self.glances.clone());
        let door = self.door(part.as_deref(), &changes);
        self.work.runtime.spawn(async move {
            let done = |findings| {
                let typed = !changes.is_empty();
                Event::Tested(TestView::Done { part: part.clone(), at: clock(), typed, findings })
            };
            let early = |findings| {
                if let Err(problem) = told.try_send(done(findings)) {
                    tracing::debug!(%problem, "what a test found first is not shown");
                }
            };
            let findings = grounds.test(part.as_deref(), &changes, clock(), door, early).await;
            if told.send(done(findings)).await.is_err() {
                tracing::debug!("a test outlived the agent");
            }
        });
    }

    /// Who tells how far into the gateway one gets. Values that are typed are tried by a link of their own; where they mean
    /// the same gateway, the one that runs makes room for it and comes back afterwards.
    fn door(&mut self, part: Option<&str>, changes: &[Change]) -> Door {
        if part.is_some_and(|part| part != "gateway") {
            return Door::Closed;
        }
        let is_of_link = |path: &str| path.starts_with("gateway.") || path.starts_with("platforms.websocket.");
        if !changes.iter().any(|change| is_of_link(&change.path)) {
            return Door::Known(Box::new(self.show.borrow().link.clone()));
        }
        let is_elsewhere = changes.iter().any(|change| PLACE.contains(&change.path.as_str()));
        let instead_of = if is_elsewhere { None } else { self.link.take() };
        if instead_of.is_some() {
            self.is_lent = true;
            let sentence = "The values typed are being tried; the link comes back after it.".to_owned();
            self.apply(Event::Linked(LinkView::new(LinkState::Waiting, sentence, None)));
        }
        Door::Trial(Box::new(Trial {
            linking: self.linking.clone(),
            serving: self.serving(),
            snapshots: self.show.subscribe(),
            clock: self.work.clock,
            runtime: self.work.runtime.clone(),
            instead_of,
        }))
    }

    /// Whatever is told meanwhile. After a test the gateway has its link back.
    pub(super) fn heard(&mut self, event: Event) {
        if matches!(event, Event::Tested(_)) && std::mem::take(&mut self.is_lent) {
            self.is_redialing = true;
        }
        self.apply(event);
    }
}

#[cfg(test)]
mod tests;
