// What is typed in Settings and not saved. It outlives the view, so that looking something up elsewhere loses nothing.

import type { Saving } from "../host/bindings";

type Change = { path: string; value: string | null };

class Drafts {
  /** By key; none takes the key out of the file. */
  values = $state<Record<string, string | null>>({});
  faults = $state<Record<string, string>>({});

  /** As they went to be saved. */
  private sent: readonly Change[] = [];
  /** The time of the last answer that was heeded. */
  private heeded = "";

  set(path: string, value: string | null, inForce: string | null): void {
    if (value === inForce) this.drop(path);
    else this.values[path] = value;
  }

  drop(path: string): void {
    delete this.values[path];
    delete this.faults[path];
  }

  clear(paths: readonly string[] = Object.keys(this.values)): void {
    for (const path of paths) this.drop(path);
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
