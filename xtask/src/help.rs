//! What `--help` says.

pub(crate) const MAIN: &str = "\
The commands of this repository.

  cargo xtask desktop    install what is missing, build, and start the desktop application
  cargo xtask test       install what is missing, and check everything

  cargo xtask setup      install what those two need, and nothing else
  cargo xtask peers      install the real gateways, for the tests that speak to them
  cargo xtask bindings   write the page's types anew from the core's
  cargo xtask bench      measure
  cargo xtask screenshots  take the pictures of the guide anew
  cargo xtask live-check look at the real market places

`cargo xtask <command> --help` says more. Nothing is installed without a question, unless --yes agrees beforehand.";

pub(crate) const DESKTOP: &str = "\
Start the desktop application.

  cargo xtask desktop [--yes] [--release] [-- <arguments of the application>]

  --yes      install what is missing without asking
  --release  build as users get it: slower to build, faster to run

Installs the web view's and the tray's packages by the system's package manager, and Node.js where none is new enough;
builds the page when its sources are newer than its build; then builds and starts the application.

  cargo xtask desktop                start it
  cargo xtask desktop --yes          the same, without a question
  cargo xtask desktop -- --help      what the application itself accepts";

pub(crate) const TEST: &str = "\
Check everything, the quick things first; stop at the first failure.

  cargo xtask test [--yes] [--fast | --full | --only <stages>] [--keep-going]

  --yes         install what is missing without asking
  --fast        fmt, fences, clippy and the crates' own tests
  --full        also the release builds, and every seed of the long tests; missing advisories, or files for
                servers left unread, then fail
  --only        these stages alone, separated by commas
  --keep-going  run the later stages after a failure too

Stages: fmt, fences, deny, deploy, page, clippy, nextest, doctest, doc, bindings, e2e, gateways; and release with
--full. The window tests (e2e) run on Linux, on a screen of their own. The tests with real gateways bring them from npm,
1.5 GB, once; they are skipped where that is declined or npm is out of reach.

  cargo xtask test                      what CI runs
  cargo xtask test --fast               while writing
  cargo xtask test --only fences,deny   two stages";

pub(crate) const SETUP: &str = "\
Install what the other commands need, and nothing else.

  cargo xtask setup [--yes]

  --yes  do not ask";

pub(crate) const PEERS: &str = "\
Install OpenClaw and ClawdBot, and the Node.js each runs on, for the tests that speak to real gateways.

  cargo xtask peers [--yes]

  --yes  do not ask

They come from npm into ENGRAM_PEERS, else engram-peers in the user's cache, and stay there. `cargo xtask test`
installs them by itself where it may; without them those tests say that they were skipped.";

pub(crate) const BINDINGS: &str = "\
Write the page's types (ui/src/host/bindings.ts) anew from the core's.

  cargo xtask bindings

`cargo xtask test` fails while they differ.";

pub(crate) const SCREENSHOTS: &str = "\
Take the pictures of docs/guide.md anew, in light and dark.

  cargo xtask screenshots [--yes]

  --yes  install what is missing without asking

It starts the application on a screen of its own, so nothing of this desktop is in them. Look at them before you commit
them: the demo market goes on, so each run shows another hour.";

pub(crate) const BENCH: &str = "\
Measure, and say where the results lie.

  cargo xtask bench [<name>]

  <name>  only the measurements whose name contains it; `desktop` for the window and tray alone

  cargo xtask bench
  cargo xtask bench replay";

pub(crate) const LIVE_CHECK: &str = "\
Asks the real market places for public candles of one pair each, and prints what is not as we believe. Needs a network;
nothing is stored, and no key is used.

Usage:
  cargo xtask live-check [<name>...]

Examples:
  cargo xtask live-check
  cargo xtask live-check kraken okx";
