"""Commands that work on any bundle, wherever it comes from.

    .venv/bin/python -m freshet_model verify DIRECTORY

checks everything that the job checks before it serves a bundle, and prints a line for each check.
"""

from pathlib import Path

from freshet_model.bundle import verify_bundle
from freshet_model.command import OneLineParser, run


def main() -> None:
    """Read the command and do it."""
    parser = OneLineParser(prog="python -m freshet_model", description="Look after bundles.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    verify = commands.add_parser("verify", help="check a bundle as the job will")
    verify.add_argument("directory", type=Path, metavar="DIRECTORY")
    arguments = parser.parse_args()
    verify_bundle(arguments.directory, print)
    print(f"{arguments.directory} can be served")


if __name__ == "__main__":
    run(main)
