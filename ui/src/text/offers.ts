// What the feed can be asked for.
import type { FeedView, Interval } from "../host/bindings";

const ALL: readonly Interval[] = ["1m", "5m", "15m", "1h", "4h", "1d"];

/** Each pair once, in the feed's order. */
export function pairs(offers: FeedView["offers"]): string[] {
  return [...new Set(offers.map((offer) => offer.pair))];
}

/** The timeframes of a pair, shortest first; all there are for a pair the feed does not list, because it may know it all the same. */
export function timeframes(offers: FeedView["offers"], pair: string): Interval[] {
  const typed = pair.trim().toUpperCase();
  const known = new Set(offers.filter((offer) => offer.pair === typed).map((offer) => offer.timeframe));
  return known.size === 0 ? [...ALL] : ALL.filter((timeframe) => known.has(timeframe));
}
