//! What a gateway, or something in its place, does wrong.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

/// Answers the upgrade with this, and nothing else.
async fn answers(answer: &str) -> Standing {
    let mut bench = bench(node());
    bench.handle.enable().await.unwrap();
    let mut bytes = bench.bytes().await;
    let mut request = [0; 4_096];
    let read = bytes.read(&mut request).await.unwrap();
    assert!(request[..read].starts_with(b"GET / HTTP/1.1\r\n"));
    bytes.write_all(answer.as_bytes()).await.unwrap();
    drop(bytes);
    bench.until(|standing| !matches!(standing, Standing::Dialing)).await;
    // Nobody else was dialled meanwhile.
    assert_eq!(bench.dialled(), 1);
    bench.handle.standing()
}

#[tokio::test(start_paused = true)]
async fn redirects_are_not_followed_and_pages_are_no_gateway() {
    for (answer, status) in [
        ("HTTP/1.1 301 Moved Permanently\r\nLocation: ws://evil.example/\r\nContent-Length: 0\r\n\r\n", 301),
        ("HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\nContent-Length: 0\r\n\r\n", 302),
        ("HTTP/1.1 307 Temporary Redirect\r\nLocation: wss://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", 307),
        ("HTTP/1.1 308 Permanent Redirect\r\nLocation: /ws\r\nContent-Length: 0\r\n\r\n", 308),
        ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", 200),
        ("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", 401),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404),
        ("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n", 426),
    ] {
        let standing = answers(answer).await;
        let is = matches!(&standing, Standing::Waiting { cause: Retryable::SomethingElse { status: told }, .. } if *told == status);
        assert!(is, "{status}: {standing:?}");
    }
    let standing = answers("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n").await;
    assert!(matches!(standing, Standing::Waiting { cause: Retryable::Starting, .. }), "{standing:?}");
    let standing = answers("SSH-2.0-OpenSSH_9.6\r\n").await;
    assert!(matches!(standing, Standing::Waiting { cause: Retryable::Senseless(_), .. }), "{standing:?}");
    let standing = answers("").await;
    assert!(matches!(standing, Standing::Waiting { cause: Retryable::Unreachable(_), .. }), "{standing:?}");
}

#[tokio::test(start_paused = true)]
async fn a_challenge_that_cannot_be_signed_ends_it_unsigned() {
    for payload in [
        json!(null),
        json!({"ts": 1}),
        json!({"nonce": "n"}),
        json!({"nonce": "n", "ts": -1}),
        json!({"nonce": "n", "ts": "1"}),
        json!({"nonce": "a|b", "ts": 1}),
    ] {
        let mut bench = bench(node());
        bench.handle.enable().await.unwrap();
        let mut peer = bench.accept().await;
        peer.event("connect.challenge", payload.clone()).await;
        // Nothing is said before the goodbye.
        let message = peer.stream.next().await.unwrap().unwrap();
        assert!(message.is_close(), "{payload}: {message:?}");
        bench.until(|standing| matches!(standing, Standing::Waiting { cause: Retryable::Senseless(_), .. })).await;
    }
}

#[tokio::test(start_paused = true)]
async fn hello_without_sense_ends_it_and_with_little_sense_does_not() {
    for (hello, is_in) in [
        (json!({}), false),
        (json!({"protocol": "4"}), false),
        (json!(null), false),
        (json!({"protocol": 4}), true),
        (json!({"protocol": 4, "policy": {"maxPayload": 0, "tickIntervalMs": 0}, "features": 7, "auth": "x"}), true),
    ] {
        let mut bench = bench(node());
        bench.handle.enable().await.unwrap();
        let mut peer = bench.accept().await;
        peer.challenge().await;
        let connect = peer.hear().await;
        peer.answer(&connect, hello.clone()).await;
        bench.until(|standing| !matches!(standing, Standing::Off | Standing::Dialing | Standing::Greeting)).await;
        assert_eq!(matches!(bench.handle.standing(), Standing::Ready { .. }), is_in, "{hello}");
    }
}

#[tokio::test(start_paused = true)]
async fn ninety_nine_bad_frames_are_counted_and_the_hundredth_ends_it() {
    use futures_util::SinkExt;
    use tokio_tungstenite::tungstenite::Message;
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    let bad = [Message::text("not json"), Message::text("{}"), Message::binary(vec![1_u8]), Message::text("[[[[")];
    for n in 0..99 {
        peer.stream.send(bad[n % bad.len()].clone()).await.unwrap();
    }
    peer.event("tick", json!({})).await;
    tokio::time::sleep(SECOND).await;
    assert!(matches!(bench.handle.standing(), Standing::Ready { .. }));
    // Unknown kinds are no bad frames.
    for _ in 0..200 {
        peer.say(json!({"type": "something-new"})).await;
    }
    tokio::time::sleep(SECOND).await;
    assert!(matches!(bench.handle.standing(), Standing::Ready { .. }));
    peer.stream.send(bad[0].clone()).await.unwrap();
    bench.until(|standing| matches!(standing, Standing::Waiting { cause: Retryable::Senseless(_), .. })).await;
    assert_eq!(peer.end().await, Some(1007));
}

#[tokio::test(start_paused = true)]
async fn bad_frames_of_more_than_a_minute_ago_are_forgiven() {
    use futures_util::SinkExt;
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    for _ in 0..300 {
        peer.stream.send(tokio_tungstenite::tungstenite::Message::text("not json")).await.unwrap();
        peer.event("tick", json!({})).await;
        tokio::time::sleep(SECOND).await;
    }
    assert!(matches!(bench.handle.standing(), Standing::Ready { .. }));
}

#[tokio::test(start_paused = true)]
async fn bytes_that_are_no_frames_end_it() {
    let mut bench = bench(node());
    let peer = bench.ready().await;
    let mut bytes = peer.stream.into_inner();
    // Reserved bits and an opcode that does not exist.
    bytes.write_all(&[0xff, 0x00]).await.unwrap();
    bench.until(|standing| matches!(standing, Standing::Waiting { cause: Retryable::Senseless(_), .. })).await;
    bench.accept().await;
}

#[tokio::test(start_paused = true)]
async fn a_frame_that_announces_more_than_is_read_ends_it_before_it_is_read() {
    let mut bench = bench(node());
    let peer = bench.ready().await;
    let mut bytes = peer.stream.into_inner();
    let mut head = vec![0x81, 127];
    head.extend((crate::frames::LONGEST as u64 + 1).to_be_bytes());
    bytes.write_all(&head).await.unwrap();
    bench.until(|standing| matches!(standing, Standing::Waiting { cause: Retryable::Senseless(_), .. })).await;
}

#[tokio::test(start_paused = true)]
async fn a_gateway_that_takes_nothing_is_given_up_and_the_farewell_does_not_wait() {
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    // Far more than the pipe holds, and the other side reads nothing; but it speaks.
    peer.invoke("a", 600_000).await;
    bench.taken.recv().await.unwrap().answer("x".repeat(200_000));
    let began = tokio::time::Instant::now();
    let (mut says, _hears) = peer.stream.split();
    let speaks = tokio::spawn(async move {
        use futures_util::SinkExt;
        let tick = json!({"type": "event", "event": "tick"}).to_string();
        while says.send(tokio_tungstenite::tungstenite::Message::text(tick.clone())).await.is_ok() {
            tokio::time::sleep(SECOND).await;
        }
    });
    bench.until(|standing| matches!(standing, Standing::Waiting { cause: Retryable::Stalled, .. })).await;
    assert!(
        (Duration::from_secs(20)..Duration::from_millis(20_500)).contains(&began.elapsed()),
        "{:?}",
        began.elapsed()
    );
    speaks.abort();
}

#[tokio::test(start_paused = true)]
async fn a_restart_is_announced_and_waited_for() {
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    peer.event("shutdown", json!({"reason": "gateway restarting", "restartExpectedMs": 1500})).await;
    let began = tokio::time::Instant::now();
    peer.close(1012, "service restart").await;
    bench.until(|standing| matches!(standing, Standing::Restarting { .. })).await;
    bench.refuse_dials(3);
    bench.accept().await;
    assert!(
        (Duration::from_millis(1_500)..Duration::from_secs(10)).contains(&began.elapsed()),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(bench.dialled(), 5);
}

#[tokio::test(start_paused = true)]
async fn there_is_never_more_than_one_socket() {
    let mut bench = bench(node());
    bench.handle.enable().await.unwrap();
    let mut old: Option<Peer> = None;
    for n in 0..200 {
        let mut peer = bench.accept().await;
        if let Some(old) = old.take() {
            // The one before is gone before the next one is heard of.
            assert!(tokio::time::timeout(Duration::ZERO, old.end()).await.is_ok(), "{n}");
        }
        peer.greet(4, &[]).await;
        bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
        bench.handle.retry_now().await.unwrap();
        old = Some(peer);
    }
}
