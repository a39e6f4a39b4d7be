//! What the window remembers: how large it was, and what was asked last. Nothing that matters: the file may be lost, and
//! a bad one is forgotten.

use std::sync::Arc;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tauri::{AppHandle, LogicalSize, Url, WebviewWindow, Wry};
use tauri_plugin_store::{Store, StoreExt};

const FILE: &str = "window.json";
const SIZE: &str = "size";
const QUESTION: &str = "question";
const WELCOMED: &str = "welcomed";

/// Less than this nothing can be read in, and more than this no screen has.
pub(crate) const LEAST: LogicalSize<f64> = LogicalSize::new(360.0, 520.0);
const MOST: LogicalSize<f64> = LogicalSize::new(16_384.0, 16_384.0);

/// Longer than any pair.
const MOST_PAIR: usize = 40;

/// What was asked last, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Question {
    pub(crate) pair: String,
    pub(crate) timeframe: Option<String>,
}

/// How large the window was, inside, when it was closed last.
pub(crate) fn size(app: &AppHandle) -> Option<LogicalSize<f64>> {
    let (width, height) = get::<(f64, f64)>(app, SIZE)?;
    let fits = |value: f64, least: f64, most: f64| value.is_finite() && (least..=most).contains(&value);
    (fits(width, LEAST.width, MOST.width) && fits(height, LEAST.height, MOST.height))
        .then(|| LogicalSize::new(width, height))
}

/// Remembers how large a window is.
pub(crate) fn keep_size(app: &AppHandle, window: &WebviewWindow) {
    let measured = || {
        let size = window.inner_size()?.to_logical::<f64>(window.scale_factor()?);
        tauri::Result::Ok((size.width, size.height))
    };
    match measured() {
        Ok(size) => set(app, SIZE, &size),
        Err(problem) => tracing::debug!(%problem, "the window does not say how large it is"),
    }
}

/// What was asked last.
pub(crate) fn question(app: &AppHandle) -> Option<Question> {
    get::<Question>(app, QUESTION).filter(|question| question.pair.chars().count() <= MOST_PAIR)
}

/// Remembers a question.
pub(crate) fn keep_question(app: &AppHandle, question: &Question) {
    set(app, QUESTION, question);
}

/// Whether the walk through the first steps was seen, or is not wanted.
pub(crate) fn welcomed(app: &AppHandle) -> bool {
    get::<bool>(app, WELCOMED).unwrap_or_default()
}

/// Remembers that it was.
pub(crate) fn keep_welcomed(app: &AppHandle) {
    set(app, WELCOMED, &true);
    write_now(app);
}

/// Forgets everything.
pub(crate) fn forget(app: &AppHandle) {
    if let Some(store) = store(app) {
        store.clear();
        write_now(app);
    }
}

/// Writes at once what would be written in a moment.
fn write_now(app: &AppHandle) {
    if let Some(Err(problem)) = store(app).map(|store| store.save()) {
        tracing::debug!(%problem, "the window's memory is not written");
    }
}

impl Question {
    /// As it stands in an address: `pair=BTC%2FUSD&timeframe=1h`.
    pub(crate) fn words(&self) -> String {
        let Ok(mut address) = Url::parse("engram:/") else { return String::new() };
        address.query_pairs_mut().append_pair("pair", &self.pair);
        if let Some(timeframe) = &self.timeframe {
            address.query_pairs_mut().append_pair("timeframe", timeframe);
        }
        address.query().unwrap_or_default().to_owned()
    }
}

fn get<T: DeserializeOwned>(app: &AppHandle, key: &str) -> Option<T> {
    serde_json::from_value(store(app)?.get(key)?).ok()
}

fn set(app: &AppHandle, key: &str, value: &impl Serialize) {
    if let (Some(store), Ok(value)) = (store(app), serde_json::to_value(value)) {
        store.set(key, value);
    }
}

fn store(app: &AppHandle) -> Option<Arc<Store<Wry>>> {
    app.store(FILE).inspect_err(|problem| tracing::warn!(%problem, "the window remembers nothing")).ok()
}
