"""`python -m conference.sbom`: what is locked, as a CycloneDX bill of materials on stdout."""

import base64
import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def bill() -> dict[str, Any]:
    """Every locked package with its version, hashes and address in its registry."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "conference"}},
        "components": [*_python(), *_node()],
    }


def _python() -> list[dict[str, Any]]:
    locked = (ROOT / "requirements.txt").read_text("utf-8").replace("\\\n", " ")
    return [
        _component(
            "pypi", name.lower(), version, [("SHA-256", each) for each in re.findall(r"sha256:(\w+)", rest)]
        )
        for name, version, rest in re.findall(r"^([\w.-]+)==([^\s;]+)(.*)$", locked, re.MULTILINE)
    ]


def _node() -> list[dict[str, Any]]:
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    return [
        _component(
            "npm", path.rpartition("node_modules/")[2], each["version"], [_integrity(each["integrity"])]
        )
        for path, each in locked.items()
        if path
    ]


def _component(registry: str, name: str, version: str, hashes: list[tuple[str, str]]) -> dict[str, Any]:
    address = f"pkg:{registry}/{name.replace('@', '%40')}@{version}"
    told = [{"alg": kind, "content": content} for kind, content in hashes]
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        "purl": address,
        "hashes": told,
    }


def _integrity(value: str) -> tuple[str, str]:
    """npm's `sha512-<base64>` in the words of CycloneDX."""
    kind, _, content = value.partition("-")
    return f"SHA-{kind.removeprefix('sha')}", base64.b64decode(content).hex()


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=2)
    sys.stdout.write("\n")
