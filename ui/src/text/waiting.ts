// Since when the words about a report are at their stage. The view names the stage alone, and a report that is closed and
// opened again must not begin to count anew.
let seen: { key: string; since: string } | null = null;

/** When this was first seen; none while nothing is waited for. */
export function firstSeen(key: string | null): string | null {
  if (key === null) seen = null;
  else if (seen?.key !== key) seen = { key, since: new Date().toISOString() };
  return seen?.since ?? null;
}
