//! Asking before anything is installed.

use std::io::{BufRead, IsTerminal, Write};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    /// `--yes`: install what is missing without asking.
    Given,
    /// Ask on the terminal; no terminal means no.
    Ask,
}

impl Consent {
    /// Puts the question and says whether the answer was yes.
    pub(crate) fn to(self, question: &str) -> bool {
        if self == Self::Given {
            return true;
        }
        if !std::io::stdin().is_terminal() {
            println!("{question} [not asked: no terminal; --yes agrees beforehand]");
            return false;
        }
        print!("{question} [Y/n] ");
        let mut answer = String::new();
        let asked = std::io::stdout().flush().and_then(|()| std::io::stdin().lock().read_line(&mut answer));
        // An end of input is no answer, and no answer is no.
        matches!(asked, Ok(length) if length > 0) && agrees(&answer)
    }
}

fn agrees(answer: &str) -> bool {
    matches!(answer.trim().to_ascii_lowercase().as_str(), "" | "y" | "yes")
}

#[cfg(test)]
mod tests;
