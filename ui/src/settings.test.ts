import { describe, expect, it, vi } from "vitest";
import type { Snapshot } from "./host/bindings";
import { browser, first } from "./host/browser";
import type { Desktop, Host } from "./host/host";
import { strings } from "./strings";
import { button, click, find, fresh, go, open, sent, settle, text, type } from "./testing/window";
import { Drafts, drafts } from "./text/drafts.svelte";
import { remember } from "./text/history";

vi.mock("./chart", () => ({ draw: () => ({ end: () => {}, form: () => {}, picture: () => document.createElement("canvas") }) }));

fresh();

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
      await go(place);
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
