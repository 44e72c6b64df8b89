"""Files to download: Tables in, bytes out. No database, no user beyond plain strings."""
