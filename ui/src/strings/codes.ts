// Words of the core, spelt for people.
import type { ConfidenceStatus, HoldReason } from "../host/bindings";

export const reasons: Record<HoldReason, string> = {
  DATA_STALE: "the last candle is too old",
  DATA_GAPS: "candles are missing",
  MARKET_CLOSED: "the market is closed",
  WARMING_UP: "too few candles yet",
  NO_MOVEMENT: "the price did not move",
  FILL_SUSPECT: "fills at these opens are not believable",
  OUT_OF_RANGE: "the market is unlike anything the record was measured on",
  UNMEASURED: "its past is not measured yet",
  THIN: "history is too thin",
  DRIFTED: "the record has drifted",
  NO_SKILL: "no measurable skill",
  SOURCES_DISAGREE: "two sources disagree about the price",
  EDGE_SMALL: "hardly better than entering blindly",
  BELOW_BREAKEVEN: "it would not pay for its cost",
  TOO_FEW_TRADES: "too few past trades",
  EXPECTANCY_UNPROVEN: "past trades do not prove a gain",
  NOT_BETTER_THAN_BLIND: "past trades did no better than entering blindly",
  SIDE_NOT_ALLOWED: "you left this direction out",
  NO_LEAN: "the rule leans to neither side",
};

export const statuses: Record<ConfidenceStatus, string> = {
  measured: "measured",
  no_skill: "no measurable skill",
  thin: "history too thin",
  unmeasured: "not measured yet",
  drifted: "withdrawn: the record has drifted",
};

export const statusHints: Record<ConfidenceStatus, string> = {
  measured: "Better than the base rate, beyond luck, over this pair's own past.",
  no_skill: "No better than how often it happens anyway; more than that is not claimed.",
  thin: "Too few past cases to tell skill from luck.",
  unmeasured: "Too few past cases to say anything.",
  drifted: "It held once and no longer does, so no number is shown.",
};

/** Names that are spelt in capitals wherever they are read. */
export const CAPITALS = new Set(["rsi", "macd", "adx", "atr", "sma", "ema", "di", "bb", "obv", "mfi", "roc"]);

/** What set a level of risk, where its name alone would not say it. */
export const deciders: Readonly<Record<string, string>> = {
  var99: "the bad day in a hundred",
  gap: "the opening gap",
  blockers: "a limit of yours",
};

/** A word of the core, such as `below_signal`, as a reader spells it. */
export const spelt = (word: string) => word.replaceAll("_", " ");
