"""The form of a collector: a table with one row per operation.

A row says how to call an operation and what to make of its answer. `collect.py` runs the rows of
all tables, and `calls.py` makes the calls. Expressions are JMESPath. They are evaluated over an
item's *context*: the parameters of the call that found the item, overlaid with the item's own
members.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collectors.records import Resource
    from collectors.workload import Workload

RESOURCE_NAME = "name of the resource"
ALONE = ""
"""The parent of a row without parents, and of one that waits, in `Row.declared`."""
TAG = "tag, for controls and for exemptions by tag"
"""Reasons to keep a string that several tables give."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a function takes of JSON in a string, or of a map, to be stored in clear, and why.

    `of` is a pure function of the parsed JSON, of any form, which returns what is stored. Use an
    `Outline` where what controls read has names and places that are known. A function is needed
    where it has none, as in a pipeline of SageMaker AI, whose steps refer to each other anywhere.
    """

    reason: str
    of: Callable[[Any], Any]


Phrases = Mapping[str, Sequence[str]]
"""The name of a sign -> the phrases that people look for. Case does not matter."""
NO_PHRASES: Phrases = MappingProxyType({})


def digests(phrases: Phrases) -> dict[str, str]:
    """Return the sha256 of the phrases of each sign, whatever their order."""
    return {
        name: sha256("\n".join(sorted({one.lower() for one in own})).encode()).hexdigest()
        for name, own in phrases.items()
        if own
    }


@dataclass(frozen=True, slots=True)
class Signs:
    """What a function says of a text that is redacted, and why a control needs it.

    `of` is a pure function of the value: a text, or the JSON of a map or document. It takes any
    value and time that grows with its length alone, whoever wrote it. It returns name -> value: the
    names are those of `numbers` and `flags`, and the values numbers and booleans. Nothing else is
    stored, so neither a piece of the text nor a hash of one can be.

    `phrases` are the names of more flags: whether the text has one of the phrases that people give
    under such a name, in the section `signs` of the configuration.
    """

    reason: str
    of: Callable[[Any], Mapping[str, Any]]
    numbers: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    def stored(self, value: Any, phrases: Phrases = NO_PHRASES) -> dict[str, Any]:
        """Return what is stored of the value, beside its length and hash.

        `phrases` are those that people give.
        """
        found = self.of(value)
        numbers = {name: found[name] for name in self.numbers if is_number(found.get(name))}
        flags = {name: True for name in self.flags if found.get(name) is True}
        own = {name: phrases.get(name, ()) for name in self.phrases if isinstance(value, str)}
        text = value.lower() if any(own.values()) else ""
        return numbers | flags | {n: True for n, said in own.items() if any(o.lower() in text for o in said)}


def is_number(value: Any) -> bool:
    """Return whether JSON can hold this number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return math.isfinite(value) if isinstance(value, float) else -(2**63) <= value < 2**63


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric of CloudWatch that is asked for the resources of a type.

    `dimensions` are the dimensions of the metric, and no others: name -> JMESPath over the
    resource's properties or, with `each`, over those and the members of each part that this
    JMESPath finds. A part without one of the values is not asked for. `period` is in seconds.
    CloudWatch keeps the values for `most_days`. With `also`, further statistics of the metric, each
    series says its own. With `highest`, only the highest value of each so many seconds is stored.
    """

    namespace: str
    metric: str
    statistic: str
    period: int
    dimensions: Mapping[str, str]
    each: str = ""
    most_days: int = 455
    also: tuple[str, ...] = ()
    highest: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The resource that each item of an answer becomes.

    `items` is the JMESPath of the items in the answer: a list, or a single object. Empty means the
    answer itself. `id` is a format string over the context and `{partition}`, `{account}` and
    `{region}`. `name` and `tags` are JMESPath over the resource's properties. `home` names the
    member that holds the region where the resource lives, for resources that AWS shows in several
    regions: each is kept once. With `adds`, the row only adds members to resources that another row
    finds, and makes none itself. `shape` is a pure function for an item that the row cannot
    describe; it returns the changed item, or None to skip it, and adds no member. `made` is member
    -> pure function of the item that makes the text of a member which AWS does not send, or returns
    None where the item has none. Expressions read such members as all others, and the input schema
    of the policies has them. `may_be_absent` is the reason why AWS may leave out the member that
    holds the items, although it never leaves out that of the row's other resources.

    `always` are the paths of what AWS always sends of an item, and `always_if` maps a JMESPath of
    the item's kind (`"agentStatus == 'PREPARED'"`) to what AWS always sends of such items. An item
    that lacks one of them is a gap, and the other items of its page are read.
    """

    type: str
    id: str
    items: str = ""
    name: str = ""
    tags: str = ""
    home: str = ""
    adds: bool = False
    shape: Callable[[dict[str, Any]], dict[str, Any] | None] | None = None
    made: Mapping[str, Callable[[dict[str, Any]], str | None]] = field(default_factory=dict)
    may_be_absent: str = ""
    always: tuple[str, ...] = ()
    always_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_shared(self) -> bool:
        """Return whether several Regions may name one such resource, as they may name a bucket.

        Its id then has no Region. It is read once, in the first Region that names it.
        """
        return "{partition}" in self.id and "{region}" not in self.id


@dataclass(frozen=True, slots=True)
class Outline:
    """What is stored in clear of JSON in a string, or of a map of structures, and why.

    It is read from the outside in. A member called one of `names` is stored, and one called one of
    `arns` if its value is an ARN. Of one called one of `hosts`, the host is stored if its value is
    a URL of AWS. A structure with such a name is read further. Every member of a map called one of
    `maps` is read, whatever its name, because people choose the names there. A text that is one of
    `words` is stored wherever it stands. Everything else is redacted.
    """

    reason: str
    names: tuple[str, ...] = ()
    arns: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """How to call one operation, and what to make of its answer.

    `parents` are the operations whose items this one is called for, once per item: `"ListAgents"`
    is an operation of the same service, `"s3:ListBuckets"` one of another. The items of an
    operation are what it finds or, where it finds nothing, the items that its answer was about.
    Empty means called once per Region. `params` gives each parameter as JMESPath over the item's
    context: a list makes one call per element, null makes no call. A row with parents and without
    `params` waits: it is called once in each Region where one of the items is found, and what it
    finds belongs to none of them. `constants` are parameters with fixed values; `{account}` is
    filled in, and a time for `DaysAgo`, `MonthsAgo` and `QuartersAgo`, at any depth. With `first`,
    the row is called for the first item of each answer of a parent alone: the newest, if the parent
    lists the newest first.

    A row with several parents is called for the items of those parents that the selected controls
    name; of all parents if they name none (`collectors.with_dependencies`). `params` then read the
    items of all of them (`"arn || modelArn"`). A lost parent is a gap of this operation too, with
    these limits:

    - It counts only for controls that depend on that parent. So a control says the same alone and
      among others, which may select more parents.
    - It spares subjects of the types that lead to another parent, unless the lost parent leads to
      that type as well: their answers were read. So a control whose subject is of one parent's
      type, but whose verdict rests on resources of another parent, names that other parent in its
      evidence.

    Policies are shared, so what such a row *finds* under one control's parents is there for all
    controls: judge what your own records refer to, not everything of a type.

    `finds` makes resources of the answer. Without it, the answer belongs to the item that it was
    asked about: with `merge` its members join the item's, otherwise they are stored under the
    operation's name (answers of several calls are joined there). `member` is the part of the answer
    that counts.

    A page without the member that holds its items, or without the `member` that counts, is
    `Malformed`, and never an empty page. `may_be_empty` is the reason why AWS may leave it out.

    `always` and `always_if` are as in `Found`, for a row without `finds`: they are paths in the
    answer, or in its `member`. An answer that lacks one of them is `Malformed`. A path demands its
    last member wherever what comes before it is there: `Rules[].Type` demands nothing if there are
    no rules. Name only what recorded answers or AWS's documentation show always to come. botocore's
    model does not show it: it requires members that AWS leaves out.

    `declared` is parent -> key of the section `workload`: of the items of this parent, the row is
    called only for those that people declare under the key. An empty parent stands for a row
    without parents: it is called only in Regions where something that is declared may be. A row
    that waits does not wait there.

    `also_in` is a key of the section `workload` that names Regions: what follows from an item is
    asked in these Regions too, because it must be the same there.

    `also_home` are parents that lead to the home Region too: what follows from an item of one of
    them is asked there as well, because AWS sends the events of IAM to that Region alone.

    `when` is parent -> JMESPath over the context of its items: the row is called for those items
    alone for which this is true.

    `asks` is parameter -> pure function of a text that its expression finds. It returns what is
    asked for that text, such as a list of one id, or None if there is nothing to ask.

    `untagged` is the key of a tag: the row is called after all others, and not for items that the
    listing of tags shows with it.

    `among` is a pure function of all that was found, and of what people declare, which returns the
    ids of some items: the row is called after all others, and for these items alone.

    `elsewhere` is a regular expression of the message with which AWS refuses the call because
    another Region has to be asked. Its group is the name of that Region, which is asked then.

    `climbs` is for a row whose parent is its own operation: it is called for what it finds too, as
    for the parent of a parent.

    `pending` is (member, value) of an answer that is not ready: it is asked for again later.

    `newest` is the reason why the first page, which has the newest items, is enough.

    `until` is a pure function of a page as AWS sent it: no further page is read once it is true.
    Use it where controls ask whether there is any item of a kind, and lists may be long.

    `refused_for` is error code -> the parameter for which AWS may refuse the first page with it.
    The call is then made again without the parameter.

    `absent_codes` are error codes that mean "there is none". `absent_if` is error code -> regular
    expression of the messages with which a code means that, if it has other meanings too. `token`
    is (request member, answer member) of the page token, for operations that boto3 cannot paginate.

    `keep` is path -> reason of strings, maps and documents that are stored in clear because a
    control or this table reads them. Strings that the model does not show to be an enumeration, an
    id, an ARN or a name are redacted otherwise (`collectors.redaction`). `arns` is path -> reason
    of strings that are stored in clear if they are ARNs. `documents` are the paths of JSON in a
    string, which is stored parsed and in clear. `outlines` is path -> what is stored in clear of
    such a string, which is stored parsed, or of a map of structures. `extracts` is path -> what a
    function takes of such a string or map, for the few that an outline cannot describe. `signs` is
    path -> what is said of a text, map or document that is redacted, beside its length and hash.
    `policies` are the paths of IAM policy documents: they are stored parsed too, and the facts
    normalise them in the resource types that the row finds or details. All paths are written as in
    `always`, from the answer on.

    `paid` is what AWS charges for a request, or for each metric of it, in USD. Such a row is called
    last, and only if the user agrees (`collectors.paid`). `measures` is resource type -> name ->
    metric: the row asks for these metrics of what was found, many in one call
    (`collectors.metrics`).
    """

    operation: str
    finds: tuple[Found, ...] = ()
    parents: tuple[str, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    member: str = ""
    merge: bool = False
    always: tuple[str, ...] = ()
    always_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    may_be_empty: str = ""
    declared: Mapping[str, str] = field(default_factory=dict)
    also_in: str = ""
    also_home: tuple[str, ...] = ()
    when: Mapping[str, str] = field(default_factory=dict)
    asks: Mapping[str, Callable[[str], str | list[str] | None]] = field(default_factory=dict)
    untagged: str = ""
    among: Callable[[Sequence[Resource], Workload], Container[str]] | None = None
    elsewhere: str = ""
    climbs: bool = False
    pending: tuple[str, str] | None = None
    newest: str = ""
    until: Callable[[Mapping[str, Any]], bool] | None = None
    first: bool = False
    refused_for: Mapping[str, str] = field(default_factory=dict)
    absent_codes: tuple[str, ...] = ()
    absent_if: Mapping[str, str] = field(default_factory=dict)
    token: tuple[str, str] | None = None
    keep: Mapping[str, str] = field(default_factory=dict)
    arns: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[str, ...] = ()
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    extracts: Mapping[str, Extract] = field(default_factory=dict)
    signs: Mapping[str, Signs] = field(default_factory=dict)
    policies: tuple[str, ...] = ()
    paid: float = 0.0
    measures: Mapping[str, Mapping[str, Measure]] = field(default_factory=dict)

    @property
    def holders(self) -> tuple[str, ...]:
        """Return the members of an answer that hold what the row reads of it."""
        if self.may_be_empty:
            return ()
        parts = [found.items for found in self.finds if not found.may_be_absent]
        parts = parts if self.finds else [self.member]
        return tuple(name for name in dict.fromkeys(_first_name(part) for part in parts) if name)

    @property
    def waits(self) -> bool:
        """Return whether it is called once in each Region where an item of a parent is found."""
        return bool(self.parents) and not self.params and not self.measures

    @property
    def may_be_missing(self) -> bool:
        """Return whether an error may say that there is none of what the row asks for."""
        return bool(self.absent_codes or self.absent_if)

    def means_absent(self, code: str, message: str) -> bool:
        """Return whether an error says that there is none of what the row asks for."""
        wanted = self.absent_if.get(code)
        return code in self.absent_codes or bool(wanted and re.search(wanted, message))

    def policies_in(self, part: str) -> tuple[str, ...]:
        """Return the paths in `policies` that start with `part`, relative to it."""
        return _inside(part, self.policies)

    def documents_in(self, part: str) -> tuple[str, ...]:
        """Return the paths of JSON that is stored parsed that start with `part`, relative to it."""
        return _inside(part, (*self.policies, *self.documents, *self.outlines, *self.extracts))


def _first_name(path: str) -> str:
    """Return the member with which a JMESPath starts, or an empty string."""
    found = re.match(r"\w+", path)
    return found[0] if found else ""


def _inside(part: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the `paths` that start with `part`, relative to it.

    `part` is the JMESPath of a member of the answer (empty: the answer itself), which may hold a
    list that is filtered. Other expressions make new objects, so they have no such paths.
    """
    if not re.fullmatch(r"[\w.]*(\[.*\])?", part):
        return ()
    name = part.partition("[")[0]
    start = re.compile(rf"{re.escape(name)}(\[\])?\." if name else "")
    return tuple(path[found.end() :] for path in paths if (found := start.match(path)))


@dataclass(frozen=True, slots=True)
class Collector:
    """One AWS service.

    `service` is boto3's name and `prefix` the prefix of its IAM actions. `offered_as` is its name
    in the public SSM parameters that list the regions of a service; empty means called in every
    region. `actions` maps an operation to its IAM action where the two names differ, and
    `every_action` is the one IAM action of all operations, if the service has no others. `paths`
    are the patterns of resources for which the actions are needed; empty means all resources.

    `gone_code` is the error with which the service says that the resource in a request does not
    exist. If the detail of a listed item ends in it, the item was deleted since, and is no resource
    any more. If no detail of a listing succeeds, only a second listing shows that
    (`collectors.gone`).
    """

    service: str
    prefix: str
    rows: tuple[Row, ...]
    regional: bool = True
    offered_as: str = ""
    actions: Mapping[str, str] = field(default_factory=dict)
    every_action: str = ""
    paths: tuple[str, ...] = ()
    gone_code: str = ""

    def name(self, row: Row) -> str:
        """Return `service:Operation`, the name that gaps, controls and the ledger use."""
        return f"{self.service}:{row.operation}"

    def parents(self, row: Row) -> tuple[str, ...]:
        """Return the row's parents as `service:Operation`; empty: called once per Region."""
        return tuple(p if ":" in p else f"{self.service}:{p}" for p in row.parents)

    def action(self, operation: str) -> str:
        """Return the IAM action that `operation` needs."""
        return self.every_action or self.actions.get(operation, f"{self.prefix}:{operation}")
