"""What the browser is given: nothing from elsewhere, colours that can be read, one plotly everywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

from dashapp.charts import colours
from dashapp.static import ASSETS

ROOT = ASSETS.parent
OWN_FILES = [path for path in sorted(ASSETS.rglob("*")) if path.suffix in (".css", ".js") and path.name != "plotly.min.js"]
NOT_FETCHED = re.compile(r"/\*.*?\*/|http://www\.w3\.org/\d+/(svg|xlink)", re.DOTALL)
TOKENS = (ASSETS / "css/10-tokens.css").read_text()
PLOTS = json.loads((ASSETS / "plot_themes.js").read_text().partition("window.tallyroom.plots = ")[2].rstrip().rstrip(";"))
SURFACES = ("page", "surface", "raised")
TEXT = ("text", "muted", "accent-text", "good", "bad", "warning")
MARKS = ("accent", "line-strong", "good", "bad", "warning")


def tokens(theme: str) -> dict[str, str]:
    block = re.search(rf'\[data-bs-theme="{theme}"\] {{(.*?)}}', TOKENS, re.DOTALL)
    assert block
    return dict(re.findall(r"--tr-([\w-]+): (#[0-9a-f]{6});", block[1]))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_reads_on_every_surface(theme: str) -> None:
    found = tokens(theme)
    pairs = [(name, surface) for name in TEXT for surface in (*SURFACES, "hover")]
    pairs += [("accent-text", "accent-soft"), ("on-accent", "accent"), ("on-accent", "accent-text")]
    pairs += [(name, f"{name}-soft") for name in ("good", "bad", "warning")]
    poor = {pair: round(contrast(found[pair[0]], found[pair[1]]), 2) for pair in pairs if contrast(found[pair[0]], found[pair[1]]) < 4.5}
    assert not poor


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_stand_out_from_every_surface(theme: str) -> None:
    found = tokens(theme)
    poor = {(name, surface) for name in MARKS for surface in SURFACES if contrast(found[name], found[surface]) < 3}
    assert not poor


def test_colours_of_data_stand_out_in_both_themes() -> None:
    marks = (*colours.SERIES, colours.ACCENT, colours.QUIET, colours.GOOD, colours.BAD)
    assert {mark for mark in marks if contrast(mark, tokens("light")["surface"]) < 3} == set()
    assert {mark for mark in marks if contrast(PLOTS["twins"][mark], tokens("dark")["surface"]) < 3} == set()


def test_every_colour_of_a_figure_has_a_dark_twin() -> None:
    used = {*colours.SERIES, *colours.SEQUENTIAL, colours.ACCENT, colours.QUIET, colours.FAINT, colours.GOOD, colours.BAD, "#ffffff"}
    code = "".join(path.read_text() for path in (ROOT / "dashapp/charts").glob("*.py"))
    used |= set(re.findall(r'"(#[0-9a-f]{6}|rgba\([\d,.]+\))"', code)) - {"rgba(0,0,0,0)"}
    assert used <= set(PLOTS["twins"])


def test_plots_and_page_share_their_colours() -> None:
    for theme in ("light", "dark"):
        found = tokens(theme)
        assert PLOTS[theme]["colorway"][0] == found["accent"]
        assert PLOTS[theme]["font"]["color"] == found["muted"]
        assert PLOTS[theme]["yaxis"]["gridcolor"] == found["line"]
        assert PLOTS[theme]["hoverlabel"]["bgcolor"] == found["raised"]
    assert PLOTS["light"]["colorway"] == list(colours.SERIES)
    assert [PLOTS["twins"][colour] for colour in colours.SERIES] == PLOTS["dark"]["colorway"]
    assert PLOTS["twins"]["#ffffff"] == tokens("dark")["surface"]


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.name)
def test_no_asset_fetches_from_elsewhere(path: Path) -> None:
    text = NOT_FETCHED.sub("", path.read_text())
    assert re.findall(r"https?://[\w.-]+", text) == []
    assert re.findall(r"""(?:url\(|src=|href=)["']?//""", text) == []


def test_the_plotly_bundle_is_the_one_that_python_knows() -> None:
    head = (ASSETS / "vendor/plotly.min.js").read_text()[:200]
    assert f"plotly.js {get_plotlyjs_version()} " in head
    assert json.loads((ASSETS / "vendor/versions.json").read_text())["plotly.js"] == get_plotlyjs_version()


def test_every_vendored_package_keeps_its_licence() -> None:
    packages = set(json.loads((ASSETS / "vendor/versions.json").read_text())) - {"esbuild", "traces"}
    texts = {path.stem: path.read_text() for path in (ASSETS / "vendor/licences").iterdir()}
    assert set(texts) == {package.lstrip("@").replace("/", "-") for package in packages}
    assert all("ermission" in text for text in texts.values())


def test_every_icon_that_is_named_is_there() -> None:
    known = set(re.findall(r"\.tr-icon-([\w-]+)\{", (ASSETS / "css/05-icons.css").read_text())) | {"lg", "button"}
    code = [path.read_text() for folder in ("dashapp", "callbacks") for path in (ROOT / folder).rglob("*.py")]
    named = {name for text in code for name in re.findall(r"tr-icon-([a-z][\w-]*)", text)}
    named |= {name for text in code for name in re.findall(r'\bicon\("([\w-]+)"', text)}
    named |= {name for path in (ROOT / "layouts").glob("*.py") for name in re.findall(r'icon="([\w-]+)"', path.read_text())}
    assert named <= known


def test_graphs_are_made_in_one_place() -> None:
    folders = ("dashapp", "layouts", "callbacks", "api")
    makers = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if re.search(r"\bGraph\(", path.read_text())]
    assert makers == [ROOT / "dashapp/charts/graph.py"]


def test_our_scripts_keep_two_choices_and_hear_no_other_window() -> None:
    """The theme and the width of the side bar are all that stays in a browser; stores of Dash are gone with the page."""
    own = {path.name: path.read_text() for path in [*ASSETS.glob("*.js"), *(ASSETS / "head").glob("*.js")]}
    assert len(own) > 8
    text = "\n".join(own.values())
    assert set(re.findall(r'"(tr-theme|tr-sidebar)"', text)) == {"tr-theme", "tr-sidebar"}
    assert set(re.findall(r"\bkeep\(([^,)]+),", text)) == {'"tr-theme"', '"tr-sidebar"', "name"}
    assert text.count(".setItem(") == 1
    keeping = ("sessionStorage", "indexedDB", "document.cookie =")
    running = ("eval(", "new Function", "innerHTML", "document.write")
    for word in (*keeping, *running, "postMessage", '"message"'):
        assert not [name for name, script in own.items() if word in script], word
    folders = ("dashapp", "callbacks", "layouts")
    python = "\n".join(path.read_text() for folder in folders for path in (ROOT / folder).rglob("*.py"))
    assert "storage_type" not in python
    assert "dangerously_allow_html" not in python
