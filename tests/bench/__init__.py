"""`make bench`: what takes how long, measured beside a floor in the same run.

A figure is a row in `figures.py`. Add one there; the table and docs/performance.md follow.
"""
