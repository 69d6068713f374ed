"""Sessions on the disk: records, the append-only file, archives and deletion."""
