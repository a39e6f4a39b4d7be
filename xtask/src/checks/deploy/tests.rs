use super::{environment, keys, promises, unit};
use crate::fences::sources::{self, Source};
use crate::manifests;
use crate::place::Place;
use crate::shell::{Step, on_path};
use std::collections::BTreeSet;

const DEFAULTS: &str = "version = 1\n[gateway]\n# Its port.\nport = 18789\n# token = \"...\"\n[trading.costs]\nround_trip_bps = \"auto\"\n";

fn file(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

fn known() -> BTreeSet<String> {
    keys::known(DEFAULTS)
}

#[test]
fn the_defaults_name_keys_that_are_not_set_as_well() {
    let expected = ["version", "gateway.port", "gateway.token", "trading.costs.round_trip_bps"];
    assert_eq!(known(), expected.map(str::to_owned).into());
}

#[test]
fn a_key_that_is_no_setting_is_told_with_its_line() {
    let told = keys::breaches(&file("deploy/a.toml", "version = 1\n[gateway]\nport = 1\nprot = 2\n"), &known());
    assert_eq!(told.len(), 1);
    assert!(told.concat().starts_with("deploy/a.toml:4: gateway.prot "), "{told:?}");
}

#[test]
fn a_key_under_another_section_is_another_key() {
    let told = keys::breaches(&file("deploy/a.toml", "[costs]\nround_trip_bps = 8\n"), &known());
    assert!(told.concat().contains("costs.round_trip_bps"), "{told:?}");
}

#[test]
fn an_example_that_is_commented_out_is_read_like_the_rest() {
    let told = keys::breaches(&file("deploy/a.toml", "# [gateway]\n# prot = 2\n# A port = good.\n"), &known());
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn a_page_is_read_where_it_shows_settings_and_where_it_sets_them() {
    let page = "port = 1\n```toml\n[gateway]\nprot = 2\n```\n```sh\nx = 3\n```\n`engram config set gateway.tokn a`\n--set trading.costs.bps=8, --set KEY=VALUE\n";
    let told: Vec<(usize, String)> = keys::named(&file("docs/headless.md", page));
    let expected = [(4, "gateway.prot"), (9, "gateway.tokn"), (10, "trading.costs.bps")];
    assert_eq!(told, expected.map(|(line, key)| (line, key.to_owned())));
}

#[test]
fn a_variable_is_known_by_its_key_or_by_whoever_reads_it() {
    let code = ["let file = look_up(\"ENGRAM_TOKEN_FILE\"); // ENGRAM_OTHER"];
    let told = |text: &str| environment::breaches(&file("deploy/x.yaml", text), &known(), &code);
    assert_eq!(told("ENGRAM__GATEWAY__PORT=1 ENGRAM_TOKEN_FILE=/run/x HOME=/ ENGRAM__<SECTION>"), [""; 0]);
    for wrong in ["ENGRAM__GATEWAY__PROT", "ENGRAM_TOKEN_PATH", "ENGRAM_OTHER", "CLAWDBOT_TOKEN", "LOG_LEVELS"] {
        let line = format!("a\n  {wrong}: \"1\"\n");
        assert_eq!(told(&line), [format!("deploy/x.yaml:2: the program reads no variable {wrong}")]);
    }
}

#[test]
fn the_files_keep_their_promises_and_a_line_that_goes_is_missed() {
    let place = Place::here();
    let mut files = sources::below(&place, "deploy", &["service", "yaml"]).expect("the files");
    files.push(sources::one(&place, "deploy/docker/Dockerfile").expect("the image"));
    assert_eq!(promises::breaches(&files), [""; 0]);
    let deployment = files.iter_mut().find(|file| file.path.ends_with("deployment.yaml")).expect("the deployment");
    deployment.text = deployment.text.replace("enableServiceLinks: false", "enableServiceLinks: true");
    let told = promises::breaches(&files);
    assert_eq!(told.len(), 1);
    assert!(told.concat().contains("enableServiceLinks"), "{told:?}");
}

#[test]
fn the_image_is_built_by_the_compiler_of_the_repository() {
    let image = [file("deploy/docker/Dockerfile", "ARG RUST=1.95.0\nFROM rust:${RUST}-trixie AS build\n")];
    assert_eq!(promises::other_toolchain(&image, "[toolchain]\nchannel = \"1.95.0\"\n"), [""; 0]);
    let told = promises::other_toolchain(&image, "[toolchain]\nchannel = \"1.96.0\"\n").concat();
    assert!(told.contains("1.95.0") && told.contains("1.96.0"), "{told}");
}

#[test]
fn the_score_is_the_one_of_the_closing_line() {
    let said = "✗ PrivateNetwork=  Service has access to the host's network  0.5\n\n→ Overall exposure level for engram.service: 1.2 OK 🙂\n";
    assert_eq!(unit::score(said), Some(1.2));
    assert_eq!(unit::score("Unit engram.service not found: 1.2"), None);
    assert!(unit::is_hardened(1.5) && !unit::is_hardened(1.6));
    assert_eq!(unit::release("systemd 252 (252.38-1~deb12u1)\n+PAM"), Some(252));
    assert_eq!(unit::release("no systemd"), None);
}

#[test]
fn only_the_program_of_a_unit_is_replaced() {
    let unit = "ExecReload=/bin/kill -HUP $MAINPID\nExecStart=/usr/local/bin/engram run --state-dir /x\n";
    let expected = "ExecReload=/bin/kill -HUP $MAINPID\nExecStart=/a run --state-dir /x\n";
    assert_eq!(unit::starting(unit, "/a"), expected);
}

#[test]
fn a_unit_that_opens_a_door_is_over_the_limit() {
    if !on_path("systemd-analyze") {
        println!("skipped: systemd-analyze is not here");
        return;
    }
    let unit = sources::one(&Place::here(), "deploy/systemd/engram.service").expect("the unit").text;
    let folder = Place::here().target.join("deploy/tests");
    std::fs::create_dir_all(&folder).expect("a folder");
    let rated = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("a copy");
        unit::rated(&path).expect("a score")
    };
    assert!(unit::is_hardened(rated("whole.service", &unit)));
    let open: String = unit.split_inclusive('\n').filter(|line| !line.starts_with("SystemCallFilter=")).collect();
    assert!(!unit::is_hardened(rated("open.service", &open)));
}

#[test]
fn a_key_that_systemd_does_not_know_is_noticed() {
    if !on_path("systemd-analyze") {
        println!("skipped: systemd-analyze is not here");
        return;
    }
    let place = Place::here();
    let unit = sources::one(&place, "deploy/systemd/engram.service").expect("the unit").text;
    let unit = unit::starting(&unit, &std::env::current_exe().expect("this program").to_string_lossy());
    let folder = place.target.join("deploy/tests/misspelt");
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("engram.service");
    let remarks = |text: &str| {
        std::fs::write(&path, text).expect("a copy");
        unit::remarks(Step::line("systemd-analyze verify").arg(&path)).expect("an answer")
    };
    assert_eq!(remarks(&unit), [""; 0]);
    let told = remarks(&unit.replace("LockPersonality", "LockPersonalty"));
    assert!(told.concat().contains("LockPersonalty"), "{told:?}");
}

#[test]
fn a_probe_that_is_misspelt_is_noticed() {
    let place = Place::here();
    let Some(tool) = manifests::find(&place) else {
        println!("skipped: kubernetes-validate is not here; `cargo xtask setup` brings it");
        return;
    };
    let deployment = sources::one(&place, "deploy/kubernetes/deployment.yaml").expect("the deployment").text;
    let path = manifests::made(&place, "misspelt.yaml").expect("a place");
    let accepted = |text: &str| {
        std::fs::write(&path, text).expect("a copy");
        tool.validate().arg(&path).succeeds()
    };
    assert!(accepted(&deployment));
    assert!(!accepted(&deployment.replace("failureThreshold", "failureTreshold")));
}
