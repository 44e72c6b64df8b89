"""Print what the application by itself is locked to, one version a line.

That is requirements.lock, which is what the tests run with, but for the packages that a test tool holds back: their newer
versions stand in deploy/application.lock.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def locked(lock: str, application: str) -> list[str]:
    """The lines of the lock, with the application's own in their places; KeyError for one that the lock does not have."""
    versions = dict(line.split("==") for line in lock.splitlines())
    for line in application.splitlines():
        name, version = line.split("==")
        versions[name], _ = version, versions[name]
    return [f"{name}=={version}" for name, version in versions.items()]


if __name__ == "__main__":
    lines = locked((ROOT / "requirements.lock").read_text(), (ROOT / "deploy/application.lock").read_text())
    sys.stdout.write("\n".join(lines) + "\n")
