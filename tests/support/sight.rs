//! What eyes make of a picture: how alike two are, how much a mark stands out, and what a colour is to those who see fewer.
#![expect(clippy::disallowed_methods, reason = "it reads pictures; a last digit of a power decides nothing")]

use anyhow::{Context, Result, ensure};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Red, green and blue as a screen takes them, each from 0 to 1.
pub type Colour = [f64; 3];

/// A square picture with nothing behind it: each pixel's colour, and how much of the pixel it covers.
#[derive(Debug, Clone)]
pub struct Mark {
    size: usize,
    pixels: Vec<(Colour, f64)>,
}

/// A square picture on a ground, row after row.
#[derive(Debug, Clone)]
pub struct View {
    pub size: usize,
    pub pixels: Vec<Colour>,
}

/// An eye, by what it tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eye {
    /// Light and dark alone, as a screen of greys.
    Grey,
    /// Without the long wave's cone.
    Protan,
    /// Without the middle wave's.
    Deutan,
    /// Without the short wave's.
    Tritan,
}

impl Mark {
    /// # Errors
    /// When the file is no square picture of colours and cover.
    pub fn read(file: &Path) -> Result<Self> {
        let opened = File::open(file).with_context(|| file.display().to_string())?;
        let mut reader = png::Decoder::new(BufReader::new(opened)).read_info()?;
        let mut bytes = vec![0; reader.output_buffer_size().context("a size")?];
        let about = reader.next_frame(&mut bytes)?;
        ensure!(about.width == about.height && about.color_type == png::ColorType::Rgba, "{about:?}");
        let part = |byte: u8| f64::from(byte) / 255.0;
        let pixels = bytes.as_chunks().0.iter().map(|&[r, g, b, cover]| ([r, g, b].map(part), part(cover)));
        Ok(Self { size: usize::try_from(about.width)?, pixels: pixels.collect() })
    }

    /// As a tray shows it: each pixel is the mean of what lies below it.
    #[must_use]
    pub fn shrunk(&self, size: usize) -> Self {
        let step = self.size as f64 / size as f64;
        let overlap = |at: usize, from: f64| ((at + 1) as f64).min(from + step) - (at as f64).max(from);
        let below = |from: f64| (from as usize, (from + step).ceil() as usize - from as usize);
        let mean = |row: f64, column: f64| {
            let ((top, rows), (left, columns)) = (below(row), below(column));
            let (mut sum, mut cover) = ([0.0; 3], 0.0);
            for (y, line) in self.pixels.chunks(self.size).enumerate().skip(top).take(rows) {
                for (x, (colour, covered)) in line.iter().enumerate().skip(left).take(columns) {
                    let weight = overlap(y, row).max(0.0) * overlap(x, column).max(0.0) * covered;
                    sum = each(sum, *colour, |sum, part| sum + weight * part);
                    cover += weight;
                }
            }
            (sum.map(|part| if cover > 0.0 { part / cover } else { 0.0 }), cover / (step * step))
        };
        let places = (0..size * size).map(|at| ((at / size) as f64 * step, (at % size) as f64 * step));
        Self { size, pixels: places.map(|(row, column)| mean(row, column)).collect() }
    }

    /// The part of it that is drawn in this ink, without what is drawn in the other.
    #[must_use]
    pub fn only(&self, ink: Colour, other: Colour) -> Self {
        let share = |colour: Colour| (luma(colour) - luma(other)) / (luma(ink) - luma(other));
        let pixels = self.pixels.iter().map(|&(colour, cover)| (ink, cover * share(colour).clamp(0.0, 1.0)));
        Self { size: self.size, pixels: pixels.collect() }
    }

    /// The same shape in another colour.
    #[must_use]
    pub fn dyed(&self, ink: Colour) -> Self {
        Self { size: self.size, pixels: self.pixels.iter().map(|&(_, cover)| (ink, cover)).collect() }
    }

    /// How much of each pixel it covers.
    pub fn cover(&self) -> impl Iterator<Item = f64> {
        self.pixels.iter().map(|(_, cover)| *cover)
    }

    /// On a ground of one colour.
    pub fn on(&self, ground: Colour) -> View {
        let mix =
            |&(colour, cover): &(Colour, f64)| each(colour, ground, |top, below| top * cover + below * (1.0 - cover));
        View { size: self.size, pixels: self.pixels.iter().map(mix).collect() }
    }
}

impl View {
    /// What an eye makes of it.
    #[must_use]
    pub fn seen_by(&self, eye: Eye) -> Self {
        Self { size: self.size, pixels: self.pixels.iter().map(|&colour| eye.sees(colour)).collect() }
    }

    /// How alike two are in the channel that tells least: the mean structural similarity of all windows of 8 by 8, with the
    /// constants of Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to structural
    /// similarity", IEEE Transactions on Image Processing 13(4), 2004. 1 is the same.
    pub fn likeness(&self, other: &Self) -> f64 {
        let channel = |view: &Self, at: usize| -> Vec<f64> {
            view.pixels.iter().filter_map(|colour| colour.get(at).copied()).collect()
        };
        (0..3).map(|at| ssim(&channel(self, at), &channel(other, at), self.size)).fold(-1.0, f64::max)
    }
}

impl Eye {
    pub const ALL: [Self; 4] = [Self::Grey, Self::Protan, Self::Deutan, Self::Tritan];

    /// The colour this eye takes another for. The matrices are those of severity 1 in Machado, Oliveira and Fernandes, "A
    /// physiologically-based model for simulation of color vision deficiency", IEEE Transactions on Visualization and
    /// Computer Graphics 15(6), 2009; they are of linear light.
    pub fn sees(self, colour: Colour) -> Colour {
        let light = colour.map(linear);
        let seen = match self {
            Self::Grey => [luminance(colour); 3],
            Self::Protan => times(
                [
                    [0.152_286, 1.052_583, -0.204_868],
                    [0.114_503, 0.786_281, 0.099_216],
                    [-0.003_882, -0.048_116, 1.051_998],
                ],
                light,
            ),
            Self::Deutan => times(
                [
                    [0.367_322, 0.860_646, -0.227_968],
                    [0.280_085, 0.672_501, 0.047_413],
                    [-0.011_820, 0.042_940, 0.968_881],
                ],
                light,
            ),
            Self::Tritan => times(
                [
                    [1.255_528, -0.076_749, -0.178_779],
                    [-0.078_411, 0.930_809, 0.147_602],
                    [0.004_733, 0.691_367, 0.303_900],
                ],
                light,
            ),
        };
        seen.map(|part| encoded(part.clamp(0.0, 1.0)))
    }
}

/// How much two colours differ in lightness, from 1 to 21, as WCAG 2 has it.
pub fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

/// A colour as the page tells it: `rgb(1, 2, 3)` or `rgba(1, 2, 3, 0.5)`, and how much it covers.
pub fn css(words: &str) -> Option<(Colour, f64)> {
    let inside = words.split_once('(')?.1.trim_end_matches(')');
    let parts: Vec<f64> = inside.split([',', ' ', '/']).filter_map(|part| part.parse().ok()).collect();
    let &[r, g, b, ref rest @ ..] = parts.as_slice() else { return None };
    Some(([r, g, b].map(|part| part / 255.0), rest.first().copied().unwrap_or(1.0)))
}

fn luma(colour: Colour) -> f64 {
    dot([0.2126, 0.7152, 0.0722], colour)
}

fn luminance(colour: Colour) -> f64 {
    luma(colour.map(linear))
}

fn linear(part: f64) -> f64 {
    if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

fn encoded(light: f64) -> f64 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

fn times(matrix: [Colour; 3], of: Colour) -> Colour {
    matrix.map(|row| dot(row, of))
}

fn dot([a, b, c]: Colour, [x, y, z]: Colour) -> f64 {
    a * x + b * y + c * z
}

fn each([a, b, c]: Colour, [x, y, z]: Colour, mix: impl Fn(f64, f64) -> f64) -> Colour {
    [mix(a, x), mix(b, y), mix(c, z)]
}

fn ssim(one: &[f64], other: &[f64], size: usize) -> f64 {
    const WINDOW: usize = 8;
    const COUNT: f64 = (WINDOW * WINDOW) as f64;
    let (flat, smooth) = (0.01_f64.powi(2), 0.03_f64.powi(2));
    let window = |of: &[f64], row: usize, column: usize| -> Vec<f64> {
        of.chunks(size).skip(row).take(WINDOW).flat_map(|line| line.iter().skip(column).take(WINDOW).copied()).collect()
    };
    let mean = |of: &[f64]| of.iter().sum::<f64>() / COUNT;
    let shared = |x: &[f64], y: &[f64]| {
        let (mx, my) = (mean(x), mean(y));
        x.iter().zip(y).map(|(a, b)| (a - mx) * (b - my)).sum::<f64>() / (COUNT - 1.0)
    };
    let last = size - WINDOW;
    let places = (0..=last).flat_map(|row| (0..=last).map(move |column| (row, column)));
    let alike = places.map(|(row, column)| {
        let (x, y) = (window(one, row, column), window(other, row, column));
        let (mx, my) = (mean(&x), mean(&y));
        ((2.0 * mx * my + flat) * (2.0 * shared(&x, &y) + smooth))
            / ((mx * mx + my * my + flat) * (shared(&x, &x) + shared(&y, &y) + smooth))
    });
    alike.sum::<f64>() / ((last + 1) * (last + 1)) as f64
}
