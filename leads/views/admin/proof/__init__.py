"""The proof of a policy, before it is published. `pages.py` lists its pages; each has its file."""
