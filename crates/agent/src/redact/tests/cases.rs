//! Where secrets turn up, and what must stay readable.

pub(crate) const HOME: &str = "/home/anna";

/// As machines make them, and as people think them up.
pub(crate) const SECRETS: [&str; 10] = [
    "hunter2hunter2",
    "abcdefghijkl",
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "Zm9vYmFyYmF6cXV4cXV1eGNvcmdl",
    "q9_XyZ-1AbC2dEf3GhI4jKl5MnO6pQr7StU8vWx9",
    "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978",
    "sk-proj-4f9a8b7c6d5e4f3a2b1c",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.c2lnbmF0dXJl",
    "9471830265",
    "S3cr.et_W0rd-With.Dots",
];

/// A line of a log with a place for a secret.
pub(crate) const TEMPLATES: &[&str] = &[
    // Addresses.
    "GET /?token={} HTTP/1.1",
    "wss://localhost:18789/?token={}&v=4",
    "https://host/cb?code=1&access_token={}",
    "https://host/?Password={}#top",
    "https://host/?api_key={}&pair=BTC-USD",
    "https://host/?auth={};x=1",
    "https://host/?client_secret={}",
    "https://host/?credential={}&y",
    "https://host/?X-Amz-Signature={}&y=1",
    "https://host/?key={}",
    "https://host/?user[token]={}",
    "https://anna:{}@host:8443/path",
    "ws://{}@localhost:18789/",
    "socks5://u:{}@[::1]:1080",
    "could not reach anna:{}@db.example",
    // Headers.
    "Authorization: Bearer {}",
    "authorization: bearer {}",
    "Authorization: Basic {}",
    "Authorization: {}",
    "Proxy-Authorization: Basic {}\r\nHost: x",
    "X-Api-Key: {}",
    "x-auth-token: {}",
    "Cookie: a=1; session={}; b=2",
    "Set-Cookie: sid={}; HttpOnly",
    "header Authorization = \"Bearer {}\"",
    "the header was Bearer {}",
    "sent `Bearer {}` to the gateway",
    // JSON and its like.
    "{\"token\":\"{}\"}",
    "{\"token\" : \"{}\", \"port\": 18789}",
    "{\"auth\":{\"token\":\"{}\",\"user\":\"anna\"}}",
    "{\"deviceToken\":\"{}\"}",
    "{\"device\":{\"signature\":\"{}\",\"signedAt\":1}}",
    "{\"password\":\"{}\"}",
    "{\"api_key\":\"{}\"}",
    "{\"tokens\":[\"x\",\"{}\"]}",
    "{\"credentials\":{\"user\":\"anna\",\"pass\":\"{}\"}}",
    "frame: \"{\\\"token\\\":\\\"{}\\\"}\"",
    "{'secret': '{}'}",
    "token: \"{}\"",
    "bot_token = \"{}\"",
    // What programs print of themselves.
    "Connect { url: \"ws://x\", token: \"{}\", scopes: [] }",
    "Auth { token: Some(\"{}\"), password: None }",
    "Keys(Secret(\"x\"), key: Key(\"{}\"))",
    "CLAWDBOT_TOKEN={}",
    "LM_API_TOKEN='{}' engram run",
    "export ENGRAM_PASSWORD={}",
    "engram run --token {} --port 1",
    "engram run --gateway-password={}",
    "map = {secret => {}}",
    "token={}",
    "token: {}",
    "password = {}, user = anna",
    "passphrase:{}",
    "apiKey={} pair=BTC/USD",
    "sig={}",
    "(secret={})",
    "[pwd={}]",
];

/// Lines in which nothing is to be hidden.
pub(crate) const HARMLESS: &[&str] = &[
    "",
    "engram is ready",
    "listening on http://127.0.0.1:8080/health",
    "BTC/USD 1h: HOLD (leans long, not proven)",
    "receipt er1_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "prompt_tokens=512 max_tokens: 4096 tokens: 17",
    "a token is missing; `engram secret keep gateway-token` keeps one",
    "the gateway asks for a password",
    "bearer token is missing",
    "token: None",
    "\"token\":null",
    "has_token=true",
    "crates/agent/src/secret.rs:12:5",
    "agent::secret::vault: opened",
    "author: Anna",
    "authority=localhost",
    "by its own authority: none",
    "time 2026-11-20T15:00:03Z pair=BTC/USD close=91000.5",
    "from 10:15 to 11:30",
    "http://[::1]:8080/livez",
    "https://example.com/@anna/posts",
    "write to anna@example.com",
    "git@github.com:anna/engram.git",
    "port 8080 is used by python3 (process 4711)",
    "/var/lib/engram/journal.db",
    "/home/annabel/x",
    "mnt/home/anna",
    "EUR/USD: a, b; c & d",
    "basic settings are fine",
    "C:\\Program Files\\Engram",
    "the keyboard layout is us",
    "x == y",
    "Skew: 12 s, free: 1048576 MiB",
    "ümlaut: größe=5",
];

/// Every template with every secret, signatures, a key, and homes.
pub(crate) fn all() -> Vec<(String, String)> {
    let with = |template: &'static str| SECRETS.map(|secret| (template.replace("{}", secret), secret.to_owned()));
    let mut all: Vec<_> = TEMPLATES.iter().copied().flat_map(with).collect();
    let signature = "5bK9xQ2mT7vR4wY8zN1cL6dF3gH0jP5sU9aE2iO7kM4nB8qV1tX6yZ3rW0hG5fD9lC2pJ7uS4eA8oI1bT6xQ==";
    let hex = "ab12".repeat(32);
    for secret in [signature, &signature.replace('7', "/").replace('4', "+"), &hex] {
        for template in ["signed with {}", "v3|node|{}", "sig {} refused", "connect({}, 1)"] {
            all.push((template.replace("{}", secret), secret.to_owned()));
        }
    }
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----";
    all.push((format!("read {pem} from a file"), "MC4CAQAwBQYDK2VwBCIEIJ".to_owned()));
    for path in ["{}", "{}/.config/engram/settings.toml", "\"{}/x\" is not there", "file://{}/a b", "at {}.", "cd {}\n"]
    {
        all.push((path.replace("{}", HOME), HOME.to_owned()));
    }
    all
}

/// Whether a text holds a secret, or so much of it that the rest is guessed.
pub(crate) fn leaks(text: &str, secret: &str) -> bool {
    let letters: Vec<char> = secret.chars().collect();
    letters.windows(letters.len().min(8)).any(|piece| text.contains(&piece.iter().collect::<String>()))
}
