//! Asks a service on this computer: one short request, one deadline for all of it.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

use agent::steady;

/// More than any answer of ours takes.
const MOST_BYTES: u64 = 1 << 18;

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: u16,
    pub(crate) body: String,
}

/// Why nothing did.
#[derive(Debug)]
pub(crate) enum Silent {
    Refused,
    Slow(Duration),
    NotHttp,
    Other(io::Error),
}

impl std::fmt::Display for Silent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused => f.write_str("the port is closed"),
            Self::Slow(after) => write!(f, "no answer within {} s", after.as_secs()),
            Self::NotHttp => f.write_str("what answers there speaks no HTTP"),
            Self::Other(error) => error.fmt(f),
        }
    }
}

/// Asks for a path.
pub(crate) fn get(port: u16, path: &str, deadline: Duration) -> Result<Answer, Silent> {
    let until = steady() + deadline;
    let heard = exchange(port, path, until).map_err(|error| {
        let late = [io::ErrorKind::TimedOut, io::ErrorKind::WouldBlock].contains(&error.kind());
        if late || steady() >= until {
            Silent::Slow(deadline)
        } else if error.kind() == io::ErrorKind::ConnectionRefused {
            Silent::Refused
        } else {
            Silent::Other(error)
        }
    })?;
    read(&heard).ok_or(Silent::NotHttp)
}

fn exchange(port: u16, path: &str, until: Duration) -> io::Result<Vec<u8>> {
    let left = || {
        let left = until.saturating_sub(steady());
        if left.is_zero() { Err(io::Error::from(io::ErrorKind::TimedOut)) } else { Ok(left) }
    };
    let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), left()?)?;
    stream.set_write_timeout(Some(left()?))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    let mut heard = Vec::new();
    let mut piece = [0; 4096];
    // One read after another, so that a trickle does not outlast the deadline.
    while (heard.len() as u64) < MOST_BYTES {
        stream.set_read_timeout(Some(left()?))?;
        match stream.read(&mut piece)? {
            0 => break,
            read => heard.extend(piece.iter().take(read)),
        }
    }
    Ok(heard)
}

fn read(heard: &[u8]) -> Option<Answer> {
    let text = std::str::from_utf8(heard).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.lines().next()?.strip_prefix("HTTP/1.")?;
    let code = status.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { code, body: body.to_owned() })
}
