import { describe, expect, it, vi } from "vitest";
import { first } from "./host/browser";
import { strings } from "./strings";
import { button, click, close, find, fresh, go, open, sent, submit, text, type } from "./testing/window";

vi.mock("./chart", () => ({ draw: () => ({ end: () => {}, form: () => {}, picture: () => document.createElement("canvas") }) }));

fresh();

describe("the watch list", () => {
  it("shows side, price, line and age of each pair, and what could not be looked at", async () => {
    await open("#/watch");
    const rows = [...document.querySelectorAll("ul[aria-labelledby=watch-title] > li")].map((row) => row.textContent?.replace(/\s+/g, " ") ?? "");
    expect(rows).toHaveLength(5);
    expect(rows[0]).toMatch(/BTC\/USD.*HOLD.*leans ▲.*synthetic.*closed .* ago/);
    expect(rows[1]).toContain("▼ SELL");
    expect(rows[3]).toContain("has no candles of GBP/USD");
    expect(rows[4]).toContain(strings.watch.waiting);
    expect(document.querySelector("svg[role=img]")?.getAttribute("aria-label")).toContain("last 48 closes");
  });

  it("has its small line in a sentence: how many closes, from where to where, lowest and highest", async () => {
    const [row] = first.watch.rows;
    if (!row?.seen) throw new Error("nothing was seen");
    const named = async (line: number[], price: number, change_pct: number | null) => {
      await close();
      await open("#/watch", { watch: { ...first.watch, rows: [{ ...row, seen: { ...row.seen, tick_size: 0.5, line, price, change_pct } as typeof row.seen }] } });
      const drawn = find("button.body svg");
      expect(drawn.getAttribute("role")).toBe("img");
      return drawn.getAttribute("aria-label");
    };
    expect(await named([100, 120.5, 80, 90], 90, -10)).toBe("BTC/USD, last 4 closes: from 100.0 to 90.0 (-10.00 %), lowest 80.0, highest 120.5");
    expect(await named([1, 2, 3], 3, 200)).toBe("BTC/USD, last 3 closes: from 1.0 to 3.0 (+200.00 %), lowest 1.0, highest 3.0");
    expect(await named([], 7, null)).toContain("last 0 closes: from 7.0 to 7.0 (– %), lowest 7.0, highest 7.0");
  });

  it("says where the price stands now, and never of a candle that has closed", async () => {
    const seen = first.watch.rows[0]?.seen;
    if (!seen) throw new Error("nothing was seen");
    const opened = Date.parse(seen.last_closed_candle) / 1000;
    const going = (time: number) => ({
      watch: { ...first.watch, forming: [{ pair: "BTC/USD", timeframe: seen.timeframe, candle: { time, open: 1, high: 1, low: 1, close: 93.5, volume: null } }] },
    });
    await open("#/watch", going(opened));
    expect(find("ul[aria-labelledby=watch-title] > li").textContent).toContain(strings.watch.now("93.5"));
    await close();
    await open("#/watch", going(opened - 3_600));
    expect(find("ul[aria-labelledby=watch-title] > li").textContent).not.toContain(strings.watch.now("93.5"));
  });

  it("asks by a click, adds and takes away by writing the list anew", async () => {
    await open("#/watch");
    const row = [...document.querySelectorAll<HTMLButtonElement>("button.body")].find((one) => one.textContent?.includes(strings.watch.ask("ETH/USD")));
    if (!row) throw new Error("no row");
    await click(row);
    expect(sent.at(-1)).toMatchObject({ command: "ask", pair: "ETH/USD", timeframe: "1h" });
    await go("#/watch");
    await click(button(strings.watch.remove("GBP/USD")));
    expect(sent.at(-1)).toEqual({ command: "save", changes: [{ path: "trading.supported_pairs", value: "BTC/USD,ETH/USD,EUR/USD,XAU/USD" }] });
    await type("#add", "aapl", false);
    await submit("form:has(#add)");
    expect(sent.at(-1)).toMatchObject({ changes: [{ value: "BTC/USD,ETH/USD,EUR/USD,XAU/USD,AAPL" }] });
    await type("#add", "btc/usd", false);
    await submit("form:has(#add)");
    expect(text()).toContain(strings.watch.already);
  });

  it("has a state without a pair, and one that cannot be changed", async () => {
    await open("#/watch", { watch: { rows: [], is_scanning: true, forming: [] }, settings: { ...first.settings, watched: [], editable: false } });
    expect(text()).toContain(strings.watch.emptyHint);
    expect(text()).toContain(strings.watch.scanning);
    expect(document.querySelector("#add")).toBeNull();
  });

  it("says what to do about a pair that was refused", async () => {
    const saving = { state: "refused" as const, faults: [{ path: "trading.supported_pairs", what: "This is no pair." }], at: "2026-11-20T12:00:00Z" };
    await open("#/watch", { settings: { ...first.settings, saving } });
    expect(find("section.problem").textContent).toMatch(/This is no pair\..*Correct the pair/s);
  });

  it("arms with a point whatever comma is typed, and tells what became of alerts and which are noise", async () => {
    const alert = { number: 1, pair: "BTC/USD", timeframe: "1h", price: 90_000, way: "rising", state: "fired", armed_at: first.at, reached_at: first.at, ended: "stop", net_r: -1.1, noisy: "Of its last 6 alerts, 1 went on to the target: more noise than news." } as const;
    await open("#/watch", { alerts: { ...first.alerts, all: [alert, { ...alert, number: 2, state: "armed", ended: null, net_r: null, noisy: null }] } });
    expect(text()).toMatch(/turned back to the stop.*▼ -1\.1/);
    expect(text()).toContain("more noise than news");
    await click(button(strings.watch.alert("ETH/USD")));
    expect(find<HTMLSelectElement>("#alert-pair").value).toBe("ETH/USD");
    await type("#alert-price", "3120,5", false);
    find<HTMLFormElement>("form:has(#alert-price)").dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    expect(sent.at(-1)).toEqual({ command: "arm", pair: "ETH/USD", price: "3120.5" });
    await click(button(strings.alerts.disarm(2)));
    expect(sent.at(-1)).toEqual({ command: "disarm", number: 2 });
  });
});

describe("health", () => {
  it("tells last good and last error apart, and has one way out of what is not well", async () => {
    await open("#/health");
    const parts = [...document.querySelectorAll(".parts > li")].map((one) => one.textContent?.replace(/\s+/g, " ") ?? "");
    expect(parts).toHaveLength(7);
    expect(parts[0]).toMatch(/fails: .*connection refused.*Reconnect now.*last well/);
    expect(parts[1]).toContain(strings.health.neverGood);
    expect(parts[2]).toMatch(/Last error.*nobody listens/);
    expect(document.querySelectorAll(".parts .line button")).toHaveLength(1);
    await click(button(strings.health.fixes.reconnect));
    expect(sent).toEqual([{ command: "reconnect" }]);
  });

  it("is folded: a line for each part, and what the line may cut stands in full below it", async () => {
    await open("#/health");
    const parts = [...document.querySelectorAll(".parts > li")];
    for (const [at, part] of parts.entries()) {
      const details = part.querySelector("details");
      expect(details?.open).toBe(false);
      expect(part.querySelectorAll("summary time").length).toBeGreaterThan(0);
      expect(details?.textContent).toContain(first.health.parts[at]?.observed);
      expect(part.classList.contains("fixable")).toBe(first.health.parts[at]?.fix !== null);
    }
  });

  it("shows the exact line to run where an approval is missing", async () => {
    const command = "openclaw devices approve 7f3a";
    const [gateway, ...others] = first.health.parts;
    if (!gateway) throw new Error("no gateway");
    await open("#/health", { health: { ...first.health, parts: [{ ...gateway, fix: "approve" }, ...others] }, link: { ...first.link, state: "needs_pairing", sentence: "It does not know this device.", command } });
    expect(find("#to-run code").textContent).toBe(command);
    expect(text()).toContain(strings.frame.link.needs_pairing);
  });

  it("looks layer by layer, pauses, and resumes where everybody sees it", async () => {
    await open("#/health");
    await click(button(strings.health.test));
    expect(sent.at(-1)).toEqual({ command: "test", part: null, changes: [] });
    expect(text()).toMatch(/tcp fails: nobody listens at localhost:18789 Start the gateway\./);
    await click(button(strings.health.pauseHour));
    expect(sent.at(-1)).toEqual({ command: "pause", minutes: 60 });
    expect(find("aside.paused").textContent).toContain("PAUSED");
    await click(button(strings.frame.resume));
    expect(document.querySelector("aside.paused")).toBeNull();
  });
});
