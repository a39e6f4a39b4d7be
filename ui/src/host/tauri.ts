// The shell: three commands and one event.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { ReportView, Snapshot } from "./bindings";
import type { Host } from "./host";

export const tauri: Host = {
  snapshot: () => invoke<Snapshot>("snapshot"),
  report: (id) => invoke<ReportView | null>("report", { id }),
  send: (command) => invoke<void>("send", { command }),
  listen: (hear) => listen<Snapshot>("snapshot", (event) => hear(event.payload)),
};
