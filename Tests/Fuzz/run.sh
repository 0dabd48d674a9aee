#!/usr/bin/env bash
# Fuzzes each target for so many seconds, beginning with what is under Corpus and FailCases:
#
#     Tests/Fuzz/run.sh SECONDS [TARGET...]
#
# An input that fails is kept under FailCases, and is run first from then on. What libFuzzer finds on the way lies under
# Tests/Fuzz/.build/found, and is used again by the next run.
set -euo pipefail
cd "$(dirname "$0")"

seconds=$1
shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then mapfile -t targets < <(ls Corpus); fi

program=.build/fuzz
swift build --product FuzzTargets -Xswiftc -sanitize=fuzzer,address -Xcc -fsanitize=fuzzer-no-link,address
# The package manager builds the library; with libFuzzer's `main` only the compiler itself links it.
swiftc -sanitize=fuzzer,address "$(swift build --show-bin-path)/libFuzzTargets.a" \
  -lnghttp2 -lprotobuf-c -lsqlite3 -lz -o "$program" 2>&1 | { grep -v 'Cannot export local symbol' || true; }

failed=()
for target in "${targets[@]}"; do
  found=.build/found/$target
  mkdir -p "$found" "FailCases/$target"
  echo "$target: $seconds s"
  # -timeout: a single input that takes this long is a failure; far above what a loaded machine needs.
  if ! FUZZ_TARGET=$target "$program" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="FailCases/$target/" "$found" "Corpus/$target" "FailCases/$target" >"$found.log" 2>&1; then
    failed+=("$target")
    tail -n 60 "$found.log"
  fi
  grep -E 'number_of_executed_units|peak_rss_mb' "$found.log" | sed 's/^stat::/   /' || true
  rmdir "FailCases/$target" 2>/dev/null || true
done

if [ ${#failed[@]} -gt 0 ]; then
  echo "Failed: ${failed[*]}" >&2
  exit 1
fi
