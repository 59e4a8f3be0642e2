"""What `python -m mlpkit` does, and the command `mlpkit`."""

import sys

from mlpkit.homework.command import main

if __name__ == "__main__":
    sys.exit(main())
