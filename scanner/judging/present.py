"""What generative AI there is: the models, agents, guardrails and so on of a snapshot.

The list has what the account owns. AWS's own models, profiles and tools are not on it. A version,
an alias or a target is a part of another resource and has no line of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from collectors import ROWS, is_regional, types_of
from collectors.records import GLOBAL, Resource
from scanner.catalog.lens import SEVERITIES
from scanner.judging.results import Excluded, Result
from scanner.snapshot.folder import Target

TYPES: Mapping[str, tuple[str, str]] = {
    "AWS::Bedrock::CustomModel": ("Models", "Custom model"),
    "AWS::Bedrock::ImportedModel": ("Models", "Imported model"),
    "AWS::Bedrock::ProvisionedModelThroughput": ("Models", "Provisioned throughput"),
    "AWS::Bedrock::ApplicationInferenceProfile": ("Models", "Application inference profile"),
    "AWS::SageMaker::Model": ("Models", "SageMaker model"),
    "AWS::SageMaker::Endpoint": ("Models", "SageMaker endpoint"),
    "AWS::Bedrock::Agent": ("Agents", "Bedrock agent"),
    "AWS::BedrockAgentCore::Runtime": ("Agents", "AgentCore runtime"),
    "AWS::BedrockAgentCore::Harness": ("Agents", "AgentCore harness"),
    "AWS::BedrockAgentCore::Gateway": ("Gateways and tools", "AgentCore gateway"),
    "AWS::BedrockAgentCore::BrowserCustom": ("Gateways and tools", "AgentCore browser"),
    "AWS::BedrockAgentCore::CodeInterpreterCustom": ("Gateways and tools", "AgentCore code interpreter"),
    "AWS::BedrockAgentCore::Memory": ("Gateways and tools", "AgentCore memory"),
    "AWS::Bedrock::Guardrail": ("Guardrails", "Guardrail"),
    "AWS::Bedrock::AutomatedReasoningPolicy": ("Guardrails", "Automated reasoning policy"),
    "AWS::Bedrock::KnowledgeBase": ("Knowledge bases", "Knowledge base"),
    "AWS::Bedrock::DataAutomationProject": ("Knowledge bases", "Data automation project"),
    "AWS::Bedrock::Prompt": ("Prompts and flows", "Prompt"),
    "AWS::Bedrock::Flow": ("Prompts and flows", "Flow"),
    "AWS::QBusiness::Application": ("Applications", "Amazon Q Business application"),
    "AWS::SageMaker::NotebookInstance": ("Notebooks and studios", "SageMaker notebook instance"),
    "AWS::SageMaker::Domain": ("Notebooks and studios", "SageMaker domain"),
}
"""Resource type -> (kind, plain name), in the order of the list."""

OWNER_TAGS = ("owner", "team", "contact", "costcenter", "cost-center")
"""Keys of tags that often name the owner, the best first. Upper and lower case are equal."""

_BELOW = {":agent-alias/": ":agent/", ":user-profile/": ":domain/"}
"""Parts whose ARNs do not begin with the ARN of the whole: what to replace."""


@dataclass(frozen=True, slots=True)
class Present:
    """A resource that does generative AI, or serves it.

    `kind`: such as `Agents`. `what`: the plain name of its type, such as `Bedrock agent`.
    `findings`: its failures and unknown results that count, worst first, and the waived failures at
    the end. They are those of the resource, then of its parts, then of the IAM roles that it runs
    with.
    `excluded`: why the configuration leaves the resource out, or None.
    """

    kind: str
    what: str
    type: str
    id: str
    name: str
    account: str
    region: str
    tags: Mapping[str, str]
    findings: tuple[Result, ...]
    excluded: Excluded | None = None

    @property
    def worst(self) -> Result | None:
        """Return the worst failure, or None if nothing fails."""
        return next((result for result in self.findings if result.failing), None)

    @property
    def failing(self) -> int:
        """Return the number of failures."""
        return sum(1 for result in self.findings if result.failing)

    @property
    def unknown(self) -> int:
        """Return the number of unknown results."""
        return sum(1 for result in self.findings if result.kind == "unknown")

    @property
    def waived(self) -> int:
        """Return the number of waived failures."""
        return sum(1 for result in self.findings if result.waived)

    def owner(self, key: str = "") -> str:
        """Return the value of the tag `key`; without a key, of the first tag of `OWNER_TAGS`.

        The result is empty if the resource has no such tag.
        """
        found = {name.lower(): value for name, value in self.tags.items()}
        keys = (key.lower(),) if key else OWNER_TAGS
        return next((found[name] for name in keys if found.get(name)), "")


@dataclass(frozen=True, slots=True)
class NotRead:
    """A type of resource that was not listed to its end in these Regions of an account."""

    what: str
    type: str
    account: str
    regions: tuple[str, ...]


def present(resources: Iterable[Resource], results: Iterable[Result] = ()) -> list[Present]:
    """Return what there is, by kind, type, account, Region, name and id.

    Without results, nothing has a finding.
    """
    everything, results = list(resources), list(results)
    found = _by_subject(results)
    excluded = {(r.account, r.resource.id): r.excluded for r in results if r.excluded}
    parts: dict[tuple[str, str], list[Resource]] = {}
    wholes = {(r.account, r.id) for r in everything if r.type in TYPES}
    for resource in everything:
        if resource.type not in TYPES:
            whole = next((one for one in _above(resource.id) if (resource.account, one) in wholes), "")
            parts.setdefault((resource.account, whole), []).append(resource)
    out = []
    for resource in everything:
        if resource.type in TYPES:
            same = [resource, *parts.get((resource.account, resource.id), ())]
            subjects = dict.fromkeys([*(r.id for r in same), *(role for r in same for role in _roles(r))])
            findings = [f for subject in subjects for f in found.get((resource.account, subject), ())]
            why = excluded.get((resource.account, resource.id))
            out.append(replace(_present(resource, findings), excluded=why))
    order = {kind: index for index, kind in enumerate(TYPES)}
    return sorted(out, key=lambda one: (order[one.type], one.account, one.region, one.name, one.id))


def not_read(targets: Iterable[Target]) -> list[NotRead]:
    """Return the types that were not listed to their end, and where: the list may lack some there.

    That can be a gap, or the selected controls did not need the listing.
    """
    out = []
    for kind, (_, what) in TYPES.items():
        listings = [operation for operation in ROWS if kind in types_of(operation)]
        for target in targets:
            missing: set[str] = set()
            for operation in listings:
                wanted = target.regions if is_regional(operation) else (GLOBAL,)
                missing |= {*wanted} - {*target.complete.get(operation, ())}
            if missing:
                out.append(NotRead(what, kind, target.account, tuple(sorted(missing))))
    return out


def _by_subject(results: Iterable[Result]) -> dict[tuple[str, str], list[Result]]:
    found: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        if not result.excluded and result.kind in ("fail", "unknown"):
            found.setdefault((result.account, result.resource.id), []).append(result)
    return found


def _present(resource: Resource, findings: Iterable[Result]) -> Present:
    kind, what = TYPES[resource.type]
    return Present(
        kind=kind,
        what=what,
        type=resource.type,
        id=resource.id,
        name=resource.name,
        account=resource.account,
        region=resource.region,
        tags=resource.tags,
        findings=tuple(sorted(findings, key=_worst_first)),
    )


def _worst_first(result: Result) -> tuple[bool, bool, int]:
    return bool(result.waived), not result.failing, SEVERITIES.index(result.severity)


def _above(arn: str) -> Iterator[str]:
    """Yield the ARNs that are above this one, the nearest first."""
    for own, whole in _BELOW.items():
        arn = arn.replace(own, whole, 1)
    for index in range(len(arn) - 1, 0, -1):
        if arn[index] in ":/":
            yield arn[:index]


def _roles(resource: Resource) -> Iterator[str]:
    """Yield the ARNs of the IAM roles that a resource runs with."""
    for name, value in resource.properties.items():
        if name.lower().endswith("rolearn") and isinstance(value, str):
            yield value
