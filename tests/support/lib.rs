//! What the tests of the whole need: a screen, a bus, a tray's host and a driver of their own, so that they neither see nor
//! disturb the machine they run on.
#![cfg(target_os = "linux")]

mod axe;
mod bus;
mod child;
mod notices;
mod page;
mod portal;
mod program;
mod screen;
mod sight;
mod tray;
mod world;

pub use axe::axe;
pub use notices::{Notice, Notices};
pub use page::Page;
pub use portal::Portal;
pub use program::{program, root};
pub use screen::{ModMask, Screen};
pub use sight::{Colour, Eye, Mark, View, contrast, css};
pub use tray::{Row, Tray};
pub use world::{App, World, until};
