//! The window, the tray, and what they tell: none of it moves a number.

use serde::{Deserialize, Serialize};

/// What the trader likes to see, and be told.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the screen")]
pub struct DeskSettings {
    /// Light or dark.
    pub theme: Theme,
    /// Colours of up and down.
    pub colours: Colours,
    /// `comfortable` or `compact`.
    pub density: String,
    /// The locale of numbers and times; `auto` is the system's.
    pub numbers: String,
    /// Keys that open the quick question from anywhere; empty for none.
    pub shortcut: String,
    /// Whether closing the window leaves Engram in the tray.
    pub close_to_tray: bool,
    /// Whether the tray shows an icon.
    pub show_icon: bool,
    /// Tell when something waits for a person.
    pub notify_needs_you: bool,
    /// Tell when an armed price is reached.
    pub notify_alerts: bool,
    /// Tell when a watched pair turns to BUY or SELL.
    pub notify_signals: bool,
    /// Tell when candles stay away.
    pub notify_stale: bool,
    /// `HH:MM`, local; empty for no quiet hours.
    pub quiet_from: String,
    /// `HH:MM`, local.
    pub quiet_to: String,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Theme {
    System,
    Light,
    Dark,
}

/// Colours of up and down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Colours {
    BlueOrange,
    GreenRed,
    RedGreen,
}

impl DeskSettings {
    /// Whether nothing is told at this time of day, minutes since midnight where the trader is. Quiet hours may go
    /// over midnight; both ends the same is never.
    pub fn is_quiet(&self, minute: u16) -> bool {
        let (Some(from), Some(to)) = (minutes(&self.quiet_from), minutes(&self.quiet_to)) else { return false };
        if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to }
    }
}

/// Minutes since midnight of `HH:MM`.
pub(super) fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let is_two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let read = |part: &str, most: u16| part.parse::<u16>().ok().filter(|n| is_two_digits(part) && *n <= most);
    Some(read(hours, 23)? * 60 + read(minutes, 59)?)
}

#[cfg(test)]
mod tests;
