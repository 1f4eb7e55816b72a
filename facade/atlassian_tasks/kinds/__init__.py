"""What kinds of tasks there are (`rows`), and how each is named, asked for and read.

No I/O here and below, and no waiting.
"""

from .rows import ROWS, Kind, Product, Row

__all__ = ["ROWS", "Kind", "Product", "Row"]
