"""Tables whose cells repeat a style say it once: a notebook carries it in every cell, a page need not."""

import re
from collections import Counter

CELL = re.compile(r'<(t[dh](?: scope="\w+")?) style="([^"<>{}]*)">')
OFTEN = 8  # from so many cells on, a class and its rule are shorter


def with_shared_styles(text):
    """
    Return a page in which a style that many cells repeat is a class, with a rule of the same weight.

    Examples
    --------
    >>> page = "<head></head><table>" + 8 * '<td style="color:red;border:0">1</td>' + "</table>"
    >>> print(with_shared_styles(page)[:80])
    <head><style>.cell-1{color:red!important;border:0!important}</style></head><tabl
    """
    often = [
        style for style, count in Counter(style for _, style in CELL.findall(text)).items() if count >= OFTEN
    ]
    if not often:
        return text
    names = {style: f"cell-{number}" for number, style in enumerate(often, start=1)}

    def shorter(match):
        tag, style = match.groups()
        return f'<{tag} class="{names[style]}">' if style in names else match[0]

    rules = "".join(
        f".{name}{{{';'.join(f'{part}!important' for part in style.split(';') if part.strip())}}}"
        for style, name in names.items()
    )
    return CELL.sub(shorter, text).replace("</head>", f"<style>{rules}</style></head>", 1)
