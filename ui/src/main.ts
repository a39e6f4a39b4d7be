import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import type { Host } from "./host/host";
import { tauri } from "./host/tauri";

/** A build for people knows the shell alone; canned answers exist only where the page is worked on. */
async function chosen(): Promise<Host> {
  if (import.meta.env.DEV) return (await import("./host/browser")).browser();
  return tauri;
}

const target = document.getElementById("app");
if (target) mount(App, { target, props: { host: await chosen() } });
