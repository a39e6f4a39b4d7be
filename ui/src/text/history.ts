// What was asked in the palette before, newest first; it lives as long as the window's own memory of the page.

const KEY = "engram.asked";
const MOST = 8;

/** Without a place to remember in, nothing is remembered. */
export function remembered(): string[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(read) ? read.filter((one): one is string => typeof one === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Nothing was ever asked. */
export function forget(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept either.
  }
}

export function remember(line: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([line, ...remembered().filter((one) => one !== line)].slice(0, MOST)));
  } catch {
    // Nothing that matters.
  }
}
