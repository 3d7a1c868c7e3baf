#!/usr/bin/env python3
"""Lists what the program is made of, as SPDX 2.3 in JSON.

    make-sbom.py Package.resolved OUTPUT

Packages and their commits are those that Package.resolved pins; hwloc is that of pkg-config, Swift that of the
compiler on the path. The same inputs and the same SOURCE_DATE_EPOCH give the same bytes.
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

LICENCES = {
    "swift-argument-parser": "Apache-2.0 WITH Swift-exception", "swift-log": "Apache-2.0",
    "swift-protobuf": "Apache-2.0 WITH Swift-exception", "yams": "MIT",
}
# They build the documentation; nothing of them is linked.
TOOLS = {"swift-docc-plugin", "swift-docc-symbolkit"}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def package(name, version, licence, location="NOASSERTION", comment=None):
    entry = {
        "SPDXID": "SPDXRef-" + re.sub("[^A-Za-z0-9.-]", "-", name), "name": name,
        "versionInfo": version, "downloadLocation": location, "filesAnalyzed": False,
        "licenseConcluded": licence, "licenseDeclared": licence, "copyrightText": "NOASSERTION",
    }
    if comment:
        entry["comment"] = comment
    return entry


def main():
    pins = json.loads(pathlib.Path(sys.argv[1]).read_text())["pins"]
    root = pathlib.Path(__file__).resolve().parent.parent
    version = re.search(
        r'current = "(.*)"', (root / "Sources/Skein/Version.swift").read_text()).group(1)
    skein = package("skein", version, "Apache-2.0")
    parts = []
    for pin in pins:
        name, state = pin["identity"], pin["state"]
        if name in TOOLS:
            continue
        parts.append(package(
            name, state.get("version", state["revision"]), LICENCES.get(name, "NOASSERTION"),
            f"git+{pin['location']}@{state['revision']}"))
    parts.append(package(
        "hwloc", output("pkg-config", "--modversion", "hwloc").strip(), "BSD-3-Clause",
        "https://www.open-mpi.org/projects/hwloc/"))
    compiler = output("swift", "--version").splitlines()[0]
    parts.append(package(
        "swift", re.search(r"Swift version (\S+)", compiler).group(1),
        "Apache-2.0 WITH Swift-exception", "https://swift.org/",
        "The runtime, the standard library, Foundation and Dispatch."))
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or output(
        "git", "-C", str(root), "log", "-1", "--format=%ct"))
    made = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"skein-{version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/skein-{version}-{digest[:32]}",
        "creationInfo": {
            "created": made.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: make-sbom.py"],
        },
        "packages": [skein] + parts,
        "relationships": [
            {
                "spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                "relatedSpdxElement": skein["SPDXID"],
            }
        ] + [
            {
                "spdxElementId": skein["SPDXID"], "relationshipType": "DEPENDS_ON",
                "relatedSpdxElement": part["SPDXID"],
            } for part in parts
        ],
    }
    pathlib.Path(sys.argv[2]).write_text(json.dumps(document, indent=2) + "\n")


main()
