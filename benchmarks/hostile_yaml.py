"""What it takes to refuse a hostile rubric file: `python benchmarks/hostile_yaml.py`.

Each file is given to a process of its own, which says its processor time and the most
memory that it held, imports left out of the time and counted in the memory. The goals are
1 s and 200 MB. What a file is refused with stands beside it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS, MEGABYTES = 1.0, 200.0
FILES: dict[str, str] = {
    "merge bomb": "a0: &a0 {x: 1}\n"
    + "\n".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 40)),
    "alias bomb": "a0: &a0 [x, x]\n"
    + "\n".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)),
    "200 KB of [": "[" * 200_000,
    "200 KB of {": "{" * 200_000,
    "nested dashes": "- " * 100_000 + "x",
    "30,000 items": "\n".join(f"- {n}" for n in range(30_000)),
    "one long scalar": "x" * 250_000,
    "a quote that never ends": "'" + "x" * 250_000,
    "object tag": "a: !!python/object/apply:os.system ['true']",
    "control characters": 'a: "\\x1b]52;c;x\\x07"\n' * 5_000,
    "one megabyte": "a: b\n" * 200_000,
    "many keys": "\n".join(f"k{n}: v" for n in range(9_000)),
}
CHILD = """
import json, resource, sys, time
from mockint.authoring import yaml_file
from mockint.domain.rubric import Rubric
from mockint.errors import RubricError
text = sys.stdin.read()
begun = time.process_time()
try:
    yaml_file.load(Rubric, yaml_file.parse(text, "r.yaml"))
    said = "loaded"
except RubricError as error:
    said = str(error)
took = time.process_time() - begun
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([took, most, said[:70]]))
"""


def main() -> int:
    """Print a line for each file; 1 if one misses a goal."""
    missed = 0
    print(f"{'file':<26}{'s':>8}{'MB':>8}  refused with")
    for name, text in FILES.items():
        done = subprocess.run(
            [sys.executable, "-c", CHILD], input=text, capture_output=True, text=True,
            env={"PYTHONPATH": str(ROOT / "src")}, timeout=60, check=False,
        )  # fmt: skip
        if done.returncode:
            print(f"{name:<26} crashed: {done.stderr[-80:]}")
            missed += 1
            continue
        took, most, said = json.loads(done.stdout)
        missed += took > SECONDS or most > MEGABYTES or said == "loaded"
        print(f"{name:<26}{took:>8.3f}{most:>8.0f}  {said}")
    print(f"{missed} of {len(FILES)} miss {SECONDS:g} s or {MEGABYTES:g} MB, or are let in")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
