#!/usr/bin/env bash
# Builds the example client of one language into .build/clients/LANGUAGE, from proto/ and Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/../.."
language=$1
source=$PWD/Tests/Clients/$language
out=$PWD/.build/clients/$language
mkdir -p "$out"

# The files that the example's services need, imports first; the well-known types come with each language's library.
files=()
add() {
  local import
  [[ $1 == google/protobuf/* || " ${files[*]} " == *" $1 "* ]] && return
  for import in $(sed -n 's/^import "\(.*\)";/\1/p' "proto/$1"); do add "$import"; done
  files+=("$1")
}
for root in inbox/v1/inbox_service inbox/v1/interaction_service google/rpc/status google/rpc/error_details; do
  add "$root.proto"
done

case $language in
cpp)
  protoc -I proto --cpp_out="$out" --grpc_out="$out" --plugin=protoc-gen-grpc="$(command -v grpc_cpp_plugin)" "${files[@]}"
  # All messages in one unit: reading the library's headers is most of the work. Two names are the same in every file.
  for file in "${files[@]}"; do echo "#include \"${file%.proto}.pb.h\""; done > "$out/messages.cc"
  for index in "${!files[@]}"; do
    printf '#define schemas schemas_%d\n#define file_default_instances file_default_instances_%d\n' "$index" "$index"
    printf '#include "%s.pb.cc"\n#undef schemas\n#undef file_default_instances\n' "${files[$index]%.proto}"
  done >> "$out/messages.cc"
  printf '#include "inbox/v1/%s.grpc.pb.cc"\n' inbox_service interaction_service > "$out/services.cc"
  # shellcheck disable=SC2046
  g++ -std=c++17 -O0 -I "$out" "$source/inbox_example.cpp" "$out/messages.cc" "$out/services.cc" \
    $(pkg-config --libs grpc++ protobuf) -o "$out/inbox_example"
  ;;
go)
  # Debian's protoc-gen-go is 1.3, whose well-known types lie elsewhere than the files say; its own come as packages.
  known=Mgoogle/protobuf/timestamp.proto=github.com/golang/protobuf/ptypes/timestamp
  known+=,Mgoogle/protobuf/duration.proto=github.com/golang/protobuf/ptypes/duration
  known+=,Mgoogle/protobuf/field_mask.proto=google.golang.org/genproto/protobuf/field_mask
  mkdir -p "$out/src"
  mapfile -t inbox < <(printf '%s\n' "${files[@]}" | grep '^inbox/')
  protoc -I proto --go_out="$known:$out/src" --go-grpc_out="$out/src" "${inbox[@]}"
  GO111MODULE=off GOFLAGS='' GOPATH="$out:/usr/share/gocode" go build -o "$out/inbox_example" "$source/main.go"
  ;;
java)
  protoc -I proto --java_out="$out" --grpc-java_out="$out" \
    --plugin=protoc-gen-grpc-java="$(command -v grpc_java_plugin)" "${files[@]}"
  jars=/usr/share/java
  path=$(printf '%s:' $jars/grpc-{api,context,core,netty,protobuf,protobuf-lite,stub}.jar \
    $jars/netty-{buffer,codec,codec-http,codec-http2,codec-socks,common,handler,handler-proxy,resolver,transport}.jar \
    $jars/{geronimo-annotation-1.3-spec,guava,jsr305,perfmark-api,protobuf}.jar)
  find "$out" -name '*.java' > "$out/sources"
  javac -nowarn -cp "$path" -d "$out/classes" "@$out/sources" "$source/InboxExample.java"
  printf '#!/bin/sh\nexec java -cp "%s" InboxExample "$@"\n' "$path$out/classes" > "$out/inbox_example"
  chmod +x "$out/inbox_example"
  ;;
ruby)
  grpc_tools_ruby_protoc -I proto --ruby_out="$out" --grpc_out="$out" "${files[@]}"
  printf '#!/bin/sh\nexec ruby -I "%s" "%s" "$@"\n' "$out" "$source/inbox_example.rb" > "$out/inbox_example"
  chmod +x "$out/inbox_example"
  ;;
*)
  echo "There is no example in $language: name cpp, go, java or ruby." >&2
  exit 64
  ;;
esac
