"""Header fields: their syntax (RFC 9112 section 5), and those that every request is judged by."""

import ipaddress
import re

from response import Refusal

# More fields than any browser sends; each one costs memory.
MAX_FIELDS = 100

# field-line = field-name ":" OWS field-value OWS. A value holds no control bytes but the tab
# (RFC 9110 section 5.5); its whitespace is taken away later.
FIELD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t -~\x80-\xff]*)")
# uri-host [ ":" port ], but neither empty nor with a comma, which would be two (RFC 9110 7.2).
HOST = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+;=]|%[0-9A-Fa-f]{2})+(?::[0-9]*)?")
IPV6_HOST = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]*)?")
# weight = OWS ";" OWS "q=" qvalue (RFC 9110 section 12.4.2)
WEIGHT = re.compile(r"[qQ]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


class Headers:
    """The fields of one message, in order, names as they were sent."""

    def __init__(self, lines):
        if len(lines) > MAX_FIELDS:
            raise Refusal(431, "over 100 fields (RFC 6585 section 5)")
        self.fields = [parse_field(line) for line in lines]

    def all(self, name):
        """The values of every line of that name, whatever its case (RFC 9110 section 5.1)."""
        return [value for other, value in self.fields if other.lower() == name.lower()]

    def get(self, name):
        """The first value of that name, or None."""
        return next(iter(self.all(name)), None)

    def list(self, name):
        """The members of a list that may span several lines, in small letters."""
        members = ",".join(self.all(name)).lower().split(",")
        return [member.strip(" \t") for member in members if member.strip(" \t")]

    def media_type(self):
        """Content-Type without its parameters, in small letters (RFC 9110 section 8.3.1)."""
        return (self.get("Content-Type") or "").partition(";")[0].strip(" \t").lower()

    def check_host(self, minor):
        """HTTP/1.1 needs exactly one Host, and one that names a host (RFC 9112 section 3.2)."""
        hosts = self.all("Host")
        if len(hosts) > 1:
            raise Refusal(400, "more than one Host (RFC 9112 section 3.2)")
        if not hosts and minor > 0:
            raise Refusal(400, "HTTP/1.1 without Host (RFC 9112 section 3.2)")
        if hosts and not is_host(hosts[0]):
            raise Refusal(400, "a Host that is no host (RFC 9112 section 3.2)")

    def content_length(self):
        """The announced length of the content in bytes, or None (RFC 9112 section 6.3)."""
        values = self.all("Content-Length")
        if not values:
            return None
        if len(values) > 1:
            raise Refusal(400, "two Content-Length (RFC 9112 section 6.3)")
        if self.all("Transfer-Encoding"):
            raise Refusal(400, "Content-Length beside Transfer-Encoding (RFC 9112 section 6.3)")
        # int() would take +5 and 1_000 as well. No content has more than 19 digits of bytes, but
        # to read 30,000 digits takes time.
        if not re.fullmatch("0*[0-9]{1,19}", values[0]):
            raise Refusal(400, "a Content-Length that is no number (RFC 9112 section 6.3)")
        return int(values[0])

    def prefers(self, name, this, that):
        """Whether the client likes this better than that: a language, a media type."""
        return self.weigh(name, this) > self.weigh(name, that)

    def weigh(self, name, offer):
        """The weight that the most specific range gives an offer; of equals, the earlier wins."""
        best = (0, 0.0, 0)
        for place, member in enumerate(self.list(name)):
            wanted, weight = split_weight(member)
            if covers(wanted, offer):
                best = max(best, (min(len(wanted), len(offer)), weight, -place))
        return best[1:]


def parse_field(line):
    if line.startswith((" ", "\t")):
        raise Refusal(400, "a line that begins with a space (RFC 9112 section 5.2)")
    match = FIELD.fullmatch(line)
    if not match:
        raise Refusal(400, "not a name, a colon and a value (RFC 9112 section 5)")
    # Not strip() alone: in Latin-1 there are other spaces, and they belong to the value.
    return match[1], match[2].strip(" \t")


def is_host(text):
    """Whether it is a name or an address, perhaps with a port (RFC 9110 section 7.2)."""
    address = IPV6_HOST.fullmatch(text)
    if not address:
        return HOST.fullmatch(text) is not None
    try:
        ipaddress.IPv6Address(address[1])
        return True
    except ValueError:
        return False


def split_weight(member):
    """Splits `es;q=0.8` into range and weight; without a weight it is 1."""
    wanted, *parameters = [part.strip(" \t") for part in member.split(";")]
    weights = [part for part in parameters if part.startswith("q=")]
    if not weights:
        return wanted, 1.0
    match = WEIGHT.fullmatch(weights[0])
    return wanted, float(match[1]) if match else 0.0


def covers(wanted, offer):
    """Whether a range like es-co, text/* or * covers the offer es or text/plain."""
    if wanted.endswith("/*"):
        return wanted == "*/*" or offer.startswith(wanted[:-1])
    return wanted in ("*", offer) or wanted.startswith(offer + "-")
