// Candles as the chart's time axis has them: where some are missing there is room for them, and for the one that forms.
import type { ChartCandle, FormingView, Gap, Interval } from "../host/bindings";

const SECONDS: Record<Interval, number> = { "1m": 60, "5m": 300, "15m": 900, "1h": 3600, "4h": 14_400, "1d": 86_400, "1w": 604_800 } as Record<
  Interval,
  number
>;

/** A hole wider than this is shown this wide: it is a hole either way. */
const WIDEST = 12;

/** When the candle that forms now closes, in seconds; none where the timeframe has no fixed length. */
export function forming(last: number, interval: Interval): { opens: number; closes: number } | null {
  const length = SECONDS[interval];
  return length === undefined ? null : { opens: last + length, closes: last + 2 * length };
}

/** The candle of a market that goes on, where the source tells it. */
export function goingOn(all: readonly FormingView[], pair: string, timeframe: Interval): ChartCandle | null {
  return all.find((one) => one.pair === pair && one.timeframe === timeframe)?.candle ?? null;
}

/** Times without a candle between the first and the last one shown, oldest first. */
export function holes(gaps: readonly Gap[], interval: Interval, from: number, to: number): number[] {
  const length = SECONDS[interval];
  if (length === undefined) return [];
  const times = gaps.flatMap((gap) => {
    const begin = Date.parse(gap.from) / 1000;
    const count = Math.min(WIDEST, gap.missing);
    return Array.from({ length: count }, (_, at) => begin + at * length).filter((time) => time < Date.parse(gap.to) / 1000);
  });
  return times.filter((time) => time > from && time < to).sort((a, b) => a - b);
}
