"""The project: wiring only; nothing imports it."""
