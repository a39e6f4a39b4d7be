// Parts of a snapshot to design and test with: a watch list, a few parts that are not well, some settings.
import type { FieldView, HealthView, PartView, SettingsView, ToolView, WatchRow } from "./bindings";

const wave = (from: number, step: number) => Array.from({ length: 48 }, (_, at) => from * (1 + step * Math.sin(at / 5) + (step * at) / 30));

const row = (pair: string, from: number, step: number, signal: "BUY" | "SELL" | "HOLD", lean: "long" | "short" | "none"): WatchRow => {
  const line = wave(from, step);
  return {
    pair,
    armed: pair === "BTC/USD" ? 1 : 0,
    problem: null,
    seen: {
      timeframe: "1h",
      price: line.at(-1) ?? from,
      tick_size: from > 1000 ? 0.01 : 0.00001,
      change_pct: 100 * ((line.at(-1) ?? from) / (line[0] ?? from) - 1),
      line,
      signal,
      lean,
      proven: false,
      confidence_status: "no_skill",
      source: "demo",
      quality: "synthetic",
      last_closed_candle: "2026-11-20T15:00:00Z",
      max_age_seconds: 7200,
    },
  };
};

export const rows: WatchRow[] = [
  row("BTC/USD", 91_250, 0.012, "HOLD", "long"),
  row("ETH/USD", 3_120, -0.016, "SELL", "short"),
  row("EUR/USD", 1.0842, 0.003, "HOLD", "none"),
  { pair: "GBP/USD", armed: 0, seen: null, problem: { code: "NO_DATA", what: "The demo feed has no candles of GBP/USD.", hint: "Choose another source, or ask for a later time.", field: null, allowed: [] } },
  { pair: "XAU/USD", armed: 0, seen: null, problem: null },
];

const part = (name: string, verdict: string, observed: string, more: Partial<PartView> = {}): PartView => ({
  name,
  verdict,
  observed,
  since: "2026-11-20T14:31:00Z",
  last_good: null,
  last_error: null,
  fix: null,
  ...more,
});

export const health: HealthView = {
  status: "unhealthy",
  parts: [
    part("gateway:connection", "fail", "The gateway is not there: connection refused. It is tried again by itself", { fix: "reconnect", last_good: "2026-11-20T14:30:10Z" }),
    part("gateway:approval", "warn", "unknown while not connected"),
    part("lmstudio:model", "pass", "glm-4.7-flash", { last_error: { at: "2026-11-20T09:00:00Z", what: "nobody listens at 127.0.0.1:1234" } }),
    part("market:demo", "pass", "Made-up candles of the demo feed, not a market."),
    part("journal:writable", "pass", "writable"),
    part("clock:skew", "warn", "not measured: this version asks no other clock"),
    part("disk:free", "pass", "48210 MiB"),
  ],
  test: { state: "idle" },
};

const field = (path: string, meaning: string, kind: FieldView["kind"], value: string | null, more: Partial<FieldView> = {}): FieldView => ({
  path,
  meaning,
  kind,
  allowed: "",
  value,
  default: value,
  from: "default",
  origin: "the default",
  ...more,
});

export const fields: FieldView[] = [
  field("market.source", "Where candles come from: demo (made up, no market) or file.", { is: "word", words: ["demo", "file"] }, "demo"),
  field("market.path", "The candle file (CSV, Feather, Parquet), or a folder of files named like btc_usd-1h.csv. Used when the source is file.", { is: "text" }, ""),
  field("trading.supported_pairs", "Watch list, menu and alerts.", { is: "text" }, "BTC/USD,ETH/USD,EUR/USD"),
  field("gateway.host", "Where the OpenClaw (once ClawdBot) gateway listens: host name or address.", { is: "text" }, "localhost"),
  field("gateway.port", "Its port.", { is: "number", least: 1, most: 65_535, whole: true }, "18789"),
  field("gateway.token", "Secret, the gateway's shared token.", { is: "secret" }, null, { default: null }),
  field("lmstudio.port", "Its port.", { is: "number", least: 1, most: 65_535, whole: true }, "4321", { from: "env", origin: "environment variable LMSTUDIO_PORT", default: "1234" }),
  field("trading.account.equity", "What the account is worth, account currency.", { is: "number", least: null, most: null, whole: false }, null, { default: null }),
  field("trading.horizon_bars", "Bars until a plan expires.", { is: "number", least: 1, most: 500, whole: true }, "12", { from: "file", origin: "settings.toml, line 4, column 16", default: "24" }),
  field("lmstudio.allow_remote", "Whether prompts may leave this machine.", { is: "flag" }, "false", { from: "managed", origin: "managed settings managed.toml, line 2, column 16" }),
  field("desk.theme", "Light, dark, or as the system has it.", { is: "word", words: ["system", "light", "dark"] }, "system"),
  field("desk.close_to_tray", "Whether closing the window leaves Engram in the tray.", { is: "flag" }, "true"),
  field("desk.notify_needs_you", "Tell by the desktop when something waits for you.", { is: "flag" }, "true"),
];

export const settings: SettingsView = {
  troubles: [],
  notices: [],
  desk: {
    theme: "system",
    colours: "blue-orange",
    density: "comfortable",
    numbers: "auto",
    shortcut: "",
    close_to_tray: true,
    show_icon: true,
    notify_needs_you: true,
    notify_alerts: true,
    notify_signals: false,
    notify_stale: false,
    quiet_from: "",
    quiet_to: "",
  },
  response_format: "clean",
  watched: rows.map((one) => one.pair),
  revision: 0,
  editable: true,
  saving: { state: "idle" },
};

export const tools: ToolView[] = [
  {
    name: "generate_signal",
    description: "BUY, SELL or HOLD with levels. Places no order.",
    parameters: JSON.stringify({
      type: "object",
      required: ["pair"],
      properties: {
        pair: { type: "string", description: "Such as BTC/USD" },
        timeframe: { type: "string", enum: ["1m", "5m", "15m", "1h", "4h", "1d"] },
        direction: { type: "string", enum: ["both", "long_only", "short_only"] },
        horizon_bars: { type: "integer", minimum: 1, maximum: 500 },
      },
    }),
    examples: ['{"pair":"BTC/USD","timeframe":"1h"}', '{"pair":"EUR/USD","timeframe":"4h"}'],
  },
];
