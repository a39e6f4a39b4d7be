// The groups of a record, laid out on one scale for both axes.
import type { CalibrationView, CurveView, ReliabilityBin } from "../host/bindings";
import { strings } from "../strings";
import { fixed, hundredths } from "./format";

/** Smallest part of the scale that is shown, so that chance does not look like a swing. */
const LEAST_SPAN = 0.4;
const STEP = 0.1;

export type Scale = { from: number; to: number; ticks: number[] };

/** Whole tenths round everything that is drawn. */
export function scale(record: Pick<CalibrationView, "reliability" | "base_rate">): Scale {
  const values = record.reliability.flatMap((group) => [group.p_mean, group.hit_rate, ...(group.ci95 ?? [])]);
  if (record.base_rate !== null) values.push(record.base_rate);
  const tenths = (value: number) => Math.round(value / STEP);
  let from = values.length === 0 ? 0 : Math.floor(Math.min(...values) / STEP + 1e-9);
  let to = values.length === 0 ? tenths(1) : Math.ceil(Math.max(...values) / STEP - 1e-9);
  while (to - from < tenths(LEAST_SPAN)) {
    if (from > 0) from -= 1;
    if (to - from < tenths(LEAST_SPAN) && to < tenths(1)) to += 1;
  }
  const ticks = Array.from({ length: to - from + 1 }, (_, at) => (from + at) / 10);
  return { from: from / 10, to: to / 10, ticks };
}

/** Percent of the way along the scale. */
export function along(scale: Scale, value: number): number {
  return (100 * (value - scale.from)) / (scale.to - scale.from);
}

/** The smallest and the largest forecast. */
function span(curve: CurveView): [number, number] {
  return [curve.levels[0]?.from ?? 0, curve.levels.at(-1)?.to ?? 0];
}

/** Columns of the histogram on a scale of 0 to 100, their heights as shares of the highest. */
export function columns(scale: Scale, curve: CurveView): { left: number; width: number; share: number }[] {
  const [least, most] = span(curve);
  const width = (along(scale, most) - along(scale, least)) / curve.counts.length;
  const highest = Math.max(1, ...curve.counts);
  return curve.counts.map((count, place) => ({ left: along(scale, least) + place * width, width, share: count / highest }));
}

/** Radius in pixels: its area grows with the count. */
export function radius(group: ReliabilityBin, groups: readonly ReliabilityBin[]): number {
  const most = Math.max(...groups.map((one) => one.n_effective));
  return 2 + 2 * Math.sqrt(most > 0 ? group.n_effective / most : 0);
}

/** The curve at a forecast: flat within a level, straight between two. */
export function at(levels: CurveView["levels"], forecast: number): number | null {
  const after = levels.findIndex((level) => forecast <= level.to);
  const level = levels[after] ?? levels.at(-1);
  if (!level) return null;
  const before = levels[after - 1];
  if (!before || forecast >= level.from) return level.frequency;
  return before.frequency + ((forecast - before.to) / (level.from - before.to)) * (level.frequency - before.frequency);
}

function point(scale: Scale, x: number, y: number): string {
  return `${along(scale, x)},${100 - along(scale, y)}`;
}

/** Corners of the curve on a scale of 0 to 100, from the left; up is down. */
export function corners(scale: Scale, levels: CurveView["levels"]): string {
  return levels.map(({ from, to, frequency }) => `${point(scale, from, frequency)} ${point(scale, to, frequency)}`).join(" ");
}

/** The outline of the band in the same way: its upper end, and back along its lower one. */
export function outline(scale: Scale, band: CurveView["band"]): string {
  const upper = band.map((place) => point(scale, place.forecast, place.high));
  const lower = band.toReversed().map((place) => point(scale, place.forecast, place.low));
  return [...upper, ...lower].join(" ");
}

/** For how many of the forecasts the curve stays where that of a perfect forecaster would, in words. */
function judged(curve: CurveView): string {
  const [least, most] = span(curve);
  const width = (most - least) / curve.counts.length;
  let [all, inside] = [0, 0];
  for (const [place, count] of curve.counts.entries()) {
    const forecast = least + (place + 0.5) * width;
    const nearest = curve.band.toSorted((one, other) => Math.abs(one.forecast - forecast) - Math.abs(other.forecast - forecast))[0];
    if (!nearest) return "";
    const value = at(curve.levels, nearest.forecast) ?? Number.NaN;
    all += count;
    if (nearest.low <= value && value <= nearest.high) inside += count;
  }
  return inside === all ? strings.reliability.within : strings.reliability.partly(hundredths(inside / all));
}

/** What the diagram shows, in words. */
export function sentence(record: CalibrationView, curve: CurveView | null): string {
  const groups = record.reliability;
  const first = groups[0];
  const last = groups.at(-1);
  if (!first || !last) return strings.reliability.none;
  const holds = groups.filter((group) => group.ci95 && group.ci95[0] <= group.p_mean && group.p_mean <= group.ci95[1]).length;
  const rates = groups.map((group) => group.hit_rate);
  const groupwise = strings.reliability.sentence({
    groups: fixed(groups.length, 0),
    n: fixed(record.n, 0),
    holds: fixed(holds, 0),
    said: [hundredths(first.p_mean), hundredths(last.p_mean)],
    came: [hundredths(Math.min(...rates)), hundredths(Math.max(...rates))],
  });
  return curve ? `${groupwise} ${judged(curve)}`.trim() : groupwise;
}
