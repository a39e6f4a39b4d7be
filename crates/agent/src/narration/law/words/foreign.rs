//! Number words of languages a model may fall into. What they say is not read, only that they say a number.

/// Words, and beginnings of words where German and Dutch write several as one.
const WORDS: &[&str] = &[
    // Of a hundred.
    "prozent",
    "prozente",
    "procent",
    "porcentaje",
    "ciento",
    "cento",
    "percento",
    // Parts.
    "hälfte",
    "drittel",
    "viertel",
    "mitad",
    "tercio",
    "tercios",
    "moitié",
    "metà",
    "metade",
    "terço",
    "helft",
    "derde",
    "kwart",
    // French.
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "mille",
    // Spanish and Portuguese.
    "doce",
    "trece",
    "catorce",
    "quince",
    "veinte",
    "veintiuno",
    "treinta",
    "cuarenta",
    "cincuenta",
    "sesenta",
    "setenta",
    "ochenta",
    "noventa",
    "cien",
    "vinte",
    "trinta",
    "quarenta",
    "cinquenta",
    "sessenta",
    "oitenta",
    // Italian.
    "venti",
    "trenta",
    "quaranta",
    "cinquanta",
    "sessanta",
    "settanta",
    "ottanta",
    "novanta",
];

/// Ends of words: `fünfundsiebzig`, `vijfentwintig`.
const ENDS: &[&str] = &[
    "zwanzig", "dreißig", "dreissig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig", "hundert",
    "tausend", "zwölf", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig",
];

/// Whether a word says a number.
pub(super) fn counts(word: &str) -> bool {
    let is_ascii = word.is_ascii();
    // The usual case is an English word, short or without such an end.
    let lower = if is_ascii { word.to_ascii_lowercase() } else { word.to_lowercase() };
    WORDS.contains(&lower.as_str()) || ENDS.iter().any(|end| lower.ends_with(end))
}
