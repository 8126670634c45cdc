// A request's head: its request line (RFC 9112 section 3), and what the target names.

import { Headers, isHost } from "./headers.js";
import { Refusal } from "./response.js";

// The longest head, in bytes: what browsers send stays far below.
export const MAX_HEAD = 32 * 1024;
// The longest target; RFC 9112 section 3 recommends lines of 8,000 bytes at least.
const MAX_TARGET = 8 * 1024;

// token = 1*tchar (RFC 9110 section 5.6.2)
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// Printable ASCII but #, which is for the client alone (RFC 9110 section 7.1).
const TARGET = /^[!-"$-~]+$/;
// A % without two hexadecimal digits behind it (RFC 3986 section 2.1).
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
// absolute-form (RFC 9112 section 3.2.2)
const HTTP_URI = /^http:\/\/([^/]*)(\/.*)?$/i;

/** The limit that a head without an end has broken (RFC 9112 section 3, RFC 6585 section 5). */
export function refuseLongLine(head) {
  if (head.includes("\n")) return new Refusal(431, "a head over 32 KiB (RFC 6585 section 5)");
  const words = head.split(" ").length;
  if (words === 1) return new Refusal(501, "no such method (RFC 9110 section 15.6.2)");
  if (words === 2) return new Refusal(414, "a target over 8 KiB (RFC 9110 section 15.5.15)");
  return new Refusal(400, "a line without end (RFC 9112 section 3)");
}

/** A request that is well formed. Its text has one letter for each byte (Latin-1). */
export class Request {
  constructor(head, stage) {
    const [line, ...fields] = splitLines(head);
    const [method, target, version] = splitRequestLine(line);
    this.minor = parseVersion(version);
    this.headers = new Headers(stage >= 4 ? fields : []);
    if (stage >= 4) this.headers.check(this.minor);
    if (method !== "GET") throw new Refusal(501, "no such method (RFC 9110 section 15.6.2)");
    // The path still has its escapes: a route decodes what it needs, once.
    this.path = findPath(target.split("?", 1)[0]);
  }
}

/** The lines of a head, without the empty one at its end; each ends in CRLF. */
function splitLines(head) {
  const lines = head.split("\n").slice(0, -1);
  if (!lines.every((line) => line.endsWith("\r"))) {
    throw new Refusal(400, "a line that ends in LF without CR (RFC 9112 section 2.2)");
  }
  return lines.slice(0, -1).map((line) => line.slice(0, -1));
}

/** request-line = method SP request-target SP HTTP-version */
function splitRequestLine(line) {
  const words = line.split(" ");
  const [method, target] = words;
  if (words.length !== 3) {
    throw new Refusal(400, "not three words with a space between (RFC 9112 section 3)");
  }
  if (!TOKEN.test(method)) {
    throw new Refusal(400, "a method that is no token (RFC 9112 section 3.1)");
  }
  if (target.length > MAX_TARGET) {
    throw new Refusal(414, "a target over 8 KiB (RFC 9110 section 15.5.15)");
  }
  if (!TARGET.test(target) || BAD_ESCAPE.test(target)) {
    throw new Refusal(400, "a target with a byte that it may not hold (RFC 9112 section 3.2)");
  }
  return words;
}

/** The minor version, 0 or 1: HTTP/1.2 is served as HTTP/1.1 (RFC 9110 section 2.5). */
function parseVersion(version) {
  const match = /^HTTP\/([0-9])\.([0-9])$/.exec(version);
  if (!match) {
    throw new Refusal(400, "a version that is not HTTP/1.1 or like it (RFC 9112 section 2.3)");
  }
  if (match[1] !== "1") {
    throw new Refusal(505, "this server speaks HTTP/1.1 (RFC 9110 section 15.6.6)");
  }
  return Math.min(Number(match[2]), 1);
}

/** The path of a target in origin-form or absolute-form (RFC 9112 section 3.2). */
function findPath(target) {
  if (target.startsWith("/")) return target;
  const match = HTTP_URI.exec(target);
  if (!match) {
    throw new Refusal(400, "a target that is no path and no http URI (RFC 9112 section 3.2)");
  }
  if (!isHost(match[1])) {
    throw new Refusal(400, "a target that names no host (RFC 9110 section 4.2.1)");
  }
  return match[2] ?? "/";
}
