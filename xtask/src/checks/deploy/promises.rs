//! Lines whose loss nothing else would notice.

use crate::fences::sources::Source;

/// A file, a line of it, and what happens without.
const PROMISES: [(&str, &str, &str); 16] = [
    ("deploy/systemd/engram.service", "Type=notify", "ready would mean started"),
    ("deploy/systemd/engram.service", "WatchdogSec=30", "a service that hangs would hang for ever"),
    ("deploy/systemd/engram.service", "RestartPreventExitStatus=78", "a bad setting would be tried again for ever"),
    (
        "deploy/systemd/engram.service",
        "LoadCredential=engram-token",
        "the token would have to stand in the environment",
    ),
    ("deploy/docker/Dockerfile", "USER 65532:65532", "the container would run as root"),
    ("deploy/docker/Dockerfile", "STOPSIGNAL SIGTERM", "a base may choose another signal"),
    ("deploy/docker/compose.yaml", "read_only: true", "the container could be changed while it runs"),
    ("deploy/docker/compose.yaml", "cap_drop: [ALL]", "the container would keep rights of root"),
    ("deploy/docker/compose.yaml", "security_opt: [no-new-privileges:true]", "a program could gain rights"),
    ("deploy/kubernetes/deployment.yaml", "replicas: 1", "two pods would fight over one device key and one journal"),
    ("deploy/kubernetes/deployment.yaml", "type: Recreate", "an upgrade would run two pods at once"),
    (
        "deploy/kubernetes/deployment.yaml",
        "enableServiceLinks: false",
        "a Service's variables would be read as settings",
    ),
    ("deploy/kubernetes/deployment.yaml", "value: /state/engram", "a journal is not kept where a group may write"),
    ("deploy/kubernetes/deployment.yaml", "fsGroup: 65532", "the token could not be read"),
    ("deploy/kubernetes/deployment.yaml", "readOnlyRootFilesystem: true", "the pod could be changed while it runs"),
    ("deploy/kubernetes/namespace.yaml", "pod-security.kubernetes.io/enforce: restricted", "nothing would be refused"),
];

/// The promises that the files do not keep.
pub(super) fn breaches(files: &[Source]) -> Vec<String> {
    let broken = PROMISES.iter().filter(|(path, line, _)| {
        let file = files.iter().find(|file| file.path == *path);
        !file.is_some_and(|file| file.text.lines().any(|there| there.trim() == *line))
    });
    broken.map(|(path, line, why)| format!("{path}: the line `{line}` is gone: {why}")).collect()
}

/// The image's compiler, where it is not the repository's.
pub(super) fn other_toolchain(files: &[Source], pinned: &str) -> Vec<String> {
    let quoted = |line: &str| Some(line.strip_prefix("channel = \"")?.strip_suffix('"')?.to_owned());
    let ours = pinned.lines().find_map(quoted).unwrap_or_default();
    let dockerfiles = files.iter().filter(|file| file.path.ends_with("Dockerfile"));
    let named =
        dockerfiles.filter_map(|file| Some((file, file.text.lines().find_map(|line| line.strip_prefix("ARG RUST="))?)));
    let other = named.filter(|(_, version)| *version != ours);
    other.map(|(file, version)| format!("{}: Rust {version}, and rust-toolchain.toml says {ours}", file.path)).collect()
}
