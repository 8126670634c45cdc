// What both test files need: where Chromium is, and a stage that runs.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";

const PLACES = [
  "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
export const executablePath = process.env.CHROMIUM ?? PLACES.find(existsSync);
export const root = new URL("..", import.meta.url);

/** Starts a stage on a free port; resolves to its process and the address it prints. */
export async function start(stage, ...options) {
  const server = spawn("cargo", ["run", "-q", "-p", stage, "--", "127.0.0.1:0", ...options], {
    cwd: root, stdio: ["ignore", "pipe", "ignore"],
  });
  for await (const line of createInterface({ input: server.stdout })) {
    return { server, address: line.replace("listening on ", "") };
  }
  throw new Error(`${stage} did not start`);
}
