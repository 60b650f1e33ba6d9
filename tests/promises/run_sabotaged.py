"""Runs a module of the product with changes: ``python -m tests.promises.run_sabotaged app.worker fast``."""

from __future__ import annotations

import runpy
import sys

from tests.promises import sabotage

if __name__ == "__main__":
    sabotage.apply_before()
    module = sys.argv[1]
    sys.argv = [module, *sys.argv[2:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
