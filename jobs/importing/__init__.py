"""Importing: order files become rows of the raw layer, every row accounted for. docs/import.md is the specification."""

from jobs.importing.load import import_files
from jobs.importing.map_file import built_in_maps, load_map
from jobs.importing.quarantine import quarantine_csv
from jobs.importing.rates import load_rates, reporting_currency
from jobs.importing.report import FileReport, LoadReport
from jobs.importing.undo import Load, UndoReport, loads, undo

__all__ = [
    "FileReport",
    "Load",
    "LoadReport",
    "UndoReport",
    "built_in_maps",
    "import_files",
    "load_map",
    "load_rates",
    "loads",
    "quarantine_csv",
    "reporting_currency",
    "undo",
]
