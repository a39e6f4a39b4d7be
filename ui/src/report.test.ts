import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ConfidenceStatus, Decision, Outcome, ReportView, Snapshot, Tally } from "./host/bindings";
import { browser, canned, first, headline } from "./host/browser";
import type { Host } from "./host/host";
import { strings } from "./strings";
import { fixed, hundredths, signed } from "./text/format";
import { along, at, scale, sentence } from "./text/reliability";
import { limit } from "./text/sizes";
import Report from "./views/Report.svelte";

// The canvas is the window tests' business.
const form = vi.hoisted(() => vi.fn());
vi.mock("./chart", () => ({ draw: () => ({ end: () => {}, form, picture: () => document.createElement("canvas") }) }));

const [buy, hold, proven] = canned;
let page: Record<string, unknown> | null = null;

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) {
    await Promise.resolve();
    flushSync();
  }
}

/** Shows a report; what follows it is told by the snapshot. */
async function show(report: ReportView, change: Partial<Snapshot> = {}, host: Partial<Host> = {}): Promise<void> {
  const now = { ...first, reports: [headline(report)], ...change };
  const whole = { ...browser(0), report: () => Promise.resolve(report), ...host };
  page = mount(Report, { target: document.body, props: { id: report.id, host: whole, now } });
  await settle();
}

const part = (name: string) => {
  const found = document.querySelector(`section[aria-labelledby="${name}-title"]`);
  if (!found) throw new Error(`no ${name} in ${document.body.innerHTML.slice(0, 400)}`);
  return found;
};
const said = (name: string) => part(name).textContent?.replace(/\s+/g, " ") ?? "";

beforeEach(() => {
  location.hash = "";
});

afterEach(async () => {
  if (page) await unmount(page);
  page = null;
});

describe("the candle that goes on", () => {
  const last = buy.candles.at(-1)?.time ?? 0;
  const candle = (time: number, close: number) => ({ time, open: close, high: close, low: close, close, volume: null });
  const watch = (pair: string, time: number) => ({ ...first.watch, forming: [{ pair, timeframe: buy.signal.timeframe, candle: candle(time, 94.32) }] });

  it("stands in its place, apart from what was computed", async () => {
    await show(buy, { watch: watch(buy.signal.pair, last + 3_600) });
    await vi.waitFor(() => expect(form).toHaveBeenLastCalledWith(candle(last + 3_600, 94.32)));
    expect(said("chart")).toContain("stands at 94.32 now; nothing is computed from it");
    expect(document.querySelector("[aria-labelledby=chart-title] [role=img]")?.getAttribute("aria-label")).not.toContain("94.32");
  });

  it("is none of another pair, and none that follows a candle the answer does not have", async () => {
    for (const other of [watch("ETH/USD", last + 3_600), watch(buy.signal.pair, last + 7_200)]) {
      form.mockClear();
      await show(buy, { watch: other });
      await vi.waitFor(() => expect(form).toHaveBeenLastCalledWith(null));
      expect(said("chart")).toContain("its place is empty");
      if (page) await unmount(page);
      page = null;
    }
  });
});

describe("the tables behind the drawings", () => {
  const rowsOf = async (name: string): Promise<NodeListOf<Element>> => {
    const details = part(name).querySelector("details");
    if (!details) throw new Error(`no table of ${name}`);
    expect(details.querySelector("table")).toBeNull();
    details.open = true;
    details.dispatchEvent(new Event("toggle"));
    await settle();
    return details.querySelectorAll("tbody tr");
  };

  it("have a row for each candle and for each past trade, once they are opened", async () => {
    await show(proven);
    expect(await rowsOf("chart")).toHaveLength(proven.candles.length);
    expect(proven.results_r.length).toBeGreaterThanOrEqual(30);
    const rows = await rowsOf("equity");
    expect(rows).toHaveLength(proven.results_r.length);
    expect(rows[0]?.textContent).toContain(signed(proven.results_r.at(-1) ?? null, 2));
  });

  it("show no sum of fewer than thirty trades, only words", async () => {
    const results = Array.from({ length: 30 }, (_, at) => (at % 3 === 0 ? 1.913 : -1.04));
    await show({ ...buy, results_r: results });
    expect(part("equity").querySelectorAll("svg, details")).toHaveLength(2);
    expect(said("equity")).toContain("30 trades:");
    if (page) await unmount(page);
    await show({ ...buy, results_r: results.slice(1) });
    expect(part("equity").querySelectorAll("svg, table, details, button")).toHaveLength(0);
    expect(said("equity").trim()).toBe(`${strings.equity.title} ${strings.equity.few("29", "30")}`);
  });
});

describe("the confidence card", () => {
  it("counts wins against needs, with n and the interval", async () => {
    await show(proven);
    const { confidence, breakeven_probability: needs, calibration, interval95 } = proven.confidence;
    expect(said("confidence")).toContain(
      `wins ${hundredths(confidence)} of 100 · needs ${hundredths(needs)} · n = ${fixed(calibration.n_effective, 0)}`,
    );
    expect(said("confidence")).toContain(strings.confidence.interval(hundredths(interval95?.[0] ?? null), hundredths(interval95?.[1] ?? null)));
    expect(said("confidence")).toContain(`entered ${proven.side} at the next open`);
    expect(said("confidence")).toContain(`${calibration.window.from} to ${calibration.window.to}`);
  });

  it("speaks of the side that a HOLD shows", async () => {
    await show(hold);
    expect(said("confidence")).toContain(strings.confidence.title(hold.side));
    expect(said("confidence")).toContain(`wins ${hundredths(hold.confidence.confidence)} of 100`);
  });

  it.each(["measured", "no_skill", "thin", "unmeasured", "drifted"] as const)("has its own sentence for %s", async (status: ConfidenceStatus) => {
    const silent = status === "unmeasured" || status === "drifted";
    const confidence = { ...buy.confidence, confidence_status: status, ...(silent ? { confidence: null, interval95: null } : {}) };
    await show({ ...buy, confidence });
    expect(said("confidence")).toContain(strings.report.statusHint(status));
    expect(said("confidence").includes("No number")).toBe(silent);
    expect(/wins \d+ of 100/.test(said("confidence"))).toBe(!silent);
  });
});

describe("the reliability diagram", () => {
  it("draws curve, band and groups, and its table twins say the same", async () => {
    await show(proven);
    const { reliability } = proven.confidence.calibration;
    const drawn = part("confidence");
    expect(drawn.querySelectorAll("[role=img] circle")).toHaveLength(reliability.length);
    expect(drawn.querySelectorAll("[role=img] .count")).toHaveLength(proven.curve?.counts.length ?? -1);
    const points = (name: string) => drawn.querySelector(name)?.getAttribute("points")?.trim().split(" ") ?? [];
    expect(points(".curve")).toHaveLength(2 * (proven.curve?.levels.length ?? -1));
    expect(points(".band")).toHaveLength(2 * (proven.curve?.band.length ?? -1));
    expect(drawn.querySelectorAll(".even, .base")).toHaveLength(2);
    expect(drawn.querySelector("svg[role=img]")?.getAttribute("aria-label")).toBe(sentence(proven.confidence.calibration, proven.curve));
    for (const details of drawn.querySelectorAll("details")) {
      details.open = true;
      details.dispatchEvent(new Event("toggle"));
    }
    await settle();
    const table = (label: string) => [...drawn.querySelectorAll(`[aria-label="${label}"] tbody tr`)];
    const rows = table(strings.reliability.tableLabel).map((row) => row.textContent?.replace(/\s+/g, " ").trim());
    expect(rows).toHaveLength(reliability.length);
    for (const [at, group] of reliability.entries()) expect(rows[at]).toContain(fixed(100 * group.hit_rate, 1));
    expect(table(strings.reliability.curveLabel)).toHaveLength(proven.curve?.band.length ?? -1);
  });

  it("has none while nothing is measured", async () => {
    await show({ ...proven, curve: null });
    expect(part("confidence").querySelector(".diagram")).toBeNull();
    expect(said("confidence")).toContain(strings.reliability.none);
  });

  it("says for how many forecasts the curve stays in the band", () => {
    const levels = [
      { from: 0.2, to: 0.3, frequency: 0.1, n: 50 },
      { from: 0.4, to: 0.5, frequency: 0.5, n: 50 },
    ];
    expect([0.1, 0.25, 0.35, 0.45, 0.9].map((forecast) => at(levels, forecast)?.toFixed(3))).toEqual(["0.100", "0.100", "0.300", "0.500", "0.500"]);
    const band = [0.2, 0.3, 0.4].map((forecast) => ({ forecast, low: forecast - 0.05, high: forecast + 0.12 }));
    // At 20 and 30 it lies below, at 40 within.
    const told = (of: typeof band) => sentence(proven.confidence.calibration, { levels, band: of, counts: [20, 30, 50] });
    expect(told(band)).toContain(strings.reliability.partly("50"));
    expect(told(band.map((place) => ({ ...place, low: 0 })))).toContain(strings.reliability.within);
  });

  it("has a state of its own without groups", async () => {
    const calibration = { ...buy.confidence.calibration, reliability: [], base_rate: null };
    await show({ ...buy, confidence: { ...buy.confidence, calibration } });
    expect(part("confidence").querySelector("[role=img] circle")).toBeNull();
    expect(said("confidence")).toContain(strings.reliability.none);
  });

  it("has one scale of whole tenths that holds everything", () => {
    const group = (p_mean: number, hit_rate: number, ci95: [number, number]) => ({ p_mean, hit_rate, ci95, n: 30, n_effective: 30 });
    const axis = scale({ reliability: [group(0.34, 0.36, [0.28, 0.43])], base_rate: 0.35 });
    expect([axis.from, axis.to]).toEqual([0.1, 0.5]);
    expect(axis.ticks).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect([along(axis, 0.1), along(axis, 0.3), along(axis, 0.5)].map(Math.round)).toEqual([0, 50, 100]);
    expect(scale({ reliability: [group(0.02, 0, [0, 0.04])], base_rate: 0.02 })).toMatchObject({ from: 0, to: 0.4 });
    expect(scale({ reliability: [group(0.98, 1, [0.95, 1])], base_rate: 0.98 })).toMatchObject({ from: 0.6, to: 1 });
  });

  it("counts the groups that agree", () => {
    const group = (p_mean: number, hit_rate: number, ci95: [number, number]) => ({ p_mean, hit_rate, ci95, n: 300, n_effective: 30 });
    const reliability = [group(0.2, 0.5, [0.4, 0.6]), group(0.5, 0.55, [0.4, 0.7])];
    expect(sentence({ ...buy.confidence.calibration, n: 600, reliability }, null)).toBe(
      "600 forecasts in 2 groups: from 20 to 50 of 100 were forecast, 50 to 55 came true; 1 of 2 groups agree within their interval.",
    );
  });
});

describe("the risk card", () => {
  it("names the level in words, the sizes and what sets each of them", async () => {
    await show(proven);
    const { risk } = proven;
    expect(said("risk")).toContain(strings.risk.levels[risk.risk_level]);
    expect(said("risk")).toContain(strings.risk.binds(strings.risk.methods[risk.sizing.binding_constraint ?? "fixed_fractional"]));
    expect(limit(risk.sizing)).toBe("fixed_fractional");
    expect(said("risk")).toContain("Set by the risk per trade.");
    expect(said("risk")).toContain("27.9091 BTC Proven. Set by the volatility target.");
    expect(said("risk")).toContain("% of equity");
    expect(said("risk")).not.toContain(strings.risk.unset.what);
    for (const missing of risk.not_assessed) expect(said("risk")).toContain(missing);
    expect(part("risk").querySelectorAll("table")[0]?.querySelectorAll("tbody tr")).toHaveLength(8);
  });

  it("says what to set while no equity is", async () => {
    await show(buy);
    expect(said("risk")).toContain(strings.risk.unset.what);
    expect(said("risk")).toContain("trading.account.equity");
    expect(said("risk")).toContain(strings.risk.unknown);
    expect(limit(buy.risk.sizing)).toBeNull();
  });

  it("shows the limits that are broken", async () => {
    await show({ ...proven, risk: { ...proven.risk, blockers: ["Planned loss is 3 % of equity; your limit is 1 %."] } });
    expect(said("risk")).toContain("your limit is 1 %");
  });
});

describe("you and the signal", () => {
  const standing = (decision: Decision | null, outcome: Outcome | null = null) => ({
    decided: decision && { decision, why: "it fits", at: "2026-11-20T15:10:00Z" },
    outcome,
  });
  const choose = async (value: string) => {
    part("decision").querySelector<HTMLInputElement>(`input[value=${value}]`)?.click();
    await settle();
  };
  const submit = async () => {
    part("decision").querySelector("form")?.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    await settle();
  };

  it("writes down what was done and why, and nothing before something is chosen", async () => {
    const send = vi.fn(() => Promise.resolve());
    await show(buy, {}, { send });
    expect(part("decision").querySelector<HTMLButtonElement>("[type=submit]")?.disabled).toBe(true);
    await submit();
    expect(send).not.toHaveBeenCalled();
    await choose("skipped");
    const why = part("decision").querySelector<HTMLTextAreaElement>("#why");
    if (!why) throw new Error("no reason");
    expect(why.maxLength).toBe(500);
    why.value = " too late ";
    why.dispatchEvent(new Event("input", { bubbles: true }));
    await submit();
    expect(send).toHaveBeenCalledWith({ command: "decide", receipt: buy.id, decision: "skipped", why: "too late" });
  });

  it("offers on HOLD what can be done about a HOLD", async () => {
    await show(hold);
    const words = [...part("decision").querySelectorAll("label span")].map((label) => label.textContent);
    expect(words).toEqual(["Stayed out", "Traded anyway"]);
  });

  it("waits, fails in words and shows what is written", async () => {
    await show(buy, { deciding: { state: "writing", receipt: buy.id } });
    expect(said("decision")).toContain(strings.decision.writing);
    if (page) await unmount(page);
    const trouble = { code: "JOURNAL_DISK_FULL", what: "The disk is full.", hint: "Free some space." };
    await show(buy, { deciding: { state: "failed", receipt: buy.id, trouble } });
    expect(said("decision")).toContain("The disk is full. Free some space.");
    if (page) await unmount(page);
    await show(buy, { reports: [headline(buy, standing("took"))] });
    expect(said("decision")).toContain("You took it.");
    expect(said("decision")).toContain("it fits");
    expect(part("decision").querySelector("form")).toBeNull();
  });

  it("shows how it ended beside it, in R with its sign", async () => {
    const outcome: Outcome = { side: "long", ending: "stop", r: -1, net_r: -1.071, best_r: 0.42, worst_r: -1, bars: 7 };
    await show(buy, { reports: [headline(buy, standing("took", outcome))] });
    expect(said("decision")).toContain("It was stopped: ▼ -1.07 R after cost");
  });

  it("has no form where nothing can be written", async () => {
    for (const [journal, words] of [["failed", strings.decision.notKept], ["off", strings.decision.off]] as const) {
      await show({ ...buy, signal: { ...buy.signal, journal } });
      expect(said("decision")).toContain(words);
      expect(part("decision").querySelector("form")).toBeNull();
      if (page) await unmount(page);
    }
    await show(buy, { reports: [] });
    expect(said("decision")).toContain(strings.decision.gone);
    expect(part("decision").querySelector("form")).toBeNull();
  });

  it("keeps what was typed when Escape leaves the reason", async () => {
    await show(buy);
    location.hash = "#/report/er1_x";
    const why = part("decision").querySelector<HTMLTextAreaElement>("#why");
    if (!why) throw new Error("no reason");
    why.value = "half a thought";
    why.focus();
    why.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    await settle();
    expect([location.hash, why.value, document.activeElement === why]).toEqual(["#/report/er1_x", "half a thought", false]);
  });

  it("gives no mean of few, and the mean with its interval of enough", async () => {
    const none = { n: 0, mean_r: null, interval95: null };
    const tally: Tally = {
      all: { n: 46, mean_r: 0.12, interval95: [-0.2, 0.44] },
      took: { n: 16, mean_r: null, interval95: null },
      skipped: { n: 30, mean_r: -0.05, interval95: [-0.4, 0.3] },
      changed: none,
      undecided: none,
      open: 3,
      least: 30,
    };
    await show(buy, { journal: { access: { state: "fine" }, tally } });
    const cells = (row: Element) => [...row.children].map((cell) => cell.textContent?.replace(/\s+/g, " ").trim());
    const rows = [...part("decision").querySelectorAll("tbody tr")].map((row) => cells(row).join(" "));
    expect(rows[0]).toBe("The signal, all of them 46 +0.12 R (-0.20 to +0.44)");
    expect(rows[1]).toBe("You took 16 no mean below 30");
    expect(rows[2]).toContain("-0.05 R");
    expect(rows[3]).toBe("You changed 0 –");
  });
});
