// Tables for other programs: a point before decimals, ISO times, a line each.

type Cell = string | number | null;

/** As RFC 4180 has it. */
export function csv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cell = (value: Cell) => {
    const text = value === null ? "" : String(value);
    // A text that a spreadsheet would take for a formula is not one.
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** A name that every file system takes. */
export function fileName(words: readonly string[], ending: "csv" | "png" | "txt"): string {
  const plain = words.map((word) => word.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, ""));
  return `engram-${plain.filter((word) => word !== "").join("-")}`.slice(0, 80) + `.${ending}`;
}
