# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Files of octets, plain or compressed by zstd."""

import io

from synfin.tools import inputs
from synfin.tools.messages import BadInput, brief


class _Decompressed(io.RawIOBase):
    """The contents of a .zst file; unlike zstandard's own reader it tells when the end is missing."""

    def __init__(self, path):
        try:
            import zstandard  # only those who compress need it
        except ImportError as error:
            raise BadInput(f"{brief(path, 100)}: compressed, and python3-zstandard is missing (examples/install.sh sweep)") from error

        super().__init__()
        self._path = path
        self._file = inputs.open_file(path)
        self._new = lambda: zstandard.ZstdDecompressor().decompressobj()
        self._error = zstandard.ZstdError
        self._frame = None
        self._raw = b""
        self._data = b""

    def readable(self):
        return True

    def close(self):
        self._file.close()
        super().close()

    def _fill(self):
        """Decompresses the next piece; False at the end."""
        self._raw = self._raw or self._file.read(1 << 18)
        if not self._raw:
            if self._frame is not None:
                raise BadInput(f"{self._path}: truncated, the compressed data has no end")
            return False
        self._frame = self._frame or self._new()
        try:
            self._data = self._frame.decompress(self._raw)
        except self._error as error:
            raise BadInput(f"{self._path}: damaged: {error}") from error
        self._raw = b""
        if self._frame.eof:
            self._raw = self._frame.unused_data
            self._frame = None
        return True

    def readinto(self, buffer):
        while not self._data:
            if not self._fill():
                return 0
        size = min(len(buffer), len(self._data))
        buffer[:size] = self._data[:size]
        self._data = self._data[size:]
        return size


def open_stream(path):
    """@return the octets of a file, decompressed."""
    if path.suffix == ".zst":
        return io.BufferedReader(_Decompressed(path), 1 << 20)
    return inputs.open_file(path)
