//! What a link costs: time for a call from the gateway's socket to the tool and back, and memory.
//!
//! The gateway is a process of its own, over loopback, so that what is measured of memory is the link's.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench may stop where it stands, has a watch, starts the other end, and its figures are for people"
)]

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use gateway::{
    Config, Credentials, Given, Handle, Offer, Presentation, Role, SecretText, Taken, World,
    address::Address,
    frames::classic::Greeter,
    identity::Identity,
    invokes::Failure,
    link::{Dialect, Pace, Standing},
};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    runtime,
    sync::{mpsc, watch},
    time,
};
use tokio_tungstenite::{WebSocketStream, accept_async, tungstenite::Message};

/// Links whose memory is taken together.
const LINKS: usize = 200;

/// As long as a signal in all its views.
const ANSWER: usize = 8 << 10;

fn main() {
    if std::env::args().any(|word| word == "--the-other-end") {
        return other_end();
    }
    // Whoever asks for something else by name does not mean this.
    let named = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    if named.is_some_and(|name| name != "link") {
        return;
    }
    let mut gateway = Gateway::start();
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let on = runtime.handle().clone();
    // The links live on one thread, as a service's do.
    std::thread::spawn(move || runtime.block_on(std::future::pending::<()>()));
    let _entered = on.enter();
    let empty = rss();
    let (handle, work) = link(gateway.port, 1);
    on.block_on(ready(&handle));
    on.spawn(answers(work));
    gateway.asked("rate 1000 1");
    println!("calls at 1,000 a second:        {}", gateway.asked("rate 1000 10"));
    println!("128 calls at once, all answered: {}", gateway.asked("burst 128 100"));
    let before = peak();
    gateway.asked("big 26214399");
    println!("peak memory, a frame of 25 MiB less a byte: {:.1} MiB more", mib(peak().saturating_sub(before)));
    let one = rss();
    let mut held = Vec::new();
    for n in 0..LINKS {
        let (handle, work) = link(gateway.port, u8::try_from(n % 250).unwrap());
        on.block_on(ready(&handle));
        held.push((handle, work));
    }
    println!("memory of a link at rest: {} KiB, over {LINKS}", (rss().saturating_sub(one) >> 10) / LINKS as u64);
    println!("memory of the process before and with its first link: {:.1} and {:.1} MiB", mib(empty), mib(one));
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

async fn time_out<T>(work: impl Future<Output = T>) -> T {
    time::timeout(Duration::from_mins(2), work).await.unwrap()
}

fn link(port: u16, seed: u8) -> (Handle, mpsc::Receiver<Taken>) {
    let address: Address = format!("ws://127.0.0.1:{port}").parse().unwrap();
    let commands = vec!["mcp.tools.call.v1".to_owned()];
    let text = str::to_owned;
    let config = Config {
        address: address.clone(),
        pins: vec![],
        dialect: Dialect::Auto,
        pace: Pace::default(),
        ping: Duration::from_secs(10),
        role: Role::Node(Offer { caps: vec![], commands, tools: vec![] }),
        presentation: Presentation {
            display_name: text("Engram"),
            version: text("0.1.0"),
            user_agent: text("engram/0.1.0"),
            platform: text("linux"),
            device_family: text("Linux"),
        },
        greeter: Greeter { id: text("engram"), name: text("Engram"), version: text("0.1.0"), capabilities: vec![] },
        subprotocol: None,
        tell: Arc::new(|_: &str, failure: &Failure| failure.object("2026-11-22T12:00:03Z")),
        rests_until: None,
    };
    let given = Some(Given::Token(SecretText::new("NOT-A-REAL-TOKEN")));
    let (_, credentials) = watch::channel(Credentials { origin: address.origin().clone(), given, device: None });
    let world = World::real(&config, false, || "2026-11-22T12:00:03Z".to_owned()).unwrap();
    gateway::spawn(config, Identity::from_seed(&[seed; 32]), credentials, world, &runtime::Handle::current())
}

async fn ready(handle: &Handle) {
    handle.enable().await.unwrap();
    let mut standing = handle.watch();
    drop(time_out(standing.wait_for(|now| matches!(now, Standing::Ready { .. }))).await.unwrap());
}

/// A tool that takes no time.
async fn answers(mut work: mpsc::Receiver<Taken>) {
    let text = json!({ "content": [{ "type": "text", "text": "x".repeat(ANSWER) }] }).to_string();
    while let Some(taken) = work.recv().await {
        taken.answer(text.clone());
    }
}

/// Memory of this process, bytes.
fn rss() -> u64 {
    status("VmRSS:")
}

/// The most it ever had, bytes.
fn peak() -> u64 {
    status("VmHWM:")
}

fn status(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) << 10
}

/// The other end, in a process of its own.
struct Gateway {
    child: Child,
    port: u16,
    says: ChildStdin,
    told: BufReader<ChildStdout>,
}

impl Gateway {
    fn start() -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let mut child = command.arg("--the-other-end").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (says, mut told) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut port = String::new();
        told.read_line(&mut port).unwrap();
        Self { child, port: port.trim().parse().unwrap(), says, told }
    }

    /// Lets it do something; the link goes on meanwhile.
    fn asked(&mut self, line: &str) -> String {
        writeln!(self.says, "{line}").unwrap();
        let mut told = String::new();
        self.told.read_line(&mut told).unwrap();
        told.trim().to_owned()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

type Socket = WebSocketStream<TcpStream>;

/// Greets every link; on the first one it does what it is told.
fn other_end() {
    let (tell, mut lines) = mpsc::unbounded_channel::<String>();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            if tell.send(line.unwrap()).is_err() {
                return;
            }
        }
    });
    runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap().port());
        let (mut first, node) = greeted(listener.accept().await.unwrap().0).await;
        tokio::spawn(async move {
            loop {
                let (mut socket, _) = greeted(listener.accept().await.unwrap().0).await;
                // Reading answers pings.
                tokio::spawn(async move { while socket.next().await.is_some() {} });
            }
        });
        loop {
            let line = tokio::select! {
                line = lines.recv() => line,
                _ = first.next() => continue,
            };
            let Some(line) = line else { return };
            let words: Vec<&str> = line.split(' ').collect();
            let number = |n: usize| words[n].parse::<usize>().unwrap();
            println!(
                "{}",
                match words[0] {
                    "rate" => rate(&mut first, &node, number(1), number(2)).await,
                    "burst" => burst(&mut first, &node, number(1), number(2)).await,
                    "big" => big(&mut first, &node, number(1)).await,
                    other => panic!("{other}"),
                }
            );
        }
    });
}

async fn greeted(stream: TcpStream) -> (Socket, String) {
    stream.set_nodelay(true).unwrap();
    let mut socket = accept_async(stream).await.unwrap();
    say(
        &mut socket,
        &json!({"type": "event", "event": "connect.challenge", "payload": {"nonce": "n", "ts": 1, "capabilities": []}}),
    )
    .await;
    let connect = hear(&mut socket).await;
    let hello = json!({"protocol": 4, "features": {"methods": []}, "policy": {"maxPayload": 26_214_400, "tickIntervalMs": 30_000}});
    say(&mut socket, &json!({"type": "res", "id": connect["id"], "ok": true, "payload": hello})).await;
    (socket, connect["params"]["device"]["id"].as_str().unwrap().to_owned())
}

async fn say(socket: &mut Socket, frame: &Value) {
    socket.send(Message::text(frame.to_string())).await.unwrap();
}

async fn hear(socket: &mut Socket) -> Value {
    loop {
        if let Message::Text(text) = socket.next().await.unwrap().unwrap() {
            return serde_json::from_str(&text).unwrap();
        }
    }
}

/// Says that a result was taken, as a gateway does: so many may be on their way, and no more.
async fn took(socket: &mut Socket, frame: &Value) {
    say(socket, &json!({"type": "res", "id": frame["id"], "ok": true, "payload": {}})).await;
}

fn call(node: &str, id: usize) -> Value {
    json!({"type": "event", "event": "node.invoke.request", "payload": {
        "id": id.to_string(), "nodeId": node, "command": "mcp.tools.call.v1", "timeoutMs": 30_000,
        "idempotencyKey": format!("k-{id}"),
        "paramsJSON": r#"{"server":"engram","tool":"generate_signal","arguments":{"pair":"BTC/USD","timeframe":"1h"}}"#}})
}

/// So many calls a second, for so many seconds.
async fn rate(socket: &mut Socket, node: &str, a_second: usize, seconds: usize) -> String {
    let mut ticks = time::interval(Duration::from_secs(1) / u32::try_from(a_second).unwrap());
    let (mut sent, mut times) = (HashMap::new(), Vec::new());
    let base = base();
    while times.len() < a_second * seconds {
        tokio::select! {
            _ = ticks.tick(), if sent.len() + times.len() < a_second * seconds => {
                let id = base + sent.len() + times.len();
                sent.insert(id.to_string(), Instant::now());
                say(socket, &call(node, id)).await;
            }
            frame = hear(socket) => {
                took(socket, &frame).await;
                if let Some(began) = sent.remove(frame["params"]["id"].as_str().unwrap()) {
                    times.push(began.elapsed());
                }
            }
        }
    }
    spread(times)
}

/// So many at once, so often.
async fn burst(socket: &mut Socket, node: &str, many: usize, often: usize) -> String {
    let mut times = Vec::new();
    for _ in 0..often {
        let (base, began) = (base(), Instant::now());
        for n in 0..many {
            socket.feed(Message::text(call(node, base + n).to_string())).await.unwrap();
        }
        socket.flush().await.unwrap();
        for _ in 0..many {
            let frame = hear(socket).await;
            took(socket, &frame).await;
            assert!(!frame.to_string().contains("BUSY"), "{many} have room");
        }
        times.push(began.elapsed());
    }
    spread(times)
}

/// One frame as long as they may be, then a call, so that it is known to have been heard.
async fn big(socket: &mut Socket, node: &str, bytes: usize) -> String {
    let head = r#"{"type":"event","event":"presence","payload":{"x":""#;
    let tail = "\"}}";
    let text = format!("{head}{}{tail}", "x".repeat(bytes - head.len() - tail.len()));
    assert_eq!(text.len(), bytes);
    socket.send(Message::text(text)).await.unwrap();
    say(socket, &call(node, base())).await;
    let frame = hear(socket).await;
    took(socket, &frame).await;
    "heard".to_owned()
}

/// Ids that were not used before.
fn base() -> usize {
    static LAST: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    LAST.fetch_add(1_000_000, std::sync::atomic::Ordering::Relaxed)
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    format!("p50 {:.2} ms, p99 {:.2} ms, slowest {:.2} ms, of {}", at(0.5), at(0.99), at(1.0), times.len())
}
