// One client's connection: a head in, an answer out, and a limit to how long each may take.

import { MAX_HEAD, Request, refuseLongLine } from "./request.js";
import { Refusal, text } from "./response.js";

// A client that says nothing for so many milliseconds is dropped.
const IDLE = 5_000;
// The milliseconds that a whole head may take, for one that drips is never silent.
const HEAD_TIME = 10_000;
// After its answer the server listens so many milliseconds for what is still on its way.
const LINGER = 2_000;

const CR = 0x0d;
const LF = 0x0a;

/** Stage 1: every byte goes back until the client ends its side; then this side ends. */
export function echo(socket) {
  // pipe stops reading while the client does not read, so that memory does not fill up.
  socket.pipe(socket);
}

/** Stages 2 to 4: reads one head, sends one answer. */
export function serve(socket, routes) {
  const conversation = new Conversation(socket, routes);
  socket.setTimeout(IDLE, () => socket.destroy());
  socket.on("data", (block) => conversation.read(block));
  socket.on("end", () => conversation.end());
}

class Conversation {
  constructor(socket, routes) {
    this.socket = socket;
    this.routes = routes;
    this.received = Buffer.alloc(0);
    this.answered = false;
    this.late = destroyAfter(socket, HEAD_TIME);
  }

  read(block) {
    if (this.answered) return; // what still comes is read and forgotten: see reply
    // One event may bring half a line, or three: packets mean nothing.
    this.received = skipEmptyLines(Buffer.concat([this.received, block]));
    const response = answer(this.received, this.routes);
    if (response) this.reply(response);
  }

  end() {
    if (this.answered) return;
    if (this.received.length === 0) this.socket.end(); // a browser's spare connection, say
    else this.reply(new Refusal(400, "the head ends too early (RFC 9112 section 8)").response());
  }

  /**
   * Sends the answer and ends this side, reads what is still coming, and only then closes
   * (RFC 9112 section 9.6). To close while bytes are unread would reset the connection, and the
   * answer might be lost.
   */
  reply(response) {
    this.answered = true;
    const head = this.received.toString("latin1");
    log(head, response.status);
    // The answer to HEAD has no content, not even an error's (RFC 9110 section 9.3.2).
    this.socket.end(head.startsWith("HEAD ") ? response.head() : response.bytes());
    clearTimeout(this.late);
    destroyAfter(this.socket, LINGER);
  }
}

/** Breaks the connection off after so many milliseconds, if it is still there. */
function destroyAfter(socket, time) {
  const timer = setTimeout(() => socket.destroy(), time);
  socket.once("close", () => clearTimeout(timer));
  return timer;
}

/** The answer to what has come, or null while its head is not complete. */
function answer(received, routes) {
  try {
    const head = takeHead(received);
    if (head === null) return null;
    if (routes.stage === 2) return text(200, "Hello, World!");
    return routes.answer(new Request(head, routes.stage));
  } catch (error) {
    if (error instanceof Refusal) return error.response();
    // A fault of ours costs one answer, never the server.
    console.error(error);
    return new Refusal(500, "a fault of this server (RFC 9110 section 15.6.1)").response();
  }
}

/** What old clients may leave in front of a request line (RFC 9112 section 2.2). */
function skipEmptyLines(received) {
  let start = 0;
  while (received[start] === CR && received[start + 1] === LF) start += 2;
  return received.subarray(start);
}

/** The head up to its empty line, with one letter for each byte (Latin-1), or null. */
function takeHead(received) {
  const head = received.toString("latin1", 0, MAX_HEAD);
  // A bare LF ends a line, too, until it is refused, with its reason.
  const end = /\n\r?\n/.exec(head);
  if (end) return head.slice(0, end.index + end[0].length);
  if (head.length === MAX_HEAD) throw refuseLongLine(head);
  return null;
}

function log(head, status) {
  const line = head.slice(0, 200).split(/[\r\n]/, 1)[0];
  console.error(`${JSON.stringify(line)} -> ${status}`); // no client can forge another line
}
