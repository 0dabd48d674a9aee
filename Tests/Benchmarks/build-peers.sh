#!/usr/bin/env bash
# Builds the peers into .build/peers: gRPC C++ and grpc-go from Debian's packages, this project's echo server and
# grpc-swift-2's with Swift's package manager, and the Python messages that check them. One that fails is named, not fatal:
# the others are measured all the same. `PYTHON` has grpcio-tools.
set -uo pipefail
cd "$(dirname "$0")"
out=$PWD/.build/peers
proto=bench/v1/echo.proto
mkdir -p "$out"/{cpp,python,gopath/src}

# or_name NAME COMMAND...: runs a command, its output shown only when it fails.
or_name() {
  local name=$1 log
  shift
  log=$("$@" 2>&1) || { echo "$log" | tail -20 >&2; echo "The peer $name could not be built." >&2; }
}

# Each of these makes one peer.
cpp() {
  protoc -I proto --cpp_out="$out/cpp" --grpc_out="$out/cpp" \
    --plugin=protoc-gen-grpc="$(command -v grpc_cpp_plugin)" $proto &&
    g++ -O2 -I "$out/cpp" cpp/echo_server.cc "$out"/cpp/bench/v1/*.cc -o "$out/echo_cpp" \
      $(pkg-config --cflags --libs grpc++ protobuf)
}
go_server() {
  protoc -I proto --go_out="plugins=grpc:$out/gopath/src" $proto &&
    GO111MODULE=off GOFLAGS='' GOPATH="$out/gopath:/usr/share/gocode" go build -o "$out/echo_go" go/main.go
}

"$PYTHON" -m grpc_tools.protoc -I proto --python_out="$out/python" $proto || exit 1
touch Package.swift  # New files of the package above are looked for only when the build is planned anew.
swift build -c release --static-swift-stdlib --product EchoServer || exit 1
or_name grpc-swift-2 swift build -c release --static-swift-stdlib --product GRPCSwiftEcho
or_name "gRPC C++" cpp
or_name grpc-go go_server
