"""One file a page: what is on it. Every module without an underscore holds a `page`; being there is being listed."""

from __future__ import annotations

import importlib
import pkgutil

from dashapp.page import Page


def pages() -> dict[str, Page]:
    """Every page by name, found by presence. The file's name is the page's name."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        page = importlib.import_module(f"{__name__}.{module.name}").page
        if page.name != module.name:
            raise ValueError(f"layouts/{module.name}.py declares the page {page.name!r}. Page and file share one name.")
        found[page.name] = page
    return found
