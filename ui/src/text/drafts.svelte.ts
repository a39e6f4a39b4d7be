// What is typed in Settings and not saved. It outlives the view, so that looking something up elsewhere loses nothing.

class Drafts {
  /** By key; none takes the key out of the file. */
  values = $state<Record<string, string | null>>({});
  faults = $state<Record<string, string>>({});

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

  changes(paths?: ReadonlySet<string>): { path: string; value: string | null }[] {
    const all = Object.entries(this.values).map(([path, value]) => ({ path, value }));
    return paths ? all.filter((one) => paths.has(one.path)) : all;
  }
}

export const drafts = new Drafts();
