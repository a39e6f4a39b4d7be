//! A token that is kept is for one gateway. Here a person says that it is for another one from now on.

use std::io;

use agent::link::errand;

use super::{
    consent::{Answer, Answers},
    means::Ready,
};
use crate::{exit::Exit, once::Streams};

pub(super) fn run(ready: &Ready, yes: bool, answers: &mut Answers, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let bound = match errand::bind(&ready.means(), false) {
        Ok(bound) => bound,
        Err(why) => {
            writeln!(streams.err, "{why}")?;
            return Ok(Exit::Config);
        }
    };
    let Some(before) = bound.before else {
        writeln!(streams.out, "The token is for {}.", bound.origin)?;
        return Ok(Exit::Fine);
    };
    writeln!(streams.out, "The token was given for {before}. The settings name {}.", bound.origin)?;
    let question = format!("Offer it to {} from now on?", bound.origin);
    match answers.to(&question, yes, streams)? {
        Answer::Yes => {}
        Answer::No => {
            writeln!(streams.err, "Nothing was changed.")?;
            return Ok(Exit::Unhealthy);
        }
        Answer::Nobody => {
            writeln!(streams.err, "Nobody is there to be asked. Say --yes to do it.")?;
            return Ok(Exit::Usage);
        }
    }
    if let Err(why) = errand::bind(&ready.means(), true) {
        writeln!(streams.err, "{why}")?;
        return Ok(Exit::CannotCreate);
    }
    writeln!(
        streams.out,
        "The token is for {} from now on. A running Engram takes it up when it starts anew.",
        bound.origin
    )?;
    Ok(Exit::Fine)
}
