// Header fields: their syntax (RFC 9112 section 5), and those that every request is judged by.

import net from "node:net";

import { Refusal } from "./response.js";

// More fields than any browser sends; each one costs memory.
const MAX_FIELDS = 100;

// field-line = field-name ":" OWS field-value OWS. A value holds no control bytes but the tab
// (RFC 9110 section 5.5); its whitespace is taken away later.
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t -~\x80-\xff]*)$/;
// uri-host [ ":" port ], but neither empty nor with a comma, which would be two (RFC 9110 7.2).
const HOST = /^[A-Za-z0-9\-._~!$&'()*+;=%]+(?::[0-9]*)?$/;
const IPV6_HOST = /^\[([0-9A-Fa-f:.]+)\](?::[0-9]*)?$/;
// weight = OWS ";" OWS "q=" qvalue (RFC 9110 section 12.4.2)
const WEIGHT = /^q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/;

/** The fields of one request, in order, names as they were sent. */
export class Headers {
  constructor(lines) {
    if (lines.length > MAX_FIELDS) throw new Refusal(431, "over 100 fields (RFC 6585 section 5)");
    this.fields = lines.map(parseField);
  }

  /** The values of every line of that name, whatever its case (RFC 9110 section 5.1). */
  all(name) {
    const wanted = name.toLowerCase();
    const same = this.fields.filter(([other]) => other.toLowerCase() === wanted);
    return same.map(([, value]) => value);
  }

  /** The members of a list that may span several lines, in small letters. */
  list(name) {
    const members = this.all(name).join(",").toLowerCase().split(",");
    return members.map(trim).filter((member) => member !== "");
  }

  /** Refuses what leaves in doubt whom the request is for, or where it ends. */
  check(minor) {
    this.checkHost(minor);
    this.checkLength();
  }

  /** HTTP/1.1 needs exactly one Host, and one that names a host (RFC 9112 section 3.2). */
  checkHost(minor) {
    const hosts = this.all("Host");
    if (hosts.length > 1) throw new Refusal(400, "more than one Host (RFC 9112 section 3.2)");
    if (hosts.length === 0 && minor > 0) {
      throw new Refusal(400, "HTTP/1.1 without Host (RFC 9112 section 3.2)");
    }
    if (hosts.length === 1 && !isHost(hosts[0])) {
      throw new Refusal(400, "a Host that is no host (RFC 9112 section 3.2)");
    }
  }

  /** A length is one number, and the only one (RFC 9112 section 6.3). */
  checkLength() {
    const values = this.all("Content-Length");
    if (values.length === 0) return;
    if (values.length > 1) throw new Refusal(400, "two Content-Length (RFC 9112 section 6.3)");
    if (this.all("Transfer-Encoding").length > 0) {
      throw new Refusal(400, "Content-Length beside Transfer-Encoding (RFC 9112 section 6.3)");
    }
    // Number() would take "", 0x5 and 1e3 as well; and beyond 2**53 it loses digits.
    if (!/^[0-9]+$/.test(values[0]) || !Number.isSafeInteger(Number(values[0]))) {
      throw new Refusal(400, "a Content-Length that is no number (RFC 9112 section 6.3)");
    }
  }

  /** Whether the client likes this better than that: a language, a media type. */
  prefers(name, self, other) {
    const [weight, place] = this.weigh(name, self);
    const [otherWeight, otherPlace] = this.weigh(name, other);
    return weight > otherWeight || (weight === otherWeight && place < otherPlace);
  }

  /** Weight and place of the most specific range that covers an offer. */
  weigh(name, offer) {
    const ranges = this.list(name).map((member, place) => ({ ...splitWeight(member), place }));
    const best = ranges
      .filter(({ wanted }) => covers(wanted, offer))
      .sort((a, b) => precision(b, offer) - precision(a, offer) || b.weight - a.weight)[0];
    return best ? [best.weight, best.place] : [0, 0];
  }
}

function parseField(line) {
  if (/^[ \t]/.test(line)) {
    throw new Refusal(400, "a line that begins with a space (RFC 9112 section 5.2)");
  }
  const match = FIELD.exec(line);
  if (!match) throw new Refusal(400, "not a name, a colon and a value (RFC 9112 section 5)");
  return [match[1], trim(match[2])];
}

/** Without spaces and tabs around it. Not trim(): Latin-1 has other spaces, and they belong. */
function trim(text) {
  let [start, end] = [0, text.length];
  while (start < end && " \t".includes(text[start])) start++;
  while (start < end && " \t".includes(text[end - 1])) end--;
  return text.slice(start, end);
}

/** Whether it is a name or an address, perhaps with a port (RFC 9110 section 7.2). */
export function isHost(text) {
  const address = IPV6_HOST.exec(text);
  if (address) return net.isIPv6(address[1]);
  return HOST.test(text) && !/%(?![0-9A-Fa-f]{2})/.test(text);
}

/** Splits `es;q=0.8` into range and weight; without a weight it is 1. */
function splitWeight(member) {
  const [wanted, ...parameters] = member.split(";").map(trim);
  const weight = parameters.find((parameter) => parameter.startsWith("q="));
  if (weight === undefined) return { wanted, weight: 1 };
  return { wanted, weight: Number(WEIGHT.exec(weight)?.[1] ?? 0) };
}

/** Whether a range like es-co or * covers the offer es. */
function covers(wanted, offer) {
  return wanted === "*" || wanted === offer || wanted.startsWith(`${offer}-`);
}

/** es-co says no more about the offer es than es does, but more than *. */
function precision({ wanted }, offer) {
  return Math.min(wanted.length, offer.length);
}
