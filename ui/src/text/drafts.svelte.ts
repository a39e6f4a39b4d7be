// What is typed in Settings and not saved. It outlives the view and the window, so that looking something up elsewhere
// loses nothing: closing the window ends the page. Secrets are typed elsewhere and never come here.

import type { FieldView, Saving } from "../host/bindings";
import { keep, recalled } from "./memory";

type Change = { path: string; value: string | null };

type Values = Record<string, string | null>;

const KEY = "engram.drafts";

function remembered(): Values {
  const read = recalled(KEY);
  const all = typeof read === "object" && read !== null ? Object.entries(read) : [];
  return Object.fromEntries(all.filter((one): one is [string, string | null] => one[1] === null || typeof one[1] === "string"));
}

function remember(values: Values): void {
  keep(KEY, Object.keys(values).length === 0 ? null : values);
}

export class Drafts {
  /** By key; none takes the key out of the file. */
  values = $state<Values>(remembered());
  faults = $state<Record<string, string>>({});

  /** As they went to be saved. */
  private sent: readonly Change[] = [];
  /** The time of the last answer that was heeded. */
  private heeded = "";

  set(path: string, value: string | null, inForce: string | null): void {
    if (value === inForce) return this.clear([path]);
    this.values[path] = value;
    remember(this.values);
  }

  clear(paths: readonly string[] = Object.keys(this.values)): void {
    for (const path of paths) {
      delete this.values[path];
      delete this.faults[path];
    }
    remember(this.values);
  }

  /** What came into force while nobody looked is no draft any more. */
  compare(fields: readonly FieldView[]): void {
    const drafted = fields.filter((field) => field.path in this.values);
    const inForce = drafted.filter(({ path, from, value }) => (this.values[path] === null ? from === "default" : this.values[path] === value));
    this.clear(inForce.map((field) => field.path));
  }

  changes(paths?: ReadonlySet<string>): Change[] {
    const all = Object.entries(this.values).map(([path, value]) => ({ path, value }));
    return paths ? all.filter((one) => paths.has(one.path)) : all;
  }

  send(): Change[] {
    return [...(this.sent = this.changes())];
  }

  /** Heeds an answer once, and only for what still stands as it was sent: what was typed meanwhile is another draft. */
  heed(saving: Saving): void {
    if ((saving.state !== "saved" && saving.state !== "refused") || saving.at === this.heeded) return;
    this.heeded = saving.at;
    const standing = this.sent.filter((one) => this.values[one.path] === one.value).map((one) => one.path);
    this.sent = [];
    if (saving.state === "saved") this.clear(standing);
    else for (const fault of saving.faults) if (fault.path && standing.includes(fault.path)) this.faults[fault.path] = fault.what;
  }
}

export const drafts = new Drafts();
