//! A server that behaves as LM Studio does, to develop against. It runs until it is interrupted.

use lmstudio::testing::{Fake, World};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let fake = Fake::start(World::default()).await?;
    eprintln!("{}", fake.origin()?);
    std::future::pending().await
}
