//! Gateways of this computer: what was found, where it stands, and, after a yes, kept.

use std::io;

use agent::{
    link::find::{self, Found, Token},
    secret::{Keychain, SecretName},
};
use jiff::Timestamp;

use super::consent::{Answer, Answers};
use crate::{config, exit::Exit, once::Streams, secret, world::World};

pub(super) fn run(
    keep: bool,
    only: Option<&str>,
    yes: bool,
    world: &World,
    now: Timestamp,
    answers: &mut Answers,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    let (found, unreadable) = find::find(|name| world.variable(name));
    let found: Vec<_> =
        found.into_iter().filter(|found| only.is_none_or(|only| found.product.eq_ignore_ascii_case(only))).collect();
    for bad in &unreadable {
        writeln!(streams.err, "{}: {}.", bad.file.display(), bad.why)?;
    }
    for one in &found {
        show(one, streams)?;
    }
    let one = match (found.as_slice(), keep) {
        ([], _) => {
            let hint = "No settings of a gateway were found for this user. Where it runs elsewhere, set gateway.host and \
                        gateway.port.";
            writeln!(streams.err, "{hint}")?;
            return Ok(Exit::Unavailable);
        }
        (_, false) => {
            writeln!(streams.out, "Nothing was dialled and nothing kept; --keep keeps port and token.")?;
            return Ok(Exit::Fine);
        }
        ([one], true) => one,
        ([..], true) => {
            writeln!(streams.err, "There are several. Say which with --only openclaw or --only clawdbot.")?;
            return Ok(Exit::Usage);
        }
    };
    let scheme = if one.tls { "wss" } else { "ws" };
    let question = format!("Use {scheme}://localhost:{} from now on, with the token if there is one?", one.port.0);
    match answers.to(&question, yes, streams)? {
        Answer::Yes => {}
        Answer::No => {
            writeln!(streams.err, "Nothing was kept.")?;
            return Ok(Exit::Unhealthy);
        }
        Answer::Nobody => {
            writeln!(streams.err, "Nobody is there to be asked. Say --yes to keep it.")?;
            return Ok(Exit::Usage);
        }
    }
    kept(one, world, now, streams)
}

fn show(found: &Found, streams: &mut Streams<'_>) -> io::Result<()> {
    let (port, from) = &found.port;
    writeln!(streams.out, "{}  {}", found.product, found.file.display())?;
    writeln!(streams.out, "  port   {port}, {from}")?;
    writeln!(streams.out, "  TLS    {}", if found.tls { "yes, gateway.tls.enabled" } else { "no" })?;
    match &found.token {
        // Its length says whether it is the one that is meant; nothing else of it is shown.
        Token::Known(secret, from) => writeln!(streams.out, "  token  •••• ({} characters), {from}", secret.length()),
        Token::Elsewhere => writeln!(streams.out, "  token  a reference: only the gateway knows where it stands"),
        Token::None => writeln!(streams.out, "  token  none"),
    }
}

fn kept(one: &Found, world: &World, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let values = [
        ("gateway.host", "localhost".to_owned()),
        ("gateway.port", one.port.0.to_string()),
        ("gateway.tls", one.tls.to_string()),
    ];
    for (key, value) in values {
        let exit = config::keep(key, &value, world, now, streams)?;
        if exit != Exit::Fine {
            return Ok(exit);
        }
    }
    if let Token::Known(token, _) = &one.token {
        let vault = secret::vault(world, Some(Keychain::of_system()));
        let place = match vault.keep(SecretName::GatewayToken, token) {
            Ok(()) => "in the key store of this system".to_owned(),
            Err(fault) => {
                writeln!(
                    streams.err,
                    "The token is not kept: {fault} Without a key store: engram secret keep gateway-token --in-file"
                )?;
                return Ok(Exit::Unavailable);
            }
        };
        writeln!(streams.out, "The token is kept {place}.")?;
    }
    if one.tls {
        writeln!(streams.out, "Next: engram gateway pin")?;
    } else {
        writeln!(streams.out, "Next: engram gateway pair")?;
    }
    Ok(Exit::Fine)
}
