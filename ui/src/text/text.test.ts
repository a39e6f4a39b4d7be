import { describe, expect, it } from "vitest";
import type { Evidence } from "../host/bindings";
import { canned } from "../host/browser";
import { strings } from "../strings";
import { seconds, standing, words } from "./age";
import { split } from "./evidence";
import { atMost, away, decimals, exact, fixed, lastPart, local, MISSING, plain, signed, utc } from "./format";
import { lines } from "./lines";
import { first } from "../host/browser";
import { last } from "../place.svelte";
import { begun, pairs, timeframes } from "./offers";
import { summary } from "./summary";

describe("numbers", () => {
  it("takes the decimals of the price step", () => {
    expect([1e-5, 0.01, 0.25, 0.5, 1, 5, 1e-8, 0.000025].map((tick) => decimals(tick, 1))).toEqual([5, 2, 2, 1, 0, 0, 8, 6]);
  });

  it("guesses decimals from the price where no step is known", () => {
    expect([60_000, 98.97, 1.08, 0.0001234].map((price) => decimals(null, price))).toEqual([1, 4, 5, 8]);
  });

  it.each([
    ["en-US", "1,234.50"],
    ["de-DE", "1.234,50"],
    ["fr-FR", "1\u202f234,50"],
    ["en-IN", "1,234.50"],
  ])("writes them as %s does", (locale, written) => {
    expect(fixed(1234.5, 2, locale)).toBe(written);
  });

  it("rounds no price that somebody typed", () => {
    expect([exact(104_123.45, "en-US"), exact(0.000012345678, "en-US"), exact(17_897, "en-US")]).toEqual(["104,123.45", "0.000012345678", "17,897"]);
  });

  it("says what is missing and never shows zero for it", () => {
    expect([fixed(null, 2), signed(null, 2), plain(null), exact(null)]).toEqual([MISSING, MISSING, MISSING, MISSING]);
  });

  it("never rounds a size up", () => {
    const sizes = [85.35169999, 85.3517, 100.44, 18006.19, 1234567.8, 0.00012345678, 0.3, 0, null];
    const shown = ["85.3516", "85.3517", "100.44", "18,006.1", "1,234,560", "0.000123456", "0.3", "0", MISSING];
    expect(sizes.map((size) => atMost(size, "en"))).toEqual(shown);
  });

  it("keeps the sign", () => {
    expect([signed(0.5, 2, "en"), signed(-0.5, 2, "en"), signed(0, 2, "en")]).toEqual(["+0.50", "-0.50", "0.00"]);
    expect(away(98, 100, "en")).toBe("-2.00 %");
  });
});

describe("times", () => {
  it("names the zone", () => {
    expect(local("2026-11-20T15:00:00Z", "en-US", "Europe/Berlin")).toBe("Nov 20, 2026, 04:00 PM GMT+1");
    expect(utc(1_795_618_800)).toBe("2026-11-25 15:00");
  });

  it("rounds an age down to one unit", () => {
    const at = [0, 59, 60, 3_599, 3_600, 172_799, 172_800, 63_115_200, 400_000_000];
    expect(at.map(words)).toEqual(["0 s", "59 s", "1 min", "59 min", "1 h", "47 h", "2 d", "2 y", "12 y"]);
  });

  it("is never negative, because clocks differ", () => {
    expect(seconds("2026-11-20T15:00:10Z", Date.parse("2026-11-20T15:00:00Z"))).toBe(0);
  });

  it("lets fresh data go stale while it is looked at", () => {
    const data = { quality: "live", last_closed_candle: "2026-11-20T15:00:00Z", max_age_seconds: 7200 } as const;
    const at = (time: string) => Date.parse(`2026-11-20T${time}Z`);
    expect(standing(data, at("16:00:00"))).toBe("live");
    expect(standing(data, at("17:00:01"))).toBe("stale");
    expect(standing({ ...data, quality: "synthetic" }, at("23:00:00"))).toBe("synthetic");
  });
});

describe("evidence", () => {
  const one = (family: Evidence["family"], value: number | null): Evidence => ({
    family,
    value,
    basis: { closed_at: "2026-11-20T15:00:00Z", readings: [] },
  });
  const evidence = [one("trend", 0.2), one("momentum", -0.6), one("breakout", 0.9), one("volume", 0), one("mean_reversion", null)];
  const names = (list: Evidence[]) => list.map((item) => item.family);

  it("stands for or against the side, strongest first", () => {
    const parts = split(evidence, "long");
    expect(names(parts.for)).toEqual(["breakout", "trend"]);
    expect(names(parts.against)).toEqual(["momentum"]);
    expect(names(parts.neither)).toEqual(["volume", "mean_reversion"]);
  });

  it("turns round with the side and loses nothing", () => {
    const parts = split(evidence, "short");
    expect(names(parts.for)).toEqual(["momentum"]);
    expect(parts.for.length + parts.against.length + parts.neither.length).toBe(evidence.length);
  });
});

describe("offers", () => {
  const offers = [
    { pair: "EUR/USD", timeframe: "1d" },
    { pair: "EUR/USD", timeframe: "1h" },
    { pair: "AAPL", timeframe: "1d" },
  ] as const;

  it("names each pair once and its timeframes shortest first", () => {
    expect(pairs([...offers])).toEqual(["EUR/USD", "AAPL"]);
    expect(timeframes([...offers], " eur/usd ")).toEqual(["1h", "1d"]);
  });

  it("begins with the last question where the feed still has its pair", () => {
    const feed = { ...first.feed, offers: [...offers], default_pair: "EUR/USD", default_timeframe: "1h" as const };
    expect(begun(feed, null)).toEqual({ pair: "EUR/USD", timeframe: "1h" });
    expect(begun(feed, { pair: "aapl", timeframe: "1d" })).toEqual({ pair: "aapl", timeframe: "1d" });
    expect(begun(feed, { pair: "AAPL", timeframe: "9x" })).toEqual({ pair: "AAPL", timeframe: "1h" });
    expect(begun(feed, { pair: "XRP/USD", timeframe: "1d" })).toEqual({ pair: "EUR/USD", timeframe: "1h" });
    const opening = { ...feed, offers: [], access: { state: "opening" as const } };
    expect(begun(opening, { pair: "XAU/USD", timeframe: "4h" })).toEqual({ pair: "XAU/USD", timeframe: "4h" });
  });

  it("reads the last question out of the address", () => {
    expect(last("#/ask?3&pair=BTC%2FUSD&timeframe=4h")).toEqual({ pair: "BTC/USD", timeframe: "4h" });
    expect(last("#/ask?3&pair=%5EGSPC")).toEqual({ pair: "^GSPC", timeframe: null });
    expect(last("#/ask?3")).toBeNull();
    expect(last("")).toBeNull();
  });

  it("offers every timeframe for a pair it does not know", () => {
    expect(timeframes([...offers], "XRP/USD")).toHaveLength(6);
  });
});

describe("the chart's words", () => {
  const [buy, hold] = canned;

  it("draws the plan's levels on a signal and only the market's on HOLD", () => {
    expect(lines(buy!).map((line) => line.kind)).toContain("stop");
    expect(new Set(lines(hold!).map((line) => line.kind))).toEqual(new Set(["support", "resistance"]));
  });

  it("sums the candles up in one sentence", () => {
    expect(summary(buy!, 5)).toMatch(/^BTC\/USD over 300 candles of 1h, .* UTC: from \S+ to \S+ \([+-]\S+ %\), between \S+ and \S+\.$/);
    expect(summary({ ...buy!, candles: [] }, 5)).toBe("BTC/USD: no candles.");
  });
});

describe("the catalogue", () => {
  const all = JSON.stringify(strings, (_, value: unknown) => (typeof value === "function" ? String(value) : value));

  it("gives no advice", () => {
    for (const words of ["you should", "guarantee", "profit", "sure thing", "buy now", "sell now"]) {
      expect(all.toLowerCase()).not.toContain(words);
    }
  });

  it("spells readings as traders do", () => {
    expect(["rsi14", "minus_di14", "linreg_slope20"].map(strings.evidence.reading)).toEqual(["RSI 14", "minus DI 14", "linreg slope 20"]);
  });

  it("finds the last part of a path", () => {
    expect([lastPart("/a/b/"), lastPart("C:\\x\\y.csv"), lastPart("z")]).toEqual(["b", "y.csv", "z"]);
  });
});
