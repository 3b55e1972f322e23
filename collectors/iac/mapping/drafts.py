"""Make a draft of each record of a stack: its id, its members, and what is not known of them.

A thing is drafted after the things that it refers to, so a reference finds the value that AWS would
show. What refers to itself, directly or not, is not known.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from collectors.iac.mapping.converting import Properties, convert, put, put_inside
from collectors.iac.mapping.graph import in_order, numbers, slugs
from collectors.iac.mapping.identities import identity_of
from collectors.iac.mapping.names import member_named, snake
from collectors.iac.mapping.resolving import resolved, without_unknown
from collectors.iac.mapping.rows import ACCOUNT, ARN, REGION, Row, Same, row_of, source_of
from collectors.iac.mapping.shown import found_as, members_of, names_of, place_of
from collectors.iac.things import Stack, Thing
from collectors.iac.values import HOLE, Unknown, has_tokens
from collectors.records import Source

_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(slots=True)
class Draft:
    """A record that is being made.

    `made` are its members: values in it may be `Unknown` or `Stand` at any depth. `others` is the
    pointer of a member -> the place of the other block that sets it. `identity` is member -> why
    the code does not fix it, where a name of ours stands in its place.
    """

    thing: Thing
    type: str
    slug: str
    id: str
    name: str
    region: str
    made: Properties
    source: Source
    tags: dict[str, Any]
    identity: dict[str, str] = field(default_factory=dict)
    others: dict[str, Source] = field(default_factory=dict)

    @property
    def members(self) -> dict[str, Any]:
        """Return the members."""
        return self.made.members

    def text(self, member: str) -> str:
        """Return the value of a member if it is a text, or else an empty string."""
        value = self.members.get(member)
        return value if isinstance(value, str) else ""

    def list(self, member: str) -> list[Any]:
        """Return the list of a member, to add to it. Anything else there gives way to a list."""
        value = self.members.get(member)
        if not isinstance(value, list):
            value = self.members[member] = []
        return value


@dataclass(frozen=True, slots=True)
class Lost:
    """What a thing adds to a record, where the code does not fix to which one, or what it adds.

    `resource` is the id of the record, if only what is added is not known. `operation` is the one
    that would show it, or empty for that of the member at `pointer`.
    """

    thing: Thing
    kind: str
    pointer: str
    why: str
    resource: str | None = None
    operation: str = ""


class Work:
    """The drafts of one stack.

    `account` and `region` are those that the code is for, unless the code names a Region itself.
    `slugs` is address -> what stands for it in an id, `numbers` address -> the number of a version.
    """

    def __init__(self, stack: Stack, account: str, region: str, partition: str) -> None:
        self.account, self.region, self.partition = account, stack.region or region, partition
        self.things: dict[str, Thing] = {}
        for thing in stack.things:
            self.things.setdefault(thing.address, thing)
        self.slugs = slugs(self.things)
        self.numbers = numbers(self.things.values())
        self.lost: list[Lost] = []
        self.drafts: dict[str, Draft] = {}
        self._given: dict[str, Mapping[str, Any]] = {}
        for address in in_order(self.things):
            thing = self.things[address]
            row = None if thing.data else row_of(thing.type)
            if row:
                self.drafts[address] = self._draft(thing, row)
        self._by_value: dict[tuple[str, str], Draft] = {}
        self._by_text: dict[tuple[str, str, Any], Draft | None] = {}
        for draft in self.drafts.values():
            self._add(draft)

    # -- what parts ask ---------------------------------------------------------------------------

    def of(self, *types: str) -> Iterator[Thing]:
        """Yield the resources of these types of code, in the order of their addresses."""
        flat = {kind.replace("::", "").lower().removeprefix("aws") for kind in types if "::" in kind}
        for thing in self.things.values():
            awscc = (
                thing.type.removeprefix("awscc_").replace("_", "") if source_of(thing.type) == "awscc" else ""
            )
            if not thing.data and (thing.type in types or awscc in flat):
                yield thing

    def drafted(self, *types: str) -> list[Draft]:
        """Return the drafts of our types."""
        return [draft for draft in self.drafts.values() if draft.type in types]

    def given(self, thing: Thing) -> Mapping[str, Any]:
        """Return the arguments of a thing, resolved, under names as Terraform spells them."""
        if thing.address not in self._given:
            found = resolved(dict(thing.attributes), self.look)
            named = found if isinstance(found, dict) else {}
            self._given[thing.address] = {snake(name): value for name, value in named.items()}
        return self._given[thing.address]

    def argument(self, thing: Thing, *names: str) -> Any:
        """Return the first of these arguments that is set, resolved, or None."""
        given = self.given(thing)
        return next((given[name] for name in names if given.get(name) is not None), None)

    def owners(self, kind: str, thing: Thing, *names: str) -> Iterator[Draft | Unknown]:
        """Yield each record of our type that an argument names, or why the code does not fix which.

        What the code does not have is left out. A name that is not known is found all the same
        where the code writes it as the record has it: `role = aws_iam_role.a.name`.
        """
        values, written = many(self.argument(thing, *names)), many(self._written(thing, *names))
        for place, value in enumerate(values):
            found = self.find(kind, value)
            if found is None and isinstance(value, Unknown):
                text = written[place] if len(written) == len(values) else None
                found = self._by_text.get((kind, _scope(thing, text), text)) if has_tokens(text) else None
            if found is not None:
                yield found
            elif isinstance(value, Unknown):
                yield value

    def owner(self, kind: str, thing: Thing, *names: str) -> Draft | Unknown | None:
        """Return the first of these."""
        return next(self.owners(kind, thing, *names), None)

    def _written(self, thing: Thing, *names: str) -> Any:
        spelled = {snake(name): value for name, value in thing.attributes.items()}
        return next((spelled[name] for name in names if spelled.get(name) is not None), None)

    def find(self, kind: str, value: Any) -> Draft | None:
        """Return the draft of our type whose id, ARN or name is this value."""
        return self._by_value.get((kind, value)) if isinstance(value, str) else None

    def add(self, draft: Draft, key: str) -> None:
        """Add a draft that a part made, under a key that is unique."""
        self.drafts[key] = draft
        self._add(draft)

    # -- references -------------------------------------------------------------------------------

    def look(self, address: str, attribute: str) -> Any:
        """Return what a reference stands for, or `Unknown`."""
        later = Unknown(f"{address}.{attribute} is known only after it is applied")
        if address.startswith("AWS::"):
            return self._pseudo(address)
        thing = self.things.get(address)
        if thing is None:
            return Unknown(f"{address} is not in the code")
        if thing.data:
            return self._data(thing, attribute, later)
        draft, row = self.drafts.get(address), row_of(thing.type)
        if row is None:
            return self._of_other(thing, attribute, later)
        if draft is None:
            return Unknown(f"{address} refers to itself")
        name = snake(attribute)
        path = ARN if name == "arn" else row.gives.get(name, "")
        if path == ARN:
            return draft.id
        if not path:
            path = row.rename.get(name) or member_named(attribute, names_of(draft.type))
        return _scalar(_at(draft.members, path), later) if path else later

    def _pseudo(self, name: str) -> Any:
        """Return a pseudo parameter of CloudFormation."""
        known = {
            "AWS::AccountId": self.account,
            "AWS::Region": self.region,
            "AWS::Partition": self.partition,
            "AWS::URLSuffix": "amazonaws.com.cn" if self.partition == "aws-cn" else "amazonaws.com",
        }
        return known.get(name) or Unknown(f"{name} is known only when it is deployed")

    def _data(self, thing: Thing, attribute: str, later: Unknown) -> Any:
        """Return an attribute of a data source: who and where the code is applied is known."""
        known = {
            "aws_caller_identity": {"account_id": self.account, "id": self.account},
            "aws_region": dict.fromkeys(("name", "id", "region"), thing.region or self.region),
            "aws_partition": {
                "partition": self.partition,
                "id": self.partition,
                "dns_suffix": self._pseudo("AWS::URLSuffix"),
            },
        }
        found = known.get(thing.type, {}).get(attribute)
        return found or Unknown(f"{thing.address}.{attribute} is read when it is applied") or later

    def _of_other(self, thing: Thing, attribute: str, later: Unknown) -> Any:
        """Return an attribute of a thing that becomes no record: it has an id all the same."""
        identity, name = identity_of(thing.type), snake(attribute)
        places = {
            "partition": self.partition,
            "account": self.account,
            "region": thing.region or self.region,
            "slug": self.slugs[thing.address],
        }
        if identity:
            fixed = self.argument(thing, *identity.named)
            places["name"] = fixed if isinstance(fixed, str) else places["slug"]
            if form := identity.gives.get(name):
                return form.format_map(places)
        fixed = thing.attributes.get(attribute)
        return _scalar(resolved(fixed, self.look), later)

    # -- drafts -----------------------------------------------------------------------------------

    def _draft(self, thing: Thing, row: Row) -> Draft:
        given = resolved(dict(thing.attributes), self.look)
        given = given if isinstance(given, dict) else {}
        made = convert(thing, row, given)
        return self.complete(thing, row, made, given, self.slugs[thing.address])

    def complete(
        self, thing: Thing, row: Row, made: Properties, given: Mapping[str, Any], slug: str
    ) -> Draft:
        """Return the draft of converted members: with its id, and with what the row adds."""
        _, _, found = found_as(row.type)
        named = row.name or found.name
        region = thing.region or self.region
        draft = Draft(
            thing, row.type, slug, "", "", place_of(row.type, region), made, place(thing), tags_of(given)
        )
        if named and "name" in given and "name" not in row.rename and named not in made.members:
            made.members[named] = given["name"]
        for path, value in row.defaults(source_of(thing.type)).items():
            self._default(draft, path, copy.deepcopy(value))
        if row.counted:
            made.members[row.counted] = str(self.numbers[thing.address])
        for member in (row.made, *_own_fields(row, found.id)):
            _stand_in(draft, member, slug)
        draft.id = self._id(draft, row, found.id, given, slug, region)
        for path, value in row.fixed.items():
            places = {ARN: draft.id, ACCOUNT: self.account, REGION: region}
            put(made.members, path.split("."), _fixed(draft, value, places))
        if whole := _FIELD.fullmatch(found.id):  # the answer itself has the ARN
            made.members.setdefault(whole[1], draft.id)
        if without_unknown(made.members):
            for member, of in found.made.items():
                if (text := of(made.members)) is not None:
                    made.members.setdefault(member, text)
        name = made.members.get(named) if named else None
        draft.name = name if isinstance(name, str) else slug
        return draft

    def _default(self, draft: Draft, path: str, value: Any) -> None:
        top, *rest = path.split(".")
        shown = members_of(draft.type).get(top.removesuffix("[]"))
        if not rest or (shown and shown.whole and "[]" not in path):
            put(draft.members, path.split("."), value)
        else:
            put_inside(draft.members, [top, *rest], value)

    def _id(self, draft: Draft, row: Row, form: str, given: Mapping[str, Any], slug: str, region: str) -> str:
        values = {"partition": self.partition, "account": self.account, "region": region}
        known = {snake(name): value for name, value in given.items()}
        form = row.arn or form
        for name in _FIELD.findall(form):
            if name not in values:
                value = draft.members.get(name, known.get(snake(name)))
                values[name] = value if isinstance(value, str) and value else slug
        return form.format_map(values)

    def _add(self, draft: Draft) -> None:
        row = row_of(draft.type)
        made = draft.members.get(row.made) if row and row.made else None
        for value in (draft.id, made, draft.name):
            if isinstance(value, str):
                self._by_value.setdefault((draft.type, value), draft)
        for name in draft.identity:
            for argument, text in draft.thing.attributes.items():
                if isinstance(text, str) and has_tokens(text) and row and _is_for(row, argument, name):
                    key = draft.type, _scope(draft.thing, text), text
                    self._by_text[key] = None if key in self._by_text else draft


def place(thing: Thing) -> Source:
    """Return the place of a thing, with its address and the module calls that lead to it."""
    where = thing.source
    calls = tuple(
        Source(call.source.file, call.source.start_line, call.source.end_line, call.address)
        for call in thing.calls
    )
    return Source(where.file, where.start_line, where.end_line, thing.address, calls)


def tags_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tags of a thing: a mapping, or the list of keys and values of CloudFormation."""
    for name in ("tags", "Tags"):
        tags = given.get(name)
        if isinstance(tags, Mapping):
            return {key: value for key, value in tags.items() if value is not None}
        if isinstance(tags, list):
            pairs = [{snake(k): v for k, v in tag.items()} for tag in tags if isinstance(tag, Mapping)]
            return {tag["key"]: tag.get("value") for tag in pairs if isinstance(tag.get("key"), str)}
    return {}


def many(value: Any) -> list[Any]:
    """Return a list as it is, None as an empty list, and any other value as a list of one."""
    return [] if value is None else value if isinstance(value, list) else [value]


def _fixed(draft: Draft, value: Any, places: Mapping[str, str]) -> Any:
    if isinstance(value, Same):
        return draft.members.get(value)
    return places.get(value, value) if isinstance(value, str) else copy.deepcopy(value)


def _is_for(row: Row, argument: str, member: str) -> bool:
    """Return whether an argument becomes this member."""
    name = snake(argument)
    target = row.rename.get(name) or member_named(argument, names_of(row.type))
    return member in (target, found_as(row.type)[2].name if name == "name" and not target else target)


def _scope(thing: Thing, text: Any) -> str:
    """Return where a text with holes means the same: in one module. References mean it anywhere."""
    if not (isinstance(text, str) and HOLE.search(text)):
        return ""
    return thing.address.rpartition(f"{thing.type}.")[0] or "."


def _own_fields(row: Row, form: str) -> Iterable[str]:
    """Return the members of a record that its id is made of."""
    return [name for name in _FIELD.findall(row.arn or form) if name in members_of(row.type)]


def _stand_in(draft: Draft, member: str, slug: str) -> None:
    """Give a member that ids are made of a value of ours, where the code fixes none."""
    if not member or isinstance(draft.members.get(member), str):
        return
    if isinstance(draft.members.get(member), Unknown):
        draft.identity[member] = draft.members[member].why
    if not (_FIELD.fullmatch(found_as(draft.type)[2].id) and member in found_as(draft.type)[2].id):
        draft.members[member] = slug


def _at(members: Any, path: str) -> Any:
    for step in path.split("."):
        members = members.get(step) if isinstance(members, dict) else None
    return members


def _scalar(value: Any, otherwise: Unknown) -> Any:
    return value if isinstance(value, (str, int, float, Unknown)) else otherwise
