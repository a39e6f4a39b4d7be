//! Six market places on ports of this computer, to look at Engram with: prints the settings that use them.
//!
//! `cargo run -p market --features testing --example venues`
#![expect(clippy::disallowed_methods, reason = "its clock is this computer's")]

use std::sync::Arc;

use jiff::Timestamp;
use market::{
    VenueName,
    fake::{Served, World},
};

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut served = Vec::new();
        let mut lines = Vec::new();
        for venue in VenueName::ALL {
            let world = World::new(venue, Arc::new(|| Timestamp::now().as_millisecond()));
            let at = Served::start(world).await?;
            lines.push(at.rows());
            served.push(at);
        }
        eprintln!("[market]\nsource = \"binance\"\nendpoints = {{ {} }}", lines.join(", "));
        std::future::pending::<()>().await;
        drop(served);
        Ok(())
    })
}
