// How old something is, and what that makes of it.
import type { Data, Quality } from "../host/bindings";
import { strings } from "../strings";

const { units } = strings.age;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;

/** Whole seconds from a moment to now; never negative, because clocks differ. */
export function seconds(since: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
}

/** One unit, rounded down: nobody acts on more. */
export function words(age: number): string {
  const [size, unit] =
    age < MINUTE
      ? [1, units.second]
      : age < HOUR
        ? [MINUTE, units.minute]
        : age < 2 * DAY
          ? [HOUR, units.hour]
          : age < 2 * YEAR
            ? [DAY, units.day]
            : [YEAR, units.year];
  return `${Math.floor(age / size)} ${unit}`;
}

/** The quality as it is now: what was fresh when asked goes stale while it is looked at. */
export function standing(data: Pick<Data, "quality" | "last_closed_candle" | "max_age_seconds">, now: number): Quality {
  const ages = data.quality === "live" || data.quality === "delayed";
  return ages && seconds(data.last_closed_candle, now) > data.max_age_seconds ? "stale" : data.quality;
}
