// What a model says, and how far it is.
import type { ModelOffer, StageView, Stance } from "../host/bindings";
import { exact } from "../text/format";

export const talk = {
  title: "In words",
  none: "No model is asked.",
  noneHint: "Turn LM Studio on in the settings. The numbers are the same with it and without.",
  other: "The model was asked about a newer answer.",
  by: (model: string) => `Model ${model}`,
  stance: {
    agree: "agrees with the signal",
    disagree: "disagrees with the signal",
    unsure: "is unsure",
  } satisfies Record<Stance, string>,
  weight: "Its word is kept and scored later. It moves no number.",
  for: "Counts for the signal",
  against: "Counts against it",
  wrongAt: "Proven wrong at",
  withheld: (count: number) => (count === 1 ? "1 sentence withheld" : `${count} sentences withheld`),
  silent: "No words",
  rejected: "The model’s answer cannot be used",
  settings: "Look at LM Studio in the settings",
  stopped: "Stopped.",
  stop: "Stop",
  unfinished: "Not finished",
  stage: (stage: StageView): string => {
    switch (stage.stage) {
      case "connecting":
        return "Asking LM Studio…";
      case "loading":
        return stage.share === null ? "Loading the model…" : `Loading the model, ${Math.round(100 * stage.share)} %`;
      case "reading":
        return "The model reads…";
      case "thinking":
        return "The model thinks…";
      case "calling":
        return `Calling ${stage.tool}…`;
      case "writing":
        return "The model writes…";
    }
  },
  models: {
    title: "Models in your LM Studio",
    looking: "Not looked for yet.",
    start: "Start its server in the Developer tab of LM Studio, or with lms server start.",
    about: (model: ModelOffer): string =>
      [
        model.loaded === null ? "" : model.loaded ? "loaded" : "not loaded",
        model.context === null ? "" : `${exact(model.context)} tokens of context`,
        model.tools === true ? "calls tools" : "",
      ]
        .filter((word) => word !== "")
        .join(", "),
  },
  chat: {
    title: "Chat",
    label: "Ask in your own words",
    placeholder: "How does BTC look on the 4h?",
    hint: "Enter sends, Esc stops. Nothing of it is stored.",
    failed: "It was not taken. Send it again in a moment.",
    send: "Send",
    clear: "Clear",
    empty: "Ask about a market. Your model may call Engram’s tools; a figure that none of them computed is withheld.",
    emptyOff: "No model would answer now: the report answers by itself.",
    you: "You",
    engram: "Engram",
    because: (why: string) => `Engram answers: ${why}`,
    called: (tools: string[]) => `Called ${tools.join(", ")}`,
  },
};
