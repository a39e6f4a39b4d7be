//! A host for the tray: takes the icon, reads its menu and clicks on it, all over the bus.
#![expect(
    clippy::disallowed_methods,
    clippy::needless_pass_by_value,
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "the shapes that the bus asks for"
)]

use crate::world::until;
use anyhow::{Context, Result};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, Proxy, interface};

const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// Icons that registered: the bus name and the object of each.
type Items = Arc<Mutex<Vec<(String, String)>>>;

/// A row of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    id: i32,
    /// Without the mark of its key.
    pub label: String,
    pub enabled: bool,
    pub is_separator: bool,
    /// Of a row that is one of several: whether it is in force.
    pub chosen: Option<bool>,
    /// Behind it.
    pub rows: Vec<Self>,
}

/// The host of one bus.
#[derive(Debug)]
pub struct Tray {
    bus: Connection,
    items: Items,
}

struct Watcher(Items);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        // Some name an object of their own, others a bus name with the usual object.
        let item =
            if service.starts_with('/') { (sender, service) } else { (service, "/StatusNotifierItem".to_owned()) };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(item);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let items = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        items.iter().map(|(name, path)| format!("{name}{path}")).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

impl Row {
    fn of(row: OwnedValue) -> Result<Self> {
        let (id, about, rows) = Node::try_from(row)?;
        let text = |name: &str| about.get(name).and_then(|value| value.downcast_ref::<String>().ok());
        let number = |name: &str| about.get(name).and_then(|value| value.downcast_ref::<i32>().ok());
        let enabled = about.get("enabled").and_then(|value| value.downcast_ref::<bool>().ok()).unwrap_or(true);
        let label = text("label").unwrap_or_default().replace("__", "\u{0}").replace('_', "").replace('\u{0}', "_");
        let is_choice = text("toggle-type").is_some_and(|kind| !kind.is_empty());
        Ok(Self {
            id,
            label,
            enabled,
            is_separator: text("type").as_deref() == Some("separator"),
            chosen: is_choice.then(|| number("toggle-state") == Some(1)),
            rows: rows.into_iter().map(Self::of).collect::<Result<_>>()?,
        })
    }
}

fn found<'a>(rows: &'a [Row], words: &str) -> Option<&'a Row> {
    let (first, rest) = words.split_once(" ▸ ").map_or((words, None), |(first, rest)| (first, Some(rest)));
    let row = rows.iter().find(|row| row.label.starts_with(first))?;
    rest.map_or(Some(row), |rest| found(&row.rows, rest))
}

impl Tray {
    pub(crate) async fn host(address: &str) -> Result<Self> {
        let items = Items::default();
        let bus = zbus::connection::Builder::address(address)?
            .serve_at("/StatusNotifierWatcher", Watcher(Arc::clone(&items)))?
            .name("org.kde.StatusNotifierWatcher")?
            .build()
            .await?;
        Ok(Self { bus, items })
    }

    /// How many icons have registered so far.
    pub fn count(&self) -> usize {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Waits for the icon.
    ///
    /// # Errors
    /// When none comes.
    pub async fn registered(&self) -> Result<()> {
        until("an icon in the tray", || async { Ok((self.count() > 0).then_some(())) }).await
    }

    /// The menu, top to bottom.
    ///
    /// # Errors
    /// When there is no icon, or it does not answer.
    pub async fn menu(&self) -> Result<Vec<Row>> {
        let menu = self.menu_of_item().await?;
        let (_, (_, _, rows)): (u32, Node) = menu.call("GetLayout", &(0_i32, -1_i32, Vec::<String>::new())).await?;
        rows.into_iter().map(Row::of).collect()
    }

    /// Clicks on the row that begins with these words; `Run a tool ▸ Assess` is a row behind a row.
    ///
    /// # Errors
    /// When there is no such row.
    pub async fn click(&self, words: &str) -> Result<()> {
        let mut tries = 0;
        loop {
            let rows = self.menu().await?;
            let row = found(&rows, words).with_context(|| format!("no row {words:?} in {rows:?}"))?;
            let menu = self.menu_of_item().await?;
            let clicked = menu.call_method("Event", &(row.id, "clicked", Value::from(0_i32), 0_u32)).await;
            match clicked {
                Ok(_) => return Ok(()),
                // The menu was made anew meanwhile, and its rows have other numbers.
                Err(_) if tries < 5 => tries += 1,
                Err(problem) => return Err(problem.into()),
            }
        }
    }

    /// The row that begins with these words.
    ///
    /// # Errors
    /// When there is none.
    pub async fn row(&self, words: &str) -> Result<Row> {
        let rows = self.menu().await?;
        found(&rows, words).cloned().with_context(|| format!("no row {words:?} in {rows:?}"))
    }

    /// The name of the icon's picture, which changes with its mark.
    ///
    /// # Errors
    /// When there is no icon, or it does not answer.
    pub async fn icon(&self) -> Result<String> {
        Ok(self.item().await?.get_property("IconName").await?)
    }

    /// The icon's picture, as it lies in its file.
    ///
    /// # Errors
    /// When there is no icon, or no such file.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        let folder: String = self.item().await?.get_property("IconThemePath").await?;
        let name = self.icon().await?;
        let file = Path::new(&folder).join(&name);
        let file = if file.is_file() { file } else { file.with_added_extension("png") };
        std::fs::read(&file).with_context(|| format!("the icon {}", file.display()))
    }

    /// `Active`, or `Passive` while it is hidden.
    ///
    /// # Errors
    /// When there is no icon, or it does not answer.
    pub async fn status(&self) -> Result<String> {
        Ok(self.item().await?.get_property("Status").await?)
    }

    async fn item(&self) -> Result<Proxy<'static>> {
        let item = self.items.lock().unwrap_or_else(PoisonError::into_inner).last().cloned();
        let (name, path) = item.context("no icon in the tray")?;
        Ok(Proxy::new(&self.bus, name, path, ITEM).await?)
    }

    async fn menu_of_item(&self) -> Result<Proxy<'static>> {
        let item = self.item().await?;
        let path: OwnedObjectPath = item.get_property("Menu").await?;
        Ok(Proxy::new(&self.bus, item.destination().to_owned(), path, MENU).await?)
    }
}
