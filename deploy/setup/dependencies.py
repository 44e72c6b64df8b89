"""Print the requirements of pyproject.toml, one a line: those of the application, then those of the extras named."""

import sys
import tomllib
from pathlib import Path


def requirements(text: str, extras: list[str]) -> list[str]:
    """The requirement lines of a pyproject.toml; KeyError for an extra it does not have."""
    project = tomllib.loads(text)["project"]
    return project["dependencies"] + [line for extra in extras for line in project["optional-dependencies"][extra]]


if __name__ == "__main__":
    pyproject = Path(__file__).parents[2] / "pyproject.toml"
    sys.stdout.write("\n".join(requirements(pyproject.read_text(), sys.argv[1:])) + "\n")
