"""Whom the role of `genai-lens permissions` trusts: a principal of AWS, or a workflow on GitHub.

A workflow on GitHub shows a token of GitHub's OIDC provider. Its subject names the repository, and
the branch or the environment. IAM compares it letter by letter, so every name is checked here: a
wildcard or another subject inside a name must not widen the trust.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.errors import UsageError

PROVIDER = "token.actions.githubusercontent.com"
"""The host of GitHub's OIDC provider, which is its name in IAM."""

_OWNER = r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}"
_REPOSITORY = r"(?!\.{1,2}(?:@|$))[A-Za-z0-9_.-]{1,100}"
_ID = r"[1-9][0-9]{0,18}"
_NAMES = re.compile(f"{_OWNER}/{_REPOSITORY}|{_OWNER}@{_ID}/{_REPOSITORY}@{_ID}")
_BRANCH = re.compile(r"(?!refs/)[A-Za-z0-9_](?:[A-Za-z0-9_+=.#/-]{0,242}[A-Za-z0-9_+=#-])?")
_ENVIRONMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}")
_TWICE = re.compile(r"\.\.|//|/\.|\./|\.lock(/|$)")
"""What git does not allow in the name of a branch."""


@dataclass(frozen=True, slots=True)
class GitHub:
    """A workflow on GitHub that may assume the role.

    `repository`: `OWNER/REPOSITORY`, or `OWNER@ID/REPOSITORY@ID` with GitHub's immutable ids.
    `branch`: the branch that the workflow runs on.
    `environment`: the environment of its job, or None. With one, GitHub's token names no branch.

    Raises `UsageError` for a name that GitHub does not allow, or that IAM could misread.
    """

    repository: str
    branch: str = "main"
    environment: str | None = None

    def __post_init__(self) -> None:
        if not _NAMES.fullmatch(self.repository):
            raise UsageError(
                f"--github {self.repository[:200]!a} is not the name of a repository.",
                "Write OWNER/REPOSITORY, or with the ids of both OWNER@ID/REPOSITORY@ID.",
            )
        if self.environment is not None and not _ENVIRONMENT.fullmatch(self.environment):
            raise UsageError(
                f"--environment {self.environment[:200]!a} cannot be used.",
                "Use an environment whose name has only A-Z a-z 0-9 . _ and -.",
            )
        if not _BRANCH.fullmatch(self.branch) or _TWICE.search(self.branch):
            raise UsageError(
                f"--branch {self.branch[:200]!a} cannot be used.",
                "Write the name of one branch without refs/heads/, such as main.",
            )

    @property
    def subject(self) -> str:
        """Return the subject of the workflow's token."""
        if self.environment is not None:
            return f"repo:{self.repository}:environment:{self.environment}"
        return f"repo:{self.repository}:ref:refs/heads/{self.branch}"
