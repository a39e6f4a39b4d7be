// The shell: its commands, and one event.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { CalledView, FieldView, ReportView, Snapshot, ToolView } from "./bindings";
import type { Desktop, Host, SecretState } from "./host";

export const tauri: Host = {
  snapshot: () => invoke<Snapshot>("snapshot"),
  report: (id) => invoke<ReportView | null>("report", { id }),
  called: (number) => invoke<CalledView | null>("called", { number }),
  fields: () => invoke<FieldView[]>("fields"),
  tools: () => invoke<ToolView[]>("tools"),
  judge: (path, value) => invoke<string | null>("judge", { path, value }),
  send: (command) => invoke<void>("send", { command }),
  listen: (hear) => listen<Snapshot>("snapshot", (event) => hear(event.payload)),
  desktop: () => invoke<Desktop>("desktop"),
  autostart: (on) => invoke<void>("autostart", { on }),
  secrets: () => invoke<SecretState[]>("secrets"),
  keep: (name, secret) => invoke<void>("keep", { name, secret }),
  diagnostics: () => invoke<string>("diagnostics"),
  download: (name, bytes) => invoke<string>("download", { name, bytes: [...bytes] }),
  welcomed: () => invoke<void>("welcomed"),
  reset: () => invoke<string[]>("reset"),
};
