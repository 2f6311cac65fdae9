"""Charts: one module a question, one look (``style``). Each function gives an SVG as text and writes nothing."""
