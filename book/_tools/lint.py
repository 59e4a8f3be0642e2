"""Check the rules of the book that need no kernel: `python -m book._tools.lint`."""

import sys

from book._tools.ledger import join, read_inventory
from book._tools.links import Book
from book._tools.pages import ROOT, read_pages
from book._tools.rules import NOTEBOOK_RULES, figures_have_alt_text, toc_is_complete


def complaints():
    """Return every complaint about the book as it is stored."""
    pages = read_pages()
    book = Book(pages)
    found = toc_is_complete() + book.duplicates()
    for page in pages:
        rules = NOTEBOOK_RULES if page.is_notebook else (figures_have_alt_text,)
        for rule in (*rules, book.complaints):
            found += rule(page)
    found += join(*read_inventory(ROOT), pages).complaints
    return found, len(pages)


def main():
    """Print the complaints; return the exit status."""
    found, pages = complaints()
    for complaint in found:
        print(complaint)
    print(f"{pages} pages read, {len(found)} complaints.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
