//! A model to talk to: a server on loopback that says what it is told to.

use lmstudio::testing::{Fake, Held, Script, World};
use tokio::runtime::Handle;

use crate::{
    model::{Seen, look},
    settings::LmStudio,
};

pub(crate) const MODEL: &str = "glm-4.7-flash";

/// The model in memory, with room for a report.
pub(crate) fn held() -> Held {
    Held { loaded: Some(16_384), ..Held::loaded(MODEL) }
}

/// A server of this world that says these things, one after another.
pub(crate) async fn server(world: World, max_retries: u8, scripts: Vec<Script>) -> (Fake, Seen) {
    let fake = Fake::start(World { chats: scripts.into(), ..world }).await.unwrap();
    let settings = LmStudio {
        enabled: true,
        host: "127.0.0.1".to_owned(),
        port: fake.port(),
        model: MODEL.to_owned(),
        timeout: 60,
        max_retries,
        allow_remote: false,
        is_pinned: false,
    };
    let seen = look(&settings, None, None, &Handle::current()).await.unwrap();
    (fake, seen)
}
