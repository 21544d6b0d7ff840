#!/usr/bin/env python3
"""Writes what each messenger's methods take from the descriptions of their APIs, for the pretend messengers to insist on.

    scripts/methods.py [--check] [SPECS]

SPECS is a folder with the descriptions, unless given ../shared/specs beside the project. Each messenger's own
`pretend/methods.py` reads its description and says what is made of it. --check compares instead of writing. Exit status
1: something differs, 3: there are no descriptions here.
"""

import importlib.util
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = 3


def lines(made: dict) -> str:
    """JSON with one line for each method or type, so that a change shows as one."""
    parts = []
    for key, value in made.items():
        if isinstance(value, dict):
            rows = ",\n".join(f"    {json.dumps(name)}: {json.dumps(row)}" for name, row in sorted(value.items()))
            parts.append(f"  {json.dumps(key)}: {{\n{rows}\n  }}")
        else:
            parts.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> int:
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    specs = pathlib.Path(arguments[0]) if arguments else ROOT.parent / "shared" / "specs"
    if not specs.is_dir():
        print(f"skipped: no descriptions in {specs}")
        return SKIPPED
    differs = False
    for reader in sorted((ROOT / "shared/messengers/src").glob("*/pretend/methods.py")):
        spec = importlib.util.spec_from_file_location("reader", reader)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        made = lines(module.read(specs))
        target = reader.with_suffix(".json")
        if "--check" not in sys.argv:
            target.write_text(made)
        elif not target.is_file() or target.read_text() != made:
            print(f"{target.relative_to(ROOT)} has drifted: run scripts/methods.py")
            differs = True
    return int(differs)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main())
