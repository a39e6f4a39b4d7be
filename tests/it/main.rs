//! The application from outside: its icon over the bus, its window through a driver.
#![cfg(target_os = "linux")]

mod alerts;
mod ask;
mod data;
mod hands;
mod icons;
mod journey;
mod keep;
mod life;
mod locks;
mod look;
mod market;
mod reset;
mod views;
