"""Numbers become files: CSV, XLSX and GeoJSON, each with its provenance and with guarded cells."""
