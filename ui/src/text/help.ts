// Which page of help belongs to what the window says. The pages are `docs/help.md`, read while the page is built.
import topics from "virtual:help";
import type { Code, ConfidenceStatus, LinkState, Quality, SignalWord } from "../host/bindings";

export type Part = { set: "plain" | "code" | "strong"; text: string };
export type Block = { kind: "paragraph"; parts: Part[] } | { kind: "list"; items: Part[][] };
export type Topic = { name: string; title: string; blocks: Block[] };

export const all: readonly Topic[] = topics;

/** The page of this name; none where there is none. */
export const topic = (name: string | null): Topic | null => all.find((one) => one.name === name) ?? null;

export const ofLink: Record<LinkState, string> = {
  off: "gateway_off",
  waiting: "gateway_away",
  dialing: "gateway_calling",
  greeting: "gateway_calling",
  needs_token: "gateway_token",
  needs_pairing: "gateway_pairing",
  needs_approval: "gateway_approval",
  unproven: "gateway_unproven",
  ready: "gateway_ready",
  restarting: "gateway_restarting",
  rejected: "gateway_rejected",
};

export const ofStatus: Record<ConfidenceStatus, string> = {
  measured: "measured",
  no_skill: "no_skill",
  thin: "thin",
  unmeasured: "unmeasured",
  drifted: "drifted",
};

export const ofQuality: Record<Quality, string> = {
  live: "stale",
  delayed: "stale",
  stale: "stale",
  closed: "stale",
  recorded: "stale",
  synthetic: "demo",
};

/** What an answer says, once it is known whether anything proves it. */
export const ofSignal = (signal: SignalWord, proven: boolean): string => (signal === "HOLD" ? "hold" : proven ? "measured" : "unproven");

const ofCodes: Record<Code, string> = {
  INVALID_PARAMS: "asking",
  UNKNOWN_TOOL: "asking",
  UNKNOWN_PAIR: "asking",
  UNKNOWN_RECEIPT: "asking",
  NO_DATA: "asking",
  INSUFFICIENT_DATA: "asking",
  DATA_QUALITY: "candles",
  PROVIDER_DOWN: "candles",
  PAUSED: "paused",
  INTERNAL: "internal",
};

/** The page of a problem's code; what is not of a question is of the journal. */
export const ofCode = (code: string): string | null => (ofCodes as Partial<Record<string, string>>)[code] ?? (code.startsWith("JOURNAL_") ? "journal" : null);

/** The page of a part of Health, such as `gateway:approval`. */
export function ofPart(name: string, link: LinkState): string | null {
  const part = name.startsWith("market:") ? "market" : name;
  const pages: Readonly<Record<string, string>> = {
    "gateway:connection": ofLink[link],
    "gateway:approval": link === "unproven" ? "gateway_unproven" : "gateway_approval",
    "gateway:operator": "second_link",
    "gateway:encryption": "encryption",
    "lmstudio:model": "lmstudio",
    market: "candles",
    "journal:writable": "journal",
    "clock:skew": "clock",
    "disk:free": "disk",
  };
  return pages[part] ?? null;
}
