// Responses (RFC 9112 section 4): a status line, field lines, an empty line, the content.

import { isAscii, isUtf8 } from "node:buffer";

const REASONS = {
  200: "OK",
  400: "Bad Request",
  404: "Not Found",
  414: "URI Too Long",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  505: "HTTP Version Not Supported",
};

/** An error instead of an answer: the status, and what was wrong with the section it breaks. */
export class Refusal extends Error {
  constructor(status, why) {
    super(why);
    this.status = status;
  }

  response() {
    return text(this.status, `${this.status} ${REASONS[this.status]}: ${this.message}\n`);
  }
}

export class Response {
  constructor(status, content) {
    this.status = status;
    this.content = content;
    this.fields = [];
  }

  /** Adds a field. None of ours comes from a client, so none can end its line early. */
  field(name, value) {
    this.fields.push(`${name}: ${value}\r\n`);
    return this;
  }

  /** Everything before the content. */
  head() {
    const lines = [
      `HTTP/1.1 ${this.status} ${REASONS[this.status]}\r\n`,
      // This is the one form of dates to send (RFC 9110 section 5.6.7).
      `Date: ${new Date().toUTCString()}\r\n`,
      `Content-Length: ${this.content.length}\r\n`,
      ...this.fields,
      "Connection: close\r\n\r\n",
    ];
    return Buffer.from(lines.join(""), "latin1");
  }

  /** All of it in one piece, so that no packet waits for another. */
  bytes() {
    return Buffer.concat([this.head(), this.content]);
  }
}

/** Plain text; its charset is named only where it is not ASCII (RFC 9110 section 8.3.2). */
export function text(status, content) {
  const bytes = Buffer.from(content);
  const charset = !isAscii(bytes) && isUtf8(bytes) ? "; charset=utf-8" : "";
  return new Response(status, bytes).field("Content-Type", `text/plain${charset}`);
}
