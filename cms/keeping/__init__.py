"""Everything the database holds, elsewhere: into an archive, out of one, from SQLite to Postgres.

Rows are read and written column by column, past what models refuse or change: append-only rows are
copied as they are, and nothing is stamped with today's date.
"""
