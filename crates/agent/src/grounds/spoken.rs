//! The end of a test of LM Studio: a real word, and a real call of a tool.

use std::{path::PathBuf, time::Duration};

use lmstudio::fault::Class;
use tokio::runtime::Handle;

use crate::{
    Secret,
    doctor::{Finding, Verdict},
    model::{Choice, ModelFault, look, trial},
    settings::LmStudio,
};

/// How long each of the two may take; a model that is in memory says a word in less.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came of asking the model that would answer. One that is not in memory is not loaded for a test.
pub(super) async fn spoken(settings: &LmStudio, token: Option<&Secret>, user: Option<PathBuf>) -> Vec<Finding> {
    let seen = match look(settings, token, user, &Handle::current()).await {
        Ok(seen) => seen,
        Err(ModelFault::Server(said, Class::NeedsToken | Class::BadToken)) => {
            let hint = "Enter LM Studio's API token in Settings; it is made in LM Studio's Developer tab.";
            return vec![finding("auth", Verdict::Fail, said, Some(hint))];
        }
        Err(fault) => return vec![finding("answer", Verdict::Fail, fault.to_string(), Some(ASK_AGAIN))],
    };
    let model = match seen.choice(&settings.model, settings.is_pinned) {
        Choice::Ready(model) | Choice::Instead(model) => model,
        Choice::NotLoaded(model) => {
            let what = format!("not asked: {} is not loaded", model.id);
            let hint = "Load it in LM Studio and test again; the first question loads it, too.";
            return vec![finding("answer", Verdict::Skipped, what, Some(hint))];
        }
        Choice::Nothing => {
            let what = "not asked: no model is loaded".to_owned();
            return vec![finding("answer", Verdict::Skipped, what, Some("Load one in LM Studio."))];
        }
    };
    let answer = match trial::word(&seen, model, PATIENCE).await {
        Ok(answer) => finding("answer", Verdict::Ok, trial::told(&answer), None),
        Err(why) => return vec![finding("answer", Verdict::Fail, why, Some(ASK_AGAIN))],
    };
    let tools = match trial::tool(&seen, model, PATIENCE).await {
        Ok(true) => finding("tools", Verdict::Ok, trial::tools_told(true).to_owned(), None),
        Ok(false) => {
            let hint = "Code finds the pair in a question instead; the answers are the same.";
            finding("tools", Verdict::Warn, trial::tools_told(false).to_owned(), Some(hint))
        }
        Err(why) => finding("tools", Verdict::Warn, why, Some(ASK_AGAIN)),
    };
    let speed = trial::speed(&seen, &model.id).map(|speed| finding("speed", Verdict::Ok, speed, None));
    [answer, tools].into_iter().chain(speed).collect()
}

/// What stands there until the model has answered.
pub(super) fn asking() -> Finding {
    finding("answer", Verdict::Unknown, "the model is being asked for a word".to_owned(), None)
}

const ASK_AGAIN: &str = "Look at LM Studio's log in its Developer tab, then test again.";

fn finding(layer: &'static str, verdict: Verdict, what: String, hint: Option<&str>) -> Finding {
    Finding { layer, verdict, what, hint: hint.map(str::to_owned) }
}
