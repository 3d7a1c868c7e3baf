#!/usr/bin/env python3
"""Runs the Python of a page, block after block, as one script in a folder with the page's load.csv.

    Scripts/run-snippets.py docs/from-keras.md      # needs keras and a backend of it
    Scripts/run-snippets.py docs/from-pytorch.md    # needs torch
"""

import math
import os
import pathlib
import re
import sys
import tempfile

page = pathlib.Path(sys.argv[1])
blocks = re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
if not blocks:
    sys.exit(f"{page} has no Python")
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    rows = [f"{50 + 20 * math.sin(row / 5):.6f}\n" for row in range(400)]
    pathlib.Path("load.csv").write_text("load\n" + "".join(rows))
    exec(compile("\n".join(blocks), str(page), "exec"), {"__name__": "__main__"})
print(f"{page}: {len(blocks)} blocks")
