// One sentence that says what the chart shows.
import type { ReportView } from "../host/bindings";
import { fixed, signed, utc } from "./format";

export function summary(report: ReportView, digits: number): string {
  const { candles } = report;
  const first = candles[0];
  const last = candles.at(-1);
  if (!first || !last) return `${report.signal.pair}: no candles.`;
  const low = Math.min(...candles.map((candle) => candle.low));
  const high = Math.max(...candles.map((candle) => candle.high));
  const moved = (100 * (last.close - first.open)) / first.open;
  return (
    `${report.signal.pair} over ${candles.length} candles of ${report.signal.timeframe}, ` +
    `${utc(first.time)} to ${utc(last.time)} UTC: from ${fixed(first.open, digits)} to ${fixed(last.close, digits)} ` +
    `(${signed(moved, 2)} %), between ${fixed(low, digits)} and ${fixed(high, digits)}.`
  );
}
