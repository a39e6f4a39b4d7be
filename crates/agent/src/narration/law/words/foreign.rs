//! Number words of languages a model may fall into. What they say is not read, only that they say a number.

/// Percents, parts, and tens of French, Spanish, Portuguese and Italian.
const WORDS: &[&str] = &[
    "catorce",
    "cento",
    "cien",
    "ciento",
    "cincuenta",
    "cinquanta",
    "cinquante",
    "cinquenta",
    "cuarenta",
    "derde",
    "doce",
    "douze",
    "drittel",
    "helft",
    "hälfte",
    "kwart",
    "metade",
    "metà",
    "mille",
    "mitad",
    "moitié",
    "novanta",
    "noventa",
    "ochenta",
    "oitenta",
    "onze",
    "ottanta",
    "percento",
    "porcentaje",
    "procent",
    "prozent",
    "prozente",
    "quaranta",
    "quarante",
    "quarenta",
    "quatorze",
    "quince",
    "quinze",
    "sesenta",
    "sessanta",
    "sessenta",
    "setenta",
    "settanta",
    "soixante",
    "tercio",
    "tercios",
    "terço",
    "trece",
    "treinta",
    "treize",
    "trenta",
    "trente",
    "trinta",
    "veinte",
    "veintiuno",
    "venti",
    "viertel",
    "vingt",
    "vinte",
];

/// Ends of German and Dutch words, which write several as one: `fünfundsiebzig`, `vijfentwintig`.
const ENDS: &[&str] = &[
    "zwanzig", "dreißig", "dreissig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig", "hundert",
    "tausend", "zwölf", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig",
];

/// Whether a word says a number.
pub(super) fn counts(word: &str) -> bool {
    // Shorter ones are English words.
    if word.len() < 4 {
        return false;
    }
    let lower = word.to_lowercase();
    WORDS.contains(&lower.as_str()) || ENDS.iter().any(|end| lower.ends_with(end))
}
