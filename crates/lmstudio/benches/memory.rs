//! What a stream of a million tokens takes: `cargo bench -p lmstudio --bench memory`.
#![expect(clippy::print_stdout, reason = "its table is for people")]
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement that goes wrong is none; it reads the kernel's books"
)]

use lmstudio::{
    Client, Completion, Heard, Message, Patience,
    models::State,
    origin::Remote,
    testing::{Ending, Fake, Script, World},
};

/// The shortest piece that says something: so a million fit into what is read of one stream.
const PIECE: &str = "data: {\"choices\":[{\"delta\":{\"reasoning\":\" tok\"}}]}\n\n";

fn main() {
    // Whoever asks for something else by name does not mean this.
    let named = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    if named.is_some_and(|name| name != "memory") {
        return;
    }
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(measure());
}

async fn measure() {
    let mut world = World::default();
    let endless = Script::events("").ending(Ending::Forever(PIECE.repeat(64).into_bytes()));
    world.scripts.insert("/v1/chat/completions".to_owned(), endless);
    let fake = Fake::start(world).await.unwrap();
    let client = Client::new(fake.origin().unwrap(), None, Remote::Refused, Patience::default()).unwrap();
    let ask = Completion::new("model-a", vec![Message::User("How is it?".to_owned())]);
    let mut chat = client.chat(Completion { state: State::Loaded, ..ask });
    let mut pieces = 0_u64;
    while pieces < 1_000_000 {
        if let Heard::Said(_) = chat.next().await.unwrap().unwrap() {
            pieces += 1;
            if matches!(pieces, 1 | 1_000 | 10_000 | 100_000 | 1_000_000) {
                println!("{pieces:>9} tokens  {}", resident());
            }
        }
    }
}

/// What this process holds in memory, the server of the measurement included.
fn resident() -> String {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return "not told by this system".to_owned() };
    let line = |name: &str| status.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    format!("{}  at most {}", line("VmRSS:"), line("VmHWM:"))
}
