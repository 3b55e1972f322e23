"""Fail for text on the terminal that is not made harmless, and for foreign words in messages.

    python -m scripts.messages

Two rules for scanner/ and collectors/:

- Only `scanner/cli/say.py` prints. A constant may be printed anywhere.
- The text of an exception is used only if the exception is our own, or AWS's ClientError. Other
  exceptions may quote what they could not read: a secret, a control character, a CI command. Say
  what happened in our own words. An OSError has `strerror` and `filename`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

PRINTERS = {
    "scanner/cli/__init__.py": "prints our own version before click is imported",
    "scanner/cli/say.py": "is the place that prints",
    "scanner/cli/progress.py": "draws a bar with a label of our own",
    "scanner/child.py": "answers its parent over a pipe",
    "scanner/reports/terminal/__init__.py": "prints into a console that it captures",
}
"""The files that may print -> why."""
QUOTERS = {
    "scanner/demo/": "reads our own samples, and answers its own clients",
    "scanner/engines/connection.py": "gives the reason of a failed connection, as one line",
    "scanner/engines/opa.py": "gives the reason of an OPA server, as one line",
    "scanner/rego.py": "gives regorus's reason, without the source that it quotes",
}
"""The files, or folders, that may quote other exceptions -> why."""
_PRINT = {"print", "echo", "secho", "print_exc", "print_exception", "Console"}
_WRITE = re.compile(r"\bstd(out|err)\b.*\.write(lines)?$")

TRUSTED = {"ClientError", "ProfileNotFound"}
"""Exceptions of others whose text is AWS's own or names only what the user typed."""
_ROOTS = {"Exception", "BaseException", "ClickException"}
_TEXT = {"args", "context", "doc", "message", "msg", "output", "problem", "reason", "stderr", "stdout"}
"""Members of exceptions that hold foreign words."""

Finding = tuple[int, str]
"""(line, what is wrong)."""


def own_errors(trees: list[ast.Module]) -> set[str]:
    """Return the names of our own exceptions, which say only what we wrote."""
    bases: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases.setdefault(node.name, set()).update(_last(base) for base in node.bases)
    found: set[str] = set()
    while more := {name for name, of in bases.items() if of & (_ROOTS | found)} - found:
        found |= more
    return found


def prints(tree: ast.Module) -> Iterator[Finding]:
    """Yield the calls that print something other than a constant."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _last(node.func)
        written = _WRITE.search(ast.unparse(node.func))
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        if (name in _PRINT or written) and not (
            arguments and all(isinstance(argument, ast.Constant) for argument in arguments)
        ):
            yield node.lineno, f"{name}() prints; use scanner/cli/say.py"


def quotes(tree: ast.Module, trusted: set[str]) -> Iterator[Finding]:
    """Yield the uses of the text of an exception that is not trusted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.name and not _types(node.type) <= trusted:
            yield from _quoted(node.body, node.name, trusted)
        elif isinstance(node, ast.FunctionDef):
            for argument in node.args.args:
                types = _types(argument.annotation)
                if any(kind.endswith(("Error", "Exception")) for kind in types) and not types <= trusted:
                    yield from _quoted(node.body, argument.arg, trusted)


def _quoted(body: list[ast.stmt], name: str, trusted: set[str]) -> Iterator[Finding]:
    """Yield the uses of the text of the exception `name`, except where isinstance makes it ours."""
    waiting: list[Any] = [*body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and _narrowed(node.test, name) <= trusted:
            waiting += [node.test, *node.orelse]
            continue
        waiting += ast.iter_child_nodes(node)
        if _is_quote(node, name):
            yield node.lineno, f"the text of {name} is used, which is not our own"


def _is_quote(node: ast.AST, name: str) -> bool:
    def it(value: ast.AST) -> bool:
        return isinstance(value, ast.Name) and value.id == name

    if isinstance(node, ast.FormattedValue):
        return it(node.value)
    if isinstance(node, ast.Attribute):
        return it(node.value) and node.attr in _TEXT
    if not isinstance(node, ast.Call):
        return False
    called = _last(node.func)
    if called == "getattr" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
        return it(node.args[0]) and node.args[1].value in _TEXT
    return called in ("str", "repr", "format") and any(it(argument) for argument in node.args)


def _narrowed(test: ast.expr, name: str) -> set[str]:
    """Return the types of `isinstance(name, ...)`; for any other test a name that nobody trusts."""
    if isinstance(test, ast.Call) and _last(test.func) == "isinstance" and _last(test.args[0]) == name:
        return _types(test.args[1])
    return {""}


def _types(node: ast.expr | None) -> set[str]:
    """Return the names of the types in an `except`, an `isinstance` or an annotation."""
    if isinstance(node, ast.Tuple):
        return {name for element in node.elts for name in _types(element)}
    if isinstance(node, ast.BinOp):
        return _types(node.left) | _types(node.right)
    return {_last(node)} if node else {""}


def _last(node: ast.AST) -> str:
    """Return the last part of a dotted name."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def findings(root: Path = ROOT) -> list[str]:
    """Return `FILE:LINE: what is wrong` for every breach of the two rules below `root`."""
    paths = sorted([*root.glob("scanner/**/*.py"), *root.glob("collectors/**/*.py")])
    trees = {path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    trusted = own_errors([*trees.values()]) | TRUSTED
    out = []
    for file, tree in trees.items():
        found = [] if file in PRINTERS else [*prints(tree)]
        found += [] if file.startswith(tuple(QUOTERS)) else quotes(tree, trusted)
        out += [f"{file}:{line}: {said}" for line, said in sorted({*found})]
    return out


def main() -> None:
    """Print what is wrong."""
    found = findings()
    if found:
        print(*found, sep="\n", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
