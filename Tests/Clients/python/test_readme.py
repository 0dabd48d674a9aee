"""What the documentation shows works as it stands there."""

import re
import subprocess
import sys

import pytest

from inbox_server import ROOT


def python_examples(path):
    text = (ROOT / path).read_text()
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", ["README.md", "proto/README.md"])
def test_the_first_call_can_be_pasted(server, path):
    examples = python_examples(path)
    assert examples

    for example in examples:
        program = example.replace("127.0.0.1:50051", server.address)
        assert program != example, "the example calls the usual address"
        # The stubs stand where the tests keep theirs; everything else is as pasted.
        program = program.replace('"generated"', repr(str(ROOT / "Tests/Clients/python/generated")))
        ran = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=ROOT
        )
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout.strip()
