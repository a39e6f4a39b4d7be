//! Settings and secrets at the terminal, and that answers are given with them.

use std::{fs, path::Path, process::Stdio};

use serde_json::json;

use super::support::{Run, headerless, program};

/// The program with a settings folder of its own.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self) -> std::path::PathBuf {
        self.0.path().join("engram/settings.toml")
    }

    fn run(&self, words: &str) -> Run {
        self.run_with(&words.split_whitespace().collect::<Vec<_>>(), &[])
    }

    fn run_with(&self, words: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut program = program();
        program.args(words).env("XDG_CONFIG_HOME", self.0.path()).stdin(Stdio::null());
        program.envs(variables.iter().copied());
        let done = program.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { out: text(done.stdout), err: text(done.stderr), code: done.status.code().unwrap() }
    }

    fn says(&self, text: &str) {
        fs::create_dir_all(self.file().parent().unwrap()).unwrap();
        fs::write(self.file(), text).unwrap();
    }
}

#[test]
fn a_key_is_set_shown_and_taken_out_again() {
    let home = Home::new();
    assert_eq!(home.run("config path").out.trim(), home.file().display().to_string());
    let set = home.run("config set trading.horizon_bars 12");
    assert_eq!(
        (set.code, set.out.as_str()),
        (0, "trading.horizon_bars is 12, from settings.toml, line 4, column 16.\n")
    );
    assert_eq!(fs::read_to_string(home.file()).unwrap(), "version = 1\n\n[trading]\nhorizon_bars = 12\n");
    assert_eq!(home.run("config get trading.horizon_bars").out, "12\n");
    let shown = home.run("config show trading.h --changed");
    assert!(shown.out.contains("trading.horizon_bars  12  settings.toml, line 4"), "{shown:?}");
    let object = home.run("config show trading.horizon_bars --format json").object();
    assert_eq!(object["trading.horizon_bars"]["value"], json!(12));
    assert_eq!(object["trading.horizon_bars"]["origin"]["place"]["line"], json!(4));
    let unset = home.run("config unset trading.horizon_bars");
    assert_eq!(unset.out, "trading.horizon_bars is 24, from the default.\n");
    let list = home.run_with(&["config", "set", "trading.supported_pairs", "AAPL, btc/usd"], &[]);
    assert_eq!(list.out, "trading.supported_pairs is AAPL,BTC/USD, from settings.toml, line 4, column 19.\n");
}

#[test]
fn what_beats_the_file_is_said() {
    let home = Home::new();
    let set = home.run_with(&["config", "set", "lmstudio.port", "7"], &[("LMSTUDIO_PORT", "8")]);
    assert!(set.out.contains("is still 8, from environment variable LMSTUDIO_PORT, which beats"), "{set:?}");
}

#[test]
fn a_wrong_value_names_key_place_and_what_is_allowed() {
    let home = Home::new();
    let typed = home.run("config set lmstudio.port 99999");
    assert_eq!(typed.code, 64);
    assert!(typed.err.contains("From: flag config set. Allowed: a whole number from 1 to 65535."), "{typed:?}");
    assert!(!home.file().exists(), "nothing is written");
    let unknown = home.run("config get lmstudio.prot");
    assert!(unknown.code == 64 && unknown.err.contains("Nearest: lmstudio.port."), "{unknown:?}");
    home.says("[lmstudio]\nport = 0\n[trade]\nhorizon_bars = 3\n");
    for words in ["config check", "config show", "signal BTC/USD", "config get lmstudio.host"] {
        let bad = home.run(words);
        assert_eq!(bad.code, 78, "{words}");
        assert!(bad.err.contains("Setting lmstudio.port: 0 is not allowed.\nFrom: settings.toml, line 2"), "{bad:?}");
        assert!(bad.err.contains("Nearest: trading.horizon_bars."), "{bad:?}");
        assert!(bad.out.is_empty());
    }
    // It can still be mended from here.
    assert_eq!(home.run("config unset lmstudio.port").code, 78, "the other fault stays");
    home.says("[lmstudio]\nport = 0\n");
    assert_eq!(home.run("config set lmstudio.port 5").code, 0);
    assert_eq!(home.run("config check").out, "The settings: fine.\n");
}

#[test]
fn contradicting_values_are_not_written() {
    let home = Home::new();
    let set = home.run("config set analysis.indicators.macd.fast_period 30");
    assert!(set.code == 78 && set.err.contains("slow_period"), "{set:?}");
    assert!(!home.file().exists());
}

#[test]
fn answers_are_given_with_the_settings() {
    let home = Home::new();
    let candles = home.0.path().join("ACME-1d.csv");
    fs::write(&candles, headerless(400)).unwrap();
    home.says(&format!(
        "[market]\nsource = \"file\"\npath = {:?}\ncolumns = \"t,o,c,h,l,v\"\n[agent]\nresponse_format = \"json\"\n\
         [trading]\nhorizon_bars = 9\nsignal_gate = \"rule\"\nstop_atr = 3\nrisk_tolerance = \"low\"\n\
         [trading.costs]\nround_trip_bps = 7\n[trading.account]\nequity = 5000\ncurrency = \"eur\"\n\
         [analysis.indicators.rsi]\nperiod = 21\n[analysis.indicators.moving_averages]\nperiods = [10, 100]\n",
        candles.display().to_string()
    ));
    let signal = home.run("signal ACME --no-journal").object();
    assert_eq!((&signal["gate"], &signal["forecast"]["horizon_bars"]), (&json!("rule"), &json!(9)));
    let values = |object: &serde_json::Value| object["indicators"]["values"].clone();
    let analysis = home.run("analyze ACME --no-journal").object();
    let (indicators, usual) =
        (&analysis["indicators"], home.run("analyze ACME --no-journal --set analysis.indicators.rsi.period=14"));
    assert!(indicators["moving_averages"].get("ma_10").is_some(), "{indicators}");
    assert_ne!(indicators["rsi"], usual.object()["indicators"]["rsi"]);
    assert!(values(&analysis).get("sma_100").is_some());
    let risk = home.run("risk ACME --no-journal --set trading.account.currency=USD").object();
    let candidates = risk["sizing"]["candidates"].to_string();
    assert!(candidates.contains("0.5 % of equity at the stop") && candidates.contains("10 % a year"), "{candidates}");
    let multiple = risk["stop"]["atr_multiple"].as_f64().unwrap();
    assert!((multiple - 3.0).abs() < 0.05, "{multiple}");
    // A flag beats the file, and --data beats its source.
    let flagged = home.run("signal ACME --no-journal --set trading.horizon_bars=11 --format clean");
    assert!(flagged.out.starts_with("Signal:"), "{flagged:?}");
    let other = home.run("signal BTC/USD --no-journal --set market.source=demo").object();
    assert_eq!(other["data"]["source"], json!("demo"));
}

#[test]
fn the_first_engrams_file_is_taken_over() {
    let home = Home::new();
    let old = home.0.path().join("engram_config.json");
    let text = r#"{"lmstudio": {"host": "10.0.0.5", "timeout": 120}, "clawdbot": {"token": "canary-99", "ping_interval": 30},
        "trading": {"supported_pairs": ["BTC/USD", "SOL/USD"]}, "platforms": {"telegram": {"enabled": false, "bot_token": "canary-98"}}}"#;
    fs::write(&old, text).unwrap();
    let tried = home.run_with(&["config", "import", old.to_str().unwrap(), "--dry-run"], &[]);
    assert!(tried.out.contains("supported_pairs = [\"BTC/USD\", \"SOL/USD\"]") && !home.file().exists(), "{tried:?}");
    let done = home.run_with(&["config", "import", old.to_str().unwrap()], &[]);
    assert!(done.code == 0 && done.out.contains("telegram.bot_token"), "{done:?}");
    let made = fs::read_to_string(home.file()).unwrap();
    assert!(made.contains("host = \"10.0.0.5\"") && made.contains("ping_interval = 30"), "{made}");
    assert!(!made.contains("canary"), "{made}");
    assert_eq!(fs::read_to_string(&old).unwrap(), text);
    let again = home.run_with(&["config", "import", old.to_str().unwrap()], &[]);
    assert!(again.code == 64 && again.err.contains("--force"), "{again:?}");
    assert_eq!(home.run_with(&["config", "import", old.to_str().unwrap(), "--force"], &[]).code, 0);
    assert!(Path::new(&home.file().with_extension("toml.bak")).exists());
}

#[test]
fn a_secret_is_read_from_standard_input_and_never_printed() {
    let home = Home::new();
    let input = home.0.path().join("token");
    fs::write(&input, "canary-token-1\n").unwrap();
    let keep = |words: &[&str]| {
        let mut program = program();
        program.args(words).env("XDG_CONFIG_HOME", home.0.path()).stdin(fs::File::open(&input).unwrap());
        program.output().unwrap()
    };
    // No key store answers here, and nothing is written anywhere else instead.
    let refused = keep(&["secret", "keep", "gateway-token"]);
    assert_eq!(refused.status.code(), Some(69));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("ENGRAM_TOKEN_FILE"));
    assert_eq!(home.run("secret list").out, "gateway-token   not set\nlmstudio-token  not set\n");
    let kept = keep(&["secret", "keep", "gateway-token", "--in-file"]);
    assert_eq!(kept.status.code(), Some(0), "{kept:?}");
    let list = home.run("secret list");
    assert!(list.out.contains("gateway-token   set, from ") && !list.out.contains("canary"), "{list:?}");
    let file = home.0.path().join("engram/secrets/gateway-token");
    assert_eq!(fs::read_to_string(&file).unwrap(), "canary-token-1");
    assert_eq!(home.run("secret forget gateway-token").code, 0);
    assert!(!file.exists());
    home.says("[gateway]\ntoken = \"canary-token-2\"\n");
    for words in ["config show", "config get gateway.token", "config check", "secret list", "config show --format json"]
    {
        let shown = home.run(words);
        assert!(!format!("{shown:?}").contains("canary"), "{words}");
    }
    let typed = home.run("config set gateway.token canary-token-3");
    assert!(typed.code == 64 && !typed.err.contains("canary") && typed.err.contains("key store"), "{typed:?}");
}
