//! The marks of the tray as they are shipped: told apart and seen, by every eye, on every bar.

use anyhow::{Context, Result};
use tests::{Colour, Eye, Mark, contrast, root};

const MARKS: [&str; 7] = ["starting", "ready", "needs-approval", "degraded", "reconnecting", "needs-you", "paused"];

/// The sizes at which trays show them, the smallest first.
const SIZES: [usize; 5] = [16, 20, 24, 32, 48];

const WHITE: Colour = [1.0; 3];
const GREY: Colour = [128.0 / 255.0; 3];
const BLACK: Colour = [0.0; 3];

const LIGHT: Colour = [245.0 / 255.0, 247.0 / 255.0, 250.0 / 255.0];
const DARK: Colour = [24.0 / 255.0, 28.0 / 255.0, 36.0 / 255.0];

/// A set of marks: its name, its ink, the ink of its halo, and the bars it may come to stand on. On a bar that is neither dark
/// nor light the desktop may have said either.
const SETS: [(&str, Colour, Colour, &[Colour]); 2] =
    [("light", LIGHT, DARK, &[BLACK, GREY]), ("dark", DARK, LIGHT, &[WHITE, GREY])];

fn shipped(mark: &str, set: &str) -> Result<Mark> {
    Mark::read(&root().join(format!("icons/tray/{mark}-{set}.png")))
}

/// The two of these that are most alike at the smallest size, to any eye, on this bar.
fn closest(marks: &[(&str, Mark)], bar: Colour) -> Result<(f64, String)> {
    let mut all = Vec::new();
    for eye in Eye::ALL {
        let seen: Vec<_> = marks.iter().map(|(name, mark)| (name, mark.shrunk(16).on(bar).seen_by(eye))).collect();
        for (at, (name, view)) in seen.iter().enumerate() {
            for (other, beside) in seen.iter().skip(at + 1) {
                all.push((view.likeness(beside), format!("{name} and {other} to {eye:?}")));
            }
        }
    }
    assert_eq!(all.len(), 4 * marks.len() * (marks.len() - 1) / 2);
    all.into_iter().max_by(|one, other| one.0.total_cmp(&other.0)).context("two marks")
}

#[test]
fn seven_marks_are_told_apart_by_every_eye_at_the_smallest_size() -> Result<()> {
    for set in ["light", "dark", "template"] {
        let marks = MARKS.iter().map(|&mark| Ok((mark, shipped(mark, set)?))).collect::<Result<Vec<_>>>()?;
        for bar in [WHITE, GREY, BLACK] {
            // The system paints the third set itself, in what stands out.
            let marks: Vec<_> = match set {
                "template" if bar == BLACK => marks.iter().map(|(name, mark)| (*name, mark.dyed(WHITE))).collect(),
                _ => marks.clone(),
            };
            let (alike, which) = closest(&marks, bar)?;
            println!("{set} on {bar:.1?}: {which}: {alike:.3}");
            assert!(alike < 0.9, "{set} on {bar:?}: {which}: {alike:.3}");
        }
    }
    Ok(())
}

#[test]
fn marks_that_differ_by_colour_alone_would_be_found() -> Result<()> {
    // Red and green of one lightness, which is how other trays tell two states apart.
    let ready = shipped("ready", "template")?;
    let lamps = [("red", ready.dyed([0.78, 0.22, 0.22])), ("green", ready.dyed([0.2, 0.5, 0.2]))];
    let (alike, _) = closest(&lamps, BLACK)?;
    assert!(alike > 0.9, "{alike:.3}");
    Ok(())
}

/// Of the pixels that this ink mostly covers: how many, which share of them stands out from the bar by three to one, and which
/// share does so itself or has a neighbour, of ink or halo, that does.
fn standing_out(mark: &Mark, ink: Colour, halo: Colour, bar: Colour, size: usize) -> (usize, f64, f64) {
    let stands: Vec<bool> =
        mark.shrunk(size).on(bar).pixels.iter().map(|colour| contrast(*colour, bar) >= 3.0).collect();
    let stands = |at: usize| stands.get(at) == Some(&true);
    let shape = mark.only(ink, halo).shrunk(size);
    let inked: Vec<_> = shape.cover().enumerate().filter(|(_, cover)| *cover >= 0.5).map(|(at, _)| at).collect();
    let near = |at: usize| {
        let beside = |of: usize| of.saturating_sub(1)..=(of + 1).min(size - 1);
        beside(at / size).any(|row| beside(at % size).any(|column| stands(row * size + column)))
    };
    let share = |count: usize| count as f64 / inked.len() as f64;
    let itself = inked.iter().filter(|at| stands(**at)).count();
    (inked.len(), share(itself), share(inked.iter().filter(|at| near(**at)).count()))
}

#[test]
fn every_mark_is_seen_on_the_bars_it_is_chosen_for_at_every_size() -> Result<()> {
    for (set, ink, halo, bars) in SETS {
        for name in MARKS {
            let mark = shipped(name, set)?;
            for &bar in bars {
                for size in SIZES {
                    let (count, itself, near) = standing_out(&mark, ink, halo, bar, size);
                    let at = format!("{name}-{set} on {bar:.1?} at {size} px: {count} pixels, {itself:.2}, {near:.2}");
                    assert!(count > 40, "{at}");
                    // Where the bar was known, the whole ink stands out. Between dark and light most of it does, and where it
                    // is blended with its halo the next pixel does.
                    let least = if bar == GREY { 0.5 } else { 1.0 };
                    assert!(itself >= least && near == 1.0, "{at}");
                }
            }
        }
    }
    Ok(())
}

#[test]
fn a_mark_on_a_bar_of_its_own_ink_would_be_found() -> Result<()> {
    let (_, itself, near) = standing_out(&shipped("ready", "light")?, LIGHT, DARK, WHITE, 24);
    assert!(itself < 0.1 && near < 0.5, "{itself} {near}");
    Ok(())
}
