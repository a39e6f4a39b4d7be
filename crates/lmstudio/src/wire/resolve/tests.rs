use reqwest::dns::Resolve;

use super::{Guarded, NotAdmitted, admitted};
use crate::origin::Remote;

fn let_through(addresses: &[&str], remote: Remote) -> Result<Vec<String>, NotAdmitted> {
    let found = addresses.iter().map(|address| format!("{address}:0").parse().unwrap());
    Ok(admitted(found, remote)?.iter().map(|address| address.ip().to_string()).collect())
}

#[test]
fn a_name_may_say_anything_and_only_what_may_be_dialled_comes_out() {
    let rebound = ["169.254.169.254", "192.168.1.5", "127.0.0.1", "8.8.8.8"];
    assert_eq!(let_through(&rebound, Remote::Refused), Ok(vec!["127.0.0.1".to_owned()]));
    assert_eq!(let_through(&rebound, Remote::Allowed).unwrap(), ["192.168.1.5", "127.0.0.1", "8.8.8.8"]);
    assert_eq!(let_through(&["192.168.1.5"], Remote::Refused), Err(NotAdmitted));
    assert_eq!(let_through(&["169.254.169.254", "0.0.0.0"], Remote::Allowed), Err(NotAdmitted));
    assert_eq!(let_through(&[], Remote::Refused), Ok(vec![]), "unknown is not forbidden");
}

#[tokio::test]
async fn a_real_name_is_looked_up() {
    let found = Guarded { remote: Remote::Refused }.resolve("localhost".parse().unwrap()).await.unwrap();
    let found: Vec<_> = found.collect();
    assert!(!found.is_empty() && found.iter().all(|address| address.ip().is_loopback()), "{found:?}");
}
