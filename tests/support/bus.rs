//! A session bus that starts nothing by itself.
#![expect(clippy::disallowed_methods, reason = "it starts programs and writes their configuration")]

use crate::child::Running;
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// A bus without service folders: no keyring, no portal, no accessibility bus comes up behind the test's back.
#[derive(Debug)]
pub(crate) struct Bus {
    _daemon: Running,
    pub(crate) address: String,
}

impl Bus {
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        let configuration = folder.join("bus.conf");
        let listen = folder.join("bus");
        std::fs::write(
            &configuration,
            format!(
                r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#,
                listen.display()
            ),
        )?;
        let mut command = Command::new("dbus-daemon");
        command.arg("--nofork").arg("--print-address=1").arg(format!("--config-file={}", configuration.display()));
        let (daemon, address) = Running::start_and_hear(&mut command)?;
        Ok(Self { _daemon: daemon, address })
    }
}
