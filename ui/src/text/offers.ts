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

/**
 * What the form begins with: the last question where the feed still lists its pair, or has not said yet what it lists;
 * else what the feed proposes.
 */
export function begun(
  feed: FeedView,
  last: { pair: string; timeframe: string | null } | null,
): { pair: string; timeframe: Interval | null } {
  const listed = feed.access.state === "opening" || pairs(feed.offers).includes(last?.pair.trim().toUpperCase() ?? "");
  if (last === null || !listed) return { pair: feed.default_pair, timeframe: feed.default_timeframe };
  const known = timeframes(feed.offers, last.pair).find((timeframe) => timeframe === last.timeframe);
  return { pair: last.pair, timeframe: known ?? feed.default_timeframe };
}
