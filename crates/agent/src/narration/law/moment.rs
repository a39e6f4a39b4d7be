//! Dates and times. They are compared as wholes: their digits are no figures.

/// A date, a time, or both; what was not said is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moment {
    pub year: Option<u16>,
    pub month: Option<u8>,
    pub day: Option<u8>,
    pub hour: Option<u8>,
    pub minute: Option<u8>,
    pub second: Option<u8>,
}

impl Moment {
    /// Whether all that is said is so of another.
    pub(super) fn is_of(self, other: Self) -> bool {
        fn same<T: Copy + PartialEq>(said: Option<T>, known: Option<T>) -> bool {
            said.is_none() || said == known
        }
        same(self.year, other.year)
            && same(self.month, other.month)
            && same(self.day, other.day)
            && same(self.hour, other.hour)
            && same(self.minute, other.minute)
            && same(self.second, other.second)
    }

    /// A date written in figures alone may have the month first or the day.
    pub(super) const fn turned(self) -> Self {
        Self { month: self.day, day: self.month, ..self }
    }
}

/// A month's name, or its first three letters.
pub(super) fn month(word: &str) -> Option<u8> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    // `may` and `march` are words, too.
    if !word.starts_with(|first: char| first.is_ascii_uppercase()) {
        return None;
    }
    let is_named = |name: &&str| {
        word.eq_ignore_ascii_case(name) || name.get(..3).is_some_and(|short| word.eq_ignore_ascii_case(short))
    };
    NAMES.iter().position(is_named).and_then(|at| u8::try_from(at + 1).ok())
}

/// The moment a text begins with, and how long it is.
pub(super) fn leading(text: &str) -> Option<(Moment, usize)> {
    let mut rest = Rest(text);
    let moment = rest.moment()?;
    let length = text.len() - rest.0.len();
    // More digits behind it: it is something else.
    let goes_on = rest.0.starts_with(|next: char| next.is_ascii_alphanumeric())
        || rest
            .0
            .strip_prefix([':', '.', '/'])
            .is_some_and(|next| next.starts_with(|next: char| next.is_ascii_digit()));
    (!goes_on).then_some((moment, length))
}

/// What is still to be read.
#[derive(Clone, Copy)]
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn moment(&mut self) -> Option<Moment> {
        let start = *self;
        if let Some(date) = self.date() {
            let before = *self;
            // `2026-11-20T15:00Z`, `2026-11-20 15:00 UTC`.
            if (self.skip('T') || self.skip('t') || self.skip(' '))
                && let Some(time) = self.time()
            {
                return Some(Moment { year: date.year, month: date.month, day: date.day, ..time });
            }
            *self = before;
            return Some(date);
        }
        *self = start;
        self.time()
    }

    fn date(&mut self) -> Option<Moment> {
        let start = *self;
        let first = self.number(1..=4)?;
        let mark = ['-', '/', '.'].into_iter().find(|mark| self.skip(*mark))?;
        let (second, is_full) = (self.number(1..=2)?, start.0.len() - self.0.len() > 5);
        if !self.skip(mark) {
            return None;
        }
        let (year, month, day) = if is_full && first > 999 {
            (first, second, self.number(1..=2)?)
        } else {
            let (before, year) = (self.0.len(), self.number(2..=4)?);
            match before - self.0.len() {
                4 => (year, first, second),
                2 if mark == '/' => (2000 + year, first, second),
                _ => return None,
            }
        };
        Some(Moment {
            year: Some(year),
            month: u8::try_from(month).ok(),
            day: u8::try_from(day).ok(),
            ..Moment::default()
        })
    }

    fn time(&mut self) -> Option<Moment> {
        let hour = self.number(1..=2)?;
        let mut time = Moment { hour: u8::try_from(hour).ok(), ..Moment::default() };
        if self.skip(':') {
            time.minute = u8::try_from(self.number(2..=2)?).ok();
            if self.skip(':') {
                time.second = u8::try_from(self.number(2..=2)?).ok();
                if self.0.strip_prefix('.').is_some_and(|next| next.starts_with(|next: char| next.is_ascii_digit())) {
                    self.0 = self.0.get(1..)?.trim_start_matches(|digit: char| digit.is_ascii_digit());
                }
            }
        }
        let has_half = self.half_of_the_day(&mut time);
        if time.minute.is_none() && !has_half {
            return None;
        }
        if !has_half {
            let _is_utc = self.skip('Z') || self.skip('z');
        }
        Some(time)
    }

    /// `am` and `pm`, at most one blank away. Whether there was one.
    fn half_of_the_day(&mut self, time: &mut Moment) -> bool {
        let text = self.0.strip_prefix(' ').unwrap_or(self.0);
        let Some(half) = text.get(..2) else { return false };
        let is_later = half.eq_ignore_ascii_case("pm");
        let ends = !text.get(2..).is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_alphanumeric()));
        if !ends || !(is_later || half.eq_ignore_ascii_case("am")) {
            return false;
        }
        // Of 13 pm nothing is known.
        time.hour = time.hour.filter(|hour| (1..=12).contains(hour)).map(|hour| hour % 12 + 12 * u8::from(is_later));
        time.minute = Some(if time.hour.is_some() { time.minute.unwrap_or(0) } else { u8::MAX });
        self.0 = text.get(2..).unwrap_or_default();
        true
    }

    fn number(&mut self, length: std::ops::RangeInclusive<usize>) -> Option<u16> {
        let end = self.0.find(|next: char| !next.is_ascii_digit()).unwrap_or(self.0.len());
        let number = length.contains(&end).then(|| self.0.get(..end)?.parse().ok()).flatten()?;
        self.0 = self.0.get(end..)?;
        Some(number)
    }

    fn skip(&mut self, mark: char) -> bool {
        let rest = self.0.strip_prefix(mark);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}
