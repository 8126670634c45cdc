"""Users: a collection in memory, with JSON in and out."""

import json
import threading
import unicodedata

from response import Refusal, Response

# Enough for a class; without a limit strangers could fill the memory.
MAX_USERS = 1000
# The longest JSON that is read, in bytes.
MAX_JSON = 64 * 1024
# The longest record, in bytes of JSON.
MAX_RECORD = 4 * 1024
# The longest name, in characters.
MAX_NAME = 200

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"


class Users:
    """All users; every connection sees the same."""

    def __init__(self):
        # The JSON of each, by id. It was checked once and can be sent as it is. The ids are text
        # as in the target: one user has one target, so `01` and `+1` are not `1`.
        self.by_id = {}
        # The last id that was given, so that none is given twice.
        self.last = 0
        # Threads take turns, or two of them could give the same id.
        self.lock = threading.Lock()

    def routes(self):
        one = {"GET": self.show, "PUT": self.put, "PATCH": self.patch, "DELETE": self.delete}
        return [
            ("/createUser", {"POST": self.create}),
            ("/users", {"GET": self.show_all}),
            ("/users/*", one),
        ]

    def show_all(self, _request):
        with self.lock:
            return json_response(200, f"[{','.join(self.by_id.values())}]")

    def show(self, request):
        with self.lock:
            return json_response(200, self.find(request.rest))

    def create(self, request):
        user = read_json(request, [JSON])
        with self.lock:
            if len(self.by_id) >= MAX_USERS:
                raise Refusal(507, "there are too many users (RFC 4918 section 11.5)")
            record = make_record(user, self.last + 1)
            self.last += 1
            target = f"/users/{self.last}"
            self.by_id[str(self.last)] = record
        return json_response(201, record).field("Location", target)

    def put(self, request):
        user = read_json(request, [JSON])
        return self.replace(request, lambda _old: user)

    def patch(self, request):
        patch = read_json(request, [MERGE_PATCH, JSON])
        try:
            return self.replace(request, lambda old: merge(old, patch))
        except RecursionError as error:
            raise unusable("it is nested too deep") from error

    def delete(self, request):
        with self.lock:
            self.find(request.rest)
            del self.by_id[request.rest]
        return Response(204)

    def replace(self, request, change):
        """Changes a user, if the result is one still."""
        with self.lock:
            user = json.loads(self.find(request.rest))
            number = user["id"]  # ours to give: a patch may say another, or none
            record = make_record(change(user), number)
            self.by_id[request.rest] = record
        return json_response(200, record)

    def find(self, number):
        if number not in self.by_id:
            raise Refusal(404, "there is no such user (RFC 9110 section 15.5.5)")
        return self.by_id[number]


def read_json(request, media_types):
    """Reads content that must be JSON of one of these media types."""
    if request.headers.media_type() not in media_types:
        raise Refusal(415, f"send {' or '.join(media_types)} (RFC 9110 section 15.5.16)")
    content = request.body.read(MAX_JSON)
    try:
        # json.loads guesses the encoding of bytes; but it is UTF-8 (RFC 8259 section 8.1).
        return json.loads(content.decode("utf-8"), parse_constant=no_number)
    except ValueError as error:
        raise Refusal(400, f"not JSON: {error} (RFC 8259 section 2)") from error
    except RecursionError as error:
        raise Refusal(400, "JSON nested too deep (RFC 8259 section 9)") from error


def no_number(name):
    """Python would read NaN and Infinity, which are no JSON (RFC 8259 section 6)."""
    raise ValueError(f"{name} is no number")


def make_record(user, number):
    """The JSON of a user: an object with a usable Nombre, and the id that we give."""
    if not isinstance(user, dict):
        raise unusable("a user is an object")
    name = user.get("Nombre")
    if not isinstance(name, str) or not is_name(name):
        raise unusable(f"Nombre must be a text of 1 to {MAX_NAME} characters")
    try:
        record = json.dumps({**user, "id": number}, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise unusable("a number is too large, or it is nested too deep") from error
    if len(record) > MAX_RECORD:
        raise unusable("a user takes at most 4 KiB")
    return record


def is_name(text):
    control = any(unicodedata.category(letter) == "Cc" for letter in text)
    return text.strip() != "" and len(text) <= MAX_NAME and not control


def merge(target, patch):
    """JSON merge patch: members replace members, null removes them (RFC 7396 section 2)."""
    if not isinstance(patch, dict):
        return patch
    target = target if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            target.pop(name, None)
        else:
            target[name] = merge(target.get(name), value)
    return target


def json_response(status, record):
    return Response(status, record.encode("ascii")).field("Content-Type", JSON)


def unusable(why):
    return Refusal(422, f"{why} (RFC 9110 section 15.5.21)")
