//! A person's yes.

use std::io::{self, BufRead, IsTerminal};

use crate::once::Streams;

/// Who answers.
pub(super) struct Answers {
    input: Box<dyn BufRead>,
    is_terminal: bool,
}

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    /// Nobody is there to answer.
    Nobody,
}

impl Answers {
    pub(super) fn of_terminal() -> Self {
        Self { input: Box::new(io::stdin().lock()), is_terminal: io::stdin().is_terminal() }
    }

    #[cfg(test)]
    fn typed(text: &'static str) -> Self {
        Self { input: Box::new(text.as_bytes()), is_terminal: true }
    }

    /// Asks. Anything but a clear yes is a no; `yes` answers in advance.
    pub(super) fn to(&mut self, question: &str, yes: bool, streams: &mut Streams<'_>) -> io::Result<Answer> {
        streams.out.flush()?;
        if yes {
            return Ok(Answer::Yes);
        }
        if !self.is_terminal {
            return Ok(Answer::Nobody);
        }
        write!(streams.err, "{question} [y/N] ")?;
        streams.err.flush()?;
        let mut line = String::new();
        self.input.read_line(&mut line)?;
        let says_yes = matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes");
        Ok(if says_yes { Answer::Yes } else { Answer::No })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_is_one() {
        let asked = |typed| {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let answer =
                Answers::typed(typed).to("Go on?", false, &mut Streams { out: &mut out, err: &mut err }).unwrap();
            assert_eq!(String::from_utf8(err).unwrap(), "Go on? [y/N] ");
            answer
        };
        for yes in ["y\n", "Yes\r\n", " YES "] {
            assert_eq!(asked(yes), Answer::Yes, "{yes:?}");
        }
        for no in ["", "\n", "n\n", "yeah\n", "yes please\n"] {
            assert_eq!(asked(no), Answer::No, "{no:?}");
        }
    }

    #[test]
    fn where_nobody_sits_nobody_is_taken_to_have_said_yes() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut streams = Streams { out: &mut out, err: &mut err };
        let mut nobody = Answers { input: Box::new("y\n".as_bytes()), is_terminal: false };
        assert_eq!(nobody.to("Go on?", false, &mut streams).unwrap(), Answer::Nobody);
        assert_eq!(nobody.to("Go on?", true, &mut streams).unwrap(), Answer::Yes);
    }
}
