// Numbers and times as people of this locale read them.
import { reader } from "./reader.svelte";

/** A missing number is said, never shown as zero. */
export const MISSING = "–";

/** Decimals of the smallest price step; without one, as many as six significant digits need. */
export function decimals(tick: number | null, price: number): number {
  if (tick !== null && tick > 0) {
    const [digits = "", power = "0"] = tick.toExponential().split("e");
    const fraction = digits.split(".")[1]?.length ?? 0;
    return Math.max(0, fraction - Number(power));
  }
  const whole = Math.floor(Math.log10(Math.max(Math.abs(price), 1e-8)));
  return Math.min(8, Math.max(0, 5 - whole));
}

export function price(value: number | null, digits: number, locale: string | undefined = reader.locale): string {
  return fixed(value, digits, locale);
}

export function fixed(value: number | null, digits: number, locale: string | undefined = reader.locale): string {
  if (value === null) return MISSING;
  return value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A probability as cases of a hundred. */
export function hundredths(value: number | null, locale: string | undefined = reader.locale): string {
  return fixed(value === null ? null : 100 * value, 0, locale);
}

/** With its sign, so that colour is never alone. */
export function signed(value: number | null, digits: number, locale: string | undefined = reader.locale): string {
  if (value === null) return MISSING;
  return value.toLocaleString(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: "exceptZero",
  });
}

/** Every digit there is: of a price that somebody typed, and of what is counted. */
export function exact(value: number | null, locale: string | undefined = reader.locale): string {
  return value === null ? MISSING : value.toLocaleString(locale, { maximumSignificantDigits: 15 });
}

/** As many digits as tell something, at most six. */
export function plain(value: number | null, locale: string | undefined = reader.locale): string {
  if (value === null) return MISSING;
  return value.toLocaleString(locale, { maximumSignificantDigits: 6 });
}

/** A size with at most six digits, never rounded up: what is shown must still be inside the limit. */
export function atMost(value: number | null, locale: string | undefined = reader.locale): string {
  if (value === null || value <= 0) return plain(value, locale);
  const scale = 10 ** (5 - Math.floor(Math.log10(value)));
  // A size that has no more digits is itself, whatever binary makes of the product.
  return plain(Math.floor(value * scale * (1 + 1e-12)) / scale, locale);
}

/** Distance from a price in percent of it. */
export function away(value: number, from: number, locale: string | undefined = reader.locale): string {
  return `${signed((100 * (value - from)) / from, 2, locale)} %`;
}

/** Date and time where the reader is, with the zone's name. */
export function local(iso: string, locale: string | undefined = reader.locale, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
    timeZone,
  }).format(new Date(iso));
}

/** The time of day where the reader is. */
export function ofDay(iso: string, locale: string | undefined = reader.locale, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone }).format(new Date(iso));
}

/** `2026-11-20 15:00`: the same everywhere. */
export function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
}

/** The file or folder a path ends in. */
export function lastPart(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== "") ?? path;
}
