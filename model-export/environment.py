"""Makes the virtual environment .venv of this module, if pyproject.toml has changed.

python3 environment.py

Needs Python 3.11 or newer and nothing else; pip's own settings say where packages come from.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "pyproject.sha256"


def main() -> None:
    """Make or renew the environment; leave one that fits alone."""
    if sys.version_info < (3, 11):  # noqa: UP036 - runs before pip can check it
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"error: this is Python {found}, expected 3.11 or newer", file=sys.stderr)
        sys.exit(2)
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    print(f"making {ENVIRONMENT}, a minute or more: PyTorch is large", file=sys.stderr, flush=True)
    run(sys.executable, "-m", "venv", str(ENVIRONMENT))
    python = str(ENVIRONMENT / "bin" / "python")
    run(python, "-m", "pip", "install", "--quiet", "--editable", f"{ROOT}[dev]")
    STAMP.write_text(wanted, encoding="utf-8")


def run(*command: str) -> None:
    """Run a command; if it fails, say which in one line."""
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code:
        print(f"error: {' '.join(command)} ended with code {code}, expected 0", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
