//! The closed words of an answer. `unknown` is said, never guessed around.

use serde::Serialize;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
        pub enum $name { $(#[serde(rename = $word)] $variant),+ }

        impl $name {
            /// The word itself.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}
pub(super) use words;

words!(
    /// Direction of the trend family: beyond ±0.15, or neither.
    Trend { Bullish = "bullish", Bearish = "bearish", Neutral = "neutral", Unknown = "unknown" }
);
words!(
    /// `volatile` when volatility is high, else `trending` from ADX 25 on, else `ranging`.
    Regime { Trending = "trending", Ranging = "ranging", Volatile = "volatile", Unknown = "unknown" }
);
words!(
    /// RSI against the configured bounds.
    RsiState { Overbought = "overbought", Oversold = "oversold", Neutral = "neutral", Unknown = "unknown" }
);
words!(
    /// MACD line against its signal; a crossover is named for three bars.
    MacdState {
        BullishCrossover = "bullish_crossover",
        BearishCrossover = "bearish_crossover",
        AboveSignal = "above_signal",
        BelowSignal = "below_signal",
        Unknown = "unknown",
    }
);
words!(
    /// Last close against an average.
    AboveBelow { Above = "above", Below = "below", Unknown = "unknown" }
);
words!(
    /// Mean volume of 3 bars against 20, in standard deviations: from ±0.5 on.
    VolumeState { Increasing = "increasing", Decreasing = "decreasing", Flat = "flat", Unknown = "unknown" }
);
words!(
    /// Percentile of EWMA volatility in its last 504 bars: below 30, below 85, above.
    Volatility { Low = "low", Moderate = "moderate", High = "high", Unknown = "unknown" }
);
