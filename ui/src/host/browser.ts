// A browser with canned answers: the whole page without the application, for designing and for tests.
import type { AskedView, Command, Headline, ReportView, Snapshot, Standing } from "./bindings";
import buy from "./canned/buy.json";
import hold from "./canned/hold.json";
import proven from "./canned/proven.json";
import { fields, health, rows, settings, tools } from "./canned";
import type { Desktop, Host } from "./host";

/** Real answers, written by the tests of the agent: unproven, HOLD, and a proven one with an account behind it. */
export const canned = [buy, hold, proven] as unknown as readonly [ReportView, ReportView, ReportView];

export const first: Snapshot = {
  seq: 1,
  at: "2026-11-20T15:00:03Z",
  feed: {
    name: "demo",
    detail: "Made-up candles of the demo feed, not a market.",
    synthetic: true,
    offers: ["BTC/USD", "ETH/USD", "EUR/USD"].flatMap((pair) =>
      (["15m", "1h", "4h", "1d"] as const).map((timeframe) => ({ pair, timeframe })),
    ),
    default_pair: "EUR/USD",
    default_timeframe: "1h",
    access: { state: "open" },
    standings: [],
  },
  ask: { state: "idle" },
  reports: [],
  journal: { access: { state: "fine" }, tally: null },
  deciding: { state: "idle" },
  link: { state: "off", gateway: "gateway", sentence: "No gateway is called.", code: null, hint: null, command: null, notices: [] },
  talk: {
    voice: { state: "off", sentence: "Switched off.", models: [] },
    report: null,
    words: { state: "none" },
    chat: [],
    saying: null,
  },
  alerts: { armed: 0, fired: [], waiting: [], all: [], arming: { state: "idle" } },
  settings,
  watch: { rows, is_scanning: false, forming: [] },
  health,
  calls: { current: null, ended: [] },
  paused: null,
};

/** The line that a report has in the snapshot. */
export function headline(report: ReportView, standing: Standing = { decided: null, outcome: null }): Headline {
  const { signal, analysis } = report;
  return {
    id: report.id,
    pair: signal.pair,
    timeframe: signal.timeframe,
    signal: signal.signal,
    lean: signal.lean,
    confidence_status: signal.confidence_status,
    gate: signal.gate,
    proven: signal.proven,
    price: analysis.current_price,
    source: signal.data.source,
    quality: signal.data.quality,
    last_closed_candle: signal.data.last_closed_candle,
    max_age_seconds: signal.data.max_age_seconds,
    asked_at: signal.timestamp,
    journal: signal.journal,
    standing,
  };
}

const desktop: Desktop = {
  version: "0.1.0",
  autostart: false,
  tray: true,
  shortcut: { keys: "", state: "none" },
  places: { settings: "~/.config/engram/settings.toml", state: "~/.local/state/engram" },
  welcomed: true,
};

/** Answers after `pause` milliseconds: the proven one for BTC, BUY for the gate `rule`, HOLD otherwise, and a problem for
 * a pair with an X. */
export function browser(pause = 800, begin: Snapshot = first): Host {
  let now = begin;
  const heard = new Set<(snapshot: Snapshot) => void>();
  const tell = (change: Partial<Snapshot>) => {
    now = { ...now, ...change, seq: now.seq + 1 };
    for (const hear of heard) hear(now);
  };
  let timer: ReturnType<typeof setTimeout>;
  let calling: ReturnType<typeof setTimeout>;

  const answer = (question: AskedView) => {
    if (question.pair.toUpperCase().includes("X")) {
      const allowed = ["BTC/USD", "EUR/USD"];
      const problem = { code: "UNKNOWN_PAIR", what: "The demo feed does not know this pair.", hint: "Ask for a pair it offers.", field: "/pair", allowed } as const;
      return tell({ ask: { state: "failed", question, problem: { ...problem, allowed } } });
    }
    const report = canned[question.pair.toUpperCase().startsWith("BTC") ? 2 : question.gate === "rule" ? 0 : 1];
    const others = now.reports.filter((one) => one.id !== report.id);
    tell({ ask: { state: "answered", question, report: report.id }, reports: [headline(report), ...others] });
  };
  const decide = ({ receipt, decision, why }: Extract<Command, { command: "decide" }>) => {
    tell({ deciding: { state: "writing", receipt } });
    const decided = { decision, why, at: new Date().toISOString() };
    const told = (one: Headline) => (one.id === receipt ? { ...one, standing: { ...one.standing, decided } } : one);
    setTimeout(() => tell({ deciding: { state: "idle" }, reports: now.reports.map(told) }), pause);
  };
  const send = (command: Command) => {
    if (command.command === "decide") return decide(command);
    if (command.command === "save") {
      const watched = command.changes.find((one) => one.path === "trading.supported_pairs")?.value?.split(",") ?? now.settings.watched;
      const bad = command.changes.filter((one) => one.value === "refuse me");
      const saving = bad.length > 0 ? { state: "refused" as const, faults: bad.map((one) => ({ path: one.path, what: "It is not allowed." })), at: new Date().toISOString() } : { state: "saved" as const, paths: command.changes.map((one) => one.path), at: new Date().toISOString() };
      const kept = watched.map((pair) => now.watch.rows.find((row) => row.pair === pair) ?? { pair, armed: 0, seen: null, problem: null });
      return tell({ settings: { ...now.settings, saving, watched, revision: now.settings.revision + 1 }, watch: { ...now.watch, rows: kept } });
    }
    if (command.command === "pause") return tell({ paused: { until: command.minutes === null ? null : "2026-11-20T16:00:00Z" } });
    if (command.command === "resume") return tell({ paused: null });
    if (command.command === "call") {
      const call = { number: now.calls.ended.length + 1, tool: command.tool, arguments: command.arguments, since: now.at };
      tell({ calls: { ...now.calls, current: call } });
      calling = setTimeout(() => tell({ calls: { current: null, ended: [{ call, how: "answered", problem: null }, ...now.calls.ended] } }), pause);
      return;
    }
    if (command.command === "stop_call") {
      clearTimeout(calling);
      const call = now.calls.current;
      return tell({ calls: { current: null, ended: call ? [{ call, how: "cancelled", problem: null }, ...now.calls.ended] : now.calls.ended } });
    }
    if (command.command === "test") {
      const findings = [
        { part: "gateway", layer: "tcp", verdict: "fail", what: "nobody listens at localhost:18789", hint: "Start the gateway." },
        { part: "gateway", layer: "http", verdict: "skipped", what: "tcp is in the way", hint: null },
      ];
      const test = { state: "done", part: command.part, at: now.at, typed: command.changes.length > 0, findings } as const;
      return tell({ health: { ...now.health, test: { ...test, findings } } });
    }
    if (command.command !== "ask" && command.command !== "cancel" && command.command !== "dismiss") return;
    clearTimeout(timer);
    if (command.command !== "ask") return tell({ ask: { state: "idle" } });
    const { command: _, ...question } = command;
    tell({ ask: { state: "working", question, since: new Date().toISOString() } });
    timer = setTimeout(() => answer(question), pause);
  };

  return {
    snapshot: () => Promise.resolve(now),
    report: (id) => Promise.resolve(canned.find((report) => report.id === id) ?? null),
    called: (number) => Promise.resolve({ number, clean: "HOLD, leans long", detailed: "In detail", raw: "{}", agent: '{"content":[]}' }),
    fields: () => Promise.resolve(fields),
    tools: () => Promise.resolve(tools),
    judge: (_path, value) => Promise.resolve(value === "seven" ? "Allowed: a whole number." : null),
    desktop: () => Promise.resolve(desktop),
    autostart: () => Promise.resolve(),
    secrets: () => Promise.resolve([{ name: "gateway-token", is_set: true, origin: "the key store", problem: null }]),
    keep: () => Promise.resolve(),
    diagnostics: () => Promise.resolve("Engram diagnostics."),
    download: (name) => Promise.resolve(`~/Downloads/${name}`),
    welcomed: () => Promise.resolve(),
    reset: () => Promise.resolve([]),
    send: (command) => Promise.resolve(send(command)),
    listen: (hear) => {
      heard.add(hear);
      return Promise.resolve(() => void heard.delete(hear));
    },
  };
}
