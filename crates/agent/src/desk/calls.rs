//! Tools called by hand.

use jiff::Timestamp;

use super::{Desk, Effect};
use crate::{CallView, EndedView, How, ProblemView};

/// Calls that are remembered.
const PAST: usize = 20;

/// More than any form writes.
const MOST_BYTES: usize = 16 << 10;

impl Desk {
    pub(super) fn call(&mut self, tool: String, arguments: String, now: Timestamp) -> Vec<Effect> {
        if arguments.len() > MOST_BYTES {
            return Vec::new();
        }
        let mut effects = self.stop_call();
        self.last_call += 1;
        let call = CallView { number: self.last_call, tool, arguments, since: now };
        self.calls.current = Some(call.clone());
        effects.push(Effect::Call(call));
        effects
    }

    pub(super) fn stop_call(&mut self) -> Vec<Effect> {
        let Some(call) = self.calls.current.take() else { return Vec::new() };
        let number = call.number;
        self.remember(EndedView { call, how: How::Cancelled, problem: None });
        vec![Effect::StopCall(number)]
    }

    /// A call ended; one that nobody waits for is not heard.
    pub(super) fn called(&mut self, number: u32, problem: Option<ProblemView>) -> Vec<Effect> {
        let Some(call) = self.calls.current.take_if(|call| call.number == number) else { return Vec::new() };
        let how = if problem.is_some() { How::Failed } else { How::Answered };
        self.remember(EndedView { call, how, problem });
        Vec::new()
    }

    fn remember(&mut self, ended: EndedView) {
        self.calls.ended.insert(0, ended);
        self.calls.ended.truncate(PAST);
    }
}
