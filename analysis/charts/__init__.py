"""Charts: one module a kind of chart, one look (``style``). Each makes a figure of plain values; none writes."""
