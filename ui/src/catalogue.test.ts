import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { strings } from "./strings";
import { groups } from "./strings/settings";

const pages = import.meta.glob<string>("./**/*.svelte", { query: "?raw", import: "default", eager: true });

const sources = Object.values(
  import.meta.glob<string>(["./**/*.svelte", "./**/*.ts", "!./**/*.test.ts", "!./testing/**", "!./strings.ts", "!./strings/**", "!./host/**"], { query: "?raw", import: "default", eager: true }),
);

/** Records that are given to somebody as a whole: what reads their leaves names none of them. */
const GIVEN = ["ask.directions", "ask.gates", "chart.lines"];

/** The paths of all leaves, functions too. */
function leaves(of: object, path: readonly string[] = []): string[][] {
  return Object.entries(of).flatMap(([name, value]) => (typeof value === "object" && value !== null ? leaves(value, [...path, name]) : [[...path, name]]));
}

const has = (pattern: RegExp) => sources.some((source) => pattern.test(source));
/** A record that is looked into by a name only known later, or spread. */
const isLookedInto = (name: string) => has(new RegExp(`[.]${name}\\b[!?.]*\\[|Object\\.(values|keys|entries)\\([\\w.]*\\.${name}\\b|\\{\\.\\.\\.[\\w.]*\\.${name}\\b`));

/** Whether some file names a text and the record it stands in. */
function isUsed(path: readonly string[]): boolean {
  const [name = "", parent] = path.toReversed().map((one) => one.replaceAll(/\W/g, "\\$&"));
  const within = new RegExp(parent === undefined ? "" : `[.]${parent}\\b`);
  return sources.some((source) => new RegExp(`[.]${name}\\b`).test(source) && within.test(source));
}

/** Words that stand in a component itself, outside scripts, styles, tags and braces. */
function literal(source: string): string {
  let text = source.replaceAll(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<code>[\s\S]*?<\/code>/g, "");
  for (let before = ""; before !== text; ) {
    before = text;
    text = text.replaceAll(/\{[^{}]*\}/g, "");
  }
  return text.replaceAll(/<(?:[^<>"]|"[^"]*")*>/g, "").replaceAll(/\s+/g, " ").trim();
}

/** Every text of the catalogue, functions called with their own names for what they take. */
function texts(of: unknown, path = ""): [string, string][] {
  if (typeof of === "string") return [[path, of]];
  if (typeof of === "function") return [];
  if (typeof of === "object" && of !== null) return Object.entries(of).flatMap(([name, value]) => texts(value, `${path}.${name}`));
  return [];
}

describe("the catalogue", () => {
  it("holds every word: none stands in a component", () => {
    for (const [file, source] of Object.entries(pages)) {
      const words = literal(source).match(/[A-Za-z]{3,}/g) ?? [];
      // What a unit or a key is called is the same everywhere.
      expect(words.filter((word) => !["Ctrl"].includes(word)), file).toEqual([]);
    }
    expect(literal("<p>Hello {name}</p>")).toBe("Hello");
  });

  it("advises nobody to buy, promises nothing, and uses no jargon", () => {
    const all = [...texts(strings), ...texts(groups.map(({ title, what }) => ({ title, what })))];
    expect(all.length).toBeGreaterThan(300);
    for (const [path, text] of all) {
      expect(text, path).not.toMatch(/you should (buy|sell)|guarantee|risk[- ]free|sure (win|profit)|profits? (is|are) certain|buy now|sell now/i);
      expect(text, path).not.toMatch(/\b(null|undefined|exception|stack trace|websocket|IPC|payload)\b/i);
    }
  });

  it("says in About and beside the status that no order is placed", () => {
    expect(strings.noOrders).toContain("No orders are placed by Engram");
    expect(pages["./views/Desk.svelte"]).toContain("{strings.noOrders}");
    expect(pages["./views/settings/Computer.svelte"]).toContain("{strings.noOrders}");
  });

  it("has something to say about every state that needs help", () => {
    for (const name of Object.keys(strings.health.parts)) expect(strings.health.helps[name]?.length, name).toBeGreaterThan(20);
    for (const fix of Object.values(strings.health.fixes)) expect(fix).toMatch(/^[A-Z]/);
  });

  it("names and explains every part that the application tells of", () => {
    const source = readFileSync(`${import.meta.dirname}/../../crates/agent/src/health/parts.rs`, "utf8");
    const told = [...source.matchAll(/named\(\s*(?:&format!\()?"([^"]+)"/g)].map((found) => found[1]?.replace(":{}", "") ?? "");
    expect(told).toHaveLength((source.match(/named\(/g) ?? []).length);
    expect(told).toEqual(expect.arrayContaining(["gateway:connection", "gateway:encryption", "market"]));
    for (const name of told) {
      expect(strings.health.parts[name], name).toMatch(/^[A-Z]/);
      expect(strings.health.helps[name]?.length, name).toBeGreaterThan(20);
    }
  });

  it("holds no word that nobody says", () => {
    const paths = leaves(strings);
    expect(paths.length).toBeGreaterThan(400);
    const isGiven = (path: readonly string[]) => GIVEN.includes(path.slice(0, -1).join("."));
    const unused = paths.filter((path) => !isGiven(path) && !path.slice(0, -1).some(isLookedInto) && !isUsed(path));
    expect(unused.map((path) => path.join("."))).toEqual([]);
    expect(isUsed(["watch", "table"])).toBe(false);
  });
});
