//! Those who ask how the service is.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use super::{Home, Service};

/// Something else that has the port, and answers each connection like this.
fn somebody_else(port: u16, answer: impl Fn(TcpStream) + Send + 'static) {
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    thread::spawn(move || listener.incoming().for_each(|stream| answer(stream.unwrap())));
}

#[test]
fn where_nobody_answers_that_is_said() {
    let home = Home::new();
    let silent = home.run("health");
    assert_eq!(silent.code, 69);
    let begin = format!("No service answers on 127.0.0.1:{}: the port is closed. ", home.port);
    assert!(silent.err.starts_with(&begin) && silent.err.contains("engram run"), "{silent:?}");
    let check = home.run("healthcheck");
    assert_eq!((check.code, check.out.as_str()), (1, ""));
    home.says("[platforms.http]\nport = 0\n");
    assert_eq!(home.run("healthcheck").code, 1, "a probe knows no other answer");
    assert_eq!(home.run("healthcheck --ready --start").code, 64);
    assert_eq!(home.run("healthcheck --port 0").code, 64);
}

#[test]
fn a_yes_from_anybody_else_is_none() {
    for answer in [
        "HTTP/1.1 200 OK\r\n\r\n<html>Welcome</html>",
        "HTTP/1.1 200 OK\r\n\r\n{\"ok\":false,\"status\":\"live\"}",
        "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"pass\"}",
        "HTTP/1.1 503 Unavailable\r\n\r\n{\"ok\":true,\"status\":\"live\"}",
        "SSH-2.0-OpenSSH_9.9\r\n",
        "",
    ] {
        let home = Home::new();
        somebody_else(home.port, move |mut stream| {
            _ = stream.read(&mut [0; 1024]);
            _ = stream.write_all(answer.as_bytes());
        });
        assert_eq!((home.run("healthcheck").code, home.run("health").code), (1, 69), "{answer}");
    }
}

#[test]
fn two_seconds_are_waited_and_no_longer() {
    let home = Home::new();
    // A byte now and then would keep a reader for ever that waits anew for each.
    somebody_else(home.port, |mut stream| {
        thread::spawn(move || {
            while stream.write_all(b"H").is_ok() {
                thread::sleep(Duration::from_millis(100));
            }
        });
    });
    let begun = Instant::now();
    let check = home.run("healthcheck");
    assert!(check.code == 1 && check.err.contains("no answer within 2 s"), "{check:?}");
    assert!((2_000..4_000).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
}

/// 64 open files are little, and enough.
#[test]
fn a_limit_on_open_files_stops_nothing() {
    let home = Home::new();
    let service = home.service();
    let mut limited = std::process::Command::new("sh");
    limited.args(["-c", "ulimit -n 64 && exec \"$0\" \"$@\""]).arg(service.get_program()).args(service.get_args());
    limited.env("HOME", home.folder.path());
    let mut limited = Service::start(limited);
    limited.until("engram is ready");
    let silent: Vec<_> = (0..200).map(|_| TcpStream::connect(("127.0.0.1", home.port)).unwrap()).collect();
    assert_eq!(home.run("healthcheck --ready").code, 0);
    // What it looks at needs files as well, and has them.
    home.says(&format!(
        "[platforms.http]\nenabled = true\nport = {}\n[platforms.websocket]\nenabled = false\n[market]\nseed = 2\n",
        home.port
    ));
    limited.signal(rustix::process::Signal::HUP);
    limited.until("the settings were read again");
    assert_eq!(home.run("healthcheck --ready").code, 0);
    drop(silent);
}
