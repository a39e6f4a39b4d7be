// Words of the tools that are called by hand.
import type { How } from "../host/bindings";

export const tools = {
  title: "Tools by hand",
  what: "The same calls that an agent makes, with the same answers.",
  open: "Run a tool",
  names: {
    analyze_market: "Analyse a market",
    generate_signal: "Generate a signal",
    get_confidence_score: "Score a signal",
    assess_risk: "Assess a risk",
  } as Readonly<Record<string, string>>,
  examples: "Examples",
  example: (at: number) => `Example ${at}`,
  run: "Run",
  running: (name: string) => `Running ${name}…`,
  cancel: "Cancel",
  required: "needed",
  optional: "Optional arguments",
  choose: "not given",
  invalid: (name: string) => `${name} is no number.`,
  json: (name: string) => `${name} is no JSON object.`,
  arguments: "Arguments as they are sent",
  answer: "Answer",
  tabs: { clean: "Clean", detailed: "Detailed", raw: "Raw JSON", agent: "What the agent gets" },
  history: "History",
  noHistory: "Nothing was run yet.",
  how: { answered: "answered", failed: "failed", cancelled: "cancelled" } satisfies Record<How, string>,
  again: "Use these arguments again",
  gone: "This answer is no longer kept.",
};
