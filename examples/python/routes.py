"""Which target does what."""

from urllib.parse import unquote_to_bytes

import conditions
from body import MAX_KEPT
from request import METHODS
from response import Refusal, Response, text
from sentence import Sentence
from users import Users

# What TRACE keeps to itself: the client's secrets (RFC 9110 section 9.3.8).
SECRETS = ("authorization", "cookie", "proxy-authorization")


class Routes:
    """Everything that has a target. A path that ends in * stands for all that begin so."""

    def __init__(self, stage, site, files):
        self.stage = stage
        self.methods = METHODS if stage >= 7 else ["GET"]
        self.table = [("/hello", {"GET": hello}), ("/echo/*", {"GET": echo})]
        if stage < 5:
            self.table += [("/", {"GET": hello})]
        if stage >= 4:
            self.table += [("/user-agent", {"GET": user_agent}), ("/headers", {"GET": headers})]
        if stage >= 7:
            self.table += [("/echo", {"POST": echo_content, "TRACE": trace})]
            self.table += Users().routes() + Sentence().routes()
        if stage >= 5:
            self.table += [("/files/*", files.handlers() if files else {"GET": not_found})]
            self.table += [("/*", {"GET": site.page})]

    def answer(self, request):
        """Finds the target, then the method, then looks at the conditions, and acts."""
        handlers = self.find(request)
        allowed = METHODS if request.path == "*" else allow(handlers)
        if request.method == "OPTIONS":
            return Response(204).field("Allow", ", ".join(allowed))
        current = get(handlers, request)
        if current and current.status >= 400 and not conditions.creates(request, current):
            return current  # 405 speaks of a target that exists (RFC 9110 section 15.5.6)
        status = conditions.refuse(request, current) if request.method in allowed else 405
        if status:
            return refuse(status, current, allowed)
        if request.method in ("GET", "HEAD"):
            return current
        if current:
            current.close()  # Windows replaces no file that is open
        return handlers[request.method](request)

    def find(self, request):
        """The methods of the target, each with what it does."""
        for path, handlers in self.table:
            if path.endswith("*") and request.path.startswith(path[:-1]):
                request.rest = request.path[len(path) - 1 :]
                return handlers
            if path == request.path:
                return handlers
        return {"GET": not_found}


def get(handlers, request):
    """What GET answers now, if the target has it: the other methods depend on that."""
    try:
        return handlers["GET"](request) if "GET" in handlers else None
    except Refusal as refusal:
        return refusal.response()


def allow(handlers):
    """What Allow says (RFC 9110 section 10.2.1): where there is GET, there is HEAD."""
    return [*handlers, *(["HEAD"] if "GET" in handlers else []), "OPTIONS"]


def refuse(status, current, allowed):
    """What the client is told where the method, or its own condition, does not fit the target."""
    if current:
        current.close()
    if status == 304:
        return current.not_modified()
    if status == 412:
        why = "it is not what your condition says (RFC 9110 section 15.5.13)"
        return Refusal(412, why).response()
    refusal = Refusal(405, "this target has other methods (RFC 9110 section 15.5.6)")
    return refusal.response().field("Allow", ", ".join(allowed))


def not_found(_request):
    return Refusal(404, "nothing is at this target (RFC 9110 section 15.5.5)").response()


def hello(request):
    """Greets in the language that the client prefers (RFC 9110 section 12.5.4)."""
    spanish = request.headers.prefers("Accept-Language", "es", "en")
    return (
        text(200, "¡Hola, mundo!" if spanish else "Hello, World!")
        .field("Content-Language", "es" if spanish else "en")
        .field("Vary", "Accept-Language")
    )


def echo(request):
    """The rest of the path, decoded: bytes, for they need not be text."""
    return text(200, unquote_to_bytes(request.rest))


def user_agent(request):
    return text(200, (request.headers.get("User-Agent") or "").encode("latin-1"))


def headers(request):
    """Every field that came, a line each."""
    lines = "".join(f"{name}: {value}\n" for name, value in request.headers.fields)
    return text(200, lines.encode("latin-1"))


def echo_content(request):
    """The content comes back as what it came (RFC 9110 section 8.3)."""
    media_type = request.headers.get("Content-Type") or "application/octet-stream"
    return Response(200, request.body.read(MAX_KEPT)).field("Content-Type", media_type)


def trace(request):
    """The request itself comes back, as this server received it (RFC 9110 section 9.3.8)."""
    lines = request.head.split("\n")
    kept = [line for line in lines if line.partition(":")[0].lower() not in SECRETS]
    content = "\n".join(kept).encode("latin-1")
    return Response(200, content).field("Content-Type", "message/http")
