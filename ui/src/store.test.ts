import { describe, expect, it } from "vitest";
import type { Snapshot } from "./host/bindings";
import { browser, first } from "./host/browser";
import type { Host } from "./host/host";
import { read, write } from "./place.svelte";
import { Store } from "./snapshot.svelte";

const numbered = (seq: number): Snapshot => ({ ...first, seq });

describe("the store", () => {
  it("keeps the newest, whichever way it came", () => {
    const store = new Store();
    for (const seq of [3, 1, 5, 4, 5]) store.apply(numbered(seq));
    expect(store.now?.seq).toBe(5);
  });

  it("listens before it asks, so that nothing falls between", async () => {
    const steps: string[] = [];
    const host: Host = {
      ...browser(),
      listen: (hear) => {
        steps.push("listen");
        hear(numbered(2));
        return Promise.resolve(() => void steps.push("end"));
      },
      snapshot: () => {
        steps.push("snapshot");
        return Promise.resolve(numbered(1));
      },
      report: () => Promise.resolve(null),
      send: () => Promise.resolve(),
    };
    const store = new Store();
    const end = await store.follow(host);
    end();
    expect(steps).toEqual(["listen", "snapshot", "end"]);
    expect(store.now?.seq).toBe(2);
  });

  it("says so when nobody answers", async () => {
    const store = new Store();
    const refuse = () => Promise.reject(new Error("gone"));
    await store.follow({ ...browser(), listen: refuse, snapshot: refuse });
    expect(store.lost).toBe(true);
  });
});

describe("the place", () => {
  it("is read from the address and written to it", () => {
    expect(read("#/report/er1_abc234?7")).toEqual({ view: "report", id: "er1_abc234" });
    expect(read("#/ask?3")).toEqual({ view: "ask" });
    expect(read(write({ view: "report", id: "er1_x" }))).toEqual({ view: "report", id: "er1_x" });
  });

  it("takes nothing else for a report", () => {
    for (const hash of ["", "#", "#/report/", "#/report/../x", "#/report/<b>", "#javascript:1"]) {
      expect(read(hash)).toEqual({ view: "ask" });
    }
  });
});
