//! What is set, as far as it may be told.

use serde_json::Value;

use crate::{
    redact::Redaction,
    settings::{KEYS, Key, Kind, NotAllowed, Origin, Resolved, SettingFault},
};

/// Settings whose wrong values are not repeated: one that is cut off, or typed in the wrong place, may be a secret that
/// nothing tells apart.
///
/// # Errors
/// The same that were wrong before.
pub fn without_values(settings: Result<Resolved, Vec<SettingFault>>) -> Result<Resolved, Vec<SettingFault>> {
    settings.map_err(|faults| faults.into_iter().map(without_value).collect())
}

fn without_value(fault: SettingFault) -> SettingFault {
    match fault {
        SettingFault::NotAllowed(refused) => {
            let NotAllowed { path, origin, allowed, hint, got: _ } = *refused;
            let path = if Key::find(&path).is_some() { path } else { "of no such name".to_owned() };
            let got = "its value".to_owned();
            SettingFault::NotAllowed(Box::new(NotAllowed { path, got, origin: quiet(origin), allowed, hint }))
        }
        SettingFault::Unknown { path, origin, nearest } => {
            // What was typed as one word has no place for a name.
            let path = if matches!(origin, Origin::Flag(_)) { "of no such name".to_owned() } else { path };
            SettingFault::Unknown { path, origin: quiet(origin), nearest }
        }
        SettingFault::Differ { path, origins } => {
            let [one, other] = *origins;
            SettingFault::Differ { path, origins: Box::new([quiet(one), quiet(other)]) }
        }
        told @ (SettingFault::Unreadable { .. }
        | SettingFault::Disk { .. }
        | SettingFault::NoHome
        | SettingFault::Newer { .. }) => told,
    }
}

/// A flag is typed with its value.
fn quiet(origin: Origin) -> Origin {
    match origin {
        Origin::Flag(_) => Origin::Flag("--set".to_owned()),
        other @ (Origin::Default | Origin::File(_) | Origin::Env(_) | Origin::Managed(_)) => other,
    }
}

/// A line for each key, or what is wrong.
pub(super) fn told(settings: &Result<Resolved, Vec<SettingFault>>, redaction: &Redaction) -> String {
    let resolved = match settings {
        Ok(resolved) => resolved,
        Err(faults) => {
            let told: Vec<String> = faults.iter().map(|fault| without_value(fault.clone()).to_string()).collect();
            return redaction.clean(&told.join("\n")).into_owned();
        }
    };
    let width = KEYS.iter().map(|key| key.path.len()).max().unwrap_or(0);
    let line = |key: &Key| {
        let Some(held) = resolved.held(key) else { return format!("{:width$}  not set\n", key.path) };
        let value = match (key.kind, resolved.token()) {
            (Kind::Secret, Some(token)) => format!("set, {} characters", token.length()),
            _ if is_private(key) => "set".to_owned(),
            _ => redaction.field(key.path, &plain(&held.value)).into_owned(),
        };
        let origin = redaction.clean(&quiet(held.origin.clone()).to_string()).into_owned();
        format!("{:width$}  {value}  ({origin})\n", key.path)
    };
    let notices = resolved.notices.iter().map(|notice| format!("Notice: {}\n", redaction.clean(&notice.what)));
    KEYS.iter().filter(|key| key.kind != Kind::Ignored).map(line).chain(notices).collect()
}

/// What somebody owns is nobody's to know.
fn is_private(key: &Key) -> bool {
    !key.kind.is_shown()
        || ["trading.account.equity", "trading.holdings", "trading.max_position_size"].contains(&key.path)
}

fn plain(value: &Value) -> String {
    value.as_str().filter(|text| !text.is_empty()).map_or_else(|| value.to_string(), str::to_owned)
}
