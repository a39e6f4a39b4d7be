//! The other end: a gateway that says what a test wants.

use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use futures_util::SinkExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::DuplexStream;
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
        http::HeaderMap,
        protocol::CloseFrame,
    },
};

use super::super::*;
use crate::{
    Given, Offer, Presentation, Role,
    frames::{Descriptor, McpTool, classic::Greeter},
    invokes::Failure,
    link::{Dialect, Pace},
};

pub(super) const SEED: [u8; 32] = [7; 32];
pub(super) const NONCE: &str = "b73ccea0";
pub(super) const AT: u64 = 1_795_350_531_298;

/// A node with one tool.
pub(super) fn node() -> Role {
    let tool = Descriptor {
        plugin_id: "engram".to_owned(),
        name: "engram_generate_signal".to_owned(),
        description: "BUY, SELL or HOLD.".to_owned(),
        parameters: json!({"type": "object"}),
        command: "mcp.tools.call.v1".to_owned(),
        mcp: Some(McpTool { server: "engram".to_owned(), tool: "generate_signal".to_owned() }),
    };
    let (caps, commands) = (vec!["engram".to_owned()], vec!["mcp.tools.call.v1".to_owned()]);
    Role::Node(Offer { caps, commands, tools: vec![tool] })
}

pub(super) fn config(role: Role) -> Config {
    Config {
        address: "ws://127.0.0.1:18789".parse().unwrap(),
        pins: vec![],
        dialect: Dialect::Auto,
        pace: Pace::default(),
        ping: Duration::from_secs(10),
        role,
        presentation: Presentation {
            display_name: "Engram (desk-1 3f2a)".to_owned(),
            version: "0.1.0".to_owned(),
            user_agent: "engram/0.1.0".to_owned(),
            platform: "linux".to_owned(),
            device_family: "Linux".to_owned(),
        },
        greeter: Greeter {
            id: "engram".to_owned(),
            name: "Engram Trading Assistant".to_owned(),
            version: "0.1.0".to_owned(),
            capabilities: vec!["trading_analysis".to_owned()],
        },
        subprotocol: Some("clawdbot-v1".to_owned()),
        tell: Arc::new(|command: &str, failure: &Failure| match command {
            "classic.message" => format!("{}: {}", failure.code, failure.message),
            _ => failure.tool_result("2026-11-22T12:00:03Z"),
        }),
        rests_until: None,
    }
}

use std::time::Duration;

/// What the next dials do.
#[derive(Default)]
struct Way {
    refuse: usize,
    hang: bool,
    through: VecDeque<DuplexStream>,
}

/// A link, and the world it lives in.
pub(super) struct Bench {
    pub(super) handle: Handle,
    pub(super) taken: mpsc::Receiver<Taken>,
    pub(super) secrets: watch::Sender<Credentials>,
    way: Arc<Mutex<Way>>,
    dialled: Arc<AtomicUsize>,
    pending: Arc<AtomicUsize>,
    arrived: mpsc::UnboundedReceiver<()>,
}

/// Counts while it lives.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

pub(super) fn bench(role: Role) -> Bench {
    bench_with(config(role))
}

pub(super) fn bench_with(config: Config) -> Bench {
    let given = Some(Given::Token(SecretText::new("NOT-A-REAL-TOKEN")));
    let credentials = Credentials { origin: config.address.origin().clone(), given, device: None };
    let (secrets, credentials) = watch::channel(credentials);
    let (way, dialled, pending) =
        (Arc::<Mutex<Way>>::default(), Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let (arrive, arrived) = mpsc::unbounded_channel();
    let dial = {
        let (way, dialled, pending) = (Arc::clone(&way), Arc::clone(&dialled), Arc::clone(&pending));
        move || {
            dialled.fetch_add(1, Ordering::SeqCst);
            let (way, arrive, pending) = (Arc::clone(&way), arrive.clone(), Arc::clone(&pending));
            pending.fetch_add(1, Ordering::SeqCst);
            let counted = Counted(pending);
            async move {
                let _counted = counted;
                if way.lock().unwrap().hang {
                    std::future::pending::<()>().await;
                }
                let mut way = way.lock().unwrap();
                if way.refuse > 0 {
                    way.refuse -= 1;
                    return Err(DialFault::Unreachable("connection refused".to_owned()));
                }
                let (ours, theirs) = tokio::io::duplex(1 << 16);
                way.through.push_back(theirs);
                arrive.send(()).unwrap();
                Ok(ours)
            }
        }
    };
    let world = World { dial, roll: Box::new(|| 0.5), utc: || "2026-11-22T12:00:03Z".to_owned() };
    let identity = Identity::from_seed(&SEED);
    let (handle, taken) = spawn(config, identity, credentials, world, &runtime::Handle::current());
    Bench { handle, taken, secrets, way, dialled, pending, arrived }
}

impl Bench {
    /// Waits for a standing.
    pub(super) async fn until(&self, mut is: impl FnMut(&Standing) -> bool) {
        let mut standing = self.handle.watch();
        let found = tokio::time::timeout(Duration::from_mins(30), standing.wait_for(|now| is(now))).await;
        assert!(matches!(found, Ok(Ok(_))), "it stands at {:?}", self.handle.standing());
    }

    pub(super) fn hang_dials(&mut self) {
        self.way.lock().unwrap().hang = true;
    }

    pub(super) fn refuse_dials(&mut self, times: usize) {
        self.way.lock().unwrap().refuse = times;
    }

    pub(super) fn dials_on_their_way(&self) -> usize {
        self.pending.load(Ordering::SeqCst)
    }

    pub(super) fn dialled(&self) -> usize {
        self.dialled.load(Ordering::SeqCst)
    }

    /// The bytes of the next dial.
    pub(super) async fn bytes(&mut self) -> DuplexStream {
        self.arrived.recv().await.unwrap();
        self.way.lock().unwrap().through.pop_front().unwrap()
    }

    /// Takes the next dial.
    pub(super) async fn accept(&mut self) -> Peer {
        self.accept_echoing(None).await
    }

    /// Takes the next dial, and answers with a subprotocol.
    pub(super) async fn accept_echoing(&mut self, subprotocol: Option<&'static str>) -> Peer {
        let bytes = self.bytes().await;
        self.accept_over(bytes, subprotocol).await
    }

    /// Takes a dial whose bytes come by another way.
    pub(super) async fn accept_on(&mut self, bytes: DuplexStream) -> Peer {
        self.accept_over(bytes, None).await
    }

    async fn accept_over(&mut self, bytes: DuplexStream, subprotocol: Option<&'static str>) -> Peer {
        let (mut headers, mut path) = (HeaderMap::new(), String::new());
        #[expect(clippy::result_large_err, reason = "the library's own type")]
        let look = |request: &Request, mut response: Response| -> Result<Response, ErrorResponse> {
            headers = request.headers().clone();
            request.uri().path().clone_into(&mut path);
            if let Some(subprotocol) = subprotocol {
                response.headers_mut().insert("Sec-WebSocket-Protocol", subprotocol.parse().unwrap());
            }
            Ok(response)
        };
        let stream = accept_hdr_async(bytes, look).await.unwrap();
        Peer { stream, headers, path }
    }

    /// A link of protocol 4 that publishes nothing.
    pub(super) async fn ready(&mut self) -> Peer {
        self.handle.enable().await.unwrap();
        let mut peer = self.accept().await;
        peer.greet(4, &[]).await;
        self.until(|standing| matches!(standing, Standing::Ready { .. })).await;
        peer
    }
}

/// The gateway's side of a socket.
pub(super) struct Peer {
    pub(super) stream: WebSocketStream<DuplexStream>,
    pub(super) headers: HeaderMap,
    pub(super) path: String,
}

impl Peer {
    pub(super) async fn say(&mut self, frame: Value) {
        self.stream.send(Message::text(frame.to_string())).await.unwrap();
    }

    pub(super) async fn event(&mut self, name: &str, payload: Value) {
        self.say(json!({"type": "event", "event": name, "payload": payload})).await;
    }

    /// The next text.
    pub(super) async fn hear(&mut self) -> Value {
        loop {
            match self.stream.next().await.unwrap().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other @ (Message::Close(_) | Message::Binary(_) | Message::Frame(_)) => panic!("{other:?}"),
            }
        }
    }

    pub(super) async fn challenge(&mut self) {
        self.event("connect.challenge", json!({"nonce": NONCE, "ts": AT, "capabilities": []})).await;
    }

    pub(super) async fn welcome(&mut self, connect: &Value, protocol: u64, methods: &[&str]) {
        let policy = json!({"maxPayload": 524_288, "tickIntervalMs": 30_000});
        let hello =
            json!({"type": "hello-ok", "protocol": protocol, "features": {"methods": methods}, "policy": policy});
        self.answer(connect, hello).await;
    }

    pub(super) async fn welcome_with(&mut self, connect: &Value, auth: Value) {
        self.answer(connect, json!({"type": "hello-ok", "protocol": 4, "auth": auth})).await;
    }

    /// Challenge, connect, hello-ok.
    pub(super) async fn greet(&mut self, protocol: u64, methods: &[&str]) {
        self.challenge().await;
        let connect = self.hear().await;
        self.welcome(&connect, protocol, methods).await;
    }

    pub(super) async fn answer(&mut self, request: &Value, payload: Value) {
        self.say(json!({"type": "res", "id": request["id"], "ok": true, "payload": payload})).await;
    }

    pub(super) async fn refuse(&mut self, request: &Value, details: Value) {
        let error = json!({"code": "INVALID_REQUEST", "message": "no", "details": details});
        self.say(json!({"type": "res", "id": request["id"], "ok": false, "error": error})).await;
    }

    pub(super) async fn invoke(&mut self, id: &str, timeout: u64) {
        let payload = json!({
            "id": id, "nodeId": Identity::from_seed(&SEED).device_id(), "command": "mcp.tools.call.v1",
            "paramsJSON": "{\"tool\":\"generate_signal\"}", "timeoutMs": timeout,
        });
        self.event("node.invoke.request", payload).await;
    }

    pub(super) async fn close(&mut self, code: u16, reason: &str) {
        let frame = CloseFrame { code: code.into(), reason: reason.into() };
        self.stream.close(Some(frame)).await.unwrap();
    }

    /// The code with which the link closes; what it says before is passed over.
    pub(super) async fn end(mut self) -> Option<u16> {
        loop {
            match self.stream.next().await? {
                Ok(Message::Close(frame)) => return frame.map(|frame| frame.code.into()),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    /// Reads for so long, and with it answers pings; ticks as gateways do.
    pub(super) async fn live(&mut self, time: Duration) {
        let until = tokio::time::Instant::now() + time;
        let mut ticks = tokio::time::interval(Duration::from_secs(30));
        ticks.tick().await;
        loop {
            tokio::select! {
                () = sleep_until(until) => return,
                _ = ticks.tick() => self.event("tick", json!({"ts": 1})).await,
                frame = self.stream.next() => drop(frame.unwrap().unwrap()),
            }
        }
    }

    /// Reads, and with it answers pings, until the link closes.
    pub(super) async fn pong_until_the_end(self) -> Option<u16> {
        self.end().await
    }
}

/// Checks the signature of a `connect` as a gateway does.
pub(super) fn verify(params: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let device = &params["device"];
    let public: [u8; 32] = BASE64URL_NOPAD.decode(text(&device["publicKey"]).as_bytes()).unwrap().try_into().unwrap();
    assert_eq!(text(&device["id"]), HEXLOWER.encode(&Sha256::digest(public)));
    assert_eq!((text(&device["nonce"]).as_str(), &device["signedAt"]), (NONCE, &json!(AT)));
    let scopes: Vec<_> = params["scopes"].as_array().unwrap().iter().map(text).collect();
    let signed = format!(
        "v2|{}|{}|{}|{}|{}|{AT}|{}|{NONCE}",
        text(&device["id"]),
        text(&params["client"]["id"]),
        text(&params["client"]["mode"]),
        text(&params["role"]),
        scopes.join(","),
        text(&params["auth"]["token"]),
    );
    let signature = BASE64URL_NOPAD.decode(text(&device["signature"]).as_bytes()).unwrap();
    let key = VerifyingKey::from_bytes(&public).unwrap();
    key.verify(signed.as_bytes(), &Signature::from_slice(&signature).unwrap()).unwrap();
}
