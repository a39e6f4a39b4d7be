// What the words in the palette could mean, best first. Nothing here asks anybody: it answers as fast as it is typed.
import type { Headline, Interval, Snapshot, ToolName } from "../host/bindings";
import type { Place } from "../place.svelte";
import { VIEWS } from "../place.svelte";
import { strings } from "../strings";
import { pairs, timeframes } from "./offers";

export type Kind = keyof typeof strings.palette.kinds;
export type Item = { key: string; kind: Kind; label: string; hint: string } & (
  | { does: "ask"; pair: string; timeframe: Interval | null }
  | { does: "go"; place: Place }
  | { does: "watch"; pair: string }
);

const MOST = 8;
const FRAMES: ReadonlySet<string> = new Set(["1m", "5m", "15m", "1h", "4h", "1d"]);
const TOOLS: readonly ToolName[] = ["analyze_market", "generate_signal", "get_confidence_score", "assess_risk"];

/** `btc 4h` as a pair of the source and a timeframe. */
export function meant(typed: string, snapshot: Pick<Snapshot, "feed" | "settings">): { pairs: string[]; timeframe: Interval | null } {
  const words = typed.trim().split(/\s+/).filter((word) => word !== "");
  const frame = words.findLast((word) => FRAMES.has(word.toLowerCase()));
  const rest = words.filter((word) => word !== frame).join(" ").toUpperCase();
  const known = [...new Set([...snapshot.settings.watched, ...pairs(snapshot.feed.offers)])];
  const flat = (pair: string) => pair.replaceAll(/[^A-Z0-9]/g, "");
  const fit = (pair: string) => (flat(pair).startsWith(flat(rest)) ? 0 : flat(pair).includes(flat(rest)) ? 1 : 2);
  const fitting = rest === "" ? known : flat(rest) === "" ? [] : known.filter((pair) => fit(pair) < 2).sort((a, b) => fit(a) - fit(b));
  // A pair that nobody lists can be asked for all the same, once it looks like one.
  const own = /^[A-Z0-9^.\-=:]+\/?[A-Z0-9]+$/.test(rest) && !known.includes(rest) && fitting.length === 0 ? [rest] : [];
  return { pairs: [...fitting, ...own], timeframe: (frame?.toLowerCase() as Interval | undefined) ?? null };
}

/** `history` holds what was asked here before, newest first. */
export function items(typed: string, snapshot: Snapshot, history: readonly string[], age: (one: Headline) => string): Item[] {
  const words = strings.palette;
  const found: Item[] = [];
  const low = typed.trim().toLowerCase();
  const { pairs: fitting, timeframe } = meant(typed, snapshot);
  if (low === "") {
    for (const line of history) {
      const { pairs: again, timeframe: frame } = meant(line, snapshot);
      const pair = again[0];
      if (pair) found.push({ key: `again:${line}`, kind: "again", label: words.ask(pair, frame ?? ""), hint: "", does: "ask", pair, timeframe: frame });
    }
  }
  for (const pair of fitting.slice(0, low === "" ? 3 : 4)) {
    const offered = timeframes(snapshot.feed.offers, pair);
    const frame = timeframe !== null && offered.includes(timeframe) ? timeframe : null;
    found.push({ key: `ask:${pair}`, kind: "ask", label: words.ask(pair, frame ?? ""), hint: "", does: "ask", pair, timeframe: frame });
  }
  for (const report of snapshot.reports) {
    if (low === "" || fitting.includes(report.pair)) {
      const label = `${report.pair} ${report.timeframe} · ${report.signal}`;
      found.push({ key: report.id, kind: "answer", label, hint: words.show(age(report)), does: "go", place: { view: "report", id: report.id } });
    }
    if (found.length >= MOST) break;
  }
  const first = fitting[0];
  if (low !== "" && first && !snapshot.settings.watched.includes(first)) {
    found.push({ key: `watch:${first}`, kind: "watch", label: words.watch(first), hint: "", does: "watch", pair: first });
  }
  const said = (text: string) => low !== "" && text.toLowerCase().includes(low.replace(/^\//, ""));
  for (const tool of TOOLS) {
    const label = strings.tools.names[tool] ?? tool;
    if (said(`${tool} ${label}`)) found.push({ key: tool, kind: "tool", label, hint: tool, does: "go", place: { view: "tool", name: tool } });
  }
  for (const view of VIEWS) {
    const place: Place = view === "settings" ? { view, section: null } : { view };
    if (said(strings.frame.views[view])) found.push({ key: view, kind: "go", label: words.go(strings.frame.views[view]), hint: "", does: "go", place });
  }
  if (said(strings.help.title)) {
    found.push({ key: "help", kind: "go", label: strings.help.title, hint: "F1", does: "go", place: { view: "help", name: null } });
  }
  return found.slice(0, MOST);
}
