import { describe, expect, it, vi } from "vitest";
import type { FieldView, ModelOffer, Snapshot, VoiceView } from "./host/bindings";
import { fields } from "./host/canned";
import { first } from "./host/browser";
import { strings } from "./strings";
import { button, click, close, find, fresh, open, read, sent, tell } from "./testing/window";
import { drafts } from "./text/drafts.svelte";

fresh();

const words = strings.talk.models;
const field: FieldView = { path: "lmstudio.model", meaning: "Which model.", kind: { is: "text" }, allowed: "", value: "glm-4.7-flash", default: "glm-4.7-flash", from: "default", origin: "the default" };
const offer = (id: string, more: Partial<ModelOffer> = {}): ModelOffer => ({ id, name: id, loaded: null, context: null, tools: null, is_chosen: false, ...more });
const glm = offer("glm-4.7-flash", { loaded: true, context: 32_768, tools: true, is_chosen: true });
const qwen = offer("qwen3-8b", { loaded: false, context: 40_960, tools: false });
const voice = (state: VoiceView["state"], sentence: string, models: ModelOffer[] = []): Partial<Snapshot> => ({ talk: { ...first.talk, voice: { state, sentence, models } } });
const show = (change: Partial<Snapshot>, more: Partial<FieldView> = {}) => open("#/settings", change, { fields: () => Promise.resolve([...fields, { ...field, ...more }]) });
const card = () => find("[aria-labelledby=models-title]");
const offers = () => [...card().querySelectorAll("li")].map(read);
const pressed = () => [...card().querySelectorAll("[aria-pressed=true] .id")].map(read);
const one = (id: string) => [...card().querySelectorAll("button")].find((each) => read(each.querySelector(".id")) === id) as HTMLButtonElement;

describe("the models to choose from", () => {
  it("are those that the application offers, in its order, with what is known of each", async () => {
    await show(voice("ready", "glm-4.7-flash.", [glm, qwen, offer("plain")]));
    expect(offers()).toEqual([
      `glm-4.7-flash loaded, ${(32_768).toLocaleString()} tokens of context, calls tools`,
      `qwen3-8b not loaded, ${(40_960).toLocaleString()} tokens of context`,
      "plain",
    ]);
    expect(pressed()).toEqual(["glm-4.7-flash"]);
    await tell(voice("ready", "glm-4.7-flash.", [{ ...qwen, loaded: true }, glm]));
    expect(offers().map((each) => each.split(" ")[0])).toEqual(["qwen3-8b", "glm-4.7-flash"]);
  });

  it.each([
    ["unknown", "", words.looking, false],
    ["off", "Switched off.", "Switched off.", false],
    ["absent", "Nobody listens at 127.0.0.1:1234", "Nobody listens at 127.0.0.1:1234", true],
    ["no_model", "It has no model.", "It has no model.", false],
  ] as const)("are none while it is %s, and it is said why", async (state, sentence, shown, starts) => {
    await show(voice(state, sentence));
    expect(read(card())).toBe([words.title, shown, starts ? words.start : ""].join(" ").trim());
    expect(card().querySelectorAll("li")).toHaveLength(0);
  });

  it("come with the reason why the wanted one does not answer", async () => {
    await show(voice("no_model", "glm-4.7-flash is not loaded.", [qwen, { ...glm, loaded: false }]));
    expect(read(card())).toContain("glm-4.7-flash is not loaded.");
    expect(offers()[1]).toContain("not loaded");
    expect(read(card())).not.toContain(words.start);
  });

  it("are chosen into the draft, which is saved with everything else", async () => {
    await show(voice("ready", "glm-4.7-flash.", [glm, qwen]));
    await click(one("qwen3-8b"));
    expect({ ...drafts.values }).toEqual({ "lmstudio.model": "qwen3-8b" });
    expect(pressed()).toEqual(["qwen3-8b"]);
    expect(find<HTMLInputElement>("#field-lmstudio-model").value).toBe("qwen3-8b");
    expect(sent).toEqual([]);
    await click(one("glm-4.7-flash"));
    expect({ ...drafts.values }).toEqual({});
    expect(pressed()).toEqual(["glm-4.7-flash"]);
    await click(one("qwen3-8b"));
    await click(button(strings.settings.save));
    expect(sent).toEqual([{ command: "save", changes: [{ path: "lmstudio.model", value: "qwen3-8b" }] }]);
  });

  it("are judged like what is typed", async () => {
    const judge = vi.fn(() => Promise.resolve("It is not allowed."));
    await open("#/settings", voice("ready", "", [qwen]), { judge, fields: () => Promise.resolve([...fields, field]) });
    await click(one("qwen3-8b"));
    expect(judge).toHaveBeenCalledExactlyOnceWith("lmstudio.model", "qwen3-8b");
    expect(read(find("#field-lmstudio-model-what"))).toContain("It is not allowed.");
    expect(button(strings.settings.save).disabled).toBe(true);
  });

  it.each(["env", "flag", "managed"] as const)("cannot be chosen where %s says which", async (from) => {
    await show(voice("ready", "glm-4.7-flash.", [glm, qwen]), { from, origin: "elsewhere" });
    expect([...card().querySelectorAll("button")].map((each) => each.disabled)).toEqual([true, true]);
    await click(one("qwen3-8b"));
    expect({ ...drafts.values }).toEqual({});
    await close();
  });
});
