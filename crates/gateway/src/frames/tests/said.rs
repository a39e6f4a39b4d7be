//! Our own frames, to the byte: the gateways refuse keys they do not know.

use serde_json::json;

use super::super::{
    classic::{Condition, Greeter, Say},
    *,
};
use crate::SecretText;

#[test]
fn connect_has_exactly_the_keys_that_both_gateways_take() {
    let connect = Connect {
        min_protocol: 3,
        max_protocol: 4,
        client: Client {
            id: "node-host",
            display_name: "Engram (desk-1 3f2a)".to_owned(),
            version: "0.1.0".to_owned(),
            platform: "linux".to_owned(),
            device_family: "Linux".to_owned(),
            mode: "node",
            instance_id: "9af9".to_owned(),
        },
        role: "node",
        scopes: vec![],
        caps: vec!["engram".to_owned()],
        commands: vec!["mcp.tools.call.v1".to_owned()],
        auth: Some(Auth { token: Some(SecretText::new("NOT-A-REAL-TOKEN")), password: None }),
        locale: "en-US",
        user_agent: "engram/0.1.0".to_owned(),
        device: Some(Device {
            id: "9af9".to_owned(),
            public_key: "mf49".to_owned(),
            signature: "c2ln".to_owned(),
            signed_at: 1_795_350_531_298,
            nonce: "b73c".to_owned(),
        }),
    };
    insta::assert_snapshot!(request("c1", "connect", &connect).unwrap());
}

#[test]
fn a_result_is_a_closed_object() {
    let (id, payload) = (InvokeId("2ca38f21".to_owned()), r#"{"signal":"HOLD","confidence":0.42}"#);
    let result = InvokeResult { id: &id, node_id: "9af9", ok: true, payload };
    assert_eq!(
        request("7", "node.invoke.result", &result).unwrap(),
        r#"{"type":"req","id":"7","method":"node.invoke.result","params":{"id":"2ca38f21","nodeId":"9af9","ok":true,"payloadJSON":"{\"signal\":\"HOLD\",\"confidence\":0.42}"}}"#
    );
}

fn descriptor(name: &str, description: &str) -> Descriptor {
    Descriptor {
        plugin_id: "engram".to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        parameters: json!({"type": "object"}),
        command: "mcp.tools.call.v1".to_owned(),
        mcp: Some(McpTool { server: "engram".to_owned(), tool: "generate_signal".to_owned() }),
    }
}

#[test]
fn a_publication_holds_every_tool() {
    let tools = [descriptor("engram_generate_signal", "BUY, SELL or HOLD.")];
    assert_eq!(
        request("3", "node.pluginTools.update", &Publication { tools: &tools }).unwrap(),
        r#"{"type":"req","id":"3","method":"node.pluginTools.update","params":{"tools":[{"pluginId":"engram","name":"engram_generate_signal","description":"BUY, SELL or HOLD.","parameters":{"type":"object"},"command":"mcp.tools.call.v1","mcp":{"server":"engram","tool":"generate_signal"}}]}}"#
    );
}

#[test]
fn a_descriptor_that_a_gateway_would_refuse_or_cut_is_found_here() {
    assert_eq!(descriptor("engram_x-1", "d").check(), Ok(()));
    for name in ["", "1a", "a.b", "a b", "é", &"a".repeat(65)] {
        assert_eq!(descriptor(name, "d").check(), Err(DescriptorFault::Name(name.to_owned())));
    }
    assert_eq!(descriptor("a", &"é".repeat(1_024)).check(), Ok(()));
    assert!(matches!(
        descriptor("a", &"é".repeat(1_025)).check(),
        Err(DescriptorFault::Description { characters: 1_025, .. })
    ));
}

#[test]
fn an_approval_names_its_request() {
    assert_eq!(
        request("r4", "node.pair.approve", &Approve { request_id: "168888b8" }).unwrap(),
        r#"{"type":"req","id":"r4","method":"node.pair.approve","params":{"requestId":"168888b8"}}"#
    );
}

#[test]
fn classic_answers_read_as_the_first_engrams() {
    let raw = |text: &str| serde_json::value::RawValue::from_string(text.to_owned()).unwrap();
    let (data, details, timestamp) = (raw("[1]"), raw(r#"{"status":"healthy"}"#), "2026-11-22T12:00:03Z");
    let agent = Greeter {
        id: "engram".to_owned(),
        name: "Engram Trading Assistant".to_owned(),
        version: "1.0.0".to_owned(),
        capabilities: ["trading_analysis", "market_signals", "risk_assessment"].map(str::to_owned).to_vec(),
    };
    let said = [
        Say::Hello { agent: &agent, timestamp },
        Say::Pong { data: Some(&data), timestamp },
        Say::Response { content: "Signal: HOLD", agent: "engram", timestamp, id: None },
        Say::HealthResponse { status: Condition::Healthy, details: &details, id: Some(&data) },
        Say::Error { error: "Unknown message type: foo" },
    ];
    let said: Vec<_> = said.iter().map(|say| say.text().unwrap()).collect();
    insta::assert_snapshot!(said.join("\n"));
}
