"""Vendors what the browser needs from npm: Bootstrap's CSS, icons, Inter, and a plotly.js with only the traces we draw.

Run it by hand when a version or a list below changes, and commit what it writes; nothing is fetched when the
application runs. It needs node 20 or newer with npm: `python deploy/vendor.py`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

from plotly.offline import get_plotlyjs_version

ASSETS = Path(__file__).resolve().parents[1] / "assets"
VENDOR = ASSETS / "vendor"
VERSIONS = {
    "bootstrap": "5.3.8",
    "bootstrap-icons": "1.13.2",
    "@fontsource-variable/inter": "5.3.0",
    "plotly.js": get_plotlyjs_version(),
    "esbuild": "0.25.12",
}
TRACES = ("bar", "heatmap", "pie", "waterfall")  # scatter is in plotly's core; each name is a file of plotly.js/lib
ICONS = tuple(
    """
    house graph-up people megaphone box cash cpu file-text pie-chart grid bar-chart funnel calendar arrow-left-right tag shop truck cart
    person search bell moon sun list layout-sidebar x check chevron-down chevron-right three-dots info-circle arrow-up-right arrow-up
    arrow-down download table code-slash image fullscreen exclamation-triangle shield-lock inbox hourglass wifi-off arrow-repeat
    box-arrow-right database link-45deg gear currency-exchange globe clock plus star hash layers grid-3x3-gap credit-card
    """.split()  # noqa: SIM905 - a list of eighty names reads better as words
)
SHORT_NAMES = {"pie-chart": "pie", "layout-sidebar": "sidebar", "info-circle": "info", "code-slash": "code", "link-45deg": "link",
               "exclamation-triangle": "exclamation", "currency-exchange": "currency", "grid-3x3-gap": "cells"}  # fmt: skip
NAMED_ICONS = {"chevron-down": "--tr-caret", "sun": "--tr-sun"}  # for rules that swap or place an icon themselves
FONT_RANGES = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,"
    "U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "latin-ext": "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,"
    "U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
}


def main() -> None:
    """Install the pinned packages into a temporary folder and write the built files under assets/."""
    with tempfile.TemporaryDirectory() as folder:
        packages = _installed(Path(folder))
        _bootstrap(packages / "bootstrap")
        _icons(packages / "bootstrap-icons")
        _inter(packages / "@fontsource-variable/inter")
        _plotly(packages)
        for name in VERSIONS.keys() - {"esbuild"}:
            _licence(packages / name, name)
    (VENDOR / "versions.json").write_text(json.dumps(VERSIONS | {"traces": TRACES}, indent=1) + "\n")


def _installed(folder: Path) -> Path:
    wanted = [f"{name}@{version}" for name, version in VERSIONS.items()]
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), *wanted], check=True)
    return folder / "node_modules"


def _bootstrap(package: Path) -> None:
    css = (package / "dist/css/bootstrap.min.css").read_text()
    _write(ASSETS / "css/00-bootstrap.min.css", re.sub(r"/\*# sourceMappingURL.*?\*/\s*", "", css))


def _icons(package: Path) -> None:
    """Each icon is a mask, so that it takes the colour of the text beside it and needs no script."""
    lines = [f"/* Bootstrap Icons {VERSIONS['bootstrap-icons']}, MIT, licences/bootstrap-icons.txt. Written by deploy/vendor.py. */"]
    for name in sorted(ICONS):
        svg = re.sub(r'\s(class|width|height|fill)="[^"]*"', "", (package / f"icons/{name}.svg").read_text())
        address = quote(re.sub(r">\s+<", "><", svg.strip()).replace('"', "'"), safe=" ='/:")
        lines.append(f'.tr-icon-{SHORT_NAMES.get(name, name)}{{--tr-icon:url("data:image/svg+xml,{address}")}}')
        if name in NAMED_ICONS:
            lines.append(f':root{{{NAMED_ICONS[name]}:url("data:image/svg+xml,{address}")}}')
    _write(ASSETS / "css/05-icons.css", "\n".join(lines) + "\n")


def _inter(package: Path) -> None:
    version = VERSIONS["@fontsource-variable/inter"]
    faces = [f"/* Inter {version}, SIL Open Font License 1.1, licences/fontsource-variable-inter.txt. Written by deploy/vendor.py. */"]
    for part, characters in FONT_RANGES.items():
        target = VENDOR / f"inter/inter-{part}.woff2"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package / f"files/inter-{part}-wght-normal.woff2", target)
        faces.append(
            '@font-face{font-family:"Inter";font-style:normal;font-display:swap;font-weight:100 900;'
            f'src:url("../vendor/inter/{target.name}?m={version}") format("woff2");unicode-range:{characters}}}'
        )
    _write(ASSETS / "css/06-inter.css", "\n".join(faces) + "\n")


def _plotly(packages: Path) -> None:
    entry = packages / "entry.js"
    traces = ", ".join(f'require("plotly.js/lib/{trace}")' for trace in TRACES)
    entry.write_text(f'var Plotly = require("plotly.js/lib/core");\nPlotly.register([{traces}]);\nmodule.exports = Plotly;\n')
    target = VENDOR / "plotly.min.js"
    notice = f"/* plotly.js {VERSIONS['plotly.js']} (traces: scatter, {', '.join(TRACES)}), MIT, licences/plotly.js.txt */"
    subprocess.run(
        [packages / ".bin/esbuild", entry, "--bundle", "--minify", "--global-name=Plotly", "--target=es2020", "--define:global=window",
         "--legal-comments=none", "--loader:.css=empty", f"--banner:js={notice}", f"--outfile={target}"],
        check=True,
    )  # fmt: skip


def _licence(package: Path, name: str) -> None:
    text = next(path for path in sorted(package.iterdir()) if path.name.lower().startswith("license"))
    _write(VENDOR / "licences" / (name.lstrip("@").replace("/", "-") + ".txt"), text.read_text())


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


if __name__ == "__main__":
    main()
