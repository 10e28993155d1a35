#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Makes one file of a page: puts into it what it refers to, and a WebAssembly module.

    pack.py index.html synfin.wasm page.html

The page then needs nothing else, and may load nothing: a Content-Security-Policy in it forbids that. The module is
base64 in <script type="application/wasm" id="engine">, before the first script.
"""

import base64
import json
import os
import pathlib
import re
import sys
import tempfile

MOST_OCTETS = 3 * 2**20

POLICY = ("default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; "
          "img-src data: blob:; base-uri 'none'; form-action 'none'")

TAG = re.compile(r"<(?P<name>[a-z]+)\b(?P<attributes>[^<>]*)>(?:</script>)?")
ATTRIBUTE = re.compile(r'(?P<name>[a-z-]+)="(?P<value>[^"]*)"')
LOADED = {"src", "srcset", "href", "data", "action"}
FOLLOWED = re.compile(r"<a\b[^<>]*>")  # a link that a reader follows is not loaded with the page
COMMENT = re.compile(r"<!--.*?-->", re.S)
# A namespace is a name: nobody loads it.
URL = re.compile(r"(?:\b[a-z]+:)?//(?!www\.w3\.org/)[\w.-]+\.\w+|@import\b|\burl\((?![\"']?(?:data:|#))", re.I)


class BadPage(Exception):
    """A page that cannot be packed."""


def no_url(text, name):
    """Refuses a text that refers to something outside of the page; comments of scripts count, too."""
    found = URL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise BadPage(f"{name}:{line}: refers to something outside of the page: {found.group()}")
    return text


class Packer:
    """Puts the files of a folder into the page that refers to them."""

    def __init__(self, folder, module):
        self.folder = folder
        self.module = module

    def read(self, name):
        """@return the text of a file beside the page"""
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadPage(f"{name}, which the page refers to, cannot be read: {error}") from error

    def style(self, name):
        """@return the element for a style sheet"""
        text = no_url(self.read(name), name)
        if "</style" in text.lower():
            raise BadPage(f"{name}: holds </style")
        return f"<style>\n{text}</style>"

    def script(self, attributes):
        """@return the element for a script or for JSON"""
        name = attributes.pop("src")
        text = self.read(name)
        if attributes.get("type") == "application/json":
            try:
                text = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
            except ValueError as error:
                raise BadPage(f"{name}: is no JSON: {error}") from error
        elif re.search(r"</script|<!--", no_url(text, name), re.I):
            raise BadPage(f"{name}: holds </script or <!--")
        kept = "".join(f' {key}="{value}"' for key, value in attributes.items())
        return f"<script{kept}>{text}</script>"

    def element(self, match):
        """@return what stands for a tag that refers to something: that, or the tag itself where it does not"""
        name = match["name"]
        attributes = {found["name"]: found["value"] for found in ATTRIBUTE.finditer(match["attributes"])}
        if name == "link" and attributes.get("rel") == "stylesheet":
            return self.style(attributes.get("href", ""))
        if name == "script" and "src" in attributes:
            return self.script(attributes)
        for key in LOADED & attributes.keys():
            if name != "a" and not attributes[key].startswith(("#", "data:")):
                raise BadPage(f"index.html: <{name}> refers to something outside of the page: {attributes[key]}")
        return match.group()

    def pack(self, page):
        """@return the whole page"""
        no_url(FOLLOWED.sub("", page), "index.html")
        page = COMMENT.sub("", page)
        if page.count("<head>") != 1 or "<script" not in page:
            raise BadPage("index.html: needs <head>, once, and a script")
        # The module goes in last: it is long, and refers to nothing.
        before, script, after = page.partition("<script")
        before = before.replace("<head>", f'<head>\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">')
        engine = f'<script type="application/wasm" id="engine">{base64.b64encode(self.module).decode()}</script>\n'
        return TAG.sub(self.element, before) + engine + TAG.sub(self.element, script + after)


def write_whole(path, octets):
    """A file is there whole, or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name + ".")
    try:
        with open(handle, "wb") as file:
            file.write(octets)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def main(arguments):
    """@return the exit status"""
    if len(arguments) != 3:
        print("pack.py: give a page, a module and where to write: index.html synfin.wasm page.html", file=sys.stderr)
        return 2
    index, module, out = map(pathlib.Path, arguments)
    try:
        packer = Packer(index.parent, module.read_bytes())
        packed = packer.pack(packer.read(index.name)).encode()
        if len(packed) > MOST_OCTETS:
            raise BadPage(f"the page has {len(packed)} octets, more than {MOST_OCTETS}")
        write_whole(out, packed)
    except (BadPage, OSError) as error:
        print(f"pack.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
