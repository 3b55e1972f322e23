"""Change each condition of each policy alone, and check that a policy test then fails.

    make mutate FILES=policies/lib/actions.rego

A mutant is one edit of one expression, in a copy of the policies. A mutant that `opa check
--strict` refuses is not counted. The mutated file's own tests run first, then the tests of
everything that refers to the file. A mutant that behaves like the original survives; its reason is
in scripts/survivors.yaml. Prints the score by file, and the survivors. Exits with 1 if a survivor
without a reason is left and the score is below 95 %.
"""

from __future__ import annotations

import argparse
import base64
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import yaml

from scanner.catalog.controls import load
from scanner.judging import policy_tests
from scripts.rego import TIMEOUT
from scripts.shards import shard

ROOT = Path(__file__).resolve().parent.parent
REASONS = Path(__file__).with_name("survivors.yaml")
ENOUGH = 95.0
"""Per cent of the mutants that must make a test fail."""

SWAPS: dict[str, tuple[str, ...]] = {
    "==": ("!=",),
    "!=": ("==",),
    "<": ("<=",),
    "<=": ("<",),
    ">": (">=",),
    ">=": (">",),
    "|": ("&",),
    "&": ("|",),
    "-": ("|", "+"),
    "+": ("-",),
    "*": ("/",),
    "/": ("*",),
}
"""Operator -> its replacements. `-` works on sets or numbers; the wrong one does not compile."""

COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Mutant:
    """An edit: replace `text[start:end]` of `file` (relative to the policies) by `instead`.

    `line` counts from 1.
    """

    file: str
    line: int
    start: int
    end: int
    instead: str

    def apply(self, text: str) -> str:
        """Return the mutated text of the file."""
        return text[: self.start] + self.instead + text[self.end :]

    def change(self, text: str) -> tuple[str, str]:
        """Return the lines that the edit changes, before and after, each joined to one line.

        survivors.yaml uses them to identify the edit.
        """
        first, last = text.rfind("\n", 0, self.start) + 1, text.find("\n", self.end)
        before, after = text[first:last], text[first : self.start] + self.instead + text[self.end : last]
        return " ".join(before.split()), " ".join(after.split())


class Source:
    """A policy's text and syntax tree."""

    def __init__(self, opa: str, root: Path, file: str) -> None:
        self.file, self.text = file, (root / file).read_text(encoding="utf-8")
        done = subprocess.run(
            [opa, "parse", "--format", "json", "--json-include", "locations", root / file],
            capture_output=True,
            check=True,
        )
        self.tree: dict[str, Any] = orjson.loads(done.stdout)
        self._lines = [0, *itertools.accumulate(len(line) for line in self.text.splitlines(keepends=True))]

    def span(self, node: dict[str, Any]) -> tuple[int, int]:
        """Return the start and end of a node's text. OPA's columns count characters."""
        place = node["location"]
        start, text = (
            self._lines[place["row"] - 1] + place["col"] - 1,
            base64.b64decode(place["text"]).decode(),
        )
        if text.startswith("("):  # OPA gives the location of the expression inside
            start = self.text.rfind("(", 0, start + 1)
        if not self.text.startswith(text, start):
            raise AssertionError(f"{self.file}:{place['row']}: OPA's place does not hold {text!r}")
        return start, start + len(text)

    def of(self, node: dict[str, Any]) -> str:
        """Return a node's text."""
        start, end = self.span(node)
        return self.text[start:end]

    def mutants(self) -> list[Mutant]:
        """Return all mutants, sorted and without duplicates."""
        edits = {edit for rule in self.tree.get("rules", []) for edit in self._of_node(rule)}
        return [
            Mutant(self.file, self.text.count("\n", 0, edit[0]) + 1, *edit)
            for edit in sorted(edits)
            if self.text[edit[0] : edit[1]] != edit[2]
        ]

    def _of_node(self, node: Any) -> Iterator[tuple[int, int, str]]:
        if isinstance(node, list):
            for element in node:
                yield from self._of_node(element)
        elif isinstance(node, dict):
            if isinstance(node.get("body"), list):
                yield from self._of_body([e for e in node["body"] if not e.get("generated")])
            if node.get("type") in ("set", "array", "object"):
                yield from self._of_literal(node)
            parts = node["value"] if node.get("type") == "call" else node.get("terms")
            if isinstance(parts, list) and parts[0].get("type") == "ref":
                yield from self._of_call(parts, is_condition="terms" in node)
            for key, value in node.items():
                if key not in ("location", "annotations"):
                    yield from self._of_node(value)

    def _of_body(self, body: Sequence[dict[str, Any]]) -> Iterator[tuple[int, int, str]]:
        """Yield edits that remove or negate each condition, or swap `every` and `some`."""
        for place, expression in enumerate(body):
            start, end = self.span(expression)
            text, terms = self.text[start:end], expression["terms"]
            if isinstance(terms, dict) and terms.get("symbols", [{}])[0].get("type") == "var":
                continue  # a declaration without `in` is not a condition
            yield start, end, "true"
            if expression.get("negated"):
                yield start, end, text.removeprefix("not").lstrip()
            elif isinstance(terms, dict) and "symbols" in terms:
                rest = body[place + 1 :]
                if rest:
                    last = self.span(rest[-1])[1]
                    within = self.text[self.span(rest[0])[0] : last]
                    yield start, last, f"every {text.removeprefix('some').lstrip()} {{ {within} }}"
            elif isinstance(terms, dict) and "domain" in terms:
                names = self.text[start:].removeprefix("every").split(" in ")[0].strip()
                within = self.text[self.span(terms["body"][0])[0] : self.span(terms["body"][-1])[1]]
                yield start, end, f"count([1 | some {names} in {self.of(terms['domain'])}; {within}]) > 0"
                yield start, end, f"not {text}"
            elif not (isinstance(terms, list) and self.of(terms[0]) == ":="):
                yield start, end, f"not {text}"

    def _of_literal(self, node: dict[str, Any]) -> Iterator[tuple[int, int, str]]:
        """Yield edits that empty a set, array or object, or remove one of its elements."""
        start, end = self.span(node)
        spans = [
            (self.span(e[0])[0], self.span(e[1])[1]) if isinstance(e, list) else self.span(e)
            for e in node["value"]
        ]
        if not spans:
            return
        yield start, end, {"set": "set()", "array": "[]", "object": "{}"}[node["type"]]
        if len(spans) > 1:
            yield from ((first, after, "") for (first, _), (after, _) in itertools.pairwise(spans))
            yield spans[-2][1], spans[-1][1], ""

    def _of_call(self, parts: Sequence[dict[str, Any]], is_condition: bool) -> Iterator[tuple[int, int, str]]:
        """Yield edits that swap an operator, or change a constant in a comparison or a call."""
        start, end = self.span(parts[0])
        operator = self.text[start:end]
        yield from ((start, end, other) for other in SWAPS.get(operator, ()))
        if operator in COMPARISONS or (is_condition and operator != ":="):
            for operand in parts[1:]:
                where = self.span(operand)
                if operand["type"] == "number":
                    yield *where, str(operand["value"] + 1)
                elif operand["type"] == "string":
                    yield (
                        *where,
                        f'"~{operand["value"]}"' if self.text[where[0]] == '"' else f"`~{operand['value']}`",
                    )


class Laboratory:
    """Copies of the policies, one per thread, and OPA to test them."""

    def __init__(self, opa: str, folder: Path, threads: int) -> None:
        self.opa, self.folder = opa, folder
        self.catalog = load()
        self.free = [self._copy(folder / str(n)) for n in range(threads)]
        for name in ("", *(self._practice(c) for c in self.catalog.controls)):
            (folder / f"catalog{name}").mkdir()
            part = {
                p: {n: m for n, m in ms.items() if name in ("", f"-{p}-{n}")}
                for p, ms in self.catalog.document().items()
            }
            (folder / f"catalog{name}" / "data.json").write_bytes(
                orjson.dumps({"lens": {**policy_tests.data(self.catalog), "catalog": part}})
            )
        self.files = sorted(m.path for m in self.catalog.modules)
        self.shared = [f for f in self.files if f.count("/") < 2]
        self.sound: dict[str, bool] = {}
        self.tests = sorted(
            {str(path.relative_to(self.free[0])) for path in self.free[0].rglob("*_test.rego")}
        )
        self.users = self._users()

    def _copy(self, folder: Path) -> Path:
        shutil.copytree(
            ROOT / "policies",
            folder,
            ignore=lambda _, names: [n for n in names if "." in n and not n.endswith(".rego")],
        )
        return folder

    def _practice(self, control: str) -> str:
        return "-" + "-".join(self.catalog.controls[control].package)

    def _owner(self, file: str) -> str:
        """Return the name of the catalog for the file's own tests.

        A control's tests need only the control's own entry.
        """
        return next((self._practice(c.id) for c in self.catalog.controls.values() if c.path == file), "")

    def prepare(self, file: str) -> None:
        """Record whether the file's own tests exist and pass alone; else only wider tests run."""
        root = self.free[0]
        own = (root / _test(file)).is_file()
        self.sound[file] = own and self._passes(root, self._own(file), self._owner(file))

    def _own(self, file: str) -> list[str]:
        return sorted({*self.shared, "lib/testing_test.rego", file, _test(file)})

    def _users(self) -> dict[str, set[str]]:
        """Return file -> the files that it can make fail.

        These are the files that name its package, and its own test.
        """
        texts = {
            file: (self.free[0] / file).read_text(encoding="utf-8") for file in (*self.files, *self.tests)
        }
        named = {file: set(re.findall(r"\bdata\.([\w.]+)", text)) for file, text in texts.items()}
        packages = {
            file: text.split("\npackage ")[-1].removeprefix("package ").split()[0]
            for file, text in texts.items()
        }
        # Not `lens`, the package of main.rego: every other package lies below it.
        packages["main.rego"] = "lens.results"
        return {
            file: {
                f for f, names in named.items() if any(f"{name}.".startswith(f"{package}.") for name in names)
            }
            | ({_test(file)} & {*self.tests})
            for file, package in packages.items()
        }

    def _reached(self, file: str) -> list[str]:
        """Return the files to test:

        the file, all that depends on it, and what these need to run.
        """
        found, waiting = {file}, [file]
        while waiting:
            more = self.users[waiting.pop()] - found
            found |= more
            waiting += more
        tested = {f for f in self.files if _test(f) in found}
        return sorted({*self.shared, "lib/testing_test.rego", *found, *tested})

    def _passes(self, root: Path, files: Iterable[str], catalog: str) -> bool:
        command = [
            self.opa,
            "test",
            *files,
            f"{self.folder}/catalog{catalog}/data.json",
            "--fail-on-empty",
            "--parallel",
            "1",
            "--timeout",
            TIMEOUT,
        ]
        return subprocess.run(command, cwd=root, capture_output=True, check=False).returncode == 0

    def passes_all(self) -> bool:
        """Return whether all tests pass without a mutation.

        Otherwise a broken test would seem to catch every mutant.
        """
        return self._passes(self.free[0], ["."], "")

    def verdict(self, mutant: Mutant, text: str) -> str:
        """Return `refused` (by the compiler), `caught` (by a test) or `survived`."""
        root = self.free.pop()
        path = root / mutant.file
        try:
            path.write_text(mutant.apply(text), encoding="utf-8")
            check = [self.opa, "check", "--strict", *{*self.shared, mutant.file}]
            if subprocess.run(check, cwd=root, capture_output=True, check=False).returncode:
                return "refused"
            own, reached = self._own(mutant.file), self._reached(mutant.file)
            if self.sound[mutant.file] and not self._passes(root, own, self._owner(mutant.file)):
                return "caught"
            return (
                "survived"
                if (self.sound[mutant.file] and own == reached) or self._passes(root, reached, "")
                else "caught"
            )
        finally:
            path.write_text(text, encoding="utf-8")
            self.free.append(root)


def _test(file: str) -> str:
    return file.removesuffix(".rego") + "_test.rego"


def main() -> None:
    """Test every mutant of the named files, of all files, or of one shard of the files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "files", nargs="*", help="policies, as policies/lib/actions.rego; all when none is named"
    )
    parser.add_argument("--shard", default="1/1", metavar="I/N", help="part I of N parts of the files")
    options = parser.parse_args()
    named = [Path(name).resolve() for name in options.files]
    opa = (
        os.environ.get("GENAI_LENS_OPA")
        or subprocess.run([ROOT / "scripts/opa"], capture_output=True, text=True, check=True).stdout.split()[
            -1
        ]
    )
    reasons = {
        (entry["file"], entry["was"], entry["now"]): entry["reason"]
        for entry in yaml.safe_load(REASONS.read_text()) or []
    }
    begun, threads = time.monotonic(), os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(threads) as pool:
        lab = Laboratory(opa, Path(folder), threads)
        files = [
            f
            for f in lab.files
            if not named or any((ROOT / "policies" / f).is_relative_to(name) for name in named)
        ]
        files = shard(files, options.shard)
        if not files:
            sys.exit("none of these files is a policy: nothing was mutated")
        if not lab.passes_all():
            sys.exit("the policy tests fail without any mutation: run `make policies`")
        caught, counted, tried, unexplained, stale = 0, 0, 0, 0, {key for key in reasons if key[0] in files}
        for file in files:
            source = Source(opa, lab.free[0], file)
            lab.prepare(file)
            found = source.mutants()
            said = list(pool.map(lambda mutant, text=source.text: lab.verdict(mutant, text), found))
            survivors = [mutant for mutant, verdict in zip(found, said, strict=True) if verdict == "survived"]
            own, tried = said.count("caught"), tried + len(found)
            caught, counted = caught + own, counted + own + len(survivors)
            print(f"{_share(own, own + len(survivors))} policies/{file}", flush=True)
            for mutant in survivors:
                was, now = mutant.change(source.text)
                reason = reasons.get((file, was, now))
                stale.discard((file, was, now))
                unexplained += reason is None
                print(
                    f"  policies/{file}:{mutant.line}: {reason or 'NO REASON'}\n    - {was}\n    + {now}",
                    flush=True,
                )
    for file, was, _ in sorted(stale):
        print(f"scripts/survivors.yaml is stale: no survivor of {file} changes {was!r}")
    seconds = time.monotonic() - begun
    print(f"{_share(caught, counted)} in total; {unexplained} survivors without a reason")
    print(
        f"{tried} mutants in {seconds:.0f} s, {tried / seconds:.1f} a second; "
        f"{tried - counted} did not compile"
    )
    sys.exit(1 if stale or (unexplained and 100 * caught < ENOUGH * counted) else 0)


def _share(caught: int, counted: int) -> str:
    return f"{100 * caught / counted if counted else 100:6.1f} % ({caught} of {counted})"


if __name__ == "__main__":
    main()
