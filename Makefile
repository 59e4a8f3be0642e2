# mlpkit: the commands of the book. `make` lists them.
# Everything happens in .venv, which .ci/environment makes and keeps up to date.

PYTHON ?= python3
NOTEBOOKS ?=
PYTEST_ARGS ?=
UPGRADE ?=
TIMES ?=

python := .venv/bin/python
# Installs what an extra of pyproject.toml asks for, and leaves every pinned version as it is.
install := $(python) -m pip install --quiet --disable-pip-version-check --no-build-isolation -c requirements.txt

# A build or a test must not depend on the settings of whoever runs it: kernels, start-up
# files and plotting styles come from .venv alone.
export JUPYTER_PREFER_ENV_PATH = 1
export IPYTHONDIR = $(CURDIR)/.venv/etc/ipython
export MPLCONFIGDIR = $(CURDIR)/.venv/etc/matplotlib
# The products in the book are small: several threads only wait for one another.
export OPENBLAS_NUM_THREADS = 1
unexport JUPYTER_PATH
unexport PYTHONPATH
unexport PYTHONHOME

.PHONY: help environment book pdf lite test lab execute lint requirements clean
.DEFAULT_GOAL := help

help:
	@echo "make book          build the site; the first call also makes .venv (a few minutes)"
	@echo "make pdf           print the book as one PDF; needs Chromium"
	@echo "make lite          build a JupyterLite site: the chapters, run in the browser; needs a network"
	@echo "make test          run the tests and every notebook, and compare what comes out"
	@echo "make lab           open the chapters in JupyterLab"
	@echo "make execute       run the chapters again, in place (NOTEBOOKS=book/intro.ipynb for one)"
	@echo "                   (TIMES=yes keeps how long each takes, one at a time)"
	@echo "make lint          check the code's style and the rules of the book that need no kernel"
	@echo "make requirements  resolve requirements.txt anew from pyproject.toml (UPGRADE=--upgrade)"
	@echo "make clean         remove what was built, and .venv"
	@echo "PYTHON=python3.12 after any of them chooses the Python that .venv is made with."

environment:
	@sh .ci/environment "$(PYTHON)" "$(origin PYTHON)" "$(firstword $(MAKECMDGOALS))"

book: environment
	@$(python) -m book._tools.build

# What only these two need is installed when they are first called.
no_packages = { echo "What make $@ needs could not be installed (see above): the first time, it takes a network." >&2; exit 1; }

pdf: environment
	@$(install) -e ".[pdf]" || $(no_packages)
	@$(python) -m book._tools.pdf

lite: environment
	@$(install) -e ".[lite]" || $(no_packages)
	@$(python) -m book._tools.lite

test: environment
	$(python) -m pytest $(PYTEST_ARGS)

lab: environment
	MLPKIT_PROGRESS=on $(python) -m jupyterlab --ServerApp.root_dir=book

execute: environment
	$(python) book/_tools/execute.py $(if $(TIMES),--times --jobs 1) $(NOTEBOOKS)

lint: environment
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m book._tools.lint

requirements: environment
	$(python) -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	sh .ci/resolve $(UPGRADE)

clean:
	rm -rf .venv _build .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -prune -exec rm -rf {} +
