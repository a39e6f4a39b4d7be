//! Sentences as models write them, each with a number of the report, and each with one that is not.

use super::{super::checked, known};

/// Where a price stands.
const PRICES: [&str; 12] = [
    "The price stands at {}.",
    "Price ({}) is above both averages.",
    "With {} the pair trades above support!",
    "A close below {} would end the setup.",
    "Watch {}, then the next level.",
    "**{}** is the level to watch.",
    "Is {} the last defence?",
    "Buyers returned near ${} and held it.",
    "At {} the market is stretched; volume is flat.",
    "{} is where the bar closed.",
    "The pair trades around {} USD.",
    "The level [{}] matters most.",
];

/// Where a share of a hundred stands.
const SHARES: [&str; 8] = [
    "Long setups win {}% of the time.",
    "The measured probability is {} %.",
    "About {} percent of such plans reach their target.",
    "It reached the target in {} of 100 cases.",
    "Roughly {} out of 100 past plans succeeded.",
    "A hit rate of {}% is below what it needs.",
    "Confidence ({} per cent) is low.",
    "Only {} in 100 such trades win.",
];

/// Where a plain number stands.
const VALUES: [&str; 6] = [
    "RSI reads {} and leans up.",
    "Momentum is neutral: RSI = {}.",
    "RSI at {}, a neutral reading.",
    "The oscillator is near {}.",
    "A reading of {} shows no excess.",
    "{} is a neutral value for RSI.",
];

/// Sentences that hold no figure at all.
const PLAIN: [&str; 8] = [
    "The trend is up and the higher timeframe is bearish.",
    "E1 and E2 support the signal, while L1 is the level that would prove it wrong.",
    "Both the MA 20 and the MA 50 lie below the price on the 4h chart.",
    "The first support is close; the second is far.",
    "No edge is proven, so caution is due.",
    "One or two more closes would help.",
    "RSI(14) is neutral.",
    "The bar closed at 12:00 UTC on 20 November 2026.",
];

/// Frames, numbers of the report that fit into them, and others.
struct Table {
    frames: &'static [&'static str],
    clean: &'static [&'static str],
    foreign: &'static [&'static str],
}

const TABLES: [Table; 3] = [
    Table {
        frames: &PRICES,
        clean: &["64210.4", "64,210", "64210", "63250", "63,250.00", "61999.5", "63874.25"],
        foreign: &["64,999", "64,000", "65000", "63.25", "63240", "6321", "640210", "64210.9", "71k"],
    },
    Table {
        frames: &SHARES,
        clean: &["36", "35.95", "36.0", "31", "40"],
        foreign: &["72", "37", "35", "63.6", "95", "100", "5", "eighty", "seventy-two"],
    },
    Table {
        frames: &VALUES,
        clean: &["57.61", "57.6", "58"],
        foreign: &["57.7", "61.2", "70", "30", "thirty", "5.76", "5761"],
    },
];

/// Every frame with every number that is picked for it.
fn sentences(pick: fn(&Table) -> &'static [&'static str]) -> Vec<String> {
    let filled = |table: &Table| -> Vec<String> {
        let numbers = pick(table);
        table.frames.iter().flat_map(|frame| numbers.iter().map(|number| frame.replace("{}", number))).collect()
    };
    TABLES.iter().flat_map(filled).collect()
}

#[test]
fn clean_sentences_are_all_kept() {
    let mut all = sentences(|table| table.clean);
    all.extend(PLAIN.map(str::to_owned));
    assert!(all.len() > 130, "{}", all.len());
    let checked = checked(&all.join(" "), &known());
    assert_eq!(checked.withheld, []);
    assert_eq!(checked.text, all.join(" "));
}

#[test]
fn foreign_numbers_are_all_lost() {
    let all = sentences(|table| table.foreign);
    assert!(all.len() > 200, "{}", all.len());
    // A clean sentence behind each: it alone is shown.
    for sentence in all {
        let checked = checked(&format!("{sentence} {}", PLAIN[0]), &known());
        assert_eq!(checked.text, PLAIN[0], "{sentence}");
        assert_eq!(checked.withheld.len(), 1, "{sentence}");
        assert_eq!(checked.withheld[0].sentence, sentence);
    }
}
