// The whole window with canned answers, and hands for it. Only tests come here.
import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, vi } from "vitest";
import App from "../App.svelte";
import type { Command, Snapshot } from "../host/bindings";
import { browser, first } from "../host/browser";
import type { Host } from "../host/host";
import { drafts } from "../text/drafts.svelte";

let app: Record<string, unknown> | null = null;
let now: Snapshot = first;
let hear: (snapshot: Snapshot) => void = () => {};

/** Everything that the window sent, in its order. */
export const sent: Command[] = [];

/** Each test of the file has a clock that stands, and begins without memory. */
export function fresh(): void {
  beforeEach(() => {
    sent.length = 0;
    vi.useFakeTimers();
  });
  afterEach(async () => {
    await close();
    drafts.clear();
    localStorage.clear();
    vi.useRealTimers();
  });
}

/** Lets promises and effects run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) {
    await Promise.resolve();
    flushSync();
  }
}

export async function close(): Promise<void> {
  if (app) await unmount(app);
  app = null;
}

export async function go(hash: string): Promise<void> {
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent("hashchange"));
  await settle();
}

/** The window at a place, with everything it sends written down. */
export async function open(hash: string, change: Partial<Snapshot> = {}, more: Partial<Host> = {}): Promise<void> {
  await go(hash);
  now = { ...first, ...change };
  const host = browser(0, now);
  const send = (command: Command) => {
    sent.push(command);
    return host.send(command);
  };
  const listen: Host["listen"] = (heard) => ((hear = heard), host.listen(heard));
  app = mount(App, { target: document.body, props: { host: { ...host, send, listen, ...more } } });
  await settle();
}

/** The next snapshot, as the application would send it. */
export async function tell(change: Partial<Snapshot>): Promise<void> {
  now = { ...now, ...change, seq: now.seq + 1 };
  hear(now);
  await settle();
}

/** Lets time pass. */
export async function pass(seconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(1_000 * seconds);
  await settle();
}

/** What somebody reads, with single spaces. */
export const read = (node: Node | null | undefined): string => node?.textContent?.replace(/\s+/g, " ").trim() ?? "";
export const text = (): string => read(document.body);

export function find<Kind extends HTMLElement>(css: string): Kind {
  const found = document.querySelector<Kind>(css);
  if (!found) throw new Error(`no ${css} in ${document.body.textContent.slice(0, 4000)}`);
  return found;
}

export function button(name: string, within: ParentNode = document): HTMLButtonElement {
  const found = [...within.querySelectorAll("button")].find((one) => (one.getAttribute("aria-label") ?? one.textContent?.trim()) === name);
  if (!found) throw new Error(`no button ${name} among ${[...within.querySelectorAll("button")].map((one) => one.textContent)}`);
  return found;
}

export async function type(css: string, value: string, leave = true): Promise<void> {
  const field = find<HTMLInputElement>(css);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (leave) field.dispatchEvent(new FocusEvent("blur"));
  await settle();
}

export async function click(one: HTMLElement): Promise<void> {
  one.click();
  await settle();
}

export async function submit(css: string): Promise<void> {
  find<HTMLFormElement>(css).dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
  await settle();
}

export const key = (name: string, more: KeyboardEventInit = {}, target: EventTarget = window): boolean =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));
