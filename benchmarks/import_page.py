"""How long the import of a 2 MB page takes, in each form: `python benchmarks/import_page.py`.

With `--kinds`, each page is also read as each kind of page. Pages are made by repeating
the sample pages of the tests until they reach the size, and some are made that nobody
would write. The goal is under 2 s for each. Prints seconds of processor time (the best of
three), because other work on the machine must not decide, and lines read.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from mockint.authoring.drafting import draft_files  # noqa: E402
from mockint.authoring.guide_reader import KINDS, read_guide  # noqa: E402
from mockint.authoring.source import read_page  # noqa: E402

PAGES = ROOT / "tests" / "authoring" / "pages"
SIZE = 2 * 1024 * 1024
GOAL = 2.0


def samples() -> list[tuple[str, bytes]]:
    """(name, 2 MB): each sample page over and over, and some that nobody would write."""
    made = []
    for path in sorted(PAGES.iterdir()):
        if path.name.endswith(".counts.json"):
            continue
        data = path.read_bytes() + b"\n"
        made.append((path.name, data * (SIZE // len(data) + 1)))
    whole = b"".join(p.read_bytes() + b"\n" for p in sorted(PAGES.glob("*.md")))
    hostile = {
        "one line": b"Why is this one line so long? " * (SIZE // 30),
        "no spaces": b"aB" * (SIZE // 2),
        "stars.md": b"**a *b _c [d `e " * (SIZE // 16),
        "brackets.md": b"- Why [e.g., a, b or [x?\n" * (SIZE // 25),
        "quotes.md": b'Expect questions like "a "b "c.\n' * (SIZE // 32),
        "bullets.md": b"- a\n" * 200_000,
        "headings.md": b"## Round 1: x (30 min)\n- Why?\n" * 70_000,
        "numbers.txt": b"1\n2\n" * 120_000,
        "short sentences": b"A.B.C. D! " * (SIZE // 10),
        "deep.html": b"<ul><li>Why?" * (SIZE // 12),
        "all.md": whole * (SIZE // len(whole) + 1),
    }
    return [*made, *((name, data[:SIZE]) for name, data in hostile.items())]


def seconds(name: str, data: bytes, kind: str | None) -> tuple[float, int]:
    gc.collect()
    gc.disable()  # as the command does
    begun = time.process_time()
    page = read_page(data, name)
    made = read_guide(page, kind)
    draft_files(made)
    return time.process_time() - begun, page.line_count


def main(everything: bool) -> int:
    slow = 0
    for name, data in samples():
        for kind in (None, *KINDS) if everything else (None,):
            runs = [seconds(name, data, kind)]
            if runs[0][0] > GOAL / 2:
                runs += [seconds(name, data, kind) for _ in range(2)]
            best, lines = min(runs)
            slow += best > GOAL
            mark = "  SLOW" if best > GOAL else ""
            print(f"{best:6.2f} s  {lines:7d} lines  {kind or 'as told':24}  {name}{mark}")
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main("--kinds" in sys.argv))
