// The levels a report knows, as lines on its chart.
import type { ReportView } from "../host/bindings";
import { strings } from "../strings";

export type Line = {
  kind: "entry" | "stop" | "target" | "support" | "resistance";
  label: string;
  /** For the chart itself, where candles need the room. */
  short: string;
  price: number;
};

/** The plan's levels on BUY and SELL, support and resistance always; nothing that would only apply. */
export function lines(report: ReportView): Line[] {
  const { signal, analysis } = report;
  const words = strings.chart.lines;
  const found: Line[] = [];
  const plan = [
    ["entry", signal.entry_price],
    ["stop", signal.stop_loss],
    ["target", signal.take_profit],
  ] as const;
  for (const [kind, price] of plan) if (price !== null) found.push({ kind, label: words[kind], short: words[kind], price });
  const levels = [
    ["support", analysis.support_levels],
    ["resistance", analysis.resistance_levels],
  ] as const;
  for (const [kind, prices] of levels) {
    prices.forEach((price, at) => {
      const name = words[kind];
      found.push({ kind, label: `${name} ${at + 1}`, short: `${name.charAt(0)}${at + 1}`, price });
    });
  }
  return found;
}
