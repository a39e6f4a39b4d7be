//! What the commands say where there is no gateway, no consent, or nothing to do.

use std::{fs, net::TcpListener};

use super::super::{Home, free_port, ran};

/// Runs with a folder, and a gateway that is not there.
fn run(words: &str) -> super::Run {
    let home = Home::new();
    home.says(&format!("[gateway]\nport = {}\n", free_port()));
    let mut program = home.program(words);
    program.env("ENGRAM_STATE_DIR", home.state()).env("CLAWDBOT_TOKEN", "NOT-A-REAL-TOKEN");
    ran(program)
}

#[test]
fn a_gateway_that_is_not_there_is_said_at_once() {
    for words in ["gateway ping", "gateway ask hello", "gateway approve --yes"] {
        let run = run(words);
        assert_eq!(run.code, 69, "{words}: {run:?}");
        assert!(run.err.starts_with("The gateway is not there: nothing answers: "), "{words}: {run:?}");
        assert_eq!(run.out, "", "{words}");
    }
    let paired = run("gateway pair --within 1");
    assert_eq!(paired.code, 1, "{paired:?}");
    assert!(paired.out.contains("The gateway is not there") && paired.err.contains("Not yet."), "{paired:?}");
}

#[test]
fn nobody_decides_for_a_gateway_on_another_machine() {
    let home = Home::new();
    home.says("[gateway]\nhost = \"192.0.2.7\"\ntls = true\n");
    let mut program = home.program("gateway approve --yes");
    program.env("ENGRAM_STATE_DIR", home.state());
    let run = ran(program);
    assert_eq!(run.code, 69, "{run:?}");
    assert!(
        run.err.starts_with("wss://192.0.2.7:18789 is on another machine")
            && run.err.contains("openclaw nodes pending"),
        "{run:?}"
    );
    // Unencrypted beyond this computer nothing is said at all.
    home.says("[gateway]\nhost = \"192.168.77.7\"\n");
    let mut program = home.program("gateway ping");
    program.env("ENGRAM_STATE_DIR", home.state());
    let run = ran(program);
    assert_eq!(run.code, 69, "{run:?}");
    assert!(run.err.contains("ws:// to 192.168.77.7 is not encrypted"), "{run:?}");
}

#[test]
fn a_gateway_of_this_computer_is_found_and_kept_after_a_yes() {
    let home = Home::new();
    home.says("");
    let find = |words: &str| {
        let mut program = home.program(words);
        program.env("ENGRAM_STATE_DIR", home.state()).env_remove("DBUS_SESSION_BUS_ADDRESS");
        ran(program)
    };
    let none = find("gateway find");
    assert_eq!((none.code, none.out.as_str()), (69, ""), "{none:?}");
    let folder = home.folder.path().join(".openclaw");
    fs::create_dir(&folder).unwrap();
    let json5 = "// mine\n{ gateway: { port: 19001, auth: { token: 'CANARY-0123456789' }, }, }";
    fs::write(folder.join("openclaw.json"), json5).unwrap();
    let found = find("gateway find");
    assert_eq!(found.code, 0, "{found:?}");
    assert!(found.out.contains("  port   19001, gateway.port\n"), "{found:?}");
    assert!(found.out.contains("  token  •••• (17 characters), gateway.auth.token\n"), "{found:?}");
    assert!(!format!("{found:?}").contains("CANARY"), "the token is not shown");
    let asked = find("gateway find --keep");
    assert_eq!(asked.code, 64, "{asked:?}");
    assert_eq!(fs::read_to_string(home.file()).unwrap(), "", "without a yes nothing is kept");
    // Without a token there is nothing that needs a key store.
    fs::write(folder.join("openclaw.json"), "{ gateway: { port: 19001 } }").unwrap();
    let kept = find("gateway find --keep --yes");
    assert_eq!(kept.code, 0, "{kept:?}");
    assert!(fs::read_to_string(home.file()).unwrap().contains("port = 19001"));
}

#[test]
fn a_certificate_is_asked_for_where_there_is_one() {
    let home = Home::new();
    home.says("");
    assert_eq!(home.run("gateway pin").code, 69);
    assert!(home.run("gateway pin").err.contains("engram config set gateway.tls true"));
    assert_eq!(home.run("gateway pin --fingerprint abc").code, 64);
    // Something that speaks no TLS.
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    home.says(&format!("[gateway]\ntls = true\nport = {port}\n"));
    let answers = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = other.accept().unwrap();
        let mut hello = [0; 16];
        stream.read_exact(&mut hello).unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
    });
    let run = home.run("gateway pin");
    answers.join().unwrap();
    assert_eq!(run.code, 69, "{run:?}");
    assert!(run.err.contains("speaks no TLS"), "{run:?}");
}
