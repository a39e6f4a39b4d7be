import { describe, expect, it, vi } from "vitest";
import { first } from "./host/browser";
import { strings } from "./strings";
import { button, click, close, find, fresh, key, open, sent, settle, submit, text, type } from "./testing/window";

vi.mock("./chart", () => ({ draw: () => ({ end: () => {}, form: () => {}, picture: () => document.createElement("canvas") }) }));

fresh();

describe("tools by hand", () => {
  it("makes its form from the schema, and sends numbers as numbers", async () => {
    await open("#/tool/generate_signal");
    expect(find<HTMLInputElement>("#arg-pair").value).toBe("BTC/USD");
    await type("#arg-horizon_bars", "12", false);
    await submit("form[aria-label]");
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
    await submit("form[aria-label]");
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
    await submit("form.secret");
    expect(keep).toHaveBeenCalledExactlyOnceWith("gateway-token", "tok-en");
    for (const [state, command] of [
      ["needs_pairing", "openclaw devices approve 7f3a"],
      ["needs_approval", "openclaw nodes approve 7f3a"],
      ["needs_approval", "engram gateway approve"],
    ] as const) {
      await close();
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
    await close();
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
    await close();
    await open("#/ask", { link: { ...first.link, state: "needs_token", sentence: "A token is needed.", command: null } });
    expect(find("header .needed").textContent).toContain(strings.frame.link.needs_token);
  });
});
