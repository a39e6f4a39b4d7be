//! Bad wires: slow, cut, flooded.

use futures_util::SinkExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio_tungstenite::tungstenite::Message;

use super::*;

const MS: Duration = Duration::from_millis(1);

/// Passes bytes on from one end to the other, so many at a time, each after a pause.
async fn trickle(
    mut from: tokio::io::ReadHalf<DuplexStream>,
    mut to: tokio::io::WriteHalf<DuplexStream>,
    most: usize,
    pause: Duration,
) {
    let mut piece = vec![0; most];
    while let Ok(read) = from.read(&mut piece).await {
        if read == 0 || to.write_all(&piece[..read]).await.is_err() {
            return;
        }
        tokio::time::sleep(pause).await;
    }
}

/// A gateway behind a wire that passes so many bytes at a time. `None` cuts it after so many bytes towards us.
async fn behind(bench: &mut Bench, most: usize, pause: Duration) -> Peer {
    let near = bench.bytes().await;
    let (far, theirs) = duplex(1 << 16);
    let (near_read, near_write) = tokio::io::split(near);
    let (far_read, far_write) = tokio::io::split(far);
    tokio::spawn(trickle(near_read, far_write, 1 << 14, MS));
    tokio::spawn(trickle(far_read, near_write, most, pause));
    bench.accept_on(theirs).await
}

#[tokio::test(start_paused = true)]
async fn a_slow_wire_carries_the_link() {
    let mut bench = bench(node());
    bench.handle.enable().await.unwrap();
    // 64 kbit/s with 800 ms there and back: 80 bytes each 10 ms.
    let mut peer = behind(&mut bench, 80, 10 * MS).await;
    peer.greet(4, &[]).await;
    bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
    peer.invoke("a", 10_000).await;
    bench.taken.recv().await.unwrap().answer("{}".to_owned());
    assert_eq!(peer.hear().await["params"]["id"], "a");
    peer.live(Duration::from_mins(10)).await;
    assert!(matches!(bench.handle.standing(), Standing::Ready { .. }));
    assert_eq!(bench.dialled(), 1, "it stayed up");
}

#[tokio::test(start_paused = true)]
async fn an_upgrade_byte_by_byte_has_ten_seconds_and_no_more() {
    let mut bench = bench(node());
    bench.handle.enable().await.unwrap();
    let mut bytes = bench.bytes().await;
    let mut request = [0; 4_096];
    let read = bytes.read(&mut request).await.unwrap();
    assert!(read > 0);
    let began = tokio::time::Instant::now();
    let drip = async {
        for byte in b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n".iter().cycle() {
            if bytes.write_all(&[*byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(SECOND).await;
        }
    };
    let gives_up =
        bench.until(|standing| matches!(standing, Standing::Waiting { cause: Retryable::Silent { .. }, .. }));
    tokio::select! { () = drip => {}, () = gives_up => {} }
    assert!(began.elapsed() <= Duration::from_secs(10), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_frame_that_is_cut_is_thrown_away() {
    for cut in [1, 2, 5, 40] {
        let mut bench = bench(node());
        bench.handle.enable().await.unwrap();
        let mut peer = bench.accept().await;
        peer.greet(4, &[]).await;
        bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
        // The head of a text frame of 120 bytes, and a part of it.
        let mut frame = vec![0x81, 120];
        frame.extend(vec![b' '; 120]);
        peer.stream.get_mut().write_all(&frame[..cut]).await.unwrap();
        drop(peer);
        bench.until(|standing| matches!(standing, Standing::Waiting { cause: Retryable::Lost, .. })).await;
        let mut peer = bench.accept().await;
        peer.greet(4, &[]).await;
        bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_text_in_pieces_of_a_byte_is_one_frame() {
    let mut bench = bench(node());
    bench.handle.enable().await.unwrap();
    let mut peer = behind(&mut bench, 1, Duration::ZERO).await;
    peer.greet(4, &[]).await;
    bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
    peer.invoke("a", 10_000).await;
    bench.taken.recv().await.unwrap().answer("{}".to_owned());
    assert_eq!(peer.hear().await["params"]["id"], "a");
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_pings_does_not_keep_work_waiting() {
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    for n in 0..10_000_u32 {
        peer.stream.feed(Message::Ping(n.to_be_bytes().to_vec().into())).await.unwrap();
        if n % 100 == 0 {
            peer.stream.flush().await.unwrap();
            // Pongs that nobody asked for are as welcome.
            peer.stream.send(Message::Pong(vec![1].into())).await.unwrap();
        }
    }
    peer.invoke("a", 10_000).await;
    bench.taken.recv().await.unwrap().answer("{}".to_owned());
    assert_eq!(peer.hear().await["params"]["id"], "a");
    assert!(matches!(bench.handle.standing(), Standing::Ready { .. }));
}

#[tokio::test(start_paused = true)]
async fn numbers_of_events_may_repeat_jump_and_go_back() {
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    let mut events = bench.handle.events().unwrap();
    for seq in [1_i64, 1, 900, 2, -4] {
        peer.say(json!({"type": "event", "event": "presence", "payload": {"n": seq}, "seq": seq})).await;
        assert_eq!(events.recv().await.unwrap().name, "presence");
    }
    assert!(matches!(bench.handle.standing(), Standing::Ready { .. }));
}

#[tokio::test(start_paused = true)]
async fn two_hundred_clients_of_a_gateway_that_restarts_do_not_come_in_one_second() {
    let (mut arrivals, mut dice) = (Vec::new(), endurance::Dice(3));
    let mut rolled = || dice.roll(1_000_000) as f64 / 1_000_000.0;
    for _ in 0..200 {
        let roll = rolled();
        let now = crate::link::epoch();
        let plan = Plan::default();
        let mut link = Link::new(plan, crate::link::Held { given: true, device: false }, now);
        link.step(Input::Enable, now, roll);
        let id = link.current();
        let lost = News::Ended(End::Closed { code: Some(1012), reason: String::new() });
        link.step(Input::News(id, lost), now, roll);
        let mut at = now;
        // It is back after 9 s; until then every dial is refused.
        loop {
            at = link.deadline().unwrap().max(at);
            let roll = rolled();
            link.step(Input::Due, at, roll);
            if matches!(link.standing(), Standing::Dialing) {
                if at >= now + Duration::from_secs(9) {
                    break;
                }
                let refused = News::Ended(End::NotDialled(DialFault::Unreachable("refused".to_owned())));
                let id = link.current();
                link.step(Input::News(id, refused), at, roll);
            }
        }
        arrivals.push(at - now);
    }
    // Waits of 0.25 to 5 s have a mean of 2.6 s, so that up to two fifths come within the first second after it is back.
    // Longer waits would spread them more, and keep a trader waiting.
    let most = (0..20).map(|second| arrivals.iter().filter(|at| at.as_secs() == second).count()).max().unwrap();
    assert!(most <= 80, "{most} of 200 in one second: {arrivals:?}");
    assert!(arrivals.iter().all(|at| *at <= Duration::from_secs(14)), "all are back within 5 s");
}
