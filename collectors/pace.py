"""The pace: how often each operation may be asked in each Region.

AWS counts the requests of an account by operation and Region, and refuses those above a rate. The
rates of some operations are published (`PUBLISHED`). Any other operation has no pace until AWS
refuses a request for its rate. Each second with such a refusal lowers the pace to a part of what
AWS accepted, and each other second raises it a little.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

Key = tuple[str, str]
"""(`service:Operation`, the Region that is asked)."""

_AGENTS = "bedrock-agent"
PUBLISHED = {
    **{
        f"{_AGENTS}:{operation}": 10.0
        for operation in (
            "GetAgentVersion",
            "GetDataSource",
            "GetFlow",
            "GetFlowVersion",
            "GetKnowledgeBase",
            "GetPrompt",
            "ListAgentActionGroups",
            "ListAgentAliases",
            "ListAgentKnowledgeBases",
            "ListAgents",
            "ListDataSources",
            "ListFlowAliases",
            "ListFlowVersions",
            "ListFlows",
            "ListKnowledgeBases",
            "ListPrompts",
        )
    },
    f"{_AGENTS}:GetAgent": 15.0,
    f"{_AGENTS}:GetAgentActionGroup": 20.0,
    "bedrock-agentcore-control:GetGateway": 10.0,
}
"""Operation -> requests a second, from the quotas of Amazon Bedrock and of Bedrock AgentCore.

They hold for an account in a Region. AWS does not raise those of Bedrock.
"""

_SLACK = 1.05
"""Requests are so much further apart than the rate says: the network may bring them together."""
_OF_ACCEPTED, _OF_SENT = 0.8, 0.5
"""A second with a refusal lowers the rate to these parts of what AWS accepted, or of what was sent
if it accepted almost nothing: that may be a short rush of somebody else."""
_RAISED, _STEP = 0.02, 0.5
"""A second without a refusal raises the rate by this part, or by this number if that is more."""
_LOWEST = 1.0
"""The lowest rate."""
_WINDOW = 1.0
"""Seconds. AWS counts by the second, so a rate changes at most once a second."""


@dataclass(slots=True)
class _Lane:
    """The requests of one key.

    `rate` is in requests a second; infinite: no pace. `sent` are the moments of the last requests,
    those of the future included, and `accepted` of the last answers that were no refusal.
    """

    rate: float
    ceiling: float
    sent: deque[float] = field(default_factory=deque)
    accepted: deque[float] = field(default_factory=deque)
    changed: float = -math.inf

    def next(self) -> float:
        """Return the first moment when one more request keeps to the rate."""
        if math.isinf(self.rate):
            return -math.inf
        number = max(1, int(self.rate))  # so many requests in any stretch of this length
        return self.sent[-number] + number / self.rate * _SLACK if len(self.sent) >= number else -math.inf


class Pace:
    """The rates of one account, shared by all threads.

    `most` is the highest rate of any key, in requests a second. `clock` returns seconds.
    """

    def __init__(self, most: float = math.inf, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._lanes: dict[Key, _Lane] = {}
        self._lock = threading.Lock()
        self._waited, self._since, self._waiting, self._refused = 0.0, 0.0, 0, 0

    def next(self, key: Key) -> float:
        """Return the moment (`time.monotonic`) from which a request may be sent; maybe past."""
        with self._lock:
            return self._lane(key).next()

    def take(self, key: Key) -> float:
        """Count a request, and return the seconds to wait before it may be sent."""
        with self._lock:
            lane, now = self._lane(key), self._clock()
            at = max(now, lane.next())
            while lane.sent and lane.sent[0] < now - 2 * max(_WINDOW, 1 / lane.rate):
                lane.sent.popleft()
            lane.sent.append(at)
            return at - now

    def answered(self, key: Key, *, refused: bool) -> None:
        """Adjust a rate to an answer: whether AWS refused the request for its rate."""
        with self._lock:
            lane, now = self._lane(key), self._clock()
            while lane.accepted and lane.accepted[0] < now - _WINDOW:
                lane.accepted.popleft()
            if refused:
                self._refused += 1
            else:
                lane.accepted.append(now)
            if now < lane.changed + _WINDOW:
                return
            if refused:
                sent = sum(now - _WINDOW < at <= now for at in lane.sent)
                rate = max(len(lane.accepted) * _OF_ACCEPTED, min(lane.rate, sent) * _OF_SENT, _LOWEST)
                lane.rate, lane.changed = min(lane.rate, rate), now
            elif lane.rate < lane.ceiling:
                lane.rate, lane.changed = lane.rate + max(_STEP, lane.rate * _RAISED), now
                lane.rate = min(lane.rate, lane.ceiling)

    def said(self) -> dict[str, float]:
        """Return `{seconds, refused}` for the head of a snapshot."""
        with self._lock:
            waited = self._waited + (self._clock() - self._since if self._waiting else 0.0)
            return {"seconds": round(waited, 1), "refused": self._refused}

    def waiting(self, more: int) -> None:
        """Count that so many more requests wait for a rate; negative: so many fewer."""
        with self._lock:
            before, self._waiting = self._waiting, self._waiting + more
            if not before and self._waiting:
                self._since = self._clock()
            elif before and not self._waiting:
                self._waited += self._clock() - self._since

    def _lane(self, key: Key) -> _Lane:
        lane = self._lanes.get(key)
        if lane is None:
            rate = min(PUBLISHED.get(key[0], math.inf), self._most)
            lane = self._lanes[key] = _Lane(rate, rate)
        return lane
