//! The marks of the tray as they are shipped: told apart by every eye, and seen on every bar.

#![expect(clippy::indexing_slicing, reason = "a picture is as large as its own header says")]

use anyhow::{Context, Result};
use png::{ColorType, Decoder};
use std::fs::File;
use std::io::BufReader;
use tests::root;

const MARKS: [&str; 7] = ["starting", "ready", "needs-approval", "degraded", "reconnecting", "needs-you", "paused"];
const SIZES: [usize; 5] = [16, 20, 24, 32, 48];

/// A colour of a pixel in linear light, and how much of the pixel it covers.
type Pixel = ([f64; 3], f64);

/// A square picture.
struct Picture {
    size: usize,
    pixels: Vec<Pixel>,
}

impl Picture {
    #[expect(clippy::disallowed_methods, reason = "it reads the files that are shipped")]
    fn shipped(mark: &str, set: &str) -> Result<Self> {
        let path = root().join(format!("icons/tray/{mark}-{set}.png"));
        let file = File::open(&path).with_context(|| path.display().to_string())?;
        let mut reader = Decoder::new(BufReader::new(file)).read_info()?;
        let mut bytes = vec![0; reader.output_buffer_size().context("a size")?];
        let info = reader.next_frame(&mut bytes)?;
        assert_eq!((info.color_type, info.width), (ColorType::Rgba, info.height), "{mark}-{set}");
        let pixel = |of: &[u8]| ([linear(of[0]), linear(of[1]), linear(of[2])], f64::from(of[3]) / 255.0);
        Ok(Self { size: usize::try_from(info.width)?, pixels: bytes.chunks_exact(4).map(pixel).collect() })
    }

    /// The same, scaled by the areas that its pixels cover, as desktops do it.
    fn scaled(&self, size: usize) -> Self {
        let step = self.size as f64 / size as f64;
        let overlap = |at: usize, from: f64, to: f64| (to.min(at as f64 + 1.0) - from.max(at as f64)).max(0.0);
        let mut pixels = Vec::with_capacity(size * size);
        for (row, column) in (0..size * size).map(|at| (at / size, at % size)) {
            let (top, left) = (row as f64 * step, column as f64 * step);
            let (mut sum, mut cover) = ([0.0; 3], 0.0);
            for y in top as usize..self.size.min((top + step).ceil() as usize) {
                for x in left as usize..self.size.min((left + step).ceil() as usize) {
                    let (colour, alpha) = self.pixels[y * self.size + x];
                    let part = overlap(y, top, top + step) * overlap(x, left, left + step) * alpha;
                    (0..3).for_each(|channel| sum[channel] += part * colour[channel]);
                    cover += part;
                }
            }
            let colour = if cover > 0.0 { sum.map(|channel| channel / cover) } else { sum };
            pixels.push((colour, cover / (step * step)));
        }
        Self { size, pixels }
    }

    /// On a bar of one colour, as an eye sees it: lightness from 0 to 1.
    fn seen(&self, bar: f64, eye: [[f64; 3]; 3]) -> Vec<f64> {
        let on = |(colour, cover): &Pixel| colour.map(|channel| channel * cover + bar * (1.0 - cover));
        self.pixels.iter().map(|pixel| lightness(luminance(through(eye, on(pixel))))).collect()
    }
}

fn linear(value: u8) -> f64 {
    let value = f64::from(value) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
}

fn luminance([red, green, blue]: [f64; 3]) -> f64 {
    0.212_6 * red + 0.715_2 * green + 0.072_2 * blue
}

/// CIE L*, from 0 to 1.
fn lightness(luminance: f64) -> f64 {
    let scaled = if luminance > 0.008_856 { 116.0 * luminance.cbrt() - 16.0 } else { 903.3 * luminance };
    (scaled / 100.0).clamp(0.0, 1.0)
}

/// What an eye makes of a colour. Dichromats as in Machado, Oliveira and Fernandes, "A Physiologically-based Model for
/// Simulation of Color Vision Deficiency", 2009, severity 1, in linear light.
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("grey", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protan",
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ),
    (
        "deutan",
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ),
    (
        "tritan",
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ),
];

fn through(eye: [[f64; 3]; 3], colour: [f64; 3]) -> [f64; 3] {
    eye.map(|row| row.iter().zip(colour).map(|(weight, channel)| weight * channel).sum::<f64>().clamp(0.0, 1.0))
}

/// Structural similarity (Wang, Bovik, Sheikh and Simoncelli, 2004), the mean over windows of 8 by 8; 1 is the same.
fn ssim(one: &[f64], other: &[f64], size: usize) -> f64 {
    const WINDOW: usize = 8;
    let (c1, c2) = (0.01_f64.powi(2), 0.03_f64.powi(2));
    let places = size - WINDOW + 1;
    let all = (0..places * places).map(|place| {
        let (top, left) = (place / places, place % places);
        let within = (0..WINDOW * WINDOW).map(|at| (top + at / WINDOW) * size + left + at % WINDOW);
        let pairs: Vec<(f64, f64)> = within.map(|at| (one[at], other[at])).collect();
        let count = pairs.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / count;
        let (x, y) = (mean(|pair| pair.0), mean(|pair| pair.1));
        let (xx, yy) = (mean(|pair| pair.0 * pair.0) - x * x, mean(|pair| pair.1 * pair.1) - y * y);
        let xy = mean(|pair| pair.0 * pair.1) - x * y;
        (2.0 * x * y + c1) * (2.0 * xy + c2) / ((x * x + y * y + c1) * (xx + yy + c2))
    });
    all.sum::<f64>() / (places * places) as f64
}

/// WCAG 2.2, of two luminances.
fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn seven_marks_are_told_apart_by_shape_at_the_smallest_size_by_every_eye() -> Result<()> {
    for (set, bar) in [("light", 0.0), ("dark", 1.0)] {
        let pictures =
            MARKS.iter().map(|mark| Ok(Picture::shipped(mark, set)?.scaled(16))).collect::<Result<Vec<_>>>()?;
        for (name, eye) in EYES {
            let seen: Vec<_> = pictures.iter().map(|picture| picture.seen(bar, eye)).collect();
            assert!(ssim(&seen[0], &seen[0], 16) > 0.999, "the measure knows what is the same");
            for (at, one) in seen.iter().enumerate() {
                for (other, picture) in seen.iter().enumerate().skip(at + 1) {
                    let alike = ssim(one, picture, 16);
                    assert!(alike < 0.9, "{set} {name}: {} and {} are alike: {alike:.3}", MARKS[at], MARKS[other]);
                }
            }
        }
    }
    Ok(())
}

/// The darkest, the lightest and a grey bar; the set that the application takes on each, or may take on the grey one.
#[test]
fn every_mark_stands_out_on_every_bar_at_every_size() -> Result<()> {
    let grey = linear(128);
    for (set, bar) in [("light", 0.0), ("dark", 1.0), ("light", grey), ("dark", grey)] {
        for mark in MARKS {
            let shipped = Picture::shipped(mark, set)?;
            for size in SIZES {
                let picture = shipped.scaled(size);
                let on =
                    |(colour, cover): &Pixel| luminance(colour.map(|channel| channel * cover + bar * (1.0 - cover)));
                let contrasts = picture.pixels.iter().map(|pixel| contrast(on(pixel), bar));
                let clear = contrasts.filter(|contrast| *contrast >= 3.0).count();
                // Edges are blurred where lines are thinner than pixels; what is whole must stand out, and be enough to see.
                assert!(32 * clear >= size * size, "{mark}-{set} at {size} px on {bar:.2}: {clear} pixels stand out");
            }
        }
    }
    Ok(())
}

/// The template of macOS takes any colour, so its cover alone is the mark.
#[test]
fn the_template_of_macos_has_the_same_shapes() -> Result<()> {
    for mark in MARKS {
        let (template, dark) =
            (Picture::shipped(mark, "template")?.scaled(16), Picture::shipped(mark, "dark")?.scaled(16));
        let cover = |picture: &Picture| picture.pixels.iter().map(|(_, cover)| *cover).collect::<Vec<_>>();
        let alike = ssim(&cover(&template), &cover(&dark), 16);
        assert!(alike > 0.5, "{mark}: {alike:.3}");
    }
    Ok(())
}
