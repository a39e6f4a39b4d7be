//! A desktop that says whether it is dark.

use anyhow::Result;
use zbus::fdo;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, interface};

/// The desktop's preference, held up while this lives.
#[derive(Debug)]
pub struct Portal {
    bus: Connection,
}

struct Settings(u32);

#[interface(name = "org.freedesktop.portal.Settings")]
impl Settings {
    fn read(&self, namespace: &str, key: &str) -> fdo::Result<OwnedValue> {
        if (namespace, key) != ("org.freedesktop.appearance", "color-scheme") {
            return Err(fdo::Error::Failed(format!("{namespace} {key} is not set")));
        }
        OwnedValue::try_from(Value::Value(Box::new(Value::from(self.0))))
            .map_err(|problem| fdo::Error::Failed(problem.to_string()))
    }
}

impl Portal {
    /// The desktop comes to prefer the other look.
    ///
    /// # Errors
    /// When the bus refuses.
    pub async fn prefers(&self, is_dark: bool) -> Result<()> {
        let scheme = Value::from(if is_dark { 1_u32 } else { 2_u32 });
        let changed = ("org.freedesktop.appearance", "color-scheme", scheme);
        let (path, interface) = ("/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings");
        Ok(self.bus.emit_signal(None::<&str>, path, interface, "SettingChanged", &changed).await?)
    }

    pub(crate) async fn open(address: &str, is_dark: bool) -> Result<Self> {
        let bus = zbus::connection::Builder::address(address)?
            .serve_at("/org/freedesktop/portal/desktop", Settings(if is_dark { 1 } else { 2 }))?
            .name("org.freedesktop.portal.Desktop")?
            .build()
            .await?;
        Ok(Self { bus })
    }
}
