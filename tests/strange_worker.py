"""A worker that does what a hostile document might bring it to; numbers in the lines say what."""

import os
from pathlib import Path

from mlpkit import latex
from mlpkit.homework import worker

decide, read_chain = latex.decide, latex.read_chain


def strange_decide(equality, **options):
    if "1001" in equality.right_latex:
        while True:
            pass
    if "1002" in equality.right_latex:
        bytearray(2**33)  # refused at once; filling the memory would take a busy machine too long
    if "1003" in equality.right_latex:
        os._exit(9)
    if "1004" in equality.right_latex:
        print("[]", flush=True)  # must not be taken for an answer
    if "1005" in equality.right_latex:
        Path("written-by-a-document").write_text("x")
    return decide(equality, **options)


def strange_read_chain(source, declarations, **options):
    while "1006" in source:
        pass
    return read_chain(source, declarations, **options)


latex.decide, latex.read_chain = strange_decide, strange_read_chain

if __name__ == "__main__":
    worker.main()
