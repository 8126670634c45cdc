#!/usr/bin/env node
// An HTTP/1.1 server over plain sockets, as far as the stage of the course that you ask for.
//
// This file reads the command line and listens. Each other file is one concept:
//
//     stage 1, 2  connection.js            bytes in, bytes out; one head, one answer
//     stage 3     request.js  response.js  routes.js
//     stage 4     headers.js

import net from "node:net";
import { parseArgs } from "node:util";

import { echo, serve } from "./connection.js";
import { Routes } from "./routes.js";

const USAGE = "usage: node server.js [ADDR] [--stage N], N from 1 to 4";

function main() {
  const { address, stage } = parseOptions();
  const routes = new Routes(stage);
  // Without allowHalfOpen, Node would end our side as soon as the client ends its own, whatever
  // we had still to say.
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    // A client may break off at any time; an error without a listener would end the program.
    socket.on("error", (error) => console.error(`connection lost: ${error.message}`));
    stage === 1 ? echo(socket) : serve(socket, routes);
  });
  server.on("error", (error) => fail(`cannot listen on ${address}: ${error.message}`));
  server.listen(parseAddress(address), () => announce(server, stage));
}

function parseOptions() {
  try {
    const options = { stage: { type: "string", default: "4" } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const stage = Number(values.stage);
    if (![1, 2, 3, 4].includes(stage) || positionals.length > 1) fail(USAGE);
    return { address: positionals[0] ?? "127.0.0.1:4221", stage };
  } catch (error) {
    return fail(`${error.message}\n${USAGE}`);
  }
}

function parseAddress(address) {
  const match = /^(\[.+\]|[^:]+):([0-9]{1,5})$/.exec(address);
  if (!match || Number(match[2]) > 65535) fail(`${address}: not an address such as 127.0.0.1:4221`);
  return { host: match[1].replace(/[[\]]/g, ""), port: Number(match[2]) };
}

/** Says where: with port 0 only the system knows. */
function announce(server, stage) {
  const { address, family, port } = server.address();
  const host = family === "IPv6" ? `[${address}]` : address;
  console.log(`listening on ${stage === 1 ? "" : "http://"}${host}:${port}`);
}

function fail(why) {
  console.error(`server.js: ${why}`);
  process.exit(1);
}

main();
