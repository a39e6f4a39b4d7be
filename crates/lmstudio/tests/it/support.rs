//! What the tests have in common.

use std::time::Duration;

use lmstudio::{
    Bearer, Client, Patience,
    origin::Remote,
    testing::{Fake, World},
};

/// Short enough to be waited for, long enough for a busy machine to do in what takes no time.
pub(crate) fn patience() -> Patience {
    Patience {
        probe: Duration::from_secs(1),
        first_loaded: Duration::from_millis(300),
        first_cold: Duration::from_millis(900),
        idle: Duration::from_millis(300),
        total: Duration::from_secs(5),
        ..Patience::default()
    }
}

pub(crate) async fn fake(change: impl FnOnce(&mut World)) -> Fake {
    let mut world = World::default();
    change(&mut world);
    Fake::start(world).await.unwrap()
}

pub(crate) fn client(fake: &Fake) -> Client {
    client_with(fake, None)
}

pub(crate) fn client_with(fake: &Fake, token: Option<&str>) -> Client {
    let origin = fake.origin().unwrap();
    let bearer = token.map(|token| Bearer::new(token, origin.clone()));
    Client::new(origin, bearer, Remote::Refused, patience()).unwrap()
}

/// A port at which nobody listens.
pub(crate) async fn closed_port() -> u16 {
    let fake = fake(|_| {}).await;
    fake.port()
}
