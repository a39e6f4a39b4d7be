// Which of the sizes is the limit.
import type { SizeMethod, Sizing } from "../host/bindings";

/** Those that are limits of the trader's own; the others only recommend. */
const LIMITS: ReadonlySet<SizeMethod> = new Set(["fixed_fractional", "liquidity_cap", "exposure_cap", "portfolio_heat_cap"]);

/** The limit that sets the largest size; none while one of them is not known. */
export function limit(sizing: Sizing): SizeMethod | null {
  if (sizing.limit_units === null) return null;
  const binding = sizing.candidates.find(({ method, units }) => LIMITS.has(method) && units === sizing.limit_units);
  return binding?.method ?? null;
}
