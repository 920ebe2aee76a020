"""`manage.py doctor`: what is well with this deployment, what is not, and what to do about it.

Each module looks at one thing and yields findings. None of them changes anything, but for a key of
the broker that lives ten seconds, a file in each directory that lives less, and hints to workers.
"""
