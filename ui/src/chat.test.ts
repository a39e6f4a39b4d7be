import { describe, expect, it, vi } from "vitest";
import type { LineView, Speaker, StageView, TalkView, VoiceState } from "./host/bindings";
import { first } from "./host/browser";
import { strings } from "./strings";
import { button, click, close, find, fresh, key, open, pass, read, sent, settle, submit, tell, type } from "./testing/window";

vi.mock("./chart", () => ({ draw: () => ({ end: () => {}, form: () => {}, picture: () => document.createElement("canvas") }) }));

fresh();

const words = strings.talk.chat;
const form = "form:has(#chat-text)";
const at = "2026-11-20T15:00:00Z";
const line = (from: Speaker, text: string, more: Partial<LineView> = {}): LineView => ({ from, text, model: null, withheld: 0, why: null, called: [], at, ...more });
const asked = line("trader", "How does BTC look?");
const chat = (...lines: LineView[]): { talk: TalkView } => ({ talk: { ...first.talk, chat: lines } });
const saying = (stage: StageView, since = new Date().toISOString()): { talk: TalkView } => ({ talk: { ...first.talk, chat: [asked], saying: { stage, since } } });
const card = () => find("section[aria-labelledby=chat-title]");
const lines = () => [...card().querySelectorAll(".line")].map(read);
const field = () => find<HTMLInputElement>("#chat-text");

async function say(said: string): Promise<void> {
  await type("#chat-text", said, false);
  await submit(form);
}

describe("the chat", () => {
  it.each(["/help", "How does BTC look on the 4h?", "/btc 4h <b>&amp;</b>"])("sends %s as it is, and is ready for the next", async (said) => {
    await open("#/ask");
    await say(said);
    expect(sent).toEqual([{ command: "say", text: said }]);
    expect(field().value).toBe("");
    expect(field().maxLength).toBe(4_000);
  });

  it("sends nothing where nothing is said", async () => {
    await open("#/ask");
    await say("  \t ");
    expect(sent).toEqual([]);
    expect(button(words.send, card()).disabled).toBe(true);
  });

  it.each([
    ["off", words.emptyOff],
    ["unknown", words.emptyOff],
    ["absent", words.emptyOff],
    ["no_model", words.empty],
    ["ready", words.empty],
  ] satisfies [VoiceState, string][])("says while it is empty who would answer: %s", async (state, sentence) => {
    await open("#/ask", { talk: { ...first.talk, voice: { ...first.talk.voice, state } } });
    expect(read(card())).toContain(sentence);
    expect(card().querySelector("[role=log]")).toBeNull();
    expect([...card().querySelectorAll("button")].map(read)).toEqual([words.send]);
  });

  it.each([
    ["trader", asked, "You How does BTC look?"],
    ["code", line("code", "Signal: HOLD"), "Engram Signal: HOLD"],
    ["code instead of a model", line("code", "Signal: HOLD", { why: "LM Studio is not there." }), "Engram Engram answers: LM Studio is not there. Signal: HOLD"],
    ["model", line("model", "It leans long.", { model: "glm-4.7-flash" }), "Model glm-4.7-flash It leans long."],
    [
      "model with tools",
      line("model", "It leans long.", { model: "glm-4.7-flash", called: ["analyze_market", "assess_risk"], withheld: 3 }),
      "Model glm-4.7-flash It leans long. Called analyze_market, assess_risk 3 sentences withheld",
    ],
    ["model with markup", line("model", "<img src=x>", { model: "m", withheld: 1 }), "Model m <img src=x> 1 sentence withheld"],
    ["code after a stop", line("code", "Stopped."), "Stopped."],
  ] satisfies [string, LineView, string][])("shows a line of %s", async (_who, one, shown) => {
    await open("#/ask", chat(one));
    expect(lines()).toEqual([shown]);
    expect(card().querySelector(".line img")).toBeNull();
  });

  it("is quiet about a stop, and tells it from the same word of a person or a model", async () => {
    await open("#/ask", chat(asked, line("code", "Stopped.")));
    expect(lines()).toEqual(["You How does BTC look?", "Stopped."]);
    expect(card().querySelectorAll("p.line.quiet")).toHaveLength(1);
    await tell(chat(line("trader", "Stopped."), line("model", "Stopped.", { model: "m" })));
    expect(lines()).toEqual(["You Stopped.", "Model m Stopped."]);
  });

  it("begins anew when it is wished", async () => {
    await open("#/ask", chat(asked));
    await click(button(words.clear, card()));
    expect(sent).toEqual([{ command: "clear_chat" }]);
    await tell(chat());
    expect(read(card())).toContain(words.emptyOff);
  });
});

describe("the chat at work", () => {
  /** One row for each stage there is: another one does not compile without its words. */
  const stages: Record<StageView["stage"], [StageView, string]> = {
    connecting: [{ stage: "connecting" }, "Asking LM Studio…"],
    loading: [{ stage: "loading", share: 0.5 }, "Loading the model, 50 %"],
    reading: [{ stage: "reading" }, "The model reads…"],
    thinking: [{ stage: "thinking" }, "The model thinks…"],
    calling: [{ stage: "calling", tool: "generate_signal" }, "Calling generate_signal…"],
    writing: [{ stage: "writing", text: "It leans" }, "The model writes…"],
  };

  it.each(Object.values(stages))("shows that it is at %o, and for how long", async (stage, sentence) => {
    await open("#/ask", saying(stage));
    await pass(12);
    const draft = stage.stage === "writing" ? ` ${stage.text}` : "";
    expect(lines()).toEqual(["You How does BTC look?", `${sentence} · 12 s${draft}`]);
    await tell({ talk: { ...first.talk, chat: [asked, line("model", "It leans long.", { model: "m" })] } });
    expect(lines().at(-1)).toBe("Model m It leans long.");
    expect(card().querySelector("[role=timer], .draft")).toBeNull();
  });

  it("counts from the question, whatever stage it is at and whenever it is looked at", async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    await open("#/ask", saying({ stage: "reading" }, since));
    await pass(5);
    expect(lines().at(-1)).toBe("The model reads… · 65 s");
    await tell(saying({ stage: "thinking" }, since));
    await pass(1);
    expect(lines().at(-1)).toBe("The model thinks… · 66 s");
  });

  it("reads neither seconds nor half a sentence aloud", async () => {
    await open("#/ask", saying({ stage: "writing", text: "It leans" }));
    expect([...card().querySelectorAll("[role=log] [aria-live=off]")].map(read)).toEqual([expect.stringMatching(/^· \d+ s$/), "It leans"]);
  });

  it("has a way to stop, and Escape is one too", async () => {
    await open("#/ask", saying({ stage: "thinking" }));
    await click(button(strings.talk.stop, card()));
    expect(sent).toEqual([{ command: "stop_talking" }]);
    key("Escape", {}, field());
    await settle();
    expect(sent).toEqual([{ command: "stop_talking" }, { command: "stop_talking" }]);
    await tell(chat(asked));
    key("Escape", {}, field());
    await settle();
    expect(sent).toHaveLength(2);
  });

  it("keeps the hand at the field when it stops, and what was not taken is not lost", async () => {
    await open("#/ask", saying({ stage: "thinking" }));
    await click(button(strings.talk.stop, card()));
    expect(document.activeElement).toBe(field());
    await close();
    await open("#/ask", {}, { send: () => Promise.reject(new Error("busy")) });
    await say("And ETH?");
    await settle();
    expect(field().value).toBe("And ETH?");
    expect(read(find("[role=alert]"))).toBe(words.failed);
  });

  it("takes the next question meanwhile", async () => {
    await open("#/ask", saying({ stage: "thinking" }));
    await say("And ETH?");
    expect(sent).toEqual([{ command: "say", text: "And ETH?" }]);
    expect([...card().querySelectorAll("form button")].map(read)).toEqual([strings.talk.stop]);
  });

  it("shows what is new, and lets nobody who reads further up be disturbed by other news", async () => {
    await open("#/ask", saying({ stage: "thinking" }));
    const log = find("[role=log]");
    Object.defineProperty(log, "scrollHeight", { value: 900 });
    log.scrollTop = 10;
    await tell({ at: "2026-11-20T15:00:09Z" });
    expect(log.scrollTop).toBe(10);
    await tell(saying({ stage: "writing", text: "It" }));
    expect(log.scrollTop).toBe(900);
  });
});
