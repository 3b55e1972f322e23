"""Parts of versions and aliases: a version is a copy of what it is made of, with its children.

Code makes a version from the draft. So the version has all that the code says of the draft, and
what is not known of the draft is not known of the version.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from collectors.iac.mapping.converting import Converter, Properties
from collectors.iac.mapping.drafts import Draft, Lost, Work, many, place
from collectors.iac.mapping.rows import rows
from collectors.iac.mapping.shown import found_as
from collectors.iac.values import Unknown

AGENT, VERSION, ALIAS = "AWS::Bedrock::Agent", "AWS::Bedrock::AgentVersion", "AWS::Bedrock::AgentAlias"
ACTIONS, BASES = "AWS::Bedrock::AgentActionGroup", "AWS::Bedrock::AgentKnowledgeBase"
_NUMBER = re.compile(r"[0-9]{1,5}")

_NESTED = (("action_groups", ACTIONS), ("knowledge_bases", BASES))
"""The children of an agent that CloudFormation has in the agent's own block."""

_COPIES = {
    "AWS::Bedrock::GuardrailVersion": ("AWS::Bedrock::Guardrail", ("guardrail_arn", "guardrail_identifier")),
    "AWS::Bedrock::PromptVersion": ("AWS::Bedrock::Prompt", ("prompt_arn",)),
    "AWS::Bedrock::FlowVersion": ("AWS::Bedrock::Flow", ("flow_arn", "flow_identifier")),
}
"""Type of a version -> the type that it copies, and the arguments that name it."""

ADDS: dict[str, tuple[str, ...]] = {}


def _children(work: Work) -> None:
    """Make records of the action groups and knowledge bases in an agent's own block."""
    for agent in work.drafted(AGENT):
        for argument, kind in _NESTED:
            for i, given in enumerate(many(work.argument(agent.thing, argument))):
                if isinstance(given, Unknown):
                    operation = _listing(kind)
                    work.lost.append(Lost(agent.thing, kind, "", given.why, agent.id, operation))
                elif isinstance(given, Mapping):
                    _child(work, agent, argument, kind, i, given)


def _child(work: Work, agent: Draft, argument: str, kind: str, i: int, given: Mapping[str, Any]) -> None:
    row = rows()[kind]
    spelled = next((n for n in agent.thing.attributes if n.lower() == argument.replace("_", "")), argument)
    made = Converter(kind, row.rename, agent.thing.lines, f"/{spelled}/{i}").properties(given)
    made.members |= {"agentId": agent.members["agentId"], "agentVersion": "DRAFT"}
    slug = f"{work.slugs[agent.thing.address]}.{argument}.{i}"
    draft = work.complete(agent.thing, row, made, given, slug)
    span = agent.thing.lines.get(f"/{spelled}/{i}") or agent.thing.lines.get(f"/{spelled}")
    if span:
        draft.source = replace(draft.source, start_line=span[0], end_line=span[1])
    draft.tags = {}
    work.add(draft, f"{agent.thing.address}/{argument}/{i}")


def _copies(work: Work) -> None:
    """Give each version what it is a version of. One of something that is not here is left out."""
    for kind, (of, arguments) in _COPIES.items():
        for draft in work.drafted(kind):
            owner = work.find(of, work.argument(draft.thing, *arguments))
            if owner is None:
                del work.drafts[draft.thing.address]
                continue
            number = draft.members["version"]
            draft.made = _copied(owner.made)
            draft.members["version"] = number
            draft.name, draft.region = owner.name, owner.region
            draft.id = f"{owner.id}:{number}"
            if kind == "AWS::Bedrock::PromptVersion":
                draft.members["arn"] = draft.id
            draft.others = _as_others(owner)


def _as_others(owner: Draft) -> dict[str, Any]:
    """Return the places of a copy's members: they are in the block of what was copied."""
    here = place(owner.thing)
    own = {
        pointer: replace(here, start_line=first, end_line=last)
        for pointer, (first, last) in owner.made.lines.items()
    }
    return {**{f"/{name}": here for name in owner.members}, **own, **owner.others}


def _aliases(work: Work) -> None:
    """Give each alias its version. Without a route, AWS makes version 1 for it."""
    children: dict[str, list[tuple[str, Draft]]] = {}
    for name, child in work.drafts.items():
        if child.type in (ACTIONS, BASES):
            start = child.id.partition(":DRAFT:")[0]
            children.setdefault(start, []).append((name, child))
    for alias in work.drafted(ALIAS):
        agent = work.find(AGENT, work.argument(alias.thing, "agent_id"))
        routes = alias.members.get("routingConfiguration")
        if isinstance(routes, Unknown):
            continue
        if not routes:
            alias.members["routingConfiguration"] = [{"agentVersion": "1"}]
            if agent:
                _version(work, agent, "1", children.get(agent.id, []))
            continue
        for route in many(routes):
            number = route.get("agentVersion") if isinstance(route, Mapping) else None
            if isinstance(number, str) and _NUMBER.fullmatch(number):
                why = f"version {number} is what the agent was when it was made"
                operation = "bedrock-agent:GetAgentVersion"
                work.lost.append(Lost(alias.thing, VERSION, "", why, alias.id, operation))


def _version(work: Work, agent: Draft, number: str, children: list[tuple[str, Draft]]) -> None:
    key = f"{agent.thing.address}:{number}"
    if key in work.drafts:
        return
    made = _copied(agent.made)
    made.members["version"] = number
    made.members.pop("agentVersion", None)
    work.add(replace(agent, type=VERSION, id=f"{agent.id}:{number}", made=made, tags={}), key)
    for name, child in children:
        made = _copied(child.made)
        made.members["agentVersion"] = number
        identity = f"{agent.id}:{number}:{child.id.removeprefix(f'{agent.id}:DRAFT:')}"
        work.add(replace(child, id=identity, made=made), f"{name}:{number}")


def _copied(made: Properties) -> Properties:
    return Properties(copy.deepcopy(made.members), dict(made.lines), dict(made.unread))


def _listing(kind: str) -> str:
    collector, row, _ = found_as(kind)
    return collector.name(row)


PARTS = (_children, _copies, _aliases)
