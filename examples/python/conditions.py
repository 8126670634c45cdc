"""Preconditions: act only if the target is, or is not, what the client knows (RFC 9110 13)."""

from datetime import datetime, timezone

# RFC 9110 section 5.6.7: the one form to send, and two old ones that must be understood.
DATE_FORMS = ("%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y")


def refuse(request, current):
    """The status that answers in place of the method, or None (RFC 9110 section 13.2.2).

    `current` is what GET would answer, or None. There are no entity tags here: none that
    If-Match names can be right, and none in If-None-Match wrong.
    """
    if current is None:
        return None
    exists = current.status == 200
    reads = request.method in ("GET", "HEAD")
    if is_stale(request, current, exists):
        return 412
    if is_known(request, current, exists, reads):
        return 304 if reads else 412
    return None


def creates(request, current):
    """Whether it is an upload to a name that is free: then 404 is no error."""
    free = current.status == 404 and request.path.startswith("/files/")
    return free and request.method in ("PUT", "POST")


def is_stale(request, current, exists):
    """Whether it is not what the client wants to change."""
    tags = request.headers.get("If-Match")
    if tags is not None:  # then If-Unmodified-Since is ignored
        return tags != "*" or not exists
    return changed_after(request, current, "If-Unmodified-Since") is True


def is_known(request, current, exists, reads):
    """Whether the client has it already, or wants it not to be there."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:  # then If-Modified-Since is ignored
        return tags == "*" and exists
    return reads and changed_after(request, current, "If-Modified-Since") is False


def changed_after(request, current, name):
    """Whether the target has changed after the date in that field; None if that is unknown."""
    dates = request.headers.all(name)
    date = parse_date(dates[0]) if len(dates) == 1 else None
    if date is None or current.modified is None:
        return None
    # A date has no fractions of a second.
    return int(current.modified) > date


def parse_date(value):
    """Seconds since 1970, or None if it is no date: such a field is ignored."""
    for form in DATE_FORMS:
        try:
            return datetime.strptime(value, form).replace(tzinfo=timezone.utc).timestamp()
        except (ValueError, OverflowError):
            pass
    return None
