import { describe, expect, it } from "vitest";
import { first } from "../host/browser";
import { forming, holes } from "./bars";
import { curve } from "./equity";
import { fixed, local, ofDay, plain, price, signed } from "./format";
import { grouped } from "./groups";
import { meant } from "./palette";
import { argumentsOf, formOf, typedOf } from "./schema";
import { strings } from "../strings";
import { reader } from "./reader.svelte";
import { csv, fileName } from "./table";

describe("numbers and times of eight locales", () => {
  // Separators as CLDR publishes them: of thousands, of decimals.
  const LOCALES: Record<string, [string, string]> = {
    "en-US": [",", "."],
    "en-GB": [",", "."],
    "de-DE": [".", ","],
    "de-CH": [new Intl.NumberFormat("de-CH").formatToParts(1e6).find((part) => part.type === "group")?.value ?? "", "."],
    "fr-FR": ["\u202f", ","],
    "es-ES": [".", ","],
    "pt-BR": [".", ","],
    "ja-JP": [",", "."],
  };
  // Thirty values, some of which decide whether a cent is lost.
  const VALUES = [0, 1, -1, 0.5, 1234.5, 12_345.678, -98_765.4321, 0.000_01, 1.084_25, 99_999.995, 1e6, 123_456_789.01, 3120.55, 2.5, 0.1, 0.2, 0.3, 1e-8, 7, 42, 365.25, 10_000, 250_000.75, -0.004, 33.333, 66.667, 100, 1000.01, 5e5, 8.88];

  it.each(Object.entries(LOCALES))("%s", (locale, [thousands, decimal]) => {
    expect(VALUES).toHaveLength(30);
    for (const value of VALUES) {
      // Spanish writes four digits in one piece.
      const grouped = price(value, 2, locale).replaceAll(thousands, "");
      const machine = grouped.replace(decimal, ".").replace("\u2212", "-");
      expect(Number(machine), `${value} in ${locale}: ${grouped}`).toBeCloseTo(value, 1);
      expect(grouped.split(decimal)[1], `${value} in ${locale}`).toHaveLength(2);
    }
    expect(price(1_234_567.5, 1, locale)).toBe(["1", "234", "567"].join(thousands) + `${decimal}5`);
    expect(signed(2.5, 1, locale)).toBe(`+2${decimal}5`);
    expect(fixed(null, 2, locale)).toBe("–");
    expect(plain(0.000_01, locale)).toContain(decimal);
  });

  it("keeps twelve and twenty-four hours as each reads them, with the zone beside", () => {
    const at = "2026-11-20T21:05:00Z";
    expect(ofDay(at, "en-US", "America/New_York")).toBe("04:05 PM");
    expect(ofDay(at, "de-DE", "Europe/Berlin")).toBe("22:05");
    expect(local(at, "en-US", "America/New_York")).toMatch(/EST$/);
    expect(local(at, "ja-JP", "Asia/Tokyo")).toMatch(/06:05.*(JST|GMT\+9)/);
  });
});

describe("tables for other programs", () => {
  it("are RFC 4180 with a point, and no formula", () => {
    const text = csv(["time", "say \"it\""], [["2026-11-20T15:00:00Z", 1234.5], ["=1+1", null], ["a,b", -2]]);
    expect(text).toBe('time,"say ""it"""\r\n2026-11-20T15:00:00Z,1234.5\r\n\'=1+1,\r\n"a,b",-2\r\n');
  });

  it("have a name that every disk takes", () => {
    expect(fileName(["BTC/USD", "1h", "candles"], "csv")).toBe("engram-btc-usd-1h-candles.csv");
    expect(fileName(["../../etc", "x".repeat(200)], "png")).toMatch(/^engram-etc-x+\.png$/);
    expect(fileName(["../../etc", "x".repeat(200)], "png").length).toBeLessThan(90);
  });
});

describe("the rule's past", () => {
  it("sums, falls and streaks as worked by hand", () => {
    const made = curve([1, -1, -1, 2, -0.5]);
    expect(made.sums).toEqual([1, 0, -1, 1, 0.5]);
    expect(made.below).toEqual([0, -1, -2, 0, -0.5]);
    expect([made.total, made.deepest, made.streak]).toEqual([0.5, -2, 2]);
    expect(curve([]).total).toBe(0);
    expect(curve([-1]).below).toEqual([-1]);
  });
});

describe("the chart's empty places", () => {
  it("are where candles are missing, and where one forms", () => {
    const gap = { from: "2026-11-20T10:00:00Z", to: "2026-11-20T13:00:00Z", missing: 3 };
    const at = (iso: string) => Date.parse(iso) / 1000;
    expect(holes([gap], "1h", at("2026-11-20T08:00:00Z"), at("2026-11-20T15:00:00Z"))).toEqual(["10", "11", "12"].map((hour) => at(`2026-11-20T${hour}:00:00Z`)));
    expect(holes([{ ...gap, missing: 500, to: "2026-12-20T13:00:00Z" }], "1h", 0, 1e12)).toHaveLength(12);
    expect(holes([gap], "1h", at("2026-11-20T14:00:00Z"), 1e12)).toEqual([]);
    expect(forming(at("2026-11-20T14:00:00Z"), "1h")).toEqual({ opens: at("2026-11-20T15:00:00Z"), closes: at("2026-11-20T16:00:00Z") });
  });
});

describe("what is typed in the palette", () => {
  it.each([
    ["btc", "BTC/USD", null],
    ["BTC/USD 4h", "BTC/USD", "4h"],
    ["4h eur", "EUR/USD", "4h"],
    ["btcusd", "BTC/USD", null],
    ["tsla 1d", "TSLA", "1d"],
  ])("%s", (typed, pair, timeframe) => {
    const found = meant(typed, first);
    expect([found.pairs[0], found.timeframe]).toEqual([pair, timeframe]);
  });

  it("knows nothing of nonsense", () => {
    expect(meant("~~~", first).pairs).toEqual([]);
  });
});

describe("the models on offer", () => {
  it("have their numbers written as the reader has them", () => {
    const model = { id: "m", name: "M", loaded: null, context: 131_072, tools: null, is_chosen: false };
    for (const [locale, written] of [["de-DE", "131.072"], ["en-US", "131,072"]] as const) {
      reader.locale = locale;
      expect(strings.talk.models.about(model)).toBe(`${written} tokens of context`);
    }
    reader.locale = undefined;
  });
});

describe("a form from a schema", () => {
  const schema = JSON.stringify({ required: ["b"], properties: { a: { type: "number" }, b: { type: "string" }, c: { enum: ["x", "y"] }, d: { type: "object" }, e: { type: ["integer", "null"] } } });

  it("puts what is needed first, and knows kinds", () => {
    expect(formOf(schema).map(({ name, kind }) => [name, kind])).toEqual([["b", "text"], ["a", "number"], ["c", "word"], ["d", "object"], ["e", "whole"]]);
  });

  it("sends what is typed as what it is, and nothing that is empty", () => {
    const fields = formOf(schema);
    expect(argumentsOf(fields, { a: "1,5", b: " BTC ", c: "", d: '{"k":1}', e: "3" }).json).toBe('{"b":"BTC","a":1.5,"d":{"k":1},"e":3}');
    expect(argumentsOf(fields, { a: "much" }).fault?.name).toBe("a");
    expect(argumentsOf(fields, { d: "[1]" }).fault).toEqual({ name: "d", kind: "object" });
    expect(typedOf('{"a":1.5,"d":{"k":1}}')).toEqual({ a: "1.5", d: '{"k":1}' });
  });
});

describe("settings in groups", () => {
  it("are each in one group, the first that takes it, else the last", () => {
    const field = (path: string) => ({ path, meaning: "", kind: { is: "text" }, allowed: "", value: "", default: "", from: "default", origin: "" }) as const;
    const groups = [{ id: "a", title: "", what: "", keys: ["x.", "y.z"] }, { id: "b", title: "", what: "", keys: ["y."] }];
    const made = grouped([field("x.one"), field("y.z"), field("y.other"), field("unknown.key")], groups, "", {});
    expect(made.map(({ group, list }) => [group.id, list.map((one) => one.path)])).toEqual([["a", ["x.one", "y.z"]], ["b", ["y.other", "unknown.key"]]]);
  });
});
