"""The documentation site: its moving picture, and how its pages are put together."""
