import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "./App.svelte";
import type { Command, Snapshot } from "./host/bindings";
import { browser, first } from "./host/browser";
import type { Desktop, Host } from "./host/host";
import { strings } from "./strings";
import { Drafts, drafts } from "./text/drafts.svelte";
import { remember } from "./text/history";

vi.mock("./chart", () => ({ draw: () => ({ end: () => {}, form: () => {}, picture: () => document.createElement("canvas") }) }));

let app: Record<string, unknown> | null = null;
let sent: Command[] = [];

async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) {
    await Promise.resolve();
    flushSync();
  }
}

/** The window at a place, with everything it sends written down. */
async function open(hash: string, change: Partial<Snapshot> = {}, more: Partial<Host> = {}): Promise<void> {
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent("hashchange"));
  const host = browser(0, { ...first, ...change });
  const send = (command: Command) => {
    sent.push(command);
    return host.send(command);
  };
  app = mount(App, { target: document.body, props: { host: { ...host, send, ...more } } });
  await settle();
}

const text = () => document.body.textContent?.replace(/\s+/g, " ") ?? "";
const find = <Kind extends HTMLElement>(css: string): Kind => {
  const found = document.querySelector<Kind>(css);
  if (!found) throw new Error(`no ${css} in ${document.body.innerHTML.slice(0, 4000)}`);
  return found;
};
const button = (name: string, within: ParentNode = document): HTMLButtonElement => {
  const found = [...within.querySelectorAll("button")].find((one) => (one.getAttribute("aria-label") ?? one.textContent?.trim()) === name);
  if (!found) throw new Error(`no button ${name} among ${[...within.querySelectorAll("button")].map((one) => one.textContent)}`);
  return found;
};

async function type(css: string, value: string, leave = true): Promise<void> {
  const field = find<HTMLInputElement>(css);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (leave) field.dispatchEvent(new FocusEvent("blur"));
  await settle();
}

async function click(one: HTMLElement): Promise<void> {
  one.click();
  await settle();
}

const key = (name: string, more: KeyboardEventInit = {}, target: EventTarget = window) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));

beforeEach(() => {
  sent = [];
  vi.useFakeTimers();
});

afterEach(async () => {
  if (app) await unmount(app);
  app = null;
  drafts.clear();
  localStorage.clear();
  vi.useRealTimers();
});

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

  it("says where the price stands now, and never of a candle that has closed", async () => {
    const seen = first.watch.rows[0]?.seen;
    if (!seen) throw new Error("nothing was seen");
    const opened = Date.parse(seen.last_closed_candle) / 1000;
    const going = (time: number) => ({
      watch: { ...first.watch, forming: [{ pair: "BTC/USD", timeframe: seen.timeframe, candle: { time, open: 1, high: 1, low: 1, close: 93.5, volume: null } }] },
    });
    await open("#/watch", going(opened));
    expect(find("ul[aria-labelledby=watch-title] > li").textContent).toContain(strings.watch.now("93.5"));
    if (app) await unmount(app);
    await open("#/watch", going(opened - 3_600));
    expect(find("ul[aria-labelledby=watch-title] > li").textContent).not.toContain(strings.watch.now("93.5"));
  });

  it("asks by a click, adds and takes away by writing the list anew", async () => {
    await open("#/watch");
    const row = [...document.querySelectorAll<HTMLButtonElement>("button.body")].find((one) => one.textContent?.includes(strings.watch.ask("ETH/USD")));
    if (!row) throw new Error("no row");
    await click(row);
    expect(sent.at(-1)).toMatchObject({ command: "ask", pair: "ETH/USD", timeframe: "1h" });
    location.hash = "#/watch";
    window.dispatchEvent(new HashChangeEvent("hashchange"));
    await settle();
    await click(button(strings.watch.remove("GBP/USD")));
    expect(sent.at(-1)).toEqual({ command: "save", changes: [{ path: "trading.supported_pairs", value: "BTC/USD,ETH/USD,EUR/USD,XAU/USD" }] });
    await type("#add", "aapl", false);
    find<HTMLFormElement>("form:has(#add)").dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    await settle();
    expect(sent.at(-1)).toMatchObject({ changes: [{ value: "BTC/USD,ETH/USD,EUR/USD,XAU/USD,AAPL" }] });
    await type("#add", "btc/usd", false);
    find<HTMLFormElement>("form:has(#add)").dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    await settle();
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

describe("settings", () => {
  const port = "#field-gateway-port";
  const host = "#field-gateway-host";

  it("says where each value comes from, and locks what is not the trader's", async () => {
    await open("#/settings");
    expect(find<HTMLInputElement>("#field-lmstudio-port").disabled).toBe(true);
    expect(text()).toContain(strings.settings.locked("environment variable LMSTUDIO_PORT"));
    expect(find<HTMLInputElement>("#field-lmstudio-allow_remote").disabled).toBe(true);
    expect(text()).toContain("managed settings managed.toml");
    expect(text()).toContain(strings.settings.defaultIs("24"));
    expect(find<HTMLInputElement>("#field-trading-account-equity").placeholder).toBe(strings.settings.unset);
  });

  it("judges when a field is left, keeps what is wrong as it was typed, and saves nothing meanwhile", async () => {
    await open("#/settings");
    await type(port, "seven", false);
    expect(find(port).getAttribute("aria-invalid")).toBe("false");
    await type(port, "seven");
    expect(find(port).getAttribute("aria-invalid")).toBe("true");
    expect(find<HTMLInputElement>(port).value).toBe("seven");
    expect(button(strings.settings.save).disabled).toBe(true);
    await type(port, "7000");
    expect(button(strings.settings.save).disabled).toBe(false);
  });

  it("loses no draft when somebody looks elsewhere, and saves all of them at once", async () => {
    await open("#/settings");
    await type(host, "10.0.0.7");
    await type(port, "7000");
    for (const place of ["#/watch", "#/settings"]) {
      location.hash = place;
      window.dispatchEvent(new HashChangeEvent("hashchange"));
      await settle();
    }
    expect(find<HTMLInputElement>(host).value).toBe("10.0.0.7");
    expect(text()).toContain(strings.settings.drafts(2));
    await click(button(strings.settings.save));
    expect(sent.at(-1)).toEqual({ command: "save", changes: [{ path: "gateway.host", value: "10.0.0.7" }, { path: "gateway.port", value: "7000" }] });
    expect(text()).toContain(strings.settings.saved);
    await click(button(strings.settings.undo));
    expect(sent.at(-1)).toEqual({ command: "undo" });
  });

  it("has its drafts again when the window was closed, until they are saved, discarded or in force, and no secret", async () => {
    const again = () => ({ ...new Drafts().values });
    await open("#/settings");
    await type("#secret-gateway-token", "tok-en", false);
    expect({ ...localStorage }).toEqual({});
    await type(host, "10.0.0.7");
    await type(port, "7000");
    expect(again()).toEqual({ "gateway.host": "10.0.0.7", "gateway.port": "7000" });
    await type(port, "18789");
    expect(again()).toEqual({ "gateway.host": "10.0.0.7" });
    await click(button(strings.settings.save));
    expect(again()).toEqual({});
    await type(port, "7000");
    await click(button(strings.settings.discard));
    expect(localStorage.getItem("engram.drafts")).toBeNull();
  });

  it("heeds no memory that is damaged, nor a draft that came into force meanwhile", async () => {
    for (const damaged of ["{", "7", "null", '{"gateway.port":7}']) {
      localStorage.setItem("engram.drafts", damaged);
      expect({ ...new Drafts().values }, damaged).toEqual({});
    }
    drafts.set("gateway.port", "18789", "7000");
    drafts.set("gateway.host", "10.0.0.7", "localhost");
    await open("#/settings");
    expect(text()).toContain(strings.settings.drafts(1));
    expect(find<HTMLInputElement>(host).value).toBe("10.0.0.7");
  });

  it("shows a refusal beside its field, and keeps the draft", async () => {
    await open("#/settings");
    await type(host, "refuse me");
    await click(button(strings.settings.save));
    expect(find(`${host}-what`).textContent).toContain("It is not allowed.");
    expect(find<HTMLInputElement>(host).value).toBe("refuse me");
  });

  it("keeps what is typed after a save, whatever else is told, and a corrected refusal can be saved", async () => {
    let tell: (now: Snapshot) => void = () => {};
    const host = browser(0);
    const listen: Host["listen"] = (heard) => ((tell = heard), host.listen(heard));
    let seq = first.seq;
    const again = async (now: Partial<Snapshot["settings"]>) => (tell({ ...first, seq: ++seq, settings: { ...first.settings, ...now } }), settle());
    await open("#/settings", {}, { listen, send: () => Promise.resolve() });
    await type(port, "7000");
    await click(button(strings.settings.save));
    await again({ saving: { state: "saved", paths: ["gateway.port"], at: "2026-11-20T12:00:00Z" } });
    await type(port, "7001");
    await again({ saving: { state: "saved", paths: ["gateway.port"], at: "2026-11-20T12:00:00Z" } });
    expect(find<HTMLInputElement>(port).value).toBe("7001");
    await click(button(strings.settings.save));
    const no = { state: "refused" as const, faults: [{ path: "gateway.port", what: "It is taken." }], at: "2026-11-20T12:00:01Z" };
    await again({ saving: no });
    expect(find(`${port}-what`).textContent).toContain("It is taken.");
    await type(port, "7002");
    await again({ saving: no });
    expect(button(strings.settings.save).disabled).toBe(false);
  });

  it("tests what is typed now, not what is saved", async () => {
    await open("#/settings");
    await type(port, "7000");
    await click(button(strings.settings.test, find("[aria-labelledby=group-gateway]")));
    expect(sent.at(-1)).toEqual({ command: "test", part: "gateway", changes: [{ path: "gateway.port", value: "7000" }] });
    expect(text()).toContain(strings.health.typed);
  });

  it("finds a setting by its name and its meaning", async () => {
    await open("#/settings");
    await type("input[type=search]", "plan expires", false);
    expect([...document.querySelectorAll(".field")]).toHaveLength(1);
    await type("input[type=search]", "no such thing", false);
    expect(text()).toContain(strings.settings.none);
  });

  it("keeps a secret that is left empty, trims what is pasted, and shows it only while it is held", async () => {
    const keep = vi.fn(() => Promise.resolve());
    await open("#/settings", {}, { keep });
    const field = find<HTMLInputElement>("#secret-gateway-token");
    const form = find<HTMLFormElement>("form.secret");
    form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    await settle();
    expect(keep).not.toHaveBeenCalled();
    expect(text()).toContain(strings.settings.secret.keeps);
    for (const pasted of ["  tok-en ", '"tok-en"', "'tok-en'\n", "`tok-en`", "\ttok-en\r\n", ' "tok-en" ', "tok-en", "\u00a0tok-en", '""tok-en""', "tok-en   "]) {
      field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      const event = new Event("paste", { bubbles: true, cancelable: true });
      Object.assign(event, { clipboardData: { getData: () => pasted } });
      field.dispatchEvent(event);
      await settle();
      expect(field.value, JSON.stringify(pasted)).toBe("tok-en");
    }
    expect(text()).toContain(strings.settings.secret.length(6));
    expect(field.type).toBe("password");
    const show = button(strings.settings.secret.show, form);
    show.dispatchEvent(new Event("pointerdown", { bubbles: true }));
    await settle();
    expect(field.type).toBe("text");
    show.dispatchEvent(new Event("pointerup", { bubbles: true }));
    await settle();
    expect(field.type).toBe("password");
    form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    await settle();
    expect(keep).toHaveBeenCalledExactlyOnceWith("gateway-token", "tok-en");
    expect(field.value).toBe("");
  });

  it("has autostart and close-to-tray as two switches, and asks before it takes everything away", async () => {
    const autostart = vi.fn(() => Promise.resolve());
    const reset = vi.fn(() => Promise.resolve(["gateway-token"]));
    await open("#/settings", {}, { autostart, reset });
    const both = [find<HTMLInputElement>(`input[aria-label="${strings.settings.computer.autostart}"]`), find<HTMLInputElement>("#field-desk-close_to_tray")];
    expect(both.map((one) => one.checked)).toEqual([false, true]);
    both[0]?.click();
    await settle();
    expect(autostart).toHaveBeenCalledWith(true);
    expect(both[1]?.checked).toBe(true);
    await click(button(`${strings.settings.computer.reset}…`));
    expect(reset).not.toHaveBeenCalled();
    expect(text()).toContain("openclaw devices remove");
    await type(port, "7000");
    remember("btc 4h");
    expect(localStorage).toHaveLength(2);
    await click(button(strings.settings.computer.resetSure));
    expect(localStorage).toHaveLength(0);
    expect(find<HTMLInputElement>(port).value).toBe("18789");
    expect(text()).toContain(`${strings.settings.computer.resetDone} gateway-token`);
  });
});

describe("this computer in settings", () => {
  const known = (state: Desktop["shortcut"]["state"]): Desktop => ({ version: "0.1.0", autostart: false, tray: true, shortcut: { keys: "Ctrl+Alt+E", state }, places: { settings: null, state: null }, welcomed: true });

  it.each(["none", "active", "taken", "unreadable", "impossible"] as const)("says what became of keys that are %s", async (state) => {
    await open("#/settings", {}, { desktop: () => Promise.resolve(known(state)) });
    expect(text()).toContain(strings.settings.computer.shortcut[state]);
  });

  it("looks again while it is seen, and not behind other windows", async () => {
    const desktop = vi.fn(() => Promise.resolve(known("none")));
    await open("#/settings", {}, { desktop });
    const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    desktop.mockClear();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(desktop).not.toHaveBeenCalled();
    hidden.mockReturnValue(false);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(desktop).toHaveBeenCalledTimes(2);
    hidden.mockRestore();
  });
});

describe("tools by hand", () => {
  it("makes its form from the schema, and sends numbers as numbers", async () => {
    await open("#/tool/generate_signal");
    expect(find<HTMLInputElement>("#arg-pair").value).toBe("BTC/USD");
    await type("#arg-horizon_bars", "12", false);
    find<HTMLFormElement>("form[aria-label]").dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    await settle();
    expect(sent.at(-1)).toEqual({ command: "call", tool: "generate_signal", arguments: '{"pair":"BTC/USD","timeframe":"1h","horizon_bars":12}' });
    expect(text()).toContain(strings.tools.running(strings.tools.names.generate_signal ?? ""));
    await click(button(strings.tools.cancel));
    expect(sent.at(-1)).toEqual({ command: "stop_call" });
    expect(text()).toContain(strings.tools.how.cancelled);
  });

  it("runs nothing without what is needed, nor with what is no number", async () => {
    await open("#/tool/generate_signal");
    await type("#arg-horizon_bars", "many", false);
    expect(text()).toContain(strings.tools.invalid("horizon_bars"));
    expect(button(strings.tools.run).disabled).toBe(true);
    await type("#arg-horizon_bars", "", false);
    await type("#arg-pair", "", false);
    expect(button(strings.tools.run).disabled).toBe(true);
  });

  it("shows an answer in four forms, the last to the letter what an agent gets", async () => {
    await open("#/tool/generate_signal");
    find<HTMLFormElement>("form[aria-label]").dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    await settle();
    await vi.advanceTimersByTimeAsync(1);
    await settle();
    expect(find("#answer").textContent).toBe("HOLD, leans long");
    key("ArrowRight", {}, find("#answer-tab-clean"));
    await settle();
    expect(find("#answer").textContent).toBe("In detail");
    await click(find("#answer-tab-agent"));
    expect(find("#answer").textContent).toBe('{"content":[]}');
  });
});

describe("the palette", () => {
  async function opened(): Promise<HTMLInputElement> {
    await open("#/ask");
    HTMLDialogElement.prototype.showModal ??= () => {};
    key("k", { ctrlKey: true });
    await settle();
    return find<HTMLInputElement>("#palette");
  }

  it("asks for what is meant by arrows and Enter, and remembers it", async () => {
    const field = await opened();
    field.value = "btc 4h";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await settle();
    expect(find("#palette-0").textContent).toContain("Ask about BTC/USD 4h");
    key("ArrowDown", {}, field);
    key("ArrowUp", {}, field);
    key("Enter", {}, field);
    await settle();
    expect(sent.at(-1)).toMatchObject({ command: "ask", pair: "BTC/USD", timeframe: "4h" });
    expect(document.querySelector("dialog")).toBeNull();
    key("k", { ctrlKey: true });
    await settle();
    expect(find("#palette-0").textContent).toContain("again");
  });

  it("goes to views and tools by name, says when nothing fits, and closes with Escape", async () => {
    const field = await opened();
    const found = async (words: string) => {
      field.value = words;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      await settle();
      return [...document.querySelectorAll("#palette-items li")].map((one) => one.textContent ?? "");
    };
    expect((await found("risk")).some((line) => line.includes("assess_risk"))).toBe(true);
    expect((await found("settings")).some((line) => line.includes(strings.palette.go("Settings")))).toBe(true);
    expect(await found("~~~")).toEqual([]);
    expect(text()).toContain(strings.palette.empty);
    key("Escape", {}, field);
    await settle();
    expect(document.querySelector("dialog")).toBeNull();
  });
});

describe("the first steps", () => {
  it("are four at most, and each can be skipped", async () => {
    const welcomed = vi.fn(() => Promise.resolve());
    await open("#/welcome", { link: { ...first.link, state: "waiting", sentence: "The gateway is not there.", command: null } }, { welcomed });
    const titles: string[] = [];
    for (let step = 0; step < 4; step += 1) {
      titles.push(find("#welcome-title").textContent ?? "");
      await click(button(strings.welcome.skip));
    }
    expect(titles).toEqual(["gateway", "approve", "model", "first"].map((name) => strings.welcome[name as "gateway"].title));
    expect(welcomed).toHaveBeenCalledOnce();
    expect(location.hash).toBe("#/ask");
  });

  it("take a token on whichever step while one is needed, and send nobody to the gateway for it", async () => {
    const keep = vi.fn(() => Promise.resolve());
    await open("#/welcome", { link: { ...first.link, state: "needs_token", sentence: "A token is needed.", command: "engram secret keep gateway-token" } }, { keep });
    for (let step = 0; step < 4; step += 1) {
      expect(document.querySelectorAll("#secret-gateway-token"), `step ${step}`).toHaveLength(1);
      expect(text()).not.toContain(strings.welcome.approve.run("openclaw"));
      if (step < 3) await click(button(strings.welcome.skip));
    }
    await type("#secret-gateway-token", "tok-en", false);
    find<HTMLFormElement>("form.secret").dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    await settle();
    expect(keep).toHaveBeenCalledExactlyOnceWith("gateway-token", "tok-en");
    for (const [state, command] of [
      ["needs_pairing", "openclaw devices approve 7f3a"],
      ["needs_approval", "openclaw nodes approve 7f3a"],
      ["needs_approval", "engram gateway approve"],
    ] as const) {
      if (app) await unmount(app);
      await open("#/welcome", { link: { ...first.link, state, sentence: "Somebody has to approve.", command } });
      await click(button(strings.welcome.skip));
      const where = command.startsWith("engram") ? "Run this on this computer:" : "Run this where the gateway runs:";
      expect(strings.welcome.approve.run(command)).toBe(where);
      expect(text()).toContain(where);
      expect(document.querySelector("#secret-gateway-token")).toBeNull();
    }
  });

  it("say what to do about an address that was refused", async () => {
    const saving = { state: "refused" as const, faults: [{ path: "gateway.port", what: "It is taken." }], at: "2026-11-20T12:00:00Z" };
    await open("#/welcome", { link: { ...first.link, state: "waiting", sentence: "Away.", command: null }, settings: { ...first.settings, saving } });
    expect(find(".problem").textContent).toMatch(/It is taken\..*Correct it and go on/s);
  });

  it("show the line to run while an approval is waited for, and need no such step once it is there", async () => {
    await open("#/welcome", { link: { ...first.link, state: "needs_pairing", sentence: "It does not know this device.", command: "openclaw devices approve 7f3a" } });
    await click(button(strings.welcome.skip));
    expect(find(".command code").textContent).toBe("openclaw devices approve 7f3a");
    if (app) await unmount(app);
    await open("#/welcome", { link: { ...first.link, state: "ready", sentence: "Connected.", command: null } });
    expect(text()).toContain(strings.welcome.step(1, 3));
    expect(text()).toContain(strings.welcome.gateway.found);
  });
});

describe("the frame", () => {
  it("has four views by keys, F6 from region to region, and the reader's own look", async () => {
    await open("#/ask", { settings: { ...first.settings, desk: { ...first.settings.desk, theme: "dark", colours: "red-green", density: "compact", numbers: "de-DE" } } });
    expect([...document.querySelectorAll("nav a")].map((one) => one.textContent?.trim())).toEqual(Object.values(strings.frame.views));
    expect({ ...document.documentElement.dataset }).toMatchObject({ theme: "dark", colours: "red-green", density: "compact" });
    const region = () => document.activeElement?.closest("[data-region]")?.tagName;
    expect(region()).toBe("MAIN");
    key("F6");
    expect(region()).toBe("NAV");
    key("F6");
    expect(region()).toBe("HEADER");
    key("F6", { shiftKey: true });
    expect(region()).toBe("NAV");
    key(",", { ctrlKey: true });
    await settle();
    expect(location.hash).toBe("#/settings");
  });

  it("is quiet about a link that comes back by itself, and loud about one that needs a person", async () => {
    await open("#/ask", { link: { ...first.link, state: "waiting", sentence: "Away.", command: null } });
    expect(document.querySelector("header .needed")).toBeNull();
    if (app) await unmount(app);
    await open("#/ask", { link: { ...first.link, state: "needs_token", sentence: "A token is needed.", command: null } });
    expect(find("header .needed").textContent).toContain(strings.frame.link.needs_token);
  });
});
