//! What operators are told, as two real gateways tell it.

use super::super::*;

#[test]
fn a_node_as_each_gateway_describes_it() {
    let openclaw = r#"{"nodeId":"9af9","displayName":"Engram","caps":[],"commands":[],"nodePluginTools":[],
        "approvalState":"pending-approval","pendingRequestId":"168888b8","pendingDeclaredCommands":["mcp.tools.call.v1"],
        "paired":true,"connected":true}"#;
    let node = described(openclaw).unwrap();
    assert_eq!((node.connected, node.pending_request_id.as_deref()), (Some(true), Some("168888b8")));
    assert_eq!(node.approval_state.as_deref(), Some("pending-approval"));
    let clawdbot = r#"{"nodeId":"335b","commands":["engram.generate_signal"],"connected":false,"permissions":null}"#;
    let node = described(clawdbot).unwrap();
    assert_eq!((node.connected, node.approval_state), (Some(false), None));
    assert_eq!(node.commands.unwrap(), ["engram.generate_signal"]);
    // Nonsense in a field is absence, not an answer.
    assert_eq!(described(r#"{"connected":"yes","commands":5}"#).unwrap(), Described::default());
    assert!(described("7").is_err() && described("null").is_err());
}

#[test]
fn the_allow_list_is_read_and_written_under_the_key_that_the_gateway_knows() {
    let payload = |nodes: &str| {
        format!(r#"{{"path":"x","hash":"h1","parsed":{{"gateway":{{"nodes":{nodes}}}}},"config":{{"gateway":{{}}}}}}"#)
    };
    let old = payload(r#"{"allowCommands":["a"],"commands":{"allow":["b"]}}"#);
    assert_eq!(configured(&old, AllowKey::AllowCommands).unwrap().allowed, ["a"]);
    assert_eq!(configured(&old, AllowKey::CommandsAllow).unwrap().allowed, ["b"]);
    for nothing in ["{}", "null", "5", r#"{"allowCommands":5}"#] {
        let read = configured(&payload(nothing), AllowKey::AllowCommands).unwrap();
        assert_eq!((read.hash.as_str(), read.allowed.len()), ("h1", 0), "{nothing}");
    }
    // Where the file as written is not told, it is read as it is in force.
    let config = r#"{"hash":"h","config":{"gateway":{"nodes":{"allowCommands":["c"]}}}}"#;
    assert_eq!(configured(config, AllowKey::AllowCommands).unwrap().allowed, ["c"]);
    assert!(configured("{}", AllowKey::AllowCommands).is_err(), "without a hash nothing may be written");
    let commands = ["a".to_owned(), "engram.x".to_owned()];
    assert_eq!(AllowKey::AllowCommands.patch(&commands), r#"{"gateway":{"nodes":{"allowCommands":["a","engram.x"]}}}"#);
    assert_eq!(
        AllowKey::CommandsAllow.patch(&commands),
        r#"{"gateway":{"nodes":{"commands":{"allow":["a","engram.x"]}}}}"#
    );
}

#[test]
fn an_answer_as_it_comes() {
    let said = |payload: &str| chat_event(payload).unwrap().said;
    let blocks = r#"{"runId":"r","sessionKey":"s","seq":1,"state":"delta","message":{"role":"assistant",
        "content":[{"type":"text","text":"HO"},{"type":"thinking","text":"hm"},{"type":"text","text":"LD"}]}}"#;
    assert_eq!(
        chat_event(blocks).unwrap(),
        ChatEvent { run: Some("r".to_owned()), said: Said::Partial("HO\nLD".to_owned()) }
    );
    assert_eq!(said(r#"{"state":"final","message":{"content":"HOLD"}}"#), Said::Final("HOLD".to_owned()));
    assert_eq!(said(r#"{"state":"final","message":"HOLD"}"#), Said::Final("HOLD".to_owned()));
    assert_eq!(said(r#"{"state":"final","message":{"text":"HOLD"}}"#), Said::Final("HOLD".to_owned()));
    assert_eq!(said(r#"{"state":"final"}"#), Said::Final(String::new()));
    assert_eq!(said(r#"{"state":"error","errorMessage":"no model"}"#), Said::Failed("no model".to_owned()));
    assert_eq!(said(r#"{"state":"aborted"}"#), Said::Aborted);
    for other in [r#"{"state":"status"}"#, "{}", r#"{"state":7,"runId":7}"#] {
        assert_eq!(said(other), Said::Other, "{other}");
    }
    assert!(chat_event("7").is_err());
}
