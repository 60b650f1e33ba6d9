"""House rules that no off-the-shelf linter knows. Exit status 1 when one is broken.

files of at most 400 lines, functions of at most 60
only app/core/uow.py commits
SELECTs live in the queries of an area
every module and everything public in it says what it is (docstrings)
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
COMMITS = {Path("app/core/uow.py")}
# Not areas: the foundation has its own few statements, the demo district writes in bulk.
FREE_TO_SELECT = {"core", "demo"}
PYTHON = ("app", "scripts", "tests")
WEB = ("admin_ui/src", "admin_ui/tests", "miniapp/src", "miniapp/tests")
WRITTEN_BY_A_TOOL = {Path("admin_ui/src/api/types.ts"), Path("miniapp/src/api/types.ts")}

Finding = tuple[int, str]


def size_problems(tree: ast.Module, lines: int) -> Iterator[Finding]:
    """Files and functions that are too long to be read in one go."""
    if lines > MAX_FILE_LINES:
        yield 1, f"the file has {lines} lines, more than {MAX_FILE_LINES}; split it by subject"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                yield node.lineno, f"{node.name} has {length} lines, more than {MAX_FUNCTION_LINES}"


def is_raw_select(call: ast.Call) -> bool:
    """Whether a call is `text("SELECT ...")`."""
    named = call.func.id if isinstance(call.func, ast.Name) else ""
    first = call.args[0] if call.args else None
    written = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
    sql = written.lstrip().upper()
    reads = sql.startswith("SELECT") or (sql.startswith("WITH") and "INSERT INTO" not in sql)
    return named == "text" and reads


def place_problems(tree: ast.Module, path: Path) -> Iterator[Finding]:
    """Commits and SELECTs outside the places made for them."""
    in_area = len(path.parts) > 2 and path.parts[1] not in FREE_TO_SELECT
    may_select = not in_area or path.stem == "queries" or "queries" in path.parts
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr == "commit" and path not in COMMITS:
            yield node.lineno, "only app/core/uow.py commits"
        selects = isinstance(node.func, ast.Name) and node.func.id == "select"
        if not may_select and (selects or is_raw_select(node)):
            yield node.lineno, "SELECTs live in queries"


def docstring_problems(tree: ast.Module, path: Path) -> Iterator[Finding]:
    """Modules and public names that do not say what they are.

    Routes and other decorated functions say it in their decorator; shapes on the wire say it in their fields.
    """
    if tree.body and ast.get_docstring(tree) is None:
        yield 1, "the module has no docstring"
    if path.stem == "schemas" or path.parent.name == "schemas":
        return
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        decorated = isinstance(node, ast.FunctionDef) and node.decorator_list
        if not decorated and ast.get_docstring(node) is None:
            yield node.lineno, f"{node.name} is public and has no docstring"


def python_problems(path: Path) -> Iterator[Finding]:
    """Every broken rule in one Python file."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    yield from size_problems(tree, source.count("\n"))
    if path.parts[0] == "app":
        yield from place_problems(tree, path)
    if path.parts[0] in {"app", "scripts"}:
        yield from docstring_problems(tree, path)


def web_problems(path: Path) -> Iterator[Finding]:
    """Every broken rule in one file of a front end."""
    lines = path.read_text(encoding="utf-8").count("\n")
    if lines > MAX_FILE_LINES and path not in WRITTEN_BY_A_TOOL:
        yield 1, f"the file has {lines} lines, more than {MAX_FILE_LINES}; split it by subject"


def all_problems() -> Iterator[tuple[Path, int, str]]:
    """Every broken rule of the repository, with file and line."""
    for folder in PYTHON:
        for path in sorted(Path(folder).rglob("*.py")):
            yield from ((path, line, message) for line, message in python_problems(path))
    for folder in WEB:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix in {".ts", ".vue", ".scss", ".mjs"} and path.is_file():
                yield from ((path, line, message) for line, message in web_problems(path))


def main() -> int:
    """Print every broken rule; returns the exit status."""
    broken = 0
    for path, line, message in all_problems():
        print(f"{path}:{line}: {message}", file=sys.stderr)
        broken += 1
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
