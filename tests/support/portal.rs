//! A desktop that says whether it is dark.

use anyhow::Result;
use zbus::fdo;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, interface};

/// The desktop's preference, held up while this lives.
#[derive(Debug)]
pub struct Portal {
    _bus: Connection,
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
    pub(crate) async fn open(address: &str, is_dark: bool) -> Result<Self> {
        let bus = zbus::connection::Builder::address(address)?
            .serve_at("/org/freedesktop/portal/desktop", Settings(if is_dark { 1 } else { 2 }))?
            .name("org.freedesktop.portal.Desktop")?
            .build()
            .await?;
        Ok(Self { _bus: bus })
    }
}
