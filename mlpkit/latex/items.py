"""Questions about the items of a product, as the grammar gives them."""

from lark import Tree


def base_of(item):
    return item.children[0] if isinstance(item, Tree) and item.data == "item" else None


def kind_of(tree):
    return tree.data if isinstance(tree, Tree) else tree.type.lower()


def is_a(item, data):
    base = base_of(item)
    return isinstance(base, Tree) and base.data == data
