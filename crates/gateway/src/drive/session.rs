//! What is known of one socket while it lives.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::value::RawValue;

use crate::{
    frames::{InvokeId, LONGEST, LONGEST_BEFORE_HELLO, Terms},
    link::DialId,
    socket::Socket,
};

/// Bad frames within this time end it.
const WHILE: Duration = Duration::from_mins(1);

/// How many bad frames end it.
const MOST_BAD: usize = 100;

/// One socket while it lives.
pub(super) struct Session<S> {
    pub(super) id: DialId,
    pub(super) socket: Socket<S>,
    /// Once we are in.
    pub(super) terms: Option<Terms>,
    /// The questions of a classic socket, in their order.
    pub(super) questions: VecDeque<Question>,
    pub(super) greeted: bool,
    last_question: u64,
    bad: VecDeque<Instant>,
}

/// A question of the classic dialect.
pub(super) struct Question {
    pub(super) id: InvokeId,
    /// Goes back, where there is one.
    pub(super) theirs: Option<Box<RawValue>>,
    pub(super) kind: Kind,
    pub(super) answer: Option<Arc<str>>,
}

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Message,
    Health,
}

impl<S> Session<S> {
    pub(super) fn new(id: DialId, socket: Socket<S>) -> Self {
        let (questions, bad) = (VecDeque::new(), VecDeque::new());
        Self { id, socket, terms: None, questions, greeted: false, last_question: 0, bad }
    }

    /// The longest frame that is read now, bytes.
    pub(super) fn longest(&self) -> usize {
        if self.terms.is_some() { LONGEST } else { LONGEST_BEFORE_HELLO }
    }

    /// Counts a bad frame; whether it is one too many.
    pub(super) fn is_garbage(&mut self, now: Instant) -> bool {
        self.bad.retain(|at| now.saturating_duration_since(*at) < WHILE);
        self.bad.push_back(now);
        self.bad.len() >= MOST_BAD
    }

    /// The next question in the line, if it is answered.
    pub(super) fn next_answered(&mut self) -> Option<Question> {
        self.questions.pop_front_if(|question| question.answer.is_some())
    }

    /// Puts a question at the end of the line.
    pub(super) fn line_up(&mut self, kind: Kind, theirs: Option<Box<RawValue>>) -> InvokeId {
        self.last_question += 1;
        let id = InvokeId(format!("classic-{}", self.last_question));
        self.questions.push_back(Question { id: id.clone(), theirs, kind, answer: None });
        id
    }
}
