//! What the client adds to a stream, and how fast its parts are. Run by `cargo xtask bench`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a bench may stop where it stands, and has a watch"
)]

use std::{
    fmt::Write as _,
    hint::black_box,
    sync::LazyLock,
    time::{Duration, Instant},
};

use criterion::{
    Criterion, Throughput, criterion_group, criterion_main,
    measurement::{Measurement, ValueFormatter, WallTime},
};
use lmstudio::{
    Chat, Client, Completion, Heard, Message, Patience,
    models::State,
    object,
    origin::Remote,
    reasoning::{Kind, Splitter},
    sse::Decoder,
    testing::{Ending, Fake, Script, World, heard},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Runtime,
};

/// One piece as LM Studio writes it, role and all.
fn piece(delta: &str) -> String {
    format!(
        "data: {{\"id\":\"chatcmpl-8hyd6pa2h0mbr6gnx5hwlr\",\"object\":\"chat.completion.chunk\",\"created\":1764000000,\
         \"model\":\"model-a\",\"system_fingerprint\":\"model-a\",\"choices\":[{{\"index\":0,\"delta\":{{\"role\":\"assistant\",\
         {delta}}},\"logprobs\":null,\"finish_reason\":null}}]}}\n\n"
    )
}

/// A stream that thinks for so many pieces, and then answers with a word.
fn stream(pieces: usize) -> String {
    let mut text = String::new();
    for number in 0..pieces {
        text += &piece(&format!("\"reasoning_content\":\" word{number}\""));
    }
    text += &piece("\"content\":\"ok\"");
    text.push_str("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
    text
}

fn prose(bytes: usize) -> String {
    let mut text = String::new();
    let mut number = 0;
    while text.len() < bytes {
        number += 1;
        write!(
            text,
            "The close stood at {number}.25 and the range held: volume < average, so E{} weighs “more”. ",
            number % 9
        )
        .unwrap();
    }
    text
}

/// The time that this thread was at work: what a shared machine does for others meanwhile is none of ours. Where the
/// system does not tell, the time that went by.
struct Work;

impl Work {
    fn now() -> Duration {
        static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
        // The kernel brings its books up to date when it may give the processor to another.
        std::thread::yield_now();
        let worked = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
        let nanos = worked.and_then(|line| line.split(' ').next()?.parse().ok()).map(Duration::from_nanos);
        nanos.unwrap_or_else(|| BEGAN.elapsed())
    }
}

impl Measurement for Work {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        Self::now()
    }

    fn end(&self, began: Duration) -> Duration {
        Self::now().saturating_sub(began)
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

fn splitter(c: &mut Criterion<Work>) {
    let mut group = c.benchmark_group("splitter");
    let text = prose(1 << 20);
    let dense = "<think>a</think>b ◁x ".repeat(50_000);
    let thinking = format!("<think>{text}</think>ok");
    for (name, text, size) in [
        ("prose, 1 MiB at once", &text, usize::MAX),
        ("thinking, 1 MiB at once", &thinking, usize::MAX),
        ("prose, in pieces of 4 KiB", &text, 4096),
        ("prose, a token at a time", &text, 5),
        ("nothing but delimiters", &dense, usize::MAX),
    ] {
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (piece, more) = rest.split_at(rest.floor_char_boundary(size.min(rest.len())).max(1));
            pieces.push(piece);
            rest = more;
        }
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| {
            b.iter(|| {
                let (mut splitter, mut parts) = (Splitter::new(Kind::Prose), Vec::new());
                for piece in &pieces {
                    splitter.push(piece, &mut parts);
                    black_box(&parts);
                    parts.clear();
                }
                splitter.end(&mut parts)
            });
        });
    }
}

fn decoder(c: &mut Criterion<Work>) {
    let mut group = c.benchmark_group("sse");
    let text = stream(4000);
    for (name, size) in [("at once", usize::MAX), ("in reads of 16 KiB", 16 << 10), ("in reads of 1 KiB", 1 << 10)] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| {
            let mut events = Vec::new();
            b.iter(|| {
                let mut decoder = Decoder::default();
                for read in text.as_bytes().chunks(size) {
                    decoder.push(read, &mut events).unwrap();
                    black_box(&events);
                    events.clear();
                }
                decoder.end()
            });
        });
    }
}

fn found_object(c: &mut Criterion<Work>) {
    let mut group = c.benchmark_group("object");
    let text = format!("{}{{\"k\":\"{}\"}}", prose(32 << 10), prose(16 << 10));
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("behind prose", |b| b.iter(|| object::last(black_box(&text)).unwrap().len()));
}

/// All that is done to a piece between its bytes and whoever hears it, but for the connection and the waiting.
fn pipeline(c: &mut Criterion<Work>) {
    let mut group = c.benchmark_group("bytes to words");
    let pieces = 4000;
    let text = stream(pieces);
    group.throughput(Throughput::Elements(pieces as u64));
    group.bench_function("4,000 pieces", |b| {
        let mut said = Vec::new();
        b.iter(|| {
            said.clear();
            heard(Kind::Prose, text.as_bytes().chunks(270), &mut said).unwrap().reasoning_bytes
        });
    });
}

fn client(fake: &Fake) -> Client {
    Client::new(fake.origin().unwrap(), None, Remote::Refused, Patience::default()).unwrap()
}

fn ask() -> Completion {
    Completion { state: State::Loaded, ..Completion::new("model-a", vec![Message::User("How is it?".to_owned())]) }
}

/// The bytes of a stream as they are, to the end of the reply or to the first one of an event.
async fn raw(port: u16, to_first: bool) -> usize {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let head = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut bytes, mut tail) = (0, Vec::new());
    let mut room = vec![0; 16 << 10];
    loop {
        let read = stream.read(&mut room).await.unwrap();
        bytes += read;
        tail.extend_from_slice(&room[..read]);
        let is_end = if to_first { tail.windows(5).any(|five| five == b"data:") } else { tail.ends_with(b"0\r\n\r\n") };
        if is_end || read == 0 {
            return bytes;
        }
        tail.drain(..tail.len().saturating_sub(if to_first { 4096 } else { 16 }));
    }
}

async fn to_first(chat: &mut Chat) {
    while !matches!(chat.next().await.unwrap().unwrap(), Heard::Said(_)) {}
}

async fn to_end(chat: &mut Chat) -> u64 {
    loop {
        if let Heard::Finished(answer) = chat.next().await.unwrap().unwrap() {
            return answer.timing.bytes;
        }
    }
}

/// Every chat is answered so.
fn world(script: Script) -> World {
    let mut world = World::default();
    world.scripts.insert("/v1/chat/completions".to_owned(), script);
    world
}

/// Server and client take turns in one thread, so nobody waits for another processor.
fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Both times hold a connection, a request and the server's own work; their difference is ours.
fn latency(c: &mut Criterion<Work>) {
    let runtime = runtime();
    let mut group = c.benchmark_group("stream");
    group.sample_size(40);

    let beginning = Script::events(piece("\"content\":\"ok\"")).ending(Ending::Silence);
    let beginning = runtime.block_on(Fake::start(world(beginning))).unwrap();
    group.bench_function("first piece, raw", |b| b.iter(|| runtime.block_on(raw(beginning.port(), true))));
    let first = client(&beginning);
    group.bench_function("first piece, heard", |b| {
        b.iter(|| runtime.block_on(async { to_first(&mut first.chat(ask())).await }));
    });

    let pieces = 4000;
    let whole = world(Script::events(stream(pieces)).in_pieces(270));
    let whole = runtime.block_on(Fake::start(whole)).unwrap();
    group.throughput(Throughput::Elements(pieces as u64));
    group.bench_function("4,000 pieces, raw", |b| b.iter(|| runtime.block_on(raw(whole.port(), false))));
    let all = client(&whole);
    group.bench_function("4,000 pieces, heard", |b| {
        b.iter(|| runtime.block_on(async { to_end(&mut all.chat(ask())).await }));
    });
    group.finish();
}

/// From hanging up until the server notices.
fn cancel(c: &mut Criterion<Work>) {
    let runtime = runtime();
    let script = Script::events(piece("\"content\":\"ok\"")).ending(Ending::Silence);
    c.bench_function("cancel reaches the server", |b| {
        b.iter_custom(|times| {
            runtime.block_on(async {
                let fake = Fake::start(world(script.clone())).await.unwrap();
                let client = client(&fake);
                let mut took = Duration::ZERO;
                for time in 0..times as usize {
                    let mut chat = client.chat(ask());
                    to_first(&mut chat).await;
                    let began = Instant::now();
                    drop(chat);
                    fake.until(|seen| seen[time].hung_up).await;
                    took += began.elapsed();
                }
                took
            })
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(Work);
    targets = splitter, decoder, found_object, pipeline, latency, cancel
}
criterion_main!(benches);
