"""What the environment is: as the source reads it, as files write it down."""

import ast
import shlex
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parents[2]
READERS = ("cms/environment.py", "cms/settings.py")


def names_read() -> set[str]:
    """Every name the settings read: env.str("NAME"), os.environ["NAME"] and the like."""
    trees = [ast.parse((HERE / file).read_text()) for file in READERS]
    return {name for tree in trees for node in ast.walk(tree) for name in _names(node)}


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        if ast.unparse(node.func.value) in ("env", "os.environ"):
            yield from _constant(node.args[0])
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        yield from _constant(node.slice)


def _constant(expression: ast.expr) -> Iterator[str]:
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield expression.value


def written_in(file: Path, *, commented: bool = False) -> dict[str, str]:
    """NAME=value lines of an env file; with `commented` also the ones that begin with #NAME=."""
    lines = file.read_text().splitlines()
    if commented:
        lines = [line.removeprefix("#") for line in lines]
    pairs = [line.partition("=") for line in lines if _is_a_name(line.partition("=")[0])]
    return {name: "".join(shlex.split(value)) for name, _, value in pairs}


def _is_a_name(text: str) -> bool:
    return text.isidentifier() and text.isupper()
