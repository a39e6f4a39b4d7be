use super::{Place, Tool, Version, pinned};

#[test]
fn a_version_is_found_in_what_programs_say() {
    let said = "cargo-nextest 0.9.143 (60fa45f63 2026-08-04)\nrelease: 0.9.143";
    assert_eq!(Version::first_in(said), Some(Version(0, 9, 143)));
    assert_eq!(Version::first_in("v20.20.2\n"), Some(Version(20, 20, 2)));
    assert_eq!(Version::first_in("  Candidate: 18.20.4+dfsg-1~deb12u1"), Some(Version(18, 20, 4)));
    assert_eq!(Version::first_in("(none)"), None);
    assert_eq!(Version::first_in("1.2"), None);
}

#[test]
fn a_higher_minor_is_newer_whatever_the_digits() {
    assert!(Version(0, 9, 143) > Version(0, 9, 99));
    assert!(Version(0, 20, 0) > Version(0, 9, 143));
}

#[test]
fn every_tool_has_a_pin_with_a_version_no_older_than_the_oldest_accepted() {
    let place = Place::here();
    for tool in [Tool::Nextest, Tool::Deny, Tool::Node, Tool::KubernetesValidate] {
        let folder = pinned(&place, tool).expect("a pin");
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let version = Version::first_in(&name).expect("a version");
        assert!(version >= tool.oldest(), "{name}");
    }
}
