import { describe, expect, it } from "vitest";
import { strings } from "./strings";
import { groups } from "./strings/settings";

const pages = import.meta.glob<string>("./**/*.svelte", { query: "?raw", import: "default", eager: true });

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
});
