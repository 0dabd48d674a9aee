"""A server under callgrind, and what it counted between two moments: instructions and allocations.

Counts are the same on a busy machine and on an idle one, as times never are. What could make them differ from run to run is
pinned: hashing has no random seed, the C library takes the paths of the plainest processor, and callers wait for each answer,
so that every turn of an event loop has one call in it.
"""

import pathlib
import re
import subprocess

# Of the C library's own functions: those that give memory. Who frees it is not counted.
ALLOCATORS = {"malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign", "memalign"}

PINNED = {
    "SWIFT_DETERMINISTIC_HASHING": "1",
    # The C library chooses its copying and comparing by the processor, and by the size of its caches.
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-AVX,-AVX_Fast_Unaligned_Load,-AVX512F,-AVX512VL,-ERMS,-FSRM"
    ":glibc.cpu.x86_data_cache_size=0x8000:glibc.cpu.x86_shared_cache_size=0x100000"
    ":glibc.cpu.x86_non_temporal_threshold=0xc0000",
}

# The names in a profile stand in full once, "(12) name", and then as "(12)".
_NAMED = re.compile(r"(c?fn)=\((\d+)\)(?: (.*))?")
_CALLS = re.compile(r"calls=(\d+)")
_TOTAL = re.compile(r"(?:totals|summary): (\d+)")


def under_callgrind(server_class):
    """The class of a server that runs under callgrind, otherwise as it is."""

    class Counted(server_class):
        def command(self) -> list:
            program, *arguments = super().command()
            self._profiles = self.data.with_name(self.data.name + ".callgrind")
            self._profiles.mkdir(exist_ok=True)
            # Names of functions are all that is looked at; valgrind would read the rest, too.
            bare = self._profiles / pathlib.Path(program).name
            subprocess.run(["strip", "--strip-debug", "-o", bare, program], check=True)
            return [
                pathlib.Path("valgrind"),
                "--tool=callgrind",
                f"--callgrind-out-file={self._profiles}/profile",
                f"--vgdb-prefix={self._profiles}/door",
                "--quiet",
                bare,
                *arguments,
            ]

        def start(self):
            self._environment |= PINNED
            return super().start()

        def counts(self) -> tuple:
            """Instructions and allocations since this was last asked."""
            subprocess.run(
                ["vgdb", f"--pid={self.pid}", f"--vgdb-prefix={self._profiles}/door", "dump"],
                check=True,
                capture_output=True,
            )
            profile = max(self._profiles.glob("profile.*"), key=lambda path: int(path.suffix[1:]))
            return read_profile(profile)

    return Counted


def read_profile(path) -> tuple:
    """The instructions of a profile, and its calls of allocators."""
    instructions, allocations, names, callee = 0, 0, {}, ""
    for line in path.read_text(errors="replace").splitlines():
        if named := _NAMED.match(line):
            kind, number, name = named.groups()
            if name is not None:
                names[number] = name.partition("'")[0]
            if kind == "cfn":
                callee = names[number]
        elif callee in ALLOCATORS and (calls := _CALLS.match(line)):
            allocations += int(calls[1])
        elif total := _TOTAL.match(line):
            instructions = int(total[1])
    return instructions, allocations
