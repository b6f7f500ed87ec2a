import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # the fixtures' readers beside the tests
