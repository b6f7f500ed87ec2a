"""How long the import of a 2 MB page takes, in each form: `python benchmarks/import_page.py`.

Measured is processor time, because other work on the machine must not decide; a busy machine
still makes it longer, as its cores share caches. By default: reading the page, and writing the
drafts as text, in a process that has loaded everything (not measured: start-up, the report,
writing files). With `--command`: all of `mockint rubric import FILE` in a process of its own,
start-up and report included, and no files written. With `--kinds`, each page is also read as
each kind of page. The best of three runs counts.

Pages are the sample pages of the tests, repeated until they reach the size. In pages named
`varied` every copy has other words, so that nothing can be remembered from the copy before;
`all.html` holds the text of `varied all.md` up to 2 MB of HTML, `all.docx` all of it (a smaller
file). Some pages are such as nobody would write. Beside each Markdown page stands what
markdown-it-py takes to parse it, without a thought about what it says, in the same run: seconds
differ from machine to machine, and on a shared one from minute to minute. Words after the
options name the pages to measure. Exit code 1 where one takes 2 s or more.
"""

from __future__ import annotations

import gc
import html
import io
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from mockint.authoring.drafting import draft_files  # noqa: E402
from mockint.authoring.guide_reader import KINDS, read_guide  # noqa: E402
from mockint.authoring.source import read_page  # noqa: E402

PAGES = ROOT / "tests" / "authoring" / "pages"
SIZE = 2 * 1024 * 1024
GOAL = 2.0


def samples() -> list[tuple[str, bytes]]:
    """(name, 2 MB): each sample page over and over, varied, and some that nobody would write."""
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
    made += [(name, data[:SIZE]) for name, data in hostile.items()]
    for name in ("bold-headings.md", "cut-off.txt", "headings-without-lists.md", "story.md"):
        made.append((f"varied {name}", varied((PAGES / name).read_text("utf-8")).encode()))
    mixed = varied(whole.decode())
    made.append(("varied all.md", mixed.encode()))
    made.append(("all.html", as_html(mixed).encode()[:SIZE].decode(errors="ignore").encode()))
    made.append(("all.docx", as_docx(mixed)))
    return made


def varied(text: str) -> str:
    """2 MB of copies of `text`, in each of which a quarter of the longer words are others."""
    letters = random.Random(7)

    def changed(word: re.Match[str]) -> str:
        if letters.random() < 0.75:
            return word[0]
        place = letters.randrange(2, len(word[0]))
        return word[0][:place] + letters.choice("bdfglmnprst") + word[0][place:]

    made: list[str] = []
    size = 0
    while size < SIZE:
        for line in text.splitlines():
            kept = line if line.startswith(("#", "**")) else re.sub(r"[a-z]{7,}", changed, line)
            made.append(kept)
            size += len(kept) + 1
    return "\n".join(made)


def as_html(text: str) -> str:
    """Markdown `text` as a page with navigation: headings, items, paragraphs."""
    made = ["<!doctype html><html><body><nav><a href='/'>Home</a></nav>"]
    for line in filter(None, map(str.strip, text.splitlines())):
        words = html.escape(line.lstrip("#- "))
        level = len(line) - len(line.lstrip("#"))
        if level:
            made.append(f"<h{min(level, 6)}>{words}</h{min(level, 6)}>")
        elif line.startswith("- "):
            made.append(f'<ul><li class="item"><span>{words}</span></li></ul>')
        else:
            made.append(f'<p class="text">{words}</p>')
    return "\n".join([*made, "<footer>All rights reserved.</footer></body></html>"])


def as_docx(text: str) -> bytes:
    """Markdown `text` as a Word document: headings by style, list items, paragraphs."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    made = []
    for line in map(str.strip, text.splitlines()):
        level = min(len(line) - len(line.lstrip("#")), 6)
        style = f'<w:pPr><w:pStyle w:val="Heading{level}"/></w:pPr>' if level else ""
        if line.startswith("- "):
            style = '<w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr>'
        words = html.escape(line.lstrip("#- "))
        made.append(f"<w:p>{style}<w:r><w:t>{words}</w:t></w:r></w:p>")
    styles = "".join(
        f'<w:style w:styleId="Heading{n}"><w:name w:val="heading {n}"/></w:style>'
        for n in range(1, 7)
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        body = "".join(made)
        archive.writestr(
            "word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>"
        )
        archive.writestr("word/styles.xml", f"<w:styles {space}>{styles}</w:styles>")
    return file.getvalue()


def seconds(name: str, data: bytes, kind: str | None) -> tuple[float, int]:
    gc.collect()
    gc.disable()  # as the command does
    begun = time.process_time()
    page = read_page(data, name)
    made = read_guide(page, kind)
    draft_files(made)
    return time.process_time() - begun, page.line_count


def reference_seconds(data: bytes) -> float:
    """What markdown-it-py takes to parse the page."""
    text = data.decode()
    gc.collect()
    begun = time.process_time()
    MarkdownIt().parse(text)
    return time.process_time() - begun


def command_seconds(name: str, data: bytes) -> tuple[float, int]:
    """Processor time of the whole command, and 0 for the lines, which it does not tell apart."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(data)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "mockint", "rubric", "import", str(file)],
            env={"PYTHONPATH": str(ROOT / "src"), "MOCKINT_HOME": folder},
            capture_output=True, check=False,
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 0


def main(words: list[str]) -> int:
    slow = 0
    wanted = [word for word in words if not word.startswith("--")]
    for name, data in samples():
        if wanted and not any(word in name for word in wanted):
            continue
        reference = reference_seconds(data) if name.endswith(".md") else None
        for kind in (None, *KINDS) if "--kinds" in words else (None,):
            runs: list[tuple[float, int]] = []
            while not runs or (min(runs)[0] > GOAL / 2 and len(runs) < 3):
                measured = command_seconds(name, data) if "--command" in words else None
                runs.append(measured or seconds(name, data, kind))
            best, lines = min(runs)
            slow += best >= GOAL
            mark = "  SLOW" if best >= GOAL else ""
            if reference:
                mark += f"  ({best / reference:.2f} of markdown-it-py, {reference:.2f} s)"
            print(
                f"{best:6.2f} s  {lines:7d} lines  {kind or 'as told':24}  {name}{mark}", flush=True
            )
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
