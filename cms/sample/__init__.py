"""The sample site: original writing as YAML, and what puts it into an empty site."""
