// Where the reader is. It stands behind the `#` of the address, so that the shell can open a place and "back" works.

export const VIEWS = ["ask", "watch", "health", "settings"] as const;
export type View = (typeof VIEWS)[number];
export type Place =
  | { view: "ask" | "watch" | "health" | "welcome" }
  | { view: "settings"; section: string | null }
  | { view: "report"; id: string }
  | { view: "tool" | "help"; name: string | null };

/** `#/ask`, `#/report/<id>`, `#/settings/<section>` …; a count behind `?` only makes a repeated request a new one. */
export function read(hash: string): Place {
  const [, view = "", rest = null] = /^#\/([a-z]+)(?:\/([A-Za-z0-9_]+))?/.exec(hash) ?? [];
  if (view === "report" && rest !== null) return { view, id: rest };
  if (view === "tool" || view === "help") return { view, name: rest };
  if (view === "settings") return { view, section: rest };
  if (view === "watch" || view === "health" || view === "welcome") return { view };
  return { view: "ask" };
}

/** What was asked last, as the shell remembers it; it stands behind the count. */
export function last(hash: string): { pair: string; timeframe: string | null } | null {
  const words = new URLSearchParams(hash.split("?")[1] ?? "");
  const pair = words.get("pair");
  return pair === null ? null : { pair, timeframe: words.get("timeframe") };
}

/** What shall be done on arrival, such as opening the palette. */
export function wish(hash: string): string | null {
  return new URLSearchParams(hash.split("?")[1] ?? "").get("do");
}

export function write(place: Place): string {
  switch (place.view) {
    case "report":
      return `#/report/${place.id}`;
    case "tool":
    case "help":
      return place.name === null ? `#/${place.view}` : `#/${place.view}/${place.name}`;
    case "settings":
      return place.section === null ? "#/settings" : `#/settings/${place.section}`;
    default:
      return `#/${place.view}`;
  }
}

/** The entry of the bar that a place belongs to. */
export function home(place: Place): View | null {
  if (place.view === "report" || place.view === "tool") return "ask";
  return place.view === "welcome" || place.view === "help" ? null : place.view;
}

class Here {
  place = $state.raw(read(location.hash));
  /** Rises with every request, also for the place that is shown already. */
  requests = $state(0);
  /** What the last request wants done beside it. */
  wish = $state.raw(wish(location.hash));

  constructor() {
    addEventListener("hashchange", () => {
      this.place = read(location.hash);
      this.wish = wish(location.hash);
      this.requests += 1;
    });
  }

  go(place: Place): void {
    this.place = place;
    location.hash = write(place);
  }
}

export const here = new Here();
