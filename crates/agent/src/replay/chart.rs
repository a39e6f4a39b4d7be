//! A reliability diagram for terminals: a row a group, what was forecast beside what happened.

use analysis::answer::ReliabilityBin;

use super::EventRecord;

/// What stands beside the plot: the forecast before it, the count behind it.
const BEFORE: usize = 7;
const BEHIND: usize = 11;

/// Narrowest and widest plot that reads well.
const NARROW: usize = 20;
const WIDE: usize = 71;

const LEGEND: &str = "◇ forecast  ● came true  ◆ both  ├─┤ 95 % interval  ┊┼ blindly now";

/// Steps between ticks, in hundredths.
const STEPS: [u32; 4] = [1, 2, 5, 10];

/// Most steps of an axis.
const MOST_STEPS: f64 = 7.0;

/// A stretch of probabilities, in whole steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Axis {
    first: u32,
    last: u32,
    /// Hundredths.
    step: u32,
}

impl Axis {
    /// Shows every group with its interval, and the base rate.
    pub(super) fn of(event: &EventRecord) -> Self {
        let groups = event.reliability.iter();
        let shown = groups.flat_map(|group| {
            let [low, high] = group.ci95.unwrap_or([group.hit_rate; 2]);
            [group.p_mean, group.hit_rate, low, high]
        });
        Self::around(shown.chain(event.base_rate), 10)
    }

    /// Shows every forecast, and no more.
    pub(super) fn of_forecasts(event: &EventRecord) -> Self {
        let forecasts = event.reliability.iter().map(|group| group.p_mean);
        let (low, high) = ends(forecasts.clone());
        let fits = |step: &&u32| (high - low) * 100.0 / f64::from(**step) <= MOST_STEPS;
        Self::around(forecasts, STEPS.iter().find(fits).copied().unwrap_or(10))
    }

    fn around(shown: impl Iterator<Item = f64>, step: u32) -> Self {
        let (low, high) = ends(shown);
        let in_steps = |p: f64| 100.0 * p / f64::from(step);
        let (first, last) = (in_steps(low).floor() as u32, in_steps(high).ceil() as u32);
        if first < last { Self { first, last, step } } else { Self { first: 0, last: 10, step: 10 } }
    }

    /// Where a probability stands, 0 to 1.
    pub(super) fn place(self, p: f64) -> f64 {
        let (from, to) = (self.tick(self.first), self.tick(self.last));
        ((p - from) / (to - from)).clamp(0.0, 1.0)
    }

    /// The probabilities that are named.
    pub(super) fn ticks(self) -> impl Iterator<Item = f64> {
        (self.first..=self.last).map(move |number| self.tick(number))
    }

    /// The ends.
    pub(super) fn ends(self) -> [f64; 2] {
        [self.tick(self.first), self.tick(self.last)]
    }

    fn tick(self, number: u32) -> f64 {
        f64::from(number * self.step) / 100.0
    }
}

fn ends(shown: impl Iterator<Item = f64>) -> (f64, f64) {
    shown.fold((1.0_f64, 0.0_f64), |(low, high), p| (low.min(p), high.max(p)))
}

/// The diagram, the legend first. `width` is that of the screen, in characters.
pub(super) fn lines(event: &EventRecord, width: usize) -> Vec<String> {
    let axis = Axis::of(event);
    let plot = width.saturating_sub(BEFORE + BEHIND).clamp(NARROW, WIDE);
    let cell = |p: f64| (axis.place(p) * (plot - 1) as f64).round() as usize;
    let rows = event.reliability.iter().map(|group| row(group, event.base_rate, plot, cell));
    std::iter::once(LEGEND.to_owned()).chain(rows).chain(scale(axis, plot, cell)).collect()
}

fn row(group: &ReliabilityBin, base: Option<f64>, plot: usize, cell: impl Fn(f64) -> usize) -> String {
    let mut line = vec![' '; plot];
    let mut put = |at: usize, mark: char| {
        if let Some(place) = line.get_mut(at) {
            *place = mark;
        }
    };
    let ends = group.ci95.map(|ends| ends.map(&cell));
    if let Some([low, high]) = ends {
        (low..=high).for_each(|at| put(at, '─'));
        put(low, '├');
        put(high, '┤');
    }
    if let Some(base) = base.map(&cell) {
        let inside = ends.is_some_and(|[low, high]| low < base && base < high);
        let at_end = ends.is_some_and(|ends| ends.contains(&base));
        if !at_end {
            put(base, if inside { '┼' } else { '┊' });
        }
    }
    let (said, came) = (cell(group.p_mean), cell(group.hit_rate));
    put(said, '◇');
    put(came, if said == came { '◆' } else { '●' });
    let line: String = line.into_iter().collect();
    let off = group.ci95.is_some_and(|[low, high]| group.p_mean < low || group.p_mean > high);
    format!("{:>5.1}  {line} {:>6}{}", 100.0 * group.p_mean, group.n, if off { " off" } else { "" })
}

/// The axis and its tens; where they stand too close, every other one.
fn scale(axis: Axis, plot: usize, cell: impl Fn(f64) -> usize) -> [String; 2] {
    let mut marks = vec!['─'; plot];
    let mut names = vec![' '; plot + 3];
    let ticks: Vec<f64> = axis.ticks().collect();
    let step = (ticks.len() * 4).div_ceil(plot).max(1);
    for tick in ticks.into_iter().step_by(step) {
        let at = cell(tick);
        if let Some(mark) = marks.get_mut(at) {
            *mark = '┴';
        }
        for (place, letter) in names.iter_mut().skip(at).zip(format!("{:.0}", 100.0 * tick).chars()) {
            *place = letter;
        }
    }
    let [marks, names] = [marks, names].map(|row| row.into_iter().collect::<String>());
    [format!("{:BEFORE$}{marks}", ""), format!("of 100 {}", names.trim_end())]
}
