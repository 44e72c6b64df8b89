"""The ground floor: application, pages as declarations, access, drawing. It knows no page, query or model by name."""
