// The one store: the newest snapshot, whichever way it came.
import type { Snapshot } from "./host/bindings";
import type { Host } from "./host/host";

export class Store {
  now = $state.raw<Snapshot | null>(null);
  /** The application did not answer at all. */
  lost = $state.raw(false);

  /** Takes a snapshot unless a newer one is here: the first answer and the events may overtake each other. */
  apply(next: Snapshot): void {
    if (this.now === null || next.seq > this.now.seq) this.now = next;
  }

  /** Listens first and asks then, so that nothing falls between the two. */
  async follow(host: Host): Promise<() => void> {
    try {
      const end = await host.listen((next) => this.apply(next));
      this.apply(await host.snapshot());
      return end;
    } catch {
      this.lost = true;
      return () => {};
    }
  }
}
