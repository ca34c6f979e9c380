"""Explain HTTP status codes: what one means, what to do about it and whether to try again.

The standard library knows that 409 is `Conflict`. Whoever reads a log at night wants to know more: is it
the client's fault or the server's, what should change, and is it any use to send the same request again?
This module carries a table of the registered codes with an answer to each, as Python values and as a
command line.

## Use

```python
>>> from http_status_advice import explain
>>> status = explain(429)
>>> status.name
'Too Many Requests'
>>> status.retry
'later'
>>> status.at_fault
'client'
>>> print(status.advice)
Wait as long as Retry-After says, then send fewer requests.

```

`retry` is one of three words. `no`: there is nothing to repeat, or repeating changes nothing. `changed`:
send it again after changing it as the advice says. `later`: the same request may succeed, after a pause;
whether repeating it is harmless is for you to know, because a `POST` may have been carried out although
its answer was lost.

Codes without an entry are explained by their class, as RFC 9110 asks of clients: 499 is treated like 400.

```python
>>> explain(499).name
'Bad Request (as 400; 499 is not registered)'
>>> from http_status_advice import search
>>> [status.code for status in search("retry-after")]
[413, 429, 503]

```

## On the command line

```console
$ http-status explain 503
503 Service Unavailable (RFC 9110)
The server is overloaded or under maintenance.
Fault:  server
Retry:  later
Advice: Wait as long as Retry-After says, else back off with growing pauses.
```

`http-status search WORDS` prints a table of the codes whose description contains all of the words.

## More

The codes are defined in [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#name-status-codes) and in the
documents that it names.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, TypeAlias

__package_metadata__ = {
    "author": "The paa authors",
    "keywords": ["http", "status", "error", "retry", "troubleshooting"],
    "classifiers": ["Environment :: Console", "Topic :: Internet :: WWW/HTTP", "Typing :: Typed"],
}

__all__ = ["Fault", "Retry", "Status", "explain", "search", "statuses"]

Retry: TypeAlias = Literal["no", "changed", "later"]
"""Whether a request is worth repeating."""

Fault: TypeAlias = Literal["nobody", "client", "server"]
"""Who has to act."""

# The code that an unregistered one of the same class is treated like (RFC 9110, section 15).
_CLASS_CODES = {1: 100, 2: 200, 3: 300, 4: 400, 5: 500}
_FAULTS: dict[int, Fault] = {4: "client", 5: "server"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One status code and what to make of it."""

    code: int
    name: str
    meaning: str
    advice: str
    retry: Retry
    source: str

    @property
    def at_fault(self) -> Fault:
        """Who has to act, by the class of the code."""
        return _FAULTS.get(self.code // 100, "nobody")


@cache
def statuses() -> MappingProxyType[int, Status]:
    """Return all registered status codes in ascending order."""
    table = files("http_status_advice") / "artifacts" / "statuses.json"
    rows = json.loads(table.read_text(encoding="utf-8"))
    return MappingProxyType({row["code"]: Status(**row) for row in rows})


def explain(code: int) -> Status:
    """Return what is known about a code; one that is not registered is treated like the first of its class.

    Raises:
        ValueError: The code is not between 100 and 599.
    """
    known = statuses()
    if code in known:
        return known[code]
    if code // 100 not in _CLASS_CODES:
        message = f"{code} is no HTTP status code; they are between 100 and 599"
        raise ValueError(message)
    general = known[_CLASS_CODES[code // 100]]
    name = f"{general.name} (as {general.code}; {code} is not registered)"
    return replace(general, code=code, name=name)


def search(words: str) -> tuple[Status, ...]:
    """Return the codes whose name, meaning or advice contains all of the words, in any case."""
    wanted = words.casefold().split()
    return tuple(status for status in statuses().values() if wanted and _mentions(status, wanted))


def _mentions(status: Status, words: Iterable[str]) -> bool:
    text = f"{status.name} {status.meaning} {status.advice}".casefold()
    return all(word in text for word in words)
