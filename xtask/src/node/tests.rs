use super::{Version, new_enough};

#[test]
fn vite_decides_which_node_will_do() {
    let table = [
        (Version(18, 20, 4), false),
        (Version(20, 18, 9), false),
        (Version(20, 19, 0), true),
        (Version(20, 20, 2), true),
        (Version(21, 9, 0), false),
        (Version(22, 11, 0), false),
        (Version(22, 12, 0), true),
        (Version(23, 0, 0), true),
        (Version(24, 19, 0), true),
    ];
    for (version, fine) in table {
        assert_eq!(new_enough(version), fine, "{version:?}");
    }
}
