// Words of the watch list and of alerts.
import type { Ended, Way } from "../host/bindings";

export const watch = {
  title: "Watch list",
  add: "Add a pair",
  addHint: "Such as BTC/USD",
  addGo: "Add",
  remove: (pair: string) => `Stop watching ${pair}`,
  alert: (pair: string) => `Wait for a price of ${pair}`,
  ask: (pair: string) => `Ask about ${pair}`,
  scanning: "Looking…",
  waiting: "Not looked at yet.",
  now: (price: string) => `now ${price}`,
  empty: "Nothing is watched.",
  emptyHint: "Add a pair: its side, its age and a small line of its last closes appear here.",
  already: "It is watched already.",
  refused: "The list is as it was. Correct the pair, then add it again.",
  unproven: "unproven",
  leans: { long: "leans ▲", short: "leans ▼", none: "no lean" },
  armed: (count: number) => (count === 1 ? "1 alert" : `${count} alerts`),
  /** What the small line shows, for those who do not see it. */
  line: (pair: string, n: string, from: string, to: string, change: string, low: string, high: string) =>
    `${pair}, last ${n} closes: from ${from} to ${to} (${change}), lowest ${low}, highest ${high}`,
  change: "over the line",
};

export const alerts = {
  title: "Alerts",
  armed: (count: number) => (count === 1 ? "1 price is waited for." : `${count} prices are waited for.`),
  none: "No price is waited for.",
  noneHint: "Arm one: a closed candle that reaches it is told once.",
  pair: "Pair",
  price: "Price",
  priceHint: "Quote currency",
  arm: "Arm",
  arming: "Arming…",
  disarm: (number: number) => `Take away alert ${number}`,
  all: "What became of them",
  states: { armed: "armed", fired: "reached", expired: "expired", removed: "taken away" } as Readonly<Record<string, string>>,
  ways: { rising: "from below", falling: "from above" } satisfies Record<Way, string>,
  ended: { target: "went on to the target", stop: "turned back to the stop", time: "went nowhere", void: "cannot be told" } satisfies Record<Ended, string>,
  running: "not yet known",
  journalOff: "Alerts are kept in the journal, and none is kept.",
  columns: { number: "No.", price: "Price", state: "State", later: "Later" },
};
