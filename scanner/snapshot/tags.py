"""Give the resources of a snapshot their tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from collectors.records import Resource
from collectors.tagging import MAPPING


def tagged(resources: Sequence[Resource]) -> tuple[Resource, ...]:
    """Return the resources, each with its tags.

    They are its own or, if its listing shows none, those of the mapping with its ARN in the same
    account. If several Regions have such a mapping, the first one counts.
    """
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for resource in resources:
        if resource.type == MAPPING and resource.tags:
            found.setdefault((resource.account, str(resource.properties.get("ResourceARN"))), resource.tags)
    return tuple(
        replace(resource, tags=tags)
        if not resource.tags and (tags := found.get((resource.account, resource.id)))
        else resource
        for resource in resources
    )
