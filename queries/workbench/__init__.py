"""The workbench: one SELECT of somebody's own over published tables, read-only, masked, limited, written down."""
