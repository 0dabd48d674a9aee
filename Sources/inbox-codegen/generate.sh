#!/usr/bin/env bash
# Makes all generated code from proto/: C by protoc-c, Swift by inbox-codegen. Twice in a row leaves no difference.
# Needs protoc, protoc-c and the well-known protos (apt: protobuf-compiler protobuf-c-compiler libprotobuf-dev).
set -euo pipefail
cd "$(dirname "$0")/../.."

well_known_root=${WELL_KNOWN_ROOT:-/usr/include}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

# protos DIRECTORY...: the proto files below directories of proto/, as imports name them.
protos() { (cd proto && find "$@" -name '*.proto' | sort); }

# replace NEW OLD: makes OLD the same as NEW, touching only what differs, so that little is compiled again.
replace() {
  mkdir -p "$2"
  (cd "$1" && find . -type f | sort) | while read -r file; do
    mkdir -p "$2/$(dirname "$file")"
    cmp -s "$1/$file" "$2/$file" || cp "$1/$file" "$2/$file"
  done
  (cd "$2" && find . -type f | sort) | while read -r file; do
    [ -e "$1/$file" ] || rm "$2/$file"
  done
}

# umbrella MODULE DIRECTORY: the module map and the header that includes every generated header.
umbrella() {
  {
    echo "// Every header of the module; made by inbox-codegen/generate.sh."
    echo "#pragma once"
    (cd "$2" && find . -name '*.h' ! -name "$1.h" | sort | sed 's#^\./\(.*\)$#\#include "\1"#')
  } >"$2/$1.h"
  printf 'module %s {\n  umbrella header "%s.h"\n  export *\n}\n' "$1" "$1" >"$2/module.modulemap"
}

# set_of FILE OPTIONS PROTO...: a descriptor set with imports.
set_of() {
  local file=$1 options=$2 root=${ROOT:-proto}
  shift 2
  # shellcheck disable=SC2086 # the options are words
  protoc -I "$root" -I "$well_known_root" --include_imports $options --descriptor_set_out="$file" "$@"
}

# c_code MODULE TARGET_DIRECTORY PROTO...: the C of a module.
c_code() {
  local module=$1 target=$2 root=${ROOT:-proto}
  shift 2
  mkdir -p "$work/$module"
  protoc-c -I "$root" -I "$well_known_root" --c_out="$work/$module" "$@"
  if [ -n "${ARRAY:-}" ]; then
    set_of "$work/$module.binpb" "" "$@"
    mkdir -p "$work/$module/Generated"
    "$codegen" array --set "$work/$module.binpb" --output "$work/$module/Generated" --name "$ARRAY"
  fi
  umbrella "$module" "$work/$module"
  replace "$work/$module" "$target"
}

well_known=(any duration empty field_mask timestamp wrappers)
well_known=("${well_known[@]/#/google/protobuf/}")
well_known=("${well_known[@]/%/.proto}")
mapfile -t standard < <(protos google grpc)
mapfile -t inbox < <(protos inbox)
standard=("${well_known[@]}" "${standard[@]}")

c_code CDescriptorProto Sources/CDescriptorProto google/protobuf/descriptor.proto
swift build --product inbox-codegen >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
codegen=$(swift build --show-bin-path)/inbox-codegen

ARRAY=standard_descriptor_set c_code CStandardProto Sources/CStandardProto "${standard[@]}"
set_of "$work/standard.binpb" --include_source_info "${standard[@]}"
"$codegen" swift --set "$work/standard.binpb" --output Sources/StandardAPI/Generated --c-module CStandardProto \
  --prefix google/ grpc/

ARRAY=inbox_descriptor_set c_code CInboxProto Sources/CInboxProto "${inbox[@]}"
set_of "$work/inbox.binpb" --include_source_info "${inbox[@]}"
"$codegen" swift --set "$work/inbox.binpb" --output Sources/InboxAPI/Generated --c-module CInboxProto \
  --base-module StandardAPI --handlers --prefix inbox/ \
  --unaddressed inbox.v1.ListWorkspacesRequest

# The gRPC project's interop tests, for a server that only tests start.
ROOT=Tests/Interop/proto
interop=(empty messages test)
interop=("${interop[@]/#/grpc/testing/}")
interop=("${interop[@]/%/.proto}")
ROOT=$ROOT ARRAY=interop_descriptor_set c_code CInteropProto Sources/CInteropProto "${interop[@]}"
ROOT=$ROOT set_of "$work/interop.binpb" --include_source_info "${interop[@]}"
"$codegen" swift --set "$work/interop.binpb" --output Sources/InteropAPI/Generated --c-module CInteropProto \
  --prefix grpc/testing/

# The echo service that is measured beside its peers.
ROOT=Tests/Benchmarks/proto
ROOT=$ROOT c_code CEchoProto Tests/Benchmarks/Sources/CEchoProto bench/v1/echo.proto
ROOT=$ROOT set_of "$work/echo.binpb" --include_source_info bench/v1/echo.proto
"$codegen" swift --set "$work/echo.binpb" --output Tests/Benchmarks/Sources/EchoAPI/Generated --c-module CEchoProto \
  --prefix bench/

# The Connect project's conformance tests. protoc-c knows no proto3 `optional`; a oneof of one member is the same on the wire.
conformance_root=$work/conformance
for proto in service config; do
  proto=connectrpc/conformance/v1/$proto.proto
  mkdir -p "$(dirname "$conformance_root/$proto")"
  sed -E 's/^( *)optional ([a-z0-9]+) ([a-z0-9_]+) = ([0-9]+;)/\1oneof \3_presence { \2 \3 = \4 }/' \
    "Tests/Conformance/proto/$proto" >"$conformance_root/$proto"
done
conformance=(connectrpc/conformance/v1/config.proto connectrpc/conformance/v1/service.proto)
ROOT=$conformance_root ARRAY=conformance_descriptor_set c_code CConformanceProto Sources/CConformanceProto \
  "${conformance[@]}"
ROOT=$conformance_root set_of "$work/conformance.binpb" --include_source_info "${conformance[@]}"
"$codegen" swift --set "$work/conformance.binpb" --output Sources/ConformanceAPI/Generated \
  --c-module CConformanceProto --base-module StandardAPI --prefix connectrpc/

# Every shape a message may have, for the tests of the generator and of the runtime.
ROOT=Tests/Shapes/proto
ROOT=$ROOT c_code CShapes Tests/CShapes shapes/v1/shapes.proto
ROOT=$ROOT set_of "$work/shapes.binpb" --include_source_info shapes/v1/shapes.proto
"$codegen" swift --set "$work/shapes.binpb" --output Tests/Shapes/Generated --c-module CShapes \
  --base-module StandardAPI --prefix shapes/
ROOT=$ROOT set_of "$work/service.binpb" --include_source_info shapes/v1/shape_service.proto
"$codegen" swift --set "$work/service.binpb" --output Tests/CodegenTests/Golden --c-module CShapes \
  --handlers --prefix shapes/
