// What was asked in the palette before, newest first; it lives as long as the window's own memory of the page.
import { keep, recalled } from "./memory";

const KEY = "engram.asked";
const MOST = 8;

export function remembered(): string[] {
  const read = recalled(KEY);
  return Array.isArray(read) ? read.filter((one): one is string => typeof one === "string").slice(0, MOST) : [];
}

/** Nothing was ever asked. */
export function forget(): void {
  keep(KEY, null);
}

export function remember(line: string): void {
  keep(KEY, [line, ...remembered().filter((one) => one !== line)].slice(0, MOST));
}
