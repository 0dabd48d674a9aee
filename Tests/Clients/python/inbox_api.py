"""Every generated message and enum value of inbox.v1 under one short name: `api.SaveDraftRequest`, `api.SOURCE_GOOGLE`."""

import importlib
import pathlib
import sys

import inbox.v1 as _package

for _file in sorted(pathlib.Path(list(_package.__path__)[0]).glob("*_pb2.py")):
    _module = importlib.import_module(f"inbox.v1.{_file.stem}")
    for _name, _value in vars(_module).items():
        if not _name.startswith("_") and not _name.endswith("__pb2"):
            setattr(sys.modules[__name__], _name, _value)
