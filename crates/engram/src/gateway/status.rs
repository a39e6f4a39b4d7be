//! How the link of the running service is.

use std::io;

use crate::{
    config,
    exit::Exit,
    health::{self, args::Port},
    once::Streams,
    world::World,
};

pub(super) fn run(port: &Port, world: &World, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let port = match port.of(world) {
        Ok(port) => port,
        Err(faults) => return config::refused(&faults, streams),
    };
    let told = match health::told(port) {
        Ok(told) => told,
        Err(why) => return health::silent(&why, streams),
    };
    let mut is_well = true;
    let check = |part: &str| told.checks.get(part).and_then(|checks| checks.first());
    for (name, part) in [("Connection", "gateway:connection"), ("Approval", "gateway:approval")] {
        let check = check(part);
        let said = check.map_or("unknown", |check| check.observed_value.as_str());
        is_well &= check.is_some_and(|check| check.status == "pass");
        writeln!(streams.out, "{name}: {said}")?;
    }
    // What only sometimes is there, and never decides.
    for (name, part) in [("Second link", "gateway:operator"), ("Encryption", "gateway:encryption")] {
        if let Some(check) = check(part) {
            writeln!(streams.out, "{name}: {}", check.observed_value)?;
        }
    }
    Ok(if is_well { Exit::Fine } else { Exit::Unhealthy })
}
