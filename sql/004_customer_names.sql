-- The register sorted by name, and the search of a part of a name: both read this index instead of the rows.
CREATE INDEX IF NOT EXISTS dataset_rows_name ON dataset_rows (tenant_id, dataset_no, name, row_no);
