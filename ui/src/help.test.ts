// Every state leads to a page of help that is there, and every page is reached.
import { describe, expect, it } from "vitest";
import { topics } from "../help.plugin.ts";
import type { Code, ConfidenceStatus, LinkState } from "./host/bindings";
import { read, write } from "./place.svelte";
import { strings } from "./strings";
import { all, ofCode, ofLink, ofPart, ofQuality, ofSignal, ofStatus, topic } from "./text/help";

const links = Object.keys(ofLink) as LinkState[];
const parts = Object.keys(strings.health.parts).map((name) => (name === "market" ? "market:demo" : name));
const codes: Code[] = ["INVALID_PARAMS", "UNKNOWN_TOOL", "UNKNOWN_PAIR", "UNKNOWN_RECEIPT", "NO_DATA", "INSUFFICIENT_DATA", "DATA_QUALITY", "PROVIDER_DOWN", "PAUSED", "INTERNAL"];
const led = [
  ...links.map((state) => ofLink[state]),
  ...parts.flatMap((part) => links.map((state) => ofPart(part, state))),
  ...Object.keys(ofStatus).map((status) => ofStatus[status as ConfidenceStatus]),
  ...Object.values(ofQuality),
  ...codes.map(ofCode),
  ofCode("JOURNAL_DISK_FULL"),
  ofSignal("HOLD", false),
  ofSignal("BUY", false),
  ofSignal("SELL", true),
  // Named where they are shown.
  "paused",
  "receipts",
  "settings",
];

describe("help", () => {
  it("has a page for every state of link, parts, candles, answers and confidence", () => {
    expect(led.filter((name) => topic(name) === null)).toEqual([]);
  });

  it("has no page that nothing leads to, none twice, and none empty", () => {
    const names = all.map((one) => one.name);
    expect(names.filter((name) => !led.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(all.filter((one) => one.blocks.length === 0 || one.title === "")).toEqual([]);
  });

  it("keeps its place in the address, and knows no page that is not there", () => {
    const place = { view: "help", name: "gateway_token" } as const;
    expect(read(write(place))).toEqual(place);
    expect(read("#/help")).toEqual({ view: "help", name: null });
    expect(topic("nothing_of_the_kind")).toBeNull();
    expect(ofPart("something:new", "off")).toBeNull();
    expect(ofCode("SOMETHING_NEW")).toBeNull();
  });

  it("refuses what the window would not show", () => {
    expect(() => topics("## A\n<!-- a -->\n\n| a | b |\n|---|---|\n")).toThrow("not a table");
    expect(() => topics("## A\n<!-- a -->\n\n![a](b.png)\n")).toThrow("image");
    expect(topics("## A\n<!-- a -->\n\nSome `code`\nand *more*.\n")).toEqual([
      {
        name: "a",
        title: "A",
        blocks: [
          {
            kind: "paragraph",
            parts: [
              { set: "plain", text: "Some " },
              { set: "code", text: "code" },
              { set: "plain", text: " and " },
              { set: "strong", text: "more" },
              { set: "plain", text: "." },
            ],
          },
        ],
      },
    ]);
  });
});
