//! Work that comes in, and what goes back.

use super::*;

#[tokio::test(start_paused = true)]
async fn work_is_done_and_its_result_goes_back() {
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    peer.invoke("a", 10_000).await;
    let taken = bench.taken.recv().await.unwrap();
    assert_eq!(taken.work.command, "mcp.tools.call.v1");
    assert_eq!(taken.work.params, r#"{"tool":"generate_signal"}"#);
    taken.answer(r#"{"content":[]}"#.to_owned());
    let result = peer.hear().await;
    assert_eq!(result["method"], "node.invoke.result");
    let is = json!({"id": "a", "nodeId": Identity::from_seed(&SEED).device_id(), "ok": true, "payloadJSON": "{\"content\":[]}"});
    assert_eq!(result["params"], is);
    peer.answer(&result, json!({"ok": true, "ignored": true})).await;
    // The other side's refusal says something about approval.
    peer.invoke("b", 10_000).await;
    bench.taken.recv().await.unwrap().answer("{}".to_owned());
    let result = peer.hear().await;
    peer.refuse(&result, json!({"code": "PAIRING_CHANGED"})).await;
    bench.until(|standing| matches!(standing, Standing::NeedsApproval { .. })).await;
}

#[tokio::test(start_paused = true)]
async fn work_that_is_cancelled_is_stopped_and_nothing_is_sent() {
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    peer.invoke("a", 10_000).await;
    let taken = bench.taken.recv().await.unwrap();
    assert!(!taken.cancel.is_cancelled());
    peer.event("node.invoke.cancel", json!({"invokeId": "a", "nodeId": "x"})).await;
    let began = tokio::time::Instant::now();
    taken.cancel.cancelled().await;
    assert_eq!(began.elapsed(), Duration::ZERO);
    taken.answer("{}".to_owned());
    // The next thing that is said belongs to the next work.
    peer.invoke("b", 10_000).await;
    bench.taken.recv().await.unwrap().answer("{}".to_owned());
    assert_eq!(peer.hear().await["params"]["id"], "b");
}

#[tokio::test(start_paused = true)]
async fn while_work_goes_on_the_link_is_read_and_pings_are_answered() {
    use futures_util::SinkExt;
    use tokio_tungstenite::tungstenite::Message;
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    for n in 0..8 {
        peer.invoke(&n.to_string(), 600_000).await;
    }
    let mut held = vec![];
    for _ in 0..8 {
        held.push(bench.taken.recv().await.unwrap());
    }
    for _ in 0..30 {
        tokio::time::sleep(Duration::from_secs(9)).await;
        peer.stream.send(Message::Ping(b"x".to_vec().into())).await.unwrap();
        loop {
            match peer.stream.next().await.unwrap().unwrap() {
                Message::Pong(data) => {
                    assert_eq!(data.as_ref(), b"x");
                    break;
                }
                Message::Ping(_) => {}
                other @ (Message::Text(_) | Message::Close(_) | Message::Binary(_) | Message::Frame(_)) => {
                    panic!("{other:?}")
                }
            }
        }
        peer.event("tick", json!({})).await;
    }
    assert!(matches!(bench.handle.standing(), Standing::Ready { .. }));
    assert!(held.iter().all(|taken| !taken.cancel.is_cancelled()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_late_is_made_for_the_tool() {
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    let began = tokio::time::Instant::now();
    peer.invoke("a", 2_000).await;
    let taken = bench.taken.recv().await.unwrap();
    let result = peer.hear().await;
    assert_eq!(began.elapsed(), Duration::from_millis(1_750));
    let payload: serde_json::Value = serde_json::from_str(result["params"]["payloadJSON"].as_str().unwrap()).unwrap();
    assert_eq!((&payload["isError"], &payload["structuredContent"]["error_code"]), (&json!(true), &json!("TIMEOUT")));
    assert!(taken.cancel.is_cancelled());
}

#[tokio::test(start_paused = true)]
async fn a_tool_that_falls_over_and_one_that_nobody_runs_are_failures_of_one_call() {
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    let code = |result: &serde_json::Value| {
        let payload: serde_json::Value =
            serde_json::from_str(result["params"]["payloadJSON"].as_str().unwrap()).unwrap();
        payload["structuredContent"]["error_code"].as_str().unwrap().to_owned()
    };
    peer.invoke("a", 10_000).await;
    let taken = bench.taken.recv().await.unwrap();
    let fallen = tokio::spawn(async move {
        let _taken = taken;
        panic!("a fault in a tool");
    });
    assert!(fallen.await.is_err());
    assert_eq!(code(&peer.hear().await), "INTERNAL");
    bench.taken.close();
    peer.invoke("b", 10_000).await;
    assert_eq!(code(&peer.hear().await), "INTERNAL");
    // Commands of the other dialect are not offered here.
    let id = Identity::from_seed(&SEED).device_id().to_owned();
    peer.event("node.invoke.request", json!({"id": "c", "nodeId": id, "command": "classic.message"})).await;
    assert_eq!(code(&peer.hear().await), "UNKNOWN_COMMAND");
    assert!(matches!(bench.handle.standing(), Standing::Ready { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_result_is_not_carried_over_to_the_next_link() {
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    peer.invoke("a", 60_000).await;
    let taken = bench.taken.recv().await.unwrap();
    drop(peer);
    taken.cancel.cancelled().await;
    let mut peer = bench.accept().await;
    peer.greet(4, &[]).await;
    taken.answer("{}".to_owned());
    peer.invoke("b", 10_000).await;
    bench.taken.recv().await.unwrap().answer("{}".to_owned());
    assert_eq!(peer.hear().await["params"]["id"], "b");
}

#[tokio::test(start_paused = true)]
async fn who_waits_when_it_is_turned_off_is_told_so() {
    let mut bench = bench(node());
    let mut peer = bench.ready().await;
    for n in 0..10 {
        peer.invoke(&n.to_string(), 60_000).await;
    }
    let first = bench.taken.recv().await.unwrap();
    let handle = bench.handle.clone();
    let off = tokio::spawn(async move { handle.disable().await });
    let mut told = vec![];
    for _ in 0..10 {
        let result = peer.hear().await;
        assert!(result["params"]["payloadJSON"].as_str().unwrap().contains("UNAVAILABLE"));
        told.push(result["params"]["id"].as_str().unwrap().to_owned());
    }
    told.sort();
    assert_eq!(told, (0..10).map(|n| n.to_string()).collect::<Vec<_>>());
    assert_eq!(peer.end().await, Some(1000));
    off.await.unwrap().unwrap();
    assert!(first.cancel.is_cancelled());
}

#[tokio::test(start_paused = true)]
async fn a_flood_is_answered_at_once_where_there_is_no_room() {
    let mut bench = bench(node());
    let peer = bench.ready().await;
    let (mut says, hears) = {
        use futures_util::StreamExt;
        peer.stream.split()
    };
    let flood = tokio::spawn(async move {
        use futures_util::SinkExt;
        let id = Identity::from_seed(&SEED).device_id().to_owned();
        for n in 0..200 {
            let payload =
                json!({"id": n.to_string(), "nodeId": id, "command": "mcp.tools.call.v1", "timeoutMs": 60_000});
            let frame = json!({"type": "event", "event": "node.invoke.request", "payload": payload});
            says.send(tokio_tungstenite::tungstenite::Message::text(frame.to_string())).await.unwrap();
        }
        says
    });
    let texts = hears.filter_map(|message| async { message.unwrap().into_text().ok() });
    let busy: Vec<_> = texts.take(64).collect().await;
    assert!(busy.iter().all(|text| text.contains("BUSY")));
    let _says = flood.await.unwrap();
    // Eight run, and no more.
    for _ in 0..8 {
        bench.taken.recv().await.unwrap();
    }
}
