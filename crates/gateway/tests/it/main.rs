//! The link against the real gateways.
//!
//! `ENGRAM_PEERS` names the folder that holds them: `node22`, `node24`, `clawdbot` and `openclaw`, each filled by npm.
//! Without it these tests say that they were skipped.
#![cfg(test)]
#![cfg(unix)]

mod clawdbot;
mod openclaw;
mod peer;
mod rows;
mod support;
