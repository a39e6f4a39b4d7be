// Words of Health.
import type { Fix } from "../host/bindings";
import { whereItRuns } from "./frame";

export const health = {
  title: "Health",
  statuses: { healthy: "All is well", degraded: "Works, with something missing", unhealthy: "Something needed does not work" } as Readonly<
    Record<string, string>
  >,
  parts: {
    "gateway:connection": "Gateway",
    "gateway:approval": "Approval",
    "gateway:operator": "Second link",
    "gateway:encryption": "Encryption",
    "lmstudio:model": "LM Studio",
    market: "Candles",
    "journal:writable": "Journal",
    "clock:skew": "Clock",
    "disk:free": "Disk",
  } as Readonly<Record<string, string>>,
  verdicts: { pass: "well", warn: "lacking", fail: "fails" } as Readonly<Record<string, string>>,
  since: "since",
  lastGood: "last well",
  neverGood: "not well since the start",
  lastError: "Last error",
  helps: {
    "gateway:connection":
      "The gateway is the program your agents live in. Connected is not approved, and approved is not fresh: three rows say three things.",
    "gateway:approval":
      "Two approvals are two things: `devices` lets this computer in, `nodes` lets the tools be called. The command beside it says which is missing.",
    "gateway:operator":
      "A second link, with rights of its own: by it Engram asks the gateway how it is, and notices when calls do not arrive any more.",
    "gateway:encryption":
      "Without encryption, whoever is on the way to the gateway can read the token and every answer. `engram config set gateway.tls true` switches it on, where the gateway offers it.",
    "lmstudio:model": "A model only puts answers into words. Without it every number is the same.",
    market: "Where candles come from. A source that answers may still be old; every answer shows its own age.",
    "journal:writable": "Answers are written before they are shown. Without a journal they are shown all the same, and said not to be kept.",
    "clock:skew": "A clock that is off makes fresh candles look old, or old ones fresh.",
    "disk:free": "The journal needs room. Below 256 MiB it is said here.",
  } as Readonly<Record<string, string>>,
  fixes: {
    reconnect: "Reconnect now",
    enter_token: "Enter token…",
    approve: "Show what to run",
    set_gateway: "Gateway settings…",
    set_model: "LM Studio settings…",
    set_source: "Choose a source…",
    test: "Test",
  } satisfies Record<Fix, string>,
  test: "Test everything",
  testing: "Looking layer by layer…",
  tested: "Layer by layer",
  typed: "With the values typed, not the saved ones.",
  verdictOf: { ok: "ok", warn: "warning", fail: "fails", skipped: "not looked at", off: "off", unknown: "unknown" } as Readonly<
    Record<string, string>
  >,
  copy: "Copy diagnostics",
  gathering: "Gathering…",
  copied: "Copied. Look at it before you share it: no token is meant to be in it.",
  copyFailed: "It could not be copied. It stands below, to be copied by hand.",
  text: "Diagnostics",
  pause: "Pause",
  pauseHour: "For one hour",
  pauseOpen: "Until restart",
  run: (command: string) => `To run ${whereItRuns(command)}`,
};
