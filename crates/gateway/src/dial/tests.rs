use super::*;
use crate::address::AddressFault;
use tokio::net::TcpListener;

fn trust() -> Trust {
    Trust::new(&[]).unwrap()
}

async fn fault(address: &str, plain_allowed: bool) -> DialFault {
    dial(address.parse().unwrap(), plain_allowed, trust()).await.map(drop).expect_err("a fault")
}

#[tokio::test]
async fn this_machine_is_dialled_by_name_and_by_number() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    // `localhost` may mean ::1 first, where nobody listens.
    for host in ["127.0.0.1", "localhost", "localhost."] {
        let address = Address::new(false, host, port, "/").unwrap();
        let (dialled, accepted) = tokio::join!(dial(address, false, trust()), listener.accept());
        assert!(matches!(dialled, Ok(Wire::Left(_))), "{host}");
        accepted.unwrap();
    }
}

#[tokio::test]
async fn what_may_not_be_dialled_is_refused_before_anything_happens() {
    // A name is not asked for: `.invalid` has no address, and would be unresolved.
    assert!(matches!(fault("ws://gateway.invalid", true).await, DialFault::Address(AddressFault::PlainPublic(_))));
    assert!(matches!(fault("ws://10.1.2.3", false).await, DialFault::Address(AddressFault::PlainPrivate(_))));
    assert!(matches!(fault("wss://169.254.169.254", true).await, DialFault::Address(AddressFault::Forbidden(_))));
}

#[tokio::test]
async fn nobody_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("ws://127.0.0.1:{}", listener.local_addr().unwrap().port());
    drop(listener);
    assert!(matches!(fault(&address, false).await, DialFault::Unreachable(_)));
}

#[test]
fn both_versions_of_the_protocol_take_turns() {
    let addresses = |list: &[&str]| list.iter().map(|text| text.parse().unwrap()).collect::<Vec<SocketAddr>>();
    let (a, b, c, d) = ("[2001:db8::1]:1", "[2001:db8::2]:1", "[2001:db8::3]:1", "192.0.2.1:1");
    assert_eq!(in_turn(addresses(&[a, b, c, d])), addresses(&[a, d, b, c]));
    assert_eq!(in_turn(addresses(&[d, a])), addresses(&[d, a]));
    assert_eq!(in_turn(vec![]), vec![]);
}
