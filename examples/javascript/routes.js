// Which target does what.

import { Refusal, text } from "./response.js";

/** Everything that has a target. */
export class Routes {
  constructor(stage) {
    this.stage = stage;
    this.table = new Map([["/", hello], ["/hello", hello]]);
    if (stage >= 4) this.table.set("/user-agent", userAgent).set("/headers", headers);
  }

  answer(request) {
    if (request.path.startsWith("/echo/")) return echo(request);
    const handler = this.table.get(request.path);
    if (!handler) throw new Refusal(404, "nothing is at this target (RFC 9110 section 15.5.5)");
    return handler(request);
  }
}

/** Greets in the language that the client prefers (RFC 9110 section 12.5.4). */
function hello(request) {
  const spanish = request.headers.prefers("Accept-Language", "es", "en");
  return text(200, spanish ? "¡Hola, mundo!" : "Hello, World!")
    .field("Content-Language", spanish ? "es" : "en")
    .field("Vary", "Accept-Language");
}

/** The rest of the path, decoded: bytes, for they need not be text (RFC 3986 section 2.1). */
function echo(request) {
  const rest = request.path.slice("/echo/".length);
  const byte = (_escape, digits) => String.fromCharCode(parseInt(digits, 16));
  // Not decodeURIComponent: it throws at what is no UTF-8.
  return text(200, Buffer.from(rest.replace(/%(..)/g, byte), "latin1"));
}

function userAgent(request) {
  return text(200, Buffer.from(request.headers.all("User-Agent")[0] ?? "", "latin1"));
}

/** Every field that came, a line each. */
function headers(request) {
  const lines = request.headers.fields.map(([name, value]) => `${name}: ${value}\n`);
  return text(200, Buffer.from(lines.join(""), "latin1"));
}
