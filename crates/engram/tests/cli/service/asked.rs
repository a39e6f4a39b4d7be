//! Preflight and diagnostics beside a service that runs.

use super::Home;

#[test]
fn a_service_that_runs_is_named_and_told() {
    let home = Home::new();
    let service = home.ready();
    let state = home.state().display().to_string();
    let doctor = home.run(&format!("doctor --only state,journal --state-dir {state}"));
    assert_eq!(doctor.code, 0, "{doctor:?}");
    let held = format!("state:lock        warn     engram run (process {}) already uses {state}", service.id());
    assert!(doctor.out.contains(&held), "{doctor:?}");
    assert!(doctor.out.contains("journal:chain     ok       0 entries, 0 receipts, none altered"), "{doctor:?}");
    let shown = home.run(&format!("diagnostics --print --state-dir {state}"));
    assert_eq!(shown.code, 0, "{shown:?}");
    let health =
        format!("== Health of the service ==\nEngram {} on 127.0.0.1:{}: ", env!("CARGO_PKG_VERSION"), home.port);
    for told in [health.as_str(), "market:demo", "engram is ready", "receipts       0\n"] {
        assert!(shown.out.contains(told), "{told}: {}", shown.out);
    }
    // Whoever looked has taken nothing away: the lock is still the service's, and it works.
    assert_eq!(home.run("healthcheck --ready").code, 0);
    drop(service);
    let doctor = home.run(&format!("doctor --only state --state-dir {state}"));
    assert!(doctor.out.contains("state:lock      ok       free"), "the twin: {doctor:?}");
    assert!(home.run(&format!("diagnostics --print --state-dir {state}")).out.contains("No service answers on "));
}
