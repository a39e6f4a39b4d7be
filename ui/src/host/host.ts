// What the page may ask of the application. Two tenants: the shell, and a browser with canned answers.
import type { Command, ReportView, Snapshot } from "./bindings";

export interface Host {
  /** Everything there is to see now. */
  snapshot(): Promise<Snapshot>;
  /** One answer in full; none when it is no longer kept. */
  report(id: string): Promise<ReportView | null>;
  /** Asks for something to be done; the next snapshot is the answer. */
  send(command: Command): Promise<void>;
  /** Hears each later snapshot; the returned function ends that. */
  listen(hear: (snapshot: Snapshot) => void): Promise<() => void>;
}
