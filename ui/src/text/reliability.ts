// The groups of a record, laid out on one scale for both axes.
import type { CalibrationView, ReliabilityBin } from "../host/bindings";
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

/** Radius in pixels: its area grows with the count. */
export function radius(group: ReliabilityBin, groups: readonly ReliabilityBin[]): number {
  const most = Math.max(...groups.map((one) => one.n_effective));
  return 3 + 3 * Math.sqrt(most > 0 ? group.n_effective / most : 0);
}

/** What the diagram shows, in words. */
export function sentence(record: CalibrationView): string {
  const groups = record.reliability;
  const first = groups[0];
  const last = groups.at(-1);
  if (!first || !last) return strings.reliability.none;
  const holds = groups.filter((group) => group.ci95 && group.ci95[0] <= group.p_mean && group.p_mean <= group.ci95[1]).length;
  const rates = groups.map((group) => group.hit_rate);
  return strings.reliability.sentence({
    groups: fixed(groups.length, 0),
    n: fixed(record.n, 0),
    holds: fixed(holds, 0),
    said: [hundredths(first.p_mean), hundredths(last.p_mean)],
    came: [hundredths(Math.min(...rates)), hundredths(Math.max(...rates))],
  });
}
