// Where the reader is. It stands behind the `#` of the address, so that the shell can open a place and "back" works.

export type Place = { view: "ask" } | { view: "report"; id: string };

/** `#/ask` or `#/report/<id>`; a count behind `?` only makes a repeated request a new one. */
export function read(hash: string): Place {
  const id = /^#\/report\/([A-Za-z0-9_]+)/.exec(hash)?.[1];
  return id ? { view: "report", id } : { view: "ask" };
}

/** What was asked last, as the shell remembers it; it stands behind the count. */
export function last(hash: string): { pair: string; timeframe: string | null } | null {
  const words = new URLSearchParams(hash.split("?")[1] ?? "");
  const pair = words.get("pair");
  return pair === null ? null : { pair, timeframe: words.get("timeframe") };
}

export function write(place: Place): string {
  return place.view === "report" ? `#/report/${place.id}` : "#/ask";
}

class Here {
  place = $state.raw(read(location.hash));
  /** Rises with every request, also for the place that is shown already. */
  requests = $state(0);

  constructor() {
    addEventListener("hashchange", () => {
      this.place = read(location.hash);
      this.requests += 1;
    });
  }

  go(place: Place): void {
    this.place = place;
    location.hash = write(place);
  }
}

export const here = new Here();
