"""A homework is checked line by line: Markdown, LaTeX and notebooks, from their equations to a report."""
