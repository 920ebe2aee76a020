"""The read API: what a front end of one's own needs to show the site."""
