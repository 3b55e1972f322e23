"""Ask the questions of one collection, one request at a time, as long as asking has a use.

The asking ends for good at the time limit, or when AWS no longer accepts the credentials. Nothing
more is sent then, and each question that is left has an answer that says so.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from collectors.aws import Aws
from collectors.calls import Answer, Pages, code_of, reason
from collectors.durations import duration
from collectors.limits import Budget, within
from collectors.own import IDENTITY, OWN_OPERATIONS, STS
from collectors.pace import Key, Pace
from collectors.records import CREDENTIALS, PAID_LIMIT, TIME_LIMIT
from collectors.table import Collector, Row

EXPIRED = frozenset(
    {
        # AWS's common errors, and those of STS and S3.
        "ExpiredToken",
        "ExpiredTokenException",
        "TokenRefreshRequired",
        # EC2's code for an expired token. Other services mean a clock that is wrong.
        "RequestExpired",
        # The key or the token is unknown: it was deleted, or the Region is not enabled.
        "InvalidClientTokenId",
        "CloudTrailInvalidClientTokenIdException",
        "UnrecognizedClientException",
        "InvalidToken",
        "InvalidAccessKeyId",
        "AuthFailure",
        CREDENTIALS,
    }
)
"""The codes with which AWS may refuse credentials that it accepted before.

Some have other causes as well, so STS is asked whether it still accepts them.
"""

_SILENT = frozenset({TIME_LIMIT, "ConnectTimeoutError", "ReadTimeoutError"})
"""The codes of a call to which AWS said nothing."""
_MOST_SILENT = 3
"""So many calls in a row without an answer, and the rest of the Region is not asked.

Otherwise a Region that accepts connections and says nothing would cost minutes for each call.
"""


@dataclass(slots=True)
class Asked:
    """A question that is being asked.

    `region` is where the answer counts, and `endpoint` the Region that is asked, if it is another
    one. `page` is the number of the first page in the ledger. `pages` is None before the first
    request. `renewed`: whether the credentials were renewed for the next request. `refused` is the
    moment (`time.monotonic`) when AWS first refused the next request for its rate.
    """

    collector: Collector
    row: Row
    region: str
    parameters: Mapping[str, Any]
    endpoint: str = ""
    page: int = 0
    pages: Pages | None = None
    renewed: bool = False
    refused: float | None = None

    @property
    def place(self) -> tuple[str, str]:
        """The service and the Region that are asked."""
        return self.collector.service, self.endpoint or self.region

    @property
    def key(self) -> Key:
        """What AWS counts requests by."""
        return self.collector.name(self.row), self.place[1]


class Asking:
    """Asks the questions of one collection, from any thread, for at most `seconds`.

    `ended` is empty, or `{code, sentence}` if the asking ended early. `accepted_in` is a Region
    whose STS accepted the credentials, or empty. `most_paid` is the most requests that AWS charges
    for.
    """

    def __init__(self, aws: Aws, seconds: float, pace: Pace | None = None, most_paid: int = 0) -> None:
        self.ended: Mapping[str, str] = {}
        self.accepted_in = ""
        self.pace = pace or Pace()
        self._aws, self._seconds = aws, seconds
        self._until = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._most_paid, self._paid = most_paid, 0
        self._renewals = 0
        self._silent: Counter[str] = Counter()
        self._odd: set[tuple[str, str]] = set()

    def knows(self, service: str, operation: str) -> bool:
        """Return whether this version of boto3 has the operation."""
        return self._aws.knows(service, operation)

    def ask(self, asked: Asked) -> Answer:
        """Ask one question to its end, and return the answer or why there is none.

        Waits where the pace says so. Raises no error.
        """
        while True:
            if seconds := min(self.pace.take(asked.key), self.left()):
                self.pace.waiting(1)
                time.sleep(max(0, seconds))
                self.pace.waiting(-1)
            if answer := self.request(asked):
                return answer

    def request(self, asked: Asked) -> Answer | None:
        """Make the next request of a question. Raises no error.

        Returns the answer, or None if the question needs another request. The caller keeps to the
        pace.
        """
        if stopped := self.stopped(asked):
            return stopped
        if asked.row.paid and (limit := self._pay()):
            return asked.pages.stopped(limit) if asked.pages else Answer(failure=limit)
        answer = self._request(asked)
        if answer and asked.collector.name(asked.row) not in OWN_OPERATIONS:
            with self._lock:
                silent = answer.failure is not None and answer.failure[0] in _SILENT
                self._silent[asked.region] = self._silent[asked.region] + 1 if silent else 0
        self._stop(asked.region)  # the time limit may have cut this answer short
        return answer

    def stopped(self, asked: Asked) -> Answer | None:
        """Return the answer to a question if nothing more is to be asked about it, else None."""
        if stop := self._stop(asked.region):
            return asked.pages.stopped(stop) if asked.pages else Answer(failure=stop)
        return None

    def _request(self, asked: Asked) -> Answer | None:
        renewals = self._renewals
        if asked.pages is None:
            try:
                asked.pages = self._pages(asked)
            except Exception as error:  # without a client there is no answer, whatever the reason
                answer: Answer | None = Answer(failure=(code_of(error), reason(error)))
                return self._request(asked) if self._is_asked_again(asked, renewals, answer) else answer
        answer = asked.pages.request()
        throttled = answer is not None and answer.throttled
        self.pace.answered(asked.key, refused=throttled)
        if throttled:
            now = time.monotonic()
            asked.refused = asked.refused or now
            return None if now < asked.refused + self._aws.limits.throttled_seconds else answer
        asked.refused = None
        if self._is_asked_again(asked, renewals, answer):
            asked.pages = None
            return self._request(asked)
        return answer

    def _pages(self, asked: Asked) -> Pages:
        client = self._aws.client(*asked.place, self._step())
        budget = Budget(self._aws.limits, self._until, lambda: self._stop(asked.region))
        return Pages(client, asked.place[0], asked.region, asked.row, asked.parameters, budget, asked.page)

    def _is_asked_again(self, asked: Asked, renewals: int, answer: Answer | None) -> bool:
        """Return whether new credentials may give another answer than a refusal of the old ones."""
        if answer is None or not _refused(answer):
            asked.renewed = False
        elif asked.renewed:
            self._expire(answer)
        elif self._can_ask_again(asked.place, renewals, answer):
            asked.renewed = True
            return True
        return False

    def _pay(self) -> tuple[str, str] | None:
        """Count a request that AWS charges for, or return (code, reason) if there were too many."""
        with self._lock:
            self._paid += 1
            if self._paid > self._most_paid:
                return PAID_LIMIT, f"not asked: the scan made {self._most_paid:,} calls that cost money"
        return None

    def left(self) -> float:
        """Return the seconds until the collection ends; 0 if it has ended."""
        return 0.0 if self.ended else max(0.0, self._until - time.monotonic())

    def _step(self) -> float:
        """Return the seconds that a single step may take."""
        return min(self._until - time.monotonic(), self._aws.limits.request_seconds)

    def _stop(self, region: str) -> tuple[str, str] | None:
        """Return (code, reason) if nothing more is to be asked in a Region."""
        if time.monotonic() >= self._until:
            self._end(
                TIME_LIMIT,
                f"The scan reached its time limit of {duration(self._seconds)} at {_now()}; what was not "
                "read by then is unknown. Scan again with a longer time limit, or fewer Regions.",
            )
        if self.ended:
            late = self.ended["code"] == TIME_LIMIT
            return self.ended["code"], f"not asked: {'the scan reached its time limit' if late else _EXPIRED}"
        if self._silent[region] >= _MOST_SILENT:
            return TIME_LIMIT, f"not asked: the last {_MOST_SILENT} calls here had no answer in time"
        return None

    def _end(self, code: str, sentence: str) -> None:
        self.ended = self.ended or {"code": code, "sentence": sentence}

    def _expire(self, answer: Answer) -> None:
        code = answer.failure[0] if answer.failure else CREDENTIALS
        self._end(
            code,
            f"The credentials expired during the scan at {_now()} ({code}); what was not read by then is "
            "unknown. Renew them and scan again.",
        )

    def _can_ask_again(self, place: tuple[str, str], renewals: int, refusal: Answer) -> bool:
        """Return whether there are new credentials since the `renewals`-th. If not, end the asking.

        If STS still accepts the credentials, only this place refuses them, and the asking goes on.
        """
        with self._lock:
            if self.ended or not self.accepted_in or place in self._odd:
                return False
            if self._renewals > renewals:
                return True
            if self._accepts():
                self._odd.add(place)
                return False
            try:
                renewed = within(self._step(), self._aws.renew)
            except Exception:  # whatever the cause, there are no new credentials
                renewed = False
            if renewed:
                self._renewals += 1
                return True
            self._expire(refusal)
            return False

    def _accepts(self) -> bool:
        """Return whether STS still accepts the credentials."""
        try:
            answer = self._pages(Asked(STS, IDENTITY, self.accepted_in, {})).request()
        except Exception:  # without a client nothing is accepted
            return False
        return answer is not None and answer.failure is None


_EXPIRED = "the credentials had expired"


def _refused(answer: Answer) -> bool:
    return answer.failure is not None and answer.failure[0] in EXPIRED


def _now() -> str:
    return datetime.now(UTC).strftime("%H:%M UTC")
