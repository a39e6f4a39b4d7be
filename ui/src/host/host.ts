// What the page may ask of the application. Two tenants: the shell, and a browser with canned answers.
import type { CalledView, Command, FieldView, ReportView, Snapshot, ToolView } from "./bindings";

/** What only the shell knows: this computer and its desktop. */
export type Desktop = {
  version: string;
  /** Whether Engram starts with the session; null where that cannot be told. */
  autostart: boolean | null;
  /** Whether somebody shows an icon in the tray. */
  tray: boolean;
  /** The keys that open the quick question, and what became of them. */
  shortcut: { keys: string; state: "none" | "active" | "taken" | "unreadable" | "impossible" };
  /** Where the settings, the journal and the log lie. */
  places: { settings: string | null; state: string | null };
  /** Whether a start without the walk through the first steps is wanted. */
  welcomed: boolean;
};

export type SecretName = "gateway-token" | "lmstudio-token";

/** Whether a secret is set, and where it comes from; never the secret. */
export type SecretState = { name: SecretName; is_set: boolean; origin: string | null; problem: string | null };

export interface Host {
  /** Everything there is to see now. */
  snapshot(): Promise<Snapshot>;
  /** One answer in full; none when it is no longer kept. */
  report(id: string): Promise<ReportView | null>;
  /** The answer of a call by hand; none when it is no longer kept. */
  called(number: number): Promise<CalledView | null>;
  /** Everything that can be set. */
  fields(): Promise<FieldView[]>;
  /** The four tools, with the schemas of their arguments. */
  tools(): Promise<ToolView[]>;
  /** What is wrong with a value of a key; none when it is allowed. */
  judge(path: string, value: string): Promise<string | null>;
  /** Asks for something to be done; the next snapshot is the answer. */
  send(command: Command): Promise<void>;
  /** Hears each later snapshot; the returned function ends that. */
  listen(hear: (snapshot: Snapshot) => void): Promise<() => void>;
  desktop(): Promise<Desktop>;
  /** Starts with the session from now on, or no more. */
  autostart(on: boolean): Promise<void>;
  secrets(): Promise<SecretState[]>;
  /** Puts a secret into the key store; an empty one takes it out. */
  keep(name: SecretName, secret: string): Promise<void>;
  /** Everything a person who helps needs to know, without secrets. */
  diagnostics(): Promise<string>;
  /** Puts a file among the user's downloads; gives its path. */
  download(name: string, bytes: Uint8Array): Promise<string>;
  /** The walk through the first steps was seen. */
  welcomed(): Promise<void>;
  /** Takes away what Engram keeps on this computer; says what went, and what stays elsewhere. */
  reset(): Promise<string[]>;
}
