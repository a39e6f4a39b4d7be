// What an account would have gone through that risked 1 R on every past trade of the rule.

export type Curve = { sums: number[]; below: number[]; total: number; deepest: number; streak: number };

export function curve(results: readonly number[]): Curve {
  let sum = 0;
  let top = 0;
  let losses = 0;
  const made: Curve = { sums: [], below: [], total: 0, deepest: 0, streak: 0 };
  for (const result of results) {
    sum += result;
    top = Math.max(top, sum);
    losses = result < 0 ? losses + 1 : 0;
    made.sums.push(sum);
    made.below.push(sum - top);
    made.deepest = Math.min(made.deepest, sum - top);
    made.streak = Math.max(made.streak, losses);
  }
  return { ...made, total: sum };
}

/** A line through values, in a field of so many pixels; the ends of the scale come with it. */
export function path(values: readonly number[], width: number, height: number, from: number, to: number): string {
  const span = to - from || 1;
  const x = (at: number) => (values.length < 2 ? 0 : (at * width) / (values.length - 1));
  const y = (value: number) => height - ((value - from) / span) * height;
  return values.map((value, at) => `${at === 0 ? "M" : "L"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join("");
}
