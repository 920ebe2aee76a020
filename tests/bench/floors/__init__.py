"""What ours is measured against: a bare view, and what a Wagtail user would build instead."""
