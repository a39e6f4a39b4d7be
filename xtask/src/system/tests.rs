use super::{Need, System, TO_BUILD, TO_WATCH};

#[test]
fn each_release_file_names_its_family() {
    let table = [
        ("ID=debian\nVERSION_ID=\"12\"", System::Debian),
        ("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian", System::Debian),
        ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"", System::Debian),
        ("ID=pop\nID_LIKE=\"ubuntu debian\"", System::Debian),
        ("ID=fedora", System::Fedora),
        ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"", System::Fedora),
        ("ID=arch", System::Arch),
        ("ID=manjaro\nID_LIKE=arch", System::Arch),
        ("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"", System::Suse),
        ("ID=nixos", System::OtherLinux),
        ("", System::OtherLinux),
    ];
    for (text, system) in table {
        assert_eq!(System::of_release(text), system, "{text}");
    }
}

#[test]
fn a_variant_id_is_not_the_id() {
    assert_eq!(System::of_release("VARIANT_ID=fedora\nID=arch"), System::Arch);
}

#[test]
fn debian_installs_the_short_list_after_an_update() {
    let packages: Vec<_> = TO_BUILD.iter().flat_map(|need| System::Debian.packages(*need)).copied().collect();
    assert_eq!(packages, ["pkg-config", "libwebkit2gtk-4.1-dev", "libayatana-appindicator3-1"]);
    let watch: Vec<_> = TO_WATCH.iter().flat_map(|need| System::Debian.packages(*need)).copied().collect();
    assert_eq!(watch, ["xvfb", "dbus", "webkit2gtk-driver"]);
    assert_eq!(
        System::Debian.install(&packages, false),
        [
            "sudo apt-get update",
            "sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
             pkg-config libwebkit2gtk-4.1-dev libayatana-appindicator3-1"
        ]
    );
}

#[test]
fn root_needs_no_sudo() {
    assert_eq!(System::Arch.install(&["npm"], true), ["pacman -S --needed --noconfirm npm"]);
}

#[test]
fn every_known_linux_can_build() {
    for system in [System::Debian, System::Fedora, System::Arch, System::Suse] {
        for need in TO_BUILD {
            assert!(!system.packages(need).is_empty(), "{system:?} {need:?}");
        }
    }
}

#[test]
fn nothing_is_installed_where_no_package_is_known() {
    assert!(System::OtherLinux.packages(Need::WebView).is_empty());
    assert!(System::OtherLinux.install(&["anything"], true).is_empty());
    assert!(System::Debian.install(&[], true).is_empty());
}
