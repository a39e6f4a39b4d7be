// A tool's schema as the fields of a form, and what is typed as arguments.

type Rule = { type?: string | string[]; enum?: unknown[]; description?: string; default?: unknown; minimum?: number; maximum?: number; examples?: unknown[] };
export type FormField = {
  name: string;
  what: string;
  required: boolean;
  kind: "text" | "number" | "whole" | "word" | "object";
  words: string[];
  hint: string;
};

export function formOf(schema: string): FormField[] {
  const read = JSON.parse(schema) as { properties?: Record<string, Rule>; required?: string[] };
  const required = new Set(read.required ?? []);
  const all = Object.entries(read.properties ?? {}).map(([name, rule]) => field(name, rule, required.has(name)));
  return [...all.filter((one) => one.required), ...all.filter((one) => !one.required)];
}

function field(name: string, rule: Rule, required: boolean): FormField {
  const types = [rule.type ?? "string"].flat();
  const words = (rule.enum ?? []).filter((word): word is string => typeof word === "string");
  const kind =
    words.length > 0 ? "word" : types.includes("integer") ? "whole" : types.includes("number") ? "number" : types.includes("object") ? "object" : "text";
  const ends = rule.minimum !== undefined && rule.maximum !== undefined ? `${rule.minimum} – ${rule.maximum}` : "";
  const example = rule.examples?.[0] ?? rule.default;
  return { name, what: rule.description ?? "", required, kind, words, hint: ends || (example === undefined || example === null ? "" : String(example)) };
}

export type Arguments = { json: string; fault: null } | { json: null; fault: { name: string; kind: FormField["kind"] } };

/** What is left empty is not sent. A number is sent as one, whatever the reader's comma. */
export function argumentsOf(fields: readonly FormField[], typed: Readonly<Record<string, string>>): Arguments {
  const made: Record<string, unknown> = {};
  for (const { name, kind } of fields) {
    const text = (typed[name] ?? "").trim();
    if (text === "") continue;
    if (kind === "number" || kind === "whole") {
      const number = Number(text.replace(",", "."));
      if (!Number.isFinite(number)) return { json: null, fault: { name, kind } };
      made[name] = number;
    } else if (kind === "object") {
      try {
        const object: unknown = JSON.parse(text);
        if (typeof object !== "object" || object === null || Array.isArray(object)) throw new TypeError("no object");
        made[name] = object;
      } catch {
        return { json: null, fault: { name, kind } };
      }
    } else made[name] = text;
  }
  return { json: JSON.stringify(made), fault: null };
}

/** Arguments as a form holds them. */
export function typedOf(json: string): Record<string, string> {
  const read = JSON.parse(json) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(read).map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]));
}
