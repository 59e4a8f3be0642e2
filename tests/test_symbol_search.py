"""The search finds symbols by their names and by their signs, in the index and in the query."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("sphinx.search.en")
sys.path.insert(0, str(Path(__file__).parent.parent / "book" / "_extensions"))

import symbol_search

SEARCH = symbol_search.SearchSymbols({})

# What stands in the book, and words that must be in the index because of it.
INDEXED = {
    "Greek command": (r"\delta^\top \sigma", {"delta", "δ", "sigma", "σ", "transpose"}),
    "Greek letter in prose": ("the δ of a layer", {"the", "δ", "delta", "layer"}),
    "lambda": (r"2\lambda W", {"lambda", "λ"}),
    "a layer above": (r"W^{(1)} Z^{(l-1)}", {"W", "W1"}),
    "a Greek letter with a layer": (r"\delta^{(2)}", {"delta2", "δ2"}),
    "an index below": (r"S_i - \mathbf{x}_1 + S_{kn}", {"S_i", "Si", "x_1", "x1", "S_kn", "Skn"}),
    "gradient": (r"\nabla \operatorname{softmax}", {"nabla", "gradient", "softmax"}),
    "derivative": (r"\frac{\partial L}{\partial o}", {"partial", "derivative", "L", "o"}),
    "code": ("softmax_jacobian(x)", {"softmax_jacobian", "x"}),
    "signs in a cell": ("∇ logsumexp = S, J = Jᵀ", {"nabla", "logsumexp", "transpose"}),
}


@pytest.mark.parametrize(("text", "words"), INDEXED.values(), ids=INDEXED)
def test_symbols_are_indexed_by_their_names(text, words):
    assert words <= set(SEARCH.split(text))


@pytest.mark.parametrize("command", ["frac", "mathbf", "mathbb", "begin", "aligned", "operatorname", "left"])
def test_commands_of_layout_are_not_indexed(command):
    tex = r"\begin{aligned}\frac{\mathbf{x}}{2} \in \mathbb{R}, \operatorname{tr}\left(A\right)\end{aligned}"
    words = SEARCH.split(tex)
    assert command not in words and {"x", "R", "tr", "A"} <= set(words)


def test_a_command_that_only_begins_like_one_of_layout_is_kept():
    assert "infty" in SEARCH.split(r"\infty") and "leftarrow" in SEARCH.split(r"\leftarrow")


QUERIES = {
    "sigma": ["sigma"],
    r"\sigma": ["sigma"],
    "softmax Jacobian": ["softmax", "Jacobian"],
    "W^(1)": ["W1"],
    "W^{(1)}": ["W1"],
    "W⁽¹⁾": ["W1"],
    "δ^(2)": ["δ2"],
    "δ": ["δ"],
    "S_{kn}": ["S_kn"],
    "x₁": ["x1"],
    "∇ logsumexp": ["nabla", "logsumexp"],
    "softmax_jacobian": ["softmax_jacobian"],
    "δᵀZ": ["δ", "transpose", "Z"],
    "": [],
}


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_a_query_is_split_into_words_of_the_index():
    program = (
        f"{SEARCH.js_splitter_code}; console.log(JSON.stringify({json.dumps(list(QUERIES))}.map(splitQuery)))"
    )
    done = subprocess.run(["node", "-e", program], capture_output=True, check=True, encoding="utf-8")
    assert json.loads(done.stdout) == list(QUERIES.values())
