//! A figure as it is written, and a number it may stand for.

/// A number, exactly as it is printed: `digits * 10^-places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    pub digits: i128,
    pub places: i32,
}

/// What sign a figure is written with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sign {
    /// None: the value may be of either.
    #[default]
    Open,
    Plus,
    Minus,
}

/// A figure as a text shows it. It claims a number to its last digit, no better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// Without its sign.
    pub size: Decimal,
    pub sign: Sign,
}

/// More digits than a number of a report can have.
const MOST_DIGITS: usize = 25;

impl Decimal {
    pub(super) const fn whole(value: i128) -> Self {
        Self { digits: value, places: 0 }
    }

    /// A number of JSON, in the shortest digits that are it.
    pub(super) fn of(value: f64) -> Option<Self> {
        Self::parse(&format!("{value}"))
    }

    /// `-12.50`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
        let (before, after) = text.split_once('.').unwrap_or((text, ""));
        let digits = [before, after].concat();
        if digits.is_empty() || digits.len() > MOST_DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self { digits: sign * digits.parse::<i128>().ok()?, places: after.len() as i32 })
    }

    /// As the nearest machine number, for a search.
    pub(super) fn approximate(self) -> f64 {
        self.digits as f64 * 10_f64.powi(-self.places)
    }

    /// Times so many tens.
    pub(super) const fn scaled(self, tens: i32) -> Self {
        Self { places: self.places - tens, ..self }
    }

    /// Its digits at so many places; none where that takes too many.
    fn at(self, places: i32) -> Option<i128> {
        let more = u32::try_from(places - self.places).ok()?;
        self.digits.checked_mul(10_i128.checked_pow(more)?)
    }
}

impl Figure {
    /// Whether a number, rounded to the digits the figure shows, is the figure. A tie may go both ways.
    pub(super) fn shows(self, number: Decimal) -> bool {
        let signed = match self.sign {
            Sign::Open => true,
            Sign::Plus => number.digits >= 0,
            Sign::Minus => number.digits <= 0,
        };
        signed && self.is_near(Decimal { digits: number.digits.abs(), ..number })
    }

    fn is_near(self, number: Decimal) -> bool {
        // Half of the last digit shown is a whole number at one place more.
        let places = number.places.max(self.size.places + 1);
        let half = Decimal { digits: 5, places: self.size.places + 1 };
        match (self.size.at(places), number.at(places), half.at(places)) {
            (Some(size), Some(number), Some(half)) => (size - number).abs() <= half,
            _ => false,
        }
    }

    /// How far the number may be from it.
    pub(super) fn slack(self) -> f64 {
        0.5 * 10_f64.powi(-self.size.places)
    }
}
