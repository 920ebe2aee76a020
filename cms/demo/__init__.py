"""The demo: the real processes on the embedded default, and one sample reader sent through them."""
