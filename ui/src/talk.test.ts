import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ModelView, StageView, TalkView, WordsView } from "./host/bindings";
import { canned, first, headline } from "./host/browser";
import { strings } from "./strings";
import { button, click, find, fresh, go, open, pass, read, sent, tell } from "./testing/window";
import { price } from "./text/format";

vi.mock("./chart", () => ({ draw: () => ({ end: () => {}, form: () => {}, picture: () => document.createElement("canvas") }) }));

fresh();

const [buy, hold] = canned;
const words = strings.talk;
const place = `#/report/${buy.id}`;
const about = (said: WordsView, report: string | null = buy.id): { talk: TalkView } => ({ talk: { ...first.talk, report, words: said } });
const coming = (stage: StageView) => about({ state: "coming", stage });
const show = (change: { talk: TalkView }) => open(place, { reports: [headline(buy), headline(hold)], ...change });
const card = () => find("section[aria-labelledby=talk-title]");
const said = () => read(card());
/** What is told to those who hear the page. */
const told = () => read(card().querySelector("[role=status]"));

/** Everything else that the report shows. */
function numbers(): string {
  const article = find("article").cloneNode(true) as HTMLElement;
  article.querySelector("section[aria-labelledby=talk-title]")?.remove();
  return read(article);
}

const view: ModelView = { stance: "disagree", self_confidence: 83, model: "glm-4.7-flash", note: "The trend is against it.", dropped_sentences: 2 };
const done: Extract<WordsView, { state: "said" }> = {
  state: "said",
  view,
  evidence_for: ["E1", "E3", "E9"],
  evidence_against: ["E2"],
  invalidation: 91.25,
  withheld: ["It names 70, which nobody computed.", "It promises."],
};

describe("the words about a report", () => {
  let without = "";

  beforeEach(async () => {
    await show(about({ state: "none" }));
    without = numbers();
    expect(without).toContain(buy.signal.receipt_id);
  });

  /** One row for each stage there is: another one does not compile without its words. */
  const stages: Record<StageView["stage"], readonly [StageView, string][]> = {
    connecting: [[{ stage: "connecting" }, "Asking LM Studio…"]],
    loading: [
      [{ stage: "loading", share: 0 }, "Loading the model, 0 %"],
      [{ stage: "loading", share: 0.417 }, "Loading the model, 42 %"],
      [{ stage: "loading", share: 1 }, "Loading the model, 100 %"],
      [{ stage: "loading", share: null }, "Loading the model…"],
    ],
    reading: [[{ stage: "reading" }, "The model reads…"]],
    thinking: [[{ stage: "thinking" }, "The model thinks…"]],
    calling: [[{ stage: "calling", tool: "assess_risk" }, "Calling assess_risk…"]],
    writing: [
      [{ stage: "writing", text: "" }, "The model writes…"],
      [{ stage: "writing", text: "The trend is up" }, "The model writes…"],
    ],
  };

  it.each(Object.values(stages).flat())("are at %o", async (stage, sentence) => {
    await tell(coming(stage));
    expect(told()).toBe(sentence);
    expect(numbers()).toBe(without);
    const draft = stage.stage === "writing" ? stage.text : "";
    expect(read(card().querySelector(".draft"))).toBe(draft === "" ? "" : `${words.unfinished}: ${draft}`);
    await click(button(words.stop, card()));
    expect(sent).toEqual([{ command: "stop_talking" }]);
  });

  /** One row for each way they end, with all that is then said. */
  const ends: Record<Exclude<WordsView["state"], "coming">, readonly [WordsView, RegExp][]> = {
    none: [[{ state: "none" }, /^In words No model is asked\. Turn LM Studio on in the settings\. The numbers are the same/]],
    said: [
      [done, /Model glm-4\.7-flash disagrees with the signal\. The trend is against it\./],
      [{ ...done, view: { ...view, stance: "agree" } }, /glm-4\.7-flash agrees with the signal\./],
      [{ ...done, view: { ...view, stance: "unsure" } }, /glm-4\.7-flash is unsure\./],
    ],
    silent: [[{ state: "silent", why: "Nobody listens at 127.0.0.1:1234." }, /^In words No words: Nobody listens at 127\.0\.0\.1:1234\. Look at LM Studio in the settings$/]],
    rejected: [[{ state: "rejected", why: ["It is no JSON.", "It was asked twice."] }, /^In words The model’s answer cannot be used: It is no JSON\. It was asked twice\.$/]],
    stopped: [[{ state: "stopped" }, /^In words Stopped\.$/]],
  };

  it.each(Object.values(ends).flat())("end as %o", async (end, sentence) => {
    await tell(coming({ stage: "writing", text: "half a tho" }));
    await tell(about(end));
    expect(said()).toMatch(sentence);
    expect(said()).not.toContain("half a tho");
    expect(card().querySelector("button, [role=timer]")).toBeNull();
    expect(numbers()).toBe(without);
  });

  it("name the claims for and against, where it would be wrong, and why each sentence is withheld", async () => {
    await tell(about(done));
    const families = strings.evidence.families;
    const of = (at: number) => families[buy.evidence[at]?.family ?? "trend"];
    expect(said()).toContain(`${words.for}${of(0)}, ${of(2)}`);
    expect(said()).toContain(`${words.against}${of(1)}`);
    expect(said()).toContain(`${words.wrongAt}${price(91.25, 2)}`);
    expect(read(card().querySelector("summary"))).toBe("2 sentences withheld");
    expect([...card().querySelectorAll("details li")].map(read)).toEqual(done.withheld);
    expect(said()).toContain(words.weight);
    // What a model says of itself is no probability, and is shown to nobody as one.
    expect(said()).not.toContain("83");
  });

  it("leave out what was not said", async () => {
    await tell(about({ ...done, view: { ...view, note: "" }, evidence_for: [], evidence_against: [], invalidation: null, withheld: [] }));
    expect(card().querySelectorAll("dt, details, .note")).toHaveLength(0);
    await tell(about({ ...done, withheld: ["It promises."] }));
    expect(read(card().querySelector("summary"))).toBe("1 sentence withheld");
  });

  it("lead to the settings when none came", async () => {
    await tell(about({ state: "silent", why: "Nobody listens." }));
    expect(card().querySelector("a")?.getAttribute("href")).toBe("#/settings/lmstudio");
  });

  it("are none of another report", async () => {
    await tell(about(done, hold.id));
    expect(said()).toBe(`${words.title} ${words.other}`);
    await tell(about({ state: "none" }, null));
    expect(said()).toBe(`${words.title} ${words.none}`);
    expect(numbers()).toBe(without);
  });
});

describe("the time that words take", () => {
  const waited = () => read(card().querySelector("[role=timer]"));

  it("counts on in each stage, and begins anew with the next", async () => {
    await show(coming({ stage: "thinking" }));
    await pass(12);
    expect(said()).toContain("The model thinks… · 12 s");
    await tell({ at: "2026-11-20T15:00:04Z" });
    await pass(3);
    expect(waited()).toBe("· 15 s");
    await tell(coming({ stage: "writing", text: "The" }));
    await pass(2);
    expect(said()).toContain("The model writes… · 2 s");
    await tell(coming({ stage: "writing", text: "The trend" }));
    await pass(1);
    expect(waited()).toBe("· 3 s");
  });

  it("goes on while somebody looks elsewhere, and is another one when words are asked for again", async () => {
    await show(coming({ stage: "loading", share: 0.1 }));
    await pass(10);
    await go("#/watch");
    await pass(20);
    await go(place);
    expect(waited()).toBe("· 30 s");
    await tell(about({ state: "stopped" }));
    await tell(coming({ stage: "loading", share: null }));
    await pass(1);
    expect(waited()).toBe("· 1 s");
  });

  it("is not read aloud each second", async () => {
    await show(coming({ stage: "reading" }));
    await pass(5);
    expect(told()).toBe("The model reads…");
    expect(card().querySelector("[role=timer]")?.getAttribute("aria-live")).toBe("off");
  });
});
