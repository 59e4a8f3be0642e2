"""The declarations that the tests of the reader share."""

from mlpkit.latex import declare

DECLARED = declare(r"""
W: matrix H x D
V: matrix D x D
x, u: vector D
b: vector H
z, o: vector K
y: class K
t: one-hot K
a, c: number
f: function
S = softmax(o)
L = -\log S_y
E = -\sum_k t_k \log S_k
h = f(W x + b)
given: a > 0
""")
