use super::*;
use crate::link::Held;

/// What is held for a gateway at this address, with these pins, if both secrets are there.
fn held(address: &str, pins: usize, bound_to: &str) -> Held {
    let origin = |text: &str| text.parse::<Address>().unwrap().origin().clone();
    let token = || SecretText::new("NOT-A-REAL-TOKEN");
    let credentials =
        Credentials { origin: origin(bound_to), given: Some(Given::Token(token())), device: Some(token()) };
    let config = Config {
        address: address.parse().unwrap(),
        pins: vec![Fingerprint([1; 32]); pins],
        ..crate::drive::test_config()
    };
    config.held(&credentials)
}

#[test]
fn a_device_token_goes_to_this_machine_or_behind_a_pin() {
    let same = |address, pins| held(address, pins, address).device;
    for (address, pins, is) in [
        ("ws://127.0.0.1", 0, true),
        ("ws://localhost", 0, true),
        ("ws://[::1]", 0, true),
        ("wss://gateway.example", 1, true),
        ("wss://gateway.example", 0, false),
        ("ws://192.168.1.2", 0, false),
        ("ws://192.168.1.2", 1, false),
        ("ws://desk.local", 0, false),
    ] {
        assert_eq!(same(address, pins), is, "{address} with {pins} pins");
    }
}

#[test]
fn a_secret_goes_to_its_own_gateway_and_to_no_other() {
    let bound = "wss://gateway.example:8443";
    assert_eq!(held(bound, 1, bound), Held { given: true, device: true });
    // The path is no other gateway.
    assert_eq!(held("wss://gateway.example:8443/ws", 1, bound), Held { given: true, device: true });
    for other in [
        "ws://gateway.example:8443",
        "wss://gateway.example",
        "wss://gateway.example.evil.example:8443",
        "wss://127.0.0.1:8443",
    ] {
        assert_eq!(held(other, 1, bound), Held::default(), "{other}");
    }
}
