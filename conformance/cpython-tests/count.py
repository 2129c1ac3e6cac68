"""Counts the tests of CPython's test_asyncio, and writes classes.json: python3 count.py VERSION path/to/Lib/test/test_asyncio

It reads the sources and runs nothing, so that classes for other platforms count as well. A class that is
written anew for each platform counts as on POSIX.
"""

import ast
import json
import sys
from pathlib import Path

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def classes_of(path):
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.name: node for node in nodes if isinstance(node, ast.ClassDef)}


def tests_of(name, classes):
    """The names of the tests that a class has or inherits, and whether unittest runs them: a mixin's alone it does not."""
    node = classes[name]
    tests = {part.name for part in node.body if isinstance(part, FUNCTIONS) and part.name.startswith("test")}
    runs = False
    for base in node.bases:
        base_name = ast.unparse(base).split(".")[-1]
        runs = runs or base_name.endswith("TestCase")
        if base_name in classes and base_name != name:
            more, base_runs = tests_of(base_name, classes)
            tests |= more
            runs = runs or base_runs
    return tests, runs


def count(folder):
    helpers = classes_of(folder / "utils.py") | classes_of(folder / "functional.py")
    counts = {}
    for path in sorted(folder.glob("test_*.py")):
        own = classes_of(path)
        found = {name: tests_of(name, helpers | own) for name in own}
        counts[path.name] = {name: len(tests) for name, (tests, runs) in found.items() if runs and tests}
    return {file: classes for file, classes in counts.items() if classes}


version, folder = sys.argv[1:]
target = Path(__file__).with_name("classes.json")
target.write_text(json.dumps({"python": version, "files": count(Path(folder))}, indent=2) + "\n", encoding="utf-8")
