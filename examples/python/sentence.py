"""The sentence that all visitors write together, a word each time."""

import html
import threading
import unicodedata
from urllib.parse import parse_qsl

from response import Refusal, Response, text

# The longest word, in characters.
MAX_WORD = 64
# The longest content that may hold a word, in bytes.
MAX_FORM = 64 * 1024
# The longest sentence, in characters.
MAX_SENTENCE = 64 * 1024

FORM = "application/x-www-form-urlencoded"
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Everyone’s sentence · La frase de todos</title>
<h1>Everyone’s sentence · <span lang="es">La frase de todos</span></h1>
<blockquote lang="">{sentence}</blockquote>
<form method="post" action="/sentence">
  <label for="word">Your word · <span lang="es">Tu palabra</span></label>
  <input id="word" name="word" required maxlength="64" autocomplete="off">
  <button>OK</button>
</form>
</html>
"""


class Sentence:
    """The sentence; every connection sees the same."""

    def __init__(self):
        self.words = ""
        self.lock = threading.Lock()

    def routes(self):
        return [("/sentence", {"GET": self.show, "POST": self.add, "DELETE": self.clear})]

    def show(self, request):
        """A page, or plain text for a client that prefers it (RFC 9110 section 12.5.1)."""
        if request.headers.prefers("Accept", "text/plain", "text/html"):
            response = text(200, self.words)
        else:
            # What a visitor wrote is text: no letter of it may become part of the page.
            page = PAGE.format(sentence=html.escape(self.words)).encode("utf-8")
            response = Response(200, page).field("Content-Type", "text/html; charset=utf-8")
        return response.field("Vary", "Accept")

    def add(self, request):
        """One word, by form or as plain text; the answer leads back to the sentence."""
        media_type = request.headers.media_type()
        if media_type not in (FORM, "text/plain"):
            raise Refusal(415, "send a form or text/plain (RFC 9110 section 15.5.16)")
        word = read_word(request.body.read(MAX_FORM), media_type == FORM)
        with self.lock:
            if not is_word(word) or len(self.words) > MAX_SENTENCE:
                raise Refusal(422, "send one word, while there is room (RFC 9110 section 15.5.21)")
            self.words = f"{self.words} {word}".strip()
        # With 303 to reload does not send the word again (RFC 9110 section 15.4.4).
        return text(303, "").field("Location", "/sentence")

    def clear(self, _request):
        self.words = ""
        return Response(204)


def read_word(content, is_form):
    """The word in the content; empty if it is no text, or no form."""
    try:
        content = content.decode("utf-8")
        if is_form:
            # The first input, whatever its name is.
            content = next(iter(parse_qsl(content, errors="strict")), ("", ""))[1]
    except ValueError:
        return ""
    return content.strip()


def is_word(word):
    odd = any(letter.isspace() or unicodedata.category(letter) == "Cc" for letter in word)
    return 0 < len(word) <= MAX_WORD and not odd
