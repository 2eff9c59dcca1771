"""``python -m doc_templates.kit OUTDIR`` writes the shipped templates anew."""

from __future__ import annotations

import sys
from pathlib import Path

from doc_templates.kit.writing import write_templates

if __name__ == "__main__":
    write_templates(Path(sys.argv[1]))
