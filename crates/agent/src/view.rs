//! Projections of the snapshot for places that draw by themselves.

pub mod notices;
pub mod tray;
