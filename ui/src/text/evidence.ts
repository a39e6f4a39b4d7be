// Which evidence speaks for a side, and which against it.
import type { Evidence, Side } from "../host/bindings";

/** Closer to zero than this says nothing either way; it would be shown as 0.00. */
const SILENT = 0.005;

export type Split = { side: Side; for: Evidence[]; against: Evidence[]; neither: Evidence[] };

/** Strongest first on either side. */
export function split(evidence: readonly Evidence[], side: Side): Split {
  const sign = side === "long" ? 1 : -1;
  const strength = (one: Evidence) => sign * (one.value ?? 0);
  const sorted = [...evidence].sort((a, b) => Math.abs(strength(b)) - Math.abs(strength(a)));
  return {
    side,
    for: sorted.filter((one) => strength(one) >= SILENT),
    against: sorted.filter((one) => strength(one) <= -SILENT),
    neither: sorted.filter((one) => Math.abs(strength(one)) < SILENT),
  };
}
