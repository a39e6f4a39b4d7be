import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "./App.svelte";
import { browser, canned, first, headline } from "./host/browser";
import type { Host } from "./host/host";
import { strings } from "./strings";

// The canvas is the window tests' business.
vi.mock("./chart", () => ({ draw: () => ({ end: () => {}, form: () => {}, picture: () => document.createElement("canvas") }) }));

let app: Record<string, unknown> | null = null;

/** Lets promises and effects run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) {
    await Promise.resolve();
    flushSync();
  }
}

async function open(host: Host): Promise<void> {
  app = mount(App, { target: document.body, props: { host } });
  await settle();
}

const text = () => document.body.textContent?.replace(/\s+/g, " ") ?? "";
const find = <Kind extends HTMLElement>(css: string): Kind => {
  const found = document.querySelector<Kind>(css);
  if (!found) throw new Error(`no ${css} in ${document.body.innerHTML}`);
  return found;
};

async function type(pair: string): Promise<void> {
  const field = find<HTMLInputElement>("#pair");
  field.value = pair;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await settle();
}

async function ask(): Promise<void> {
  find<HTMLFormElement>("form").dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
  await settle();
}

const key = (name: string) => window.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));

beforeEach(() => {
  location.hash = "";
  vi.useFakeTimers();
});

afterEach(async () => {
  if (app) await unmount(app);
  app = null;
  vi.useRealTimers();
});

describe("the window", () => {
  it("begins empty, with the demo named and no order in sight", async () => {
    await open(browser());
    expect(text()).toContain(strings.recent.empty);
    expect(text()).toContain(strings.demo.banner);
    expect(text()).toContain(strings.noOrders);
    expect(find<HTMLInputElement>("#pair").value).toBe("EUR/USD");
  });

  it("shows alerts that fired, what waits, and what is worth knowing", async () => {
    const fired = { number: 1, heading: "BTC/USD reached 70000", sentence: "Rising by the 1h candle.", seen_at: "2026-11-20T15:00:03Z" };
    const alerts = { armed: 2, fired: [fired], waiting: ["Alert 2 waits: The candles are stale."] };
    const begin = { ...first, alerts: { ...first.alerts, ...alerts }, settings: { ...first.settings, notices: ["Another program has the folder."] } };
    await open(browser(0, begin));
    const said = text();
    for (const words of ["BTC/USD reached 70000", "Rising by the 1h candle.", alerts.waiting[0] ?? "", strings.alerts.armed(2), "Another program has the folder."])
      expect(said).toContain(words);
  });

  it("says what a gateway needs, with the command to copy, and nothing where none is wanted", async () => {
    const link = {
      ...first.link,
      state: "needs_approval",
      sentence: "Its owner has to approve the tools.",
      code: "GATEWAY_APPROVAL_REQUIRED",
      hint: "The owner runs this on the gateway's computer.",
      command: "openclaw nodes pending",
    } as const;
    await open(browser(0, { ...first, link }));
    const section = find(`[aria-label="${strings.link.title}"]`);
    for (const words of [link.sentence, link.hint, link.code]) expect(section.textContent).toContain(words);
    expect(section.querySelector("a")?.getAttribute("href")).toBe("#/help/gateway_approval");
    expect(section.querySelector("code")?.textContent).toBe(link.command);
    expect(section.querySelector("button")).not.toBeNull();
    if (app) await unmount(app);
    await open(browser());
    expect(document.querySelector(`[aria-label="${strings.link.title}"]`)).toBeNull();
  });

  it("names the source and the age of each recent price, and lets what was fresh go stale", async () => {
    vi.setSystemTime("2026-11-20T16:30:00Z");
    const line = { ...headline(canned[0]), source: "file", quality: "live" as const, last_closed_candle: "2026-11-20T16:00:00Z", max_age_seconds: 7_200 };
    await open(browser(0, { ...first, reports: [line] }));
    const said = () => find("[aria-labelledby=recent-title] li").textContent?.replace(/\s+/g, " ") ?? "";
    await vi.advanceTimersByTimeAsync(1_000);
    await settle();
    expect(said()).toMatch(/file fresh closed 30 min ago/);
    await vi.advanceTimersByTimeAsync(5_400_000);
    await settle();
    expect(said()).toMatch(/file stale closed 2 h ago/);
  });

  it("says nothing of alerts where there are none", async () => {
    await open(browser());
    expect(document.querySelector("#alerts-title")).toBeNull();
  });

  it("shows that it works, and cancels by Escape", async () => {
    const host = browser();
    const send = vi.spyOn(host, "send");
    await open(host);
    await ask();
    expect(text()).toContain(strings.ask.working("EUR/USD", "1h"));
    key("Escape");
    await settle();
    expect(send).toHaveBeenLastCalledWith({ command: "cancel" });
    expect(find("[role=status]").textContent).toContain(strings.ask.cancelled);
  });

  it("asks exactly what the form says", async () => {
    const host = browser();
    const send = vi.spyOn(host, "send");
    await open(host);
    await type(" btc/usd ");
    find("input[name=timeframe][value='4h']").click();
    find("input[name=direction][value=short_only]").click();
    find("input[name=gate][value=rule]").click();
    await settle();
    await ask();
    expect(send).toHaveBeenCalledWith({ command: "ask", pair: "btc/usd", timeframe: "4h", direction: "short_only", gate: "rule" });
  });

  it("does not ask without a pair", async () => {
    const host = browser();
    const send = vi.spyOn(host, "send");
    await open(host);
    await type("  ");
    await ask();
    expect(send).not.toHaveBeenCalled();
    expect(text()).toContain(strings.ask.needsPair);
  });

  it("fails in words, with what would do instead", async () => {
    const host = browser(0);
    await open(host);
    await type("XXX/YYY");
    await ask();
    await vi.advanceTimersByTimeAsync(1);
    await settle();
    expect(text()).toContain("UNKNOWN_PAIR");
    expect(find("#pair").getAttribute("aria-invalid")).toBe("true");
    find(".choices button").click();
    await settle();
    expect(find<HTMLInputElement>("#pair").value).toBe("BTC/USD");
    expect(document.querySelector(".problem")).toBeNull();
  });

  it("opens the answer it waited for: HOLD with both sides, for and against", async () => {
    await open(browser(0));
    await ask();
    await vi.advanceTimersByTimeAsync(1);
    await settle();
    await settle();
    const card = find("article .card").textContent ?? "";
    expect(card).toContain("HOLD");
    expect(card).toContain("no measurable skill");
    expect(card).toContain(strings.scenarios.long);
    expect(card).toContain(strings.scenarios.short);
    expect(document.querySelectorAll("[data-group=for] details").length).toBeGreaterThan(0);
    expect(text()).toContain(canned[1].signal.receipt_id);
    expect(find("[role=tabpanel]").textContent).toContain("Signal: HOLD");
  });

  it("shows an unproven signal with its plan, and says that it is unproven", async () => {
    await open(browser(0));
    find("input[name=gate][value=rule]").click();
    await settle();
    await ask();
    await vi.advanceTimersByTimeAsync(1);
    await settle();
    await settle();
    const card = find("article .card").textContent ?? "";
    for (const words of ["BUY", "▲", "unproven", strings.plan.stop, strings.plan.target, strings.plan.expires, strings.plan.invalid]) {
      expect(card).toContain(words);
    }
  });

  it("says so when an answer is no longer kept", async () => {
    location.hash = "#/report/er1_gone";
    window.dispatchEvent(new HashChangeEvent("hashchange"));
    await open(browser());
    await settle();
    expect(text()).toContain(strings.report.gone.what);
  });

  it("says so when the application does not answer", async () => {
    const refuse = () => Promise.reject(new Error("gone"));
    await open({ ...browser(), listen: refuse, snapshot: refuse, report: refuse, send: refuse, desktop: refuse });
    await settle();
    expect(text()).toContain(strings.lost.what);
  });
});
