// Words of the frame round the views, of the palette and of the first steps.
import type { LinkState } from "../host/bindings";

/** Our own commands run here, all others at the gateway. */
export const whereItRuns = (command: string): string => (command.startsWith("engram ") ? "on this computer" : "where the gateway runs");

export const frame = {
  views: { ask: "Ask", watch: "Watch", health: "Health", settings: "Settings" },
  bar: "Views",
  /** The link in a word or two; the sentence stands in Health. */
  link: {
    off: "no gateway",
    waiting: "gateway away",
    dialing: "calling",
    greeting: "calling",
    needs_token: "token needed",
    needs_pairing: "approve device",
    needs_approval: "approve tools",
    unproven: "not proven yet",
    ready: "gateway ready",
    restarting: "gateway restarting",
    rejected: "gateway refused",
  } satisfies Record<LinkState, string>,
  paused: "paused",
  pausedUntil: (time: string) => `Paused until ${time}: the gateway is answered PAUSED.`,
  pausedOpen: "Paused until Engram is started again: the gateway is answered PAUSED.",
  resume: "Resume",
  skip: "Skip to the content",
};

export const palette = {
  open: "Quick question",
  title: "Quick question",
  hint: "Pair, or pair and timeframe: btc 4h",
  results: "What can be done",
  empty: "Nothing fits. Type a pair the source offers, such as BTC/USD.",
  ask: (pair: string, timeframe: string) => `Ask about ${pair} ${timeframe}`.trim(),
  show: (age: string) => `asked ${age}`,
  watch: (pair: string) => `Watch ${pair}`,
  go: (view: string) => `Go to ${view}`,
  kinds: { ask: "ask", answer: "answer", again: "again", watch: "watch", tool: "tool", go: "go" },
  keys: "↑ ↓ choose · Enter does it · Esc closes",
};

export const welcome = {
  title: "Welcome",
  step: (at: number, of: number) => `Step ${at} of ${of}`,
  next: "Next",
  skip: "Skip",
  back: "Back",
  leave: "Skip all",
  promise: "Engram reads candles, weighs the evidence and says what it would take. It never places an order.",
  gateway: {
    title: "Your gateway",
    what: "Agents at an OpenClaw gateway can call Engram's four tools. Without one, everything else works.",
    found: "Found and connected.",
    without: "I have no gateway",
    waiting: "Looking…",
  },
  approve: {
    title: "Let it in",
    what: "The gateway's owner runs one line, once for the device and once for the tools.",
    nothing: "Nothing to approve now. This page goes on by itself when the gateway asks.",
    well: "Approved. Agents can call the tools.",
    run: (command: string) => `Run this ${whereItRuns(command)}:`,
  },
  model: {
    title: "A model for words",
    what: "LM Studio on this computer puts answers into words. Every number comes from Engram, with or without it.",
    ready: "It would answer now:",
    missing: "No model answers yet.",
  },
  first: {
    title: "A first signal",
    what: "Ask about a pair. The demo market is made up; choose your own candles in Settings.",
    pair: "Pair",
    go: "Ask",
  },
};
