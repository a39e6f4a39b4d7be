//! Ways to write a file, and ways to break it.

use std::fmt::Write as _;

use analysis::Candle;
use jiff::tz::TimeZone;

/// Seeded chance: splitmix64.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.roll() % end as u64) as usize }
    }

    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// How a sound file looks before it is broken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dress {
    pub(super) separator: u8,
    names: &'static str,
    time: u8,
    newest_first: bool,
    comment: bool,
    line_end: &'static str,
}

impl Dress {
    pub(super) fn roll(dice: &mut Dice) -> Self {
        Self {
            separator: [b',', b',', b';', b'\t'][dice.below(4)],
            names: dice.pick(&["time,open,high,low,close,volume", "Date,Open,High,Low,Close,Vol", "ts,o,h,l,c,v"]),
            time: dice.below(5) as u8,
            newest_first: dice.one_in(4),
            comment: dice.one_in(2),
            line_end: dice.pick(&["\n", "\n", "\r\n"]),
        }
    }

    fn write(self, candles: &[Candle]) -> Vec<u8> {
        let mark = char::from(self.separator);
        let mut lines = Vec::new();
        for candle in candles {
            let civil = TimeZone::UTC.to_datetime(candle.open_time);
            let time = match self.time {
                0 => candle.open_time.to_string(),
                1 => civil.to_string().replace('T', " "),
                2 => candle.open_time.as_second().to_string(),
                3 => candle.open_time.as_millisecond().to_string(),
                _ => civil.strftime("%d.%m.%Y %H:%M:%S.000").to_string(),
            };
            let mut line = format!("{time}{mark}{}{mark}{}{mark}", candle.open, candle.high);
            write!(line, "{}{mark}{}{mark}", candle.low, candle.close).unwrap();
            line.push_str(&candle.volume.map(|volume| volume.to_string()).unwrap_or_default());
            lines.push(line);
        }
        if self.newest_first {
            lines.reverse();
        }
        lines.insert(0, self.names.replace(',', &mark.to_string()));
        if self.comment {
            lines.insert(0, "# made for a test, with, commas; and others".to_owned());
        }
        (lines.join(self.line_end) + self.line_end).into_bytes()
    }
}

/// A file with one to three things wrong, or seldom with none.
pub(super) fn broken(candles: &[Candle], dress: Dress, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = dress.write(candles);
    for _ in 0..if dice.one_in(20) { 0 } else { 1 + dice.below(3) } {
        bytes = match dice.below(6) {
            0 => break_bytes(bytes, dice),
            1 => break_lines(&bytes, dice),
            2 => break_columns(&bytes, dress.separator, dice),
            _ => break_cell(&bytes, dress.separator, dice),
        };
    }
    bytes
}

const JUNK: [&[u8]; 14] = [
    b"\0",
    b"\"",
    b"\n",
    b"\r",
    b",",
    b";;",
    b"\t",
    b"\xFF\xFE",
    b"#",
    b"1",
    b".",
    b"abc",
    b"\"\"",
    "\u{2212}é".as_bytes(),
];

fn break_bytes(mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    if bytes.is_empty() {
        return bytes;
    }
    let place = dice.below(bytes.len());
    match dice.below(5) {
        0 => bytes[place] ^= 1 << dice.below(8),
        1 => bytes[place] = dice.below(256) as u8,
        2 => bytes.truncate(place),
        3 => drop(bytes.remove(place)),
        _ => drop(bytes.splice(place..place, dice.pick(&JUNK).to_vec())),
    }
    bytes
}

fn break_lines(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
    match dice.below(5) {
        0 => drop(lines.remove(one)),
        1 => lines.insert(other, lines[one].clone()),
        2 => lines.swap(one, other),
        3 => lines.insert(one, dice.pick(&JUNK).to_vec()),
        _ => {
            // One line goes on where another stops.
            let half = lines[other].len() / 2;
            let tail = lines[other][half..].to_vec();
            lines[one].truncate(half);
            lines[one].extend(tail);
        }
    }
    lines.join(&b'\n')
}

fn break_columns(bytes: &[u8], mark: u8, dice: &mut Dice) -> Vec<u8> {
    let (one, other) = (dice.below(6), dice.below(6));
    let (deed, extent) = (dice.below(4), dice.below(3));
    let to = b",;\t|"[dice.below(4)];
    let lines: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let only = dice.below(lines.len());
    let change = |(index, line): (usize, Vec<u8>)| {
        // In one line, in the first lines, or in all of them.
        let applies = match extent {
            0 => index == only,
            1 => index < 2,
            _ => true,
        };
        let mut cells: Vec<Vec<u8>> = line.split(|byte| *byte == mark).map(<[u8]>::to_vec).collect();
        if !applies || cells.len() <= one.max(other) {
            return line;
        }
        match deed {
            0 => drop(cells.remove(one)),
            1 => cells.insert(other, cells[one].clone()),
            2 => cells.swap(one, other),
            _ => return cells.join(&to),
        }
        cells.join(&mark)
    };
    lines.into_iter().enumerate().map(change).collect::<Vec<_>>().join(&b'\n')
}

fn break_cell(bytes: &[u8], mark: u8, dice: &mut Dice) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let line = dice.below(lines.len());
    let mut cells: Vec<Vec<u8>> = lines[line].split(|byte| *byte == mark).map(<[u8]>::to_vec).collect();
    let index = dice.below(cells.len());
    let cell = String::from_utf8_lossy(&cells[index]).into_owned();
    let value: f64 = cell.trim().parse().unwrap_or(1.0);
    cells[index] = match dice.below(14) {
        0 => format!("-{cell}"),
        1 => dice.pick(&["NaN", "inf", "-inf", "null", "", " ", "1e999", "-0", "1e-400", "0", "NA"]).to_owned(),
        // The same value written otherwise is sound.
        2 => format!("{value:e}"),
        3 => format!("\"{cell}\""),
        4 => format!(" {cell} "),
        5 => cell.replace('.', ""),
        6 => cell.replace('.', ","),
        7 => format!("{cell}x"),
        8 => format!("${cell}"),
        9 => (value * 1.0001).to_string(),
        10 => (value * 1_000.0).to_string(),
        11 => cell.replace('Z', "+01:00"),
        12 => cell.chars().rev().collect(),
        _ => cell.replacen('0', "1", 1),
    }
    .into_bytes();
    lines[line] = cells.join(&mark);
    lines.join(&b'\n')
}
