import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

// Tests load no styles, so that they are read as files.
const [app = "", tokens = ""] = ["app", "tokens"].map((name) => readFileSync(`${import.meta.dirname}/${name}.css`, "utf8"));

/** What stands in the rules for readers of one kind. */
function rules(css: string, wish: string): string {
  const from = css.indexOf(`@media (${wish}) {`);
  return from < 0 ? "" : css.slice(from, css.indexOf("\n}\n", from));
}

describe("the look", () => {
  it("stands still for those who want less motion", () => {
    const still = rules(app, "prefers-reduced-motion: reduce");
    for (const rule of ["*::before", "animation: none !important", "transition: none !important"]) expect(still).toContain(rule);
  });

  it("has nothing quiet or pale for those who want more contrast", () => {
    const strong = rules(tokens, "prefers-contrast: more");
    for (const name of ["--text-quiet", "--border", "--edge", "--stale"]) expect(strong).toContain(`${name}: var(--text);`);
  });

  it("leaves the colours to the system where it says so, also those of up and down that were chosen", () => {
    const forced = rules(tokens, "forced-colors: active");
    for (const name of ["--border", "--edge", "--up", "--down", "--good"]) expect(forced).toContain(`${name}: CanvasText;`);
    const names = [...tokens.matchAll(/:root\[data-colours="[^{]*\{([^}]*)\}/g)];
    expect(names).toHaveLength(2);
    // As much weight as the choice has, and later than it.
    expect(forced).toContain(":root[data-colours] {");
    expect(tokens.lastIndexOf('[data-colours="')).toBeLessThan(tokens.indexOf("@media (forced-colors"));
  });

  it("has lists with an arrow in forced colours, which draw no gradient", () => {
    expect(rules(app, "forced-colors: active")).toMatch(/select \{\s*appearance: auto;/);
  });
});
