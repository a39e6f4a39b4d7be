//! The page, read and clicked as a person would.

use crate::child::Running;
use crate::world::until;
use anyhow::{Context, Result};
use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::path::Path;
use tokio::net::TcpStream;

/// A driven window.
#[derive(Debug)]
pub struct Page {
    client: Client,
    driver: Running,
}

impl Page {
    pub(crate) async fn open(driver: Running, port: u16, program: &Path, args: &[&str]) -> Result<Self> {
        let mut wanted = Capabilities::new();
        wanted.insert("webkitgtk:browserOptions".to_owned(), json!({ "binary": program, "args": args }));
        until("the driver", || async { Ok(TcpStream::connect(("127.0.0.1", port)).await.ok()) }).await?;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(wanted).connect(&format!("http://127.0.0.1:{port}")).await?;
        Ok(Self { client, driver })
    }

    /// Waits for an element.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn find(&self, css: &str) -> Result<Element> {
        until(css, || async { Ok(self.client.find(Locator::Css(css)).await.ok()) }).await
    }

    /// Whether there is such an element now.
    pub async fn has(&self, css: &str) -> bool {
        self.client.find(Locator::Css(css)).await.is_ok()
    }

    /// Waits until an element says something.
    ///
    /// # Errors
    /// When it does not.
    pub async fn says(&self, css: &str, words: &str) -> Result<()> {
        let read = || async {
            let text = match self.client.find(Locator::Css(css)).await {
                Ok(element) => self.shown(&element).await.unwrap_or_default(),
                Err(_) => String::new(),
            };
            Ok(text.contains(words).then_some(()))
        };
        match until(&format!("{words:?} in {css}"), read).await {
            Ok(()) => Ok(()),
            Err(problem) => Err(problem.context(self.text("body").await?)),
        }
    }

    /// # Errors
    /// When there is no such element.
    pub async fn text(&self, css: &str) -> Result<String> {
        self.shown(&self.find(css).await?).await
    }

    /// `WebKit`'s driver gives up on the text of what holds a drawing; the page itself does not.
    async fn shown(&self, element: &Element) -> Result<String> {
        if let Ok(text) = element.text().await {
            return Ok(text);
        }
        let text = self.client.execute("return arguments[0].innerText", vec![serde_json::to_value(element)?]).await?;
        Ok(text.as_str().context("a text")?.to_owned())
    }

    /// An element in sight, as a hand would have it: the driver leaves it below the bar that stays in sight, the page's own
    /// scrolling does not.
    async fn at_hand(&self, css: &str) -> Result<Element> {
        let element = self.find(css).await?;
        let into_view = "arguments[0].scrollIntoView({ block: 'nearest' }); return 1";
        self.client.execute(into_view, vec![serde_json::to_value(&element)?]).await?;
        Ok(element)
    }

    /// # Errors
    /// When it cannot be clicked.
    pub async fn click(&self, css: &str) -> Result<()> {
        self.at_hand(css).await?.click().await.with_context(|| format!("clicking {css}"))
    }

    /// Replaces what a field holds.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fill(&self, css: &str, words: &str) -> Result<()> {
        let field = self.at_hand(css).await?;
        field.clear().await.with_context(|| format!("clearing {css}"))?;
        field.send_keys(words).await.with_context(|| format!("typing into {css}"))
    }

    /// Presses keys where the focus is.
    ///
    /// # Errors
    /// When nothing has it.
    pub async fn press(&self, keys: &str) -> Result<()> {
        Ok(self.client.active_element().await?.send_keys(keys).await?)
    }

    /// Runs a script in the page.
    ///
    /// # Errors
    /// When it throws.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Runs a script that answers later, by calling `done`.
    ///
    /// # Errors
    /// When it throws or never answers.
    pub async fn run_later(&self, script: &str) -> Result<Value> {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        Ok(self.client.execute_async(&script, Vec::new()).await?)
    }

    /// Calls one of the application's commands as the page does; gives `["ok", answer]` or `["refused", reason]`.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn invoke(&self, command: &str, arguments: &Value) -> Result<Value> {
        let script = format!(
            "window.__TAURI_INTERNALS__.invoke({}, {arguments}).then((answer) => done(['ok', answer]), (reason) => done(['refused', reason]));",
            json!(command)
        );
        self.run_later(&script).await
    }

    /// Sets the inner size of the window in CSS pixels, as far as the screen allows.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        Ok(self.client.set_window_size(width, height).await?)
    }

    /// Ends the session, and with it the application.
    ///
    /// # Errors
    /// When the driver refuses, or the application does not end.
    pub async fn end(self) -> Result<()> {
        self.client.close().await?;
        // The driver ends the application only after its answer: killed before, it would leave one behind.
        until("the end of the driven application", || async { Ok((!self.driver.has_children()?).then_some(())) }).await
    }
}
