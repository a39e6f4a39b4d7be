//! Gateway and LM Studio, and the way to both.

use std::{net::SocketAddr, time::Duration};

use super::{
    super::{
        Examined,
        Verdict::{self, Fail, Off, Ok as Fine, Skipped, Unknown, Warn},
        gateway::{self, Channel},
        lmstudio,
        reach::{Address, Http, Name, Tcp, Way},
    },
    verdicts, what, whole,
};
use crate::snapshot::{LinkState, LinkView};

/// An instance that is loaded.
const ON: &str = r#"{"id":"x"}"#;

const HERE: &str = "127.0.0.1:18789";
pub(super) const THREE: Duration = Duration::from_secs(3);

fn open(at: &str) -> Way {
    let at: SocketAddr = at.parse().unwrap();
    Way { name: Name::Found(vec![at.ip()]), tcp: Some(Tcp::Open(at)) }
}

#[expect(clippy::unnecessary_wraps, reason = "what was asked")]
fn answer(code: u16, body: &str) -> Option<Http> {
    Some(Http::Answered { code, body: body.as_bytes().to_vec() })
}

pub(super) fn address(is_chosen: bool, may_be_remote: bool) -> Address {
    Address { host: "box".to_owned(), port: 18789, is_chosen, may_be_remote }
}

#[test]
fn a_gateway_is_judged_rung_by_rung() {
    let seen = |is_chosen, way, channel, live, ready| {
        gateway::judged(&gateway::Seen { address: address(is_chosen, true), way, channel, live, ready })
    };
    let of = |is_chosen, way, live, ready| seen(is_chosen, way, Channel::Inside, live, ready);
    let way = |name, tcp| Way { name, tcp };
    let ip = || Name::Found(vec!["127.0.0.1".parse().unwrap()]);
    let live = || answer(200, r#"{"ok":true,"status":"live"}"#);
    let lost = || way(Name::Failed("not known".to_owned()), None);
    let closed = || way(ip(), Some(Tcp::Refused));
    let skipped = |first: &[Verdict]| [first, &[Skipped; 10]].concat().into_iter().take(10).collect::<Vec<_>>();
    // What only a link tells stands together.
    let up =
        |[http, ready, way_in]: [Verdict; 3]| [[Fine, Fine, Fine, Off, http, ready].as_slice(), &[way_in; 4]].concat();
    let far = |channel| seen(true, open("192.0.2.1:443"), channel, None, None);
    let beyond = |tls, rest| [[Fine, Fine, Fine, tls].as_slice(), &[rest; 6]].concat();
    let cases = [
        (of(true, open(HERE), live(), answer(200, r#"{"ready":true}"#)), up([Fine, Fine, Unknown])),
        (of(true, open(HERE), live(), answer(503, r#"{"ready":false,"failing":["db"]}"#)), up([Fine, Warn, Unknown])),
        (of(true, open(HERE), live(), None), up([Fine, Unknown, Unknown])),
        (of(true, open(HERE), answer(200, "<html>"), answer(200, "<html>")), up([Unknown, Unknown, Unknown])),
        (of(true, open(HERE), answer(200, r#"{"ok":false}"#), None), up([Warn, Unknown, Unknown])),
        (of(true, open(HERE), answer(401, ""), None), up([Warn, Unknown, Unknown])),
        (of(true, open(HERE), answer(404, ""), None), up([Warn, Unknown, Unknown])),
        (of(true, open(HERE), answer(503, ""), None), up([Warn, Unknown, Unknown])),
        (of(true, open(HERE), answer(302, ""), None), up([Warn, Unknown, Unknown])),
        (of(true, open(HERE), Some(Http::Silent(THREE)), None), up([Fail, Skipped, Skipped])),
        (of(true, open(HERE), Some(Http::Other), None), up([Fail, Skipped, Skipped])),
        (of(false, open(HERE), Some(Http::Other), None), up([Warn, Skipped, Skipped])),
        (of(true, lost(), None, None), skipped(&[Fine, Fail])),
        (of(true, way(Name::Slow(THREE), None), None, None), skipped(&[Fine, Fail])),
        (of(true, closed(), None, None), skipped(&[Fine, Fine, Fail])),
        // Nobody asked for one, and none is there.
        (of(false, closed(), None, None), skipped(&[Fine, Fine, Warn])),
        (of(true, way(ip(), Some(Tcp::Slow(THREE))), None, None), skipped(&[Fine, Fine, Fail])),
        (of(true, way(ip(), Some(Tcp::Failed("no route".to_owned()))), None, None), skipped(&[Fine, Fine, Fail])),
        // Beyond this computer the channel is looked at, nothing else is asked, and nothing else is called fine.
        (far(Channel::Believed { pinned: true }), beyond(Fine, Unknown)),
        (far(Channel::Believed { pinned: false }), beyond(Fine, Unknown)),
        (far(Channel::Allowed), beyond(Warn, Unknown)),
        (far(Channel::Refused), beyond(Fail, Skipped)),
        (far(Channel::Untrusted("ab12".to_owned())), beyond(Fail, Skipped)),
        (far(Channel::NotPinned("ab12".to_owned())), beyond(Fail, Skipped)),
        (far(Channel::Broken("what answers speaks no TLS".to_owned())), beyond(Fail, Skipped)),
        (gateway::off(), vec![Off; 10]),
    ];
    for (examined, expected) in cases {
        assert_eq!(verdicts(&examined), expected, "{examined:?}");
        whole(&examined);
    }
    let ill = of(true, open(HERE), live(), answer(503, "{\"ready\":false,\"failing\":[\"db\\u001b[31m\"]}"));
    assert_eq!(what(&ill, "ready"), "it does not take work yet: db[31m", "no letter moves the screen");
}

/// A gateway that lives on this computer, and what a link tells of it.
fn entered(state: LinkState, code: Option<&'static str>) -> Examined {
    let seen = gateway::judged(&gateway::Seen {
        address: address(true, true),
        way: open(HERE),
        channel: Channel::Inside,
        live: answer(200, r#"{"ok":true}"#),
        ready: answer(200, r#"{"ready":true}"#),
    });
    let link = LinkView { code, hint: code.map(|_| "Do this."), ..LinkView::new(state, "It is so.".to_owned(), None) };
    gateway::entered(seen, &link)
}

#[test]
fn the_layer_that_stops_a_link_is_named_and_those_behind_it_are_not_called_fine() {
    let cases = [
        (LinkState::Waiting, Some("GATEWAY_CLOSED_EARLY"), [Fail, Skipped, Skipped, Skipped]),
        (LinkState::Dialing, None, [Fail, Skipped, Skipped, Skipped]),
        (LinkState::Greeting, None, [Fail, Skipped, Skipped, Skipped]),
        (LinkState::Restarting, Some("GATEWAY_RESTARTING"), [Fail, Skipped, Skipped, Skipped]),
        (LinkState::Rejected, Some("GATEWAY_PROTOCOL"), [Fail, Skipped, Skipped, Skipped]),
        (LinkState::Rejected, Some("GATEWAY_TLS"), [Fail, Skipped, Skipped, Skipped]),
        (LinkState::Rejected, Some("GATEWAY_ORIGIN"), [Fail, Skipped, Skipped, Skipped]),
        (LinkState::NeedsToken, Some("GATEWAY_TOKEN_MISSING"), [Fine, Fail, Skipped, Skipped]),
        (LinkState::NeedsToken, Some("GATEWAY_TOKEN_REFUSED"), [Fine, Fail, Skipped, Skipped]),
        (LinkState::Rejected, Some("GATEWAY_IDENTITY"), [Fine, Fail, Skipped, Skipped]),
        (LinkState::Rejected, Some("GATEWAY_WITHOUT_TOKEN"), [Fine, Fail, Skipped, Skipped]),
        (LinkState::NeedsPairing, Some("GATEWAY_PAIRING_REQUIRED"), [Fine, Fine, Fail, Skipped]),
        (LinkState::Rejected, Some("GATEWAY_DEVICE_KEY"), [Fine, Fine, Fail, Skipped]),
        (LinkState::NeedsApproval, Some("GATEWAY_APPROVAL_REQUIRED"), [Fine, Fine, Fine, Fail]),
        (LinkState::NeedsApproval, Some("GATEWAY_TOOLS_DECLINED"), [Fine, Fine, Fine, Fail]),
        (LinkState::Unproven, None, [Fine, Fine, Fine, Unknown]),
        (LinkState::Ready, None, [Fine, Fine, Fine, Fine]),
        (LinkState::Off, None, [Off, Off, Off, Off]),
    ];
    for (state, code, expected) in cases {
        let found = entered(state, code);
        assert_eq!(verdicts(&found)[6..], expected, "{state:?} {code:?}");
        assert_eq!(verdicts(&found)[..6], [Fine, Fine, Fine, Off, Fine, Fine], "{state:?}: what was seen stays");
        whole(&found);
        let named = code.is_none_or(|code| found.findings.iter().any(|finding| finding.what.contains(code)));
        assert!(named, "{code:?}: {found:?}");
    }
    // Where the way there is blocked, nothing of the link is believed.
    let closed = gateway::judged(&gateway::Seen {
        address: address(true, true),
        way: Way { name: Name::Found(vec!["127.0.0.1".parse().unwrap()]), tcp: Some(Tcp::Refused) },
        channel: Channel::Unasked,
        live: None,
        ready: None,
    });
    let ready = LinkView::new(LinkState::Ready, "It is ready.".to_owned(), None);
    assert_eq!(gateway::entered(closed.clone(), &ready), closed);
}

#[test]
fn lm_studio_is_judged_rung_by_rung() {
    let of = |is_set: bool, way: Way, greeting: Option<Http>, list: Option<Http>| {
        let model = ("glm".to_owned(), is_set);
        lmstudio::judged(&lmstudio::Seen { address: address(true, true), model, way, greeting, list })
    };
    let hello = || answer(200, r#"{"lmstudio":true}"#);
    let models = |glm: &str, other: &str| {
        let one = |key: &str, loaded: &str| format!(r#"{{"type":"llm","key":"{key}","loaded_instances":[{loaded}]}}"#);
        answer(200, &format!(r#"{{"models":[{},{}]}}"#, one("glm", glm), one("other", other)))
    };
    let bare = |ids: &str| answer(200, &format!(r#"{{"data":[{ids}],"models":[]}}"#));
    let there = |list| of(false, open(HERE), hello(), list);
    let set = |list| of(true, open(HERE), hello(), list);
    let up = |rest: [Verdict; 3]| [[Fine, Fine, Fine, Off].as_slice(), &rest].concat();
    let cases = [
        (set(models(ON, "")), up([Fine, Fine, Fine])),
        (set(models("", ON)), up([Fine, Fine, Warn])),
        (there(models("", ON)), up([Fine, Fine, Fine])),
        (there(models("", "")), up([Fine, Fine, Warn])),
        (set(bare(r#"{"id":"glm"}"#)), up([Fine, Fine, Unknown])),
        (set(bare(r#"{"id":"glm","state":"loaded"}"#)), up([Fine, Fine, Fine])),
        (set(bare(r#"{"id":"glm","state":"not-loaded"}"#)), up([Fine, Fine, Warn])),
        (set(bare(r#"{"id":"other"}"#)), up([Fine, Fine, Fail])),
        (there(bare(r#"{"id":"other"}"#)), up([Fine, Fine, Warn])),
        (there(bare(r#"{"id":"glm","type":"embeddings"}"#)), up([Fine, Warn, Skipped])),
        (there(bare("")), up([Fine, Warn, Skipped])),
        (there(answer(404, "")), up([Fine, Warn, Skipped])),
        (there(answer(401, "")), up([Fine, Unknown, Unknown])),
        (of(true, open(HERE), answer(401, ""), answer(401, "")), up([Fine, Unknown, Unknown])),
        (of(true, open(HERE), answer(404, ""), bare(r#"{"id":"glm","state":"loaded"}"#)), up([Fine, Fine, Fine])),
        (of(true, open(HERE), answer(404, ""), answer(404, "")), up([Fail, Skipped, Skipped])),
        (of(true, open(HERE), Some(Http::Silent(THREE)), None), up([Fail, Skipped, Skipped])),
    ];
    for (examined, expected) in cases {
        assert_eq!(verdicts(&examined), expected, "{examined:?}");
        whole(&examined);
    }
    let far = of(true, open("192.0.2.1:1234"), hello(), models(ON, ""));
    assert_eq!(verdicts(&far)[3], Warn, "{far:?}");
    let way = Way { name: Name::Found(vec!["192.0.2.1".parse().unwrap()]), tcp: None };
    let (address, model) = (address(true, false), ("glm".to_owned(), false));
    let kept = lmstudio::judged(&lmstudio::Seen { address, model, way, greeting: None, list: None });
    assert_eq!(verdicts(&kept), [Fine, Fail, Skipped, Skipped, Skipped, Skipped, Skipped]);
    whole(&kept);
}
