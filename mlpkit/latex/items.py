"""Questions about the items of a product, as the grammar gives them."""

from lark import Token, Tree


def base_of(item):
    """Return what an item is without its scripts, or None."""
    return item.children[0] if isinstance(item, Tree) and item.data == "item" else None


def letter_of(tree):
    """Return the letter that a sum consists of, or None."""
    while isinstance(tree, Tree) and len(tree.children) == 1:
        tree = tree.children[0]
    return tree if isinstance(tree, Token) and tree.type == "LETTER" else None


def kind_of(tree):
    """Return what the grammar calls a part of the tree."""
    return tree.data if isinstance(tree, Tree) else tree.type.lower()


def is_a(item, data):
    """Return whether the base of an item is of a kind."""
    base = base_of(item)
    return isinstance(base, Tree) and base.data == data
