# Everything a person or the CI does with inboxd. The Swift toolchain is the one prerequisite; whatever else a target
# needs, it installs by itself, quickly and without the network when it is there already.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash

# The toolchain: on the PATH, or where the usual installers put it.
SWIFT := $(firstword $(shell command -v swift) $(wildcard /opt/swift/usr/bin/swift /usr/share/swift/usr/bin/swift \
	$(HOME)/.local/share/swiftly/bin/swift $(HOME)/.swiftly/bin/swift $(HOME)/swift/usr/bin/swift))
ifneq ($(SWIFT),)
export PATH := $(patsubst %/,%,$(dir $(SWIFT))):$(PATH)
endif

# Statically linked, Swift's library costs no table jumps and 3 MiB less memory, and the binaries run without a toolchain.
RELEASE = $(SWIFT) build -c release --static-swift-stdlib

# Debian packages by what they are for.
BUILD_PACKAGES := libcurl4-openssl-dev libnghttp2-dev libprotobuf-c-dev libsqlite3-dev libssl-dev pkg-config zlib1g-dev
GENERATE_PACKAGES := libprotobuf-dev protobuf-c-compiler protobuf-compiler
CLIENT_PACKAGES := openssl python3-venv
CPP_PACKAGES := g++ libgrpc++-dev libprotobuf-dev pkg-config protobuf-compiler protobuf-compiler-grpc
GO_PACKAGES := golang-go golang-google-grpc-dev golang-goprotobuf-dev protobuf-compiler protoc-gen-go-grpc
JAVA_PACKAGES := default-jdk-headless libgeronimo-annotation-1.3-spec-java libgrpc-java libguava-java libjsr305-java \
	libnetty-java libperfmark-java libprotobuf-dev libprotobuf-java protobuf-compiler protobuf-compiler-grpc-java-plugin
RUBY_PACKAGES := libprotobuf-dev ruby-grpc ruby-grpc-tools
BENCH_PACKAGES := nghttp2-client
BUDGET_PACKAGES := binutils valgrind
PEER_PACKAGES := golang-go golang-google-grpc-dev golang-goprotobuf-dev libgrpc++-dev libprotobuf-dev nghttp2-client \
	nghttp2-server protobuf-compiler protobuf-compiler-grpc

PYTHON := .venv/bin/python
CLIENTS := Tests/Clients/python
STUBS := $(CLIENTS)/generated
NGINX := .build/proxies/usr/sbin/nginx
CPP_CLIENT := .build/clients/cpp/interop_client
INTEROP_PROTOS := $(wildcard Tests/Interop/proto/grpc/testing/*.proto)
PROTOS := $(shell find proto -name "*.proto" 2>/dev/null)

# Hand-written Swift: what is generated is checked by `make generate` instead.
swift_files = find Package.swift Sources Tests -name '*.swift' -not -path '*/Generated/*' -not -path '*/Golden/*' \
	-not -path '*/.build/*' -print0

# Installs those of the given packages that are missing.
define install
@missing=(); for package in $(1); do \
	dpkg-query --show --showformat='$${db:Status-Abbrev}' "$$package" 2>/dev/null | grep -q '^ii' || missing+=("$$package"); \
done; \
if [ "$${#missing[@]}" -gt 0 ]; then \
	command -v apt-get >/dev/null || { echo "Please install the equivalents of these Debian packages: $${missing[*]}" >&2; exit 1; }; \
	sudo=; if [ "$$(id -u)" -ne 0 ]; then sudo=sudo; fi; \
	echo "Installing $${missing[*]}"; \
	$$sudo apt-get update --quiet=2 && \
	DEBIAN_FRONTEND=noninteractive $$sudo apt-get install --yes --quiet=2 --no-install-recommends "$${missing[@]}"; \
fi
endef

##@ Everyday

.PHONY: run
run: build ## Build what is missing and start a server on 127.0.0.1:50051 with a sample workspace
	@exec .build/release/inboxd serve

.PHONY: build
build: toolchain build-packages ## Build .build/release/inboxd and .build/release/inboxctl
	$(RELEASE) --product inboxd
	$(RELEASE) --product inboxctl

.PHONY: test
test: test-swift test-clients test-fuzz budget ## Run the Swift tests, real clients against the release build, the fuzz targets' examples, and the budget

.PHONY: lint
lint: lint-swift lint-proto tidy ## Check format, contract and house rules

.PHONY: fix
fix: toolchain build-packages ## Format the Swift code and refresh the line counts in README.md
	@$(swift_files) | xargs -0 $(SWIFT) format format --in-place --parallel
	TIDY_FIX=1 $(SWIFT) test --filter TidyTests.ModuleTable

.PHONY: generate
generate: toolchain build-packages ## Make the message and service code anew from proto/
	$(call install,$(GENERATE_PACKAGES))
	Sources/inbox-codegen/generate.sh

.PHONY: bench
bench: build client ## Measure what a call costs: CPU time per call and memory
	$(call install,$(BENCH_PACKAGES))
	@ulimit -n 8192 && $(PYTHON) Tests/Benchmarks/bench.py

.PHONY: bench-drafts
bench-drafts: build client ## Measure saving drafts with 1 to 128 callers, beside SQLite alone
	@$(PYTHON) Tests/Benchmarks/drafts.py

.PHONY: bench-due
bench-due: build client ## Measure other calls while ten thousand scheduled responses fall due
	@$(PYTHON) Tests/Benchmarks/due.py

.PHONY: bench-outbound
bench-outbound: build client ## Measure other calls while a thousand e-mails go out and fifty texts are being written
	@$(PYTHON) Tests/Benchmarks/outbound.py

.PHONY: bench-upkeep
bench-upkeep: build client ## Measure other calls beside an export, a backup and retention
	@$(PYTHON) Tests/Benchmarks/upkeep.py

.PHONY: bench-watchers
bench-watchers: build client ## Measure memory, CPU and other calls' latency with ten thousand watchers of an inbox
	@$(PYTHON) Tests/Benchmarks/watchers.py

.PHONY: crash
crash: build client ## Kill the server hundreds of times under load and look for what is lost or doubled; KILLS=300 SEED=7
	$(PYTHON) $(CLIENTS)/crash.py $(if $(KILLS),--kills $(KILLS)) $(if $(SEED),--seed $(SEED))

.PHONY: crash-delivery
crash-delivery: build client ## Kill the server and a connector while responses go out and messages come in; KILLS=300 SEED=7
	$(PYTHON) $(CLIENTS)/delivery_crash.py $(if $(KILLS),--kills $(KILLS)) $(if $(SEED),--seed $(SEED))

.PHONY: scale
scale: build client ## Measure calls at 1,000 and at COUNT=1000000 interactions, side by side; DATA=folder keeps them, ONLY=word picks
	$(RELEASE) --product ScaleFiller
	@$(PYTHON) Tests/Benchmarks/scale.py $(or $(COUNT),1000000) $(if $(DATA),--data $(DATA)) $(if $(ONLY),--only "$(ONLY)")

# Copies what `make scale DATA=folder` kept. PostgreSQL's packages would start a cluster of their own; ours is a temporary one.
.PHONY: scale-postgres
scale-postgres: client ## Measure PostgreSQL 15 on the rows that make scale DATA=folder kept; COUNT=100000 as there
	@test -n "$(DATA)" || { echo "Say where make scale left its workspaces: DATA=folder." >&2; exit 1; }
	@if ! dpkg-query --show postgresql-15 >/dev/null 2>&1 && [ "$$(id -u)" -eq 0 ]; then \
		mkdir -p /etc/postgresql-common/createcluster.d && \
		echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.d/inboxd.conf; fi
	$(call install,postgresql-15)
	@test -d .build/psycopg || .venv/bin/pip install --quiet --disable-pip-version-check --target .build/psycopg "psycopg[binary]"
	@PYTHONPATH=.build/psycopg $(PYTHON) Tests/Benchmarks/postgres.py $(DATA)/$(or $(COUNT),1000000)

.PHONY: bench-peers
bench-peers: toolchain build-packages client ## Measure the server beside grpc-go, gRPC C++, grpc-swift-2 and nghttpd
	$(call install,$(PEER_PACKAGES))
	@PYTHON=$(abspath $(PYTHON)) Tests/Benchmarks/build-peers.sh
	@ulimit -n 8192 && $(PYTHON) Tests/Benchmarks/peers.py

# Where `make install` puts things; DESTDIR stands in front of all of it.
PREFIX ?= /usr/local
SYSTEMD_UNITS ?= /lib/systemd/system
DEPLOYMENT := Sources/inboxd/Deployment

.PHONY: install
install: ## Install programs, manual and systemd units under DESTDIR; `make build` comes first
	@test -x .build/release/inboxd || { echo "There is nothing to install: run make build first." >&2; exit 1; }
	install -D -m 755 .build/release/inboxd $(DESTDIR)$(PREFIX)/bin/inboxd
	install -D -m 755 .build/release/inboxctl $(DESTDIR)$(PREFIX)/bin/inboxctl
	install -D -m 644 README.md $(DESTDIR)$(PREFIX)/share/doc/inboxd/README.md
	install -d $(DESTDIR)$(SYSTEMD_UNITS)
	sed 's|/usr/local|$(PREFIX)|' $(DEPLOYMENT)/inboxd.service > $(DESTDIR)$(SYSTEMD_UNITS)/inboxd.service
	install -m 644 $(DEPLOYMENT)/inboxd.socket $(DESTDIR)$(SYSTEMD_UNITS)/inboxd.socket
	@if [ -e $(DESTDIR)/etc/default/inboxd ]; then echo "Kept the settings in $(DESTDIR)/etc/default/inboxd."; \
	else install -D -m 644 $(DEPLOYMENT)/inboxd.default $(DESTDIR)/etc/default/inboxd; fi

.PHONY: backfill
backfill: build client ## Measure how fast a history comes in; COUNT=200000 takes fewer than 1,000,000 interactions
	$(PYTHON) Tests/Benchmarks/backfill.py $(or $(COUNT),1000000)

.PHONY: clean
clean: ## Remove everything that is built; the data under .inboxd stays
	rm -rf .build .venv $(STUBS) .pytest_cache

##@ Parts of the above

.PHONY: test-swift
test-swift: toolchain build-packages ## Run the Swift tests; FILTER=GRPCTests runs those only
	$(call install,$(GENERATE_PACKAGES) openssl)
	$(SWIFT) test $(if $(FILTER),--filter '$(FILTER)')

.PHONY: test-clients
test-clients: build client interop-server $(NGINX) $(CPP_CLIENT) client-cpp client-go client-ruby client-swift ## Run the client tests; FILTER=drafts runs those only
	$(RELEASE) --product ConformanceServer
	ulimit -Sn 8192 && $(PYTHON) -m pytest $(CLIENTS) $(if $(FILTER),-k $(FILTER))

.PHONY: test-fuzz
test-fuzz: toolchain build-packages ## Run each fuzz target for a second, on its examples and on what once failed
	Tests/Fuzz/run.sh 1

.PHONY: budget
budget: build client interop-server ## Count instructions and allocations per call; BUDGET_FIX=1 makes the counts the budget
	$(call install,$(BUDGET_PACKAGES))
	@$(PYTHON) Tests/Benchmarks/budget.py

.PHONY: clients
clients: client-cpp client-go client-java client-ruby client-swift ## Build the example clients in C++, Go, Java, Ruby and Swift

.PHONY: client
client: $(STUBS)/.fresh ## Make a Python client of the contract: .venv, with its stubs in Tests/Clients/python/generated

.PHONY: lint-swift
lint-swift: toolchain ## Check the format of hand-written Swift
	@$(swift_files) | xargs -0 $(SWIFT) format lint --strict --parallel

.PHONY: lint-proto
lint-proto: .venv/.fresh ## Check the contract: Buf's rules, and nothing broken since the commit before
	.venv/bin/buf lint proto
	@before=$$(mktemp -d) && trap 'rm -rf "$$before"' EXIT && \
	if git archive HEAD~1 proto 2>/dev/null | tar -x -C "$$before" 2>/dev/null && [ -f "$$before/proto/buf.yaml" ]; then \
		echo ".venv/bin/buf breaking proto --against HEAD~1" && \
		.venv/bin/buf breaking proto --against "$$before/proto"; \
	else \
		echo "No earlier contract to compare with."; \
	fi

.PHONY: tidy
tidy: toolchain build-packages ## Check the house rules: imports, lengths, comments
	$(SWIFT) test --filter TidyTests

##@ Longer

.PHONY: hostile
hostile: build client interop-server ## Attack the release build beside honest callers, and show what came of it; SEED=N repeats, ATTACK=title picks
	$(call install,$(BENCH_PACKAGES))
	@$(PYTHON) Tests/Hostile/hostile.py '$(SEED)' '$(ATTACK)'

.PHONY: fuzz
fuzz: toolchain build-packages ## Fuzz what reads a peer's bytes under AddressSanitizer, each target for SECONDS=60
	Tests/Fuzz/run.sh $(or $(SECONDS),60)

.PHONY: soak
soak: build client interop-server ## Run unruly traffic for SECONDS=300 and look for what it left behind; SEED=N repeats
	@$(PYTHON) Tests/Hostile/soak.py $(or $(SECONDS),300) $(SEED)

.PHONY: test-address
test-address: toolchain build-packages ## Run the Swift tests under AddressSanitizer, with leaks; FILTER=NetTests runs those only
	LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/Sanitizers/leaks.supp \
	$(SWIFT) test --sanitize=address --scratch-path .build/address $(if $(FILTER),--filter '$(FILTER)')

.PHONY: test-thread
test-thread: toolchain build-packages ## Run the Swift tests under ThreadSanitizer; FILTER=NetTests runs those only
	$(SWIFT) build --build-tests --sanitize=thread --scratch-path .build/thread
	clang -O1 -Wall -Wextra -Werror -fPIC -shared -o .build/thread/mutex.so Tests/Sanitizers/mutex.c -ldl
	LD_PRELOAD=$(CURDIR)/.build/thread/mutex.so \
	$(SWIFT) test --skip-build --sanitize=thread --scratch-path .build/thread $(if $(FILTER),--filter '$(FILTER)')

##@ Help

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { printf "%s%s\n", separator, substr($$0, 5); separator = "\n" } \
		/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What the targets above stand on.

.PHONY: toolchain
toolchain:
ifeq ($(SWIFT),)
	@echo "inboxd is written in Swift, and no Swift toolchain was found." >&2
	@echo "Get version 6.2 or later from https://www.swift.org/install/linux/, for example with swiftly:" >&2
	@echo "  curl -O https://download.swift.org/swiftly/linux/swiftly-\$$(uname -m).tar.gz" >&2
	@echo "  tar zxf swiftly-\$$(uname -m).tar.gz && ./swiftly init" >&2
	@echo "then open a new shell and run make again." >&2
	@exit 1
endif

.PHONY: build-packages
build-packages:
	$(call install,$(BUILD_PACKAGES))

.PHONY: interop-server
interop-server: toolchain build-packages
	$(RELEASE) --product InteropServer

.venv/.fresh: $(CLIENTS)/requirements.txt
	$(call install,$(CLIENT_PACKAGES))
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# google.rpc comes from its own Python package; the well-known types come with grpcio-tools.
$(STUBS)/.fresh: .venv/.fresh $(PROTOS)
	@rm -rf $(STUBS) && mkdir -p $(STUBS)
	@$(PYTHON) -m grpc_tools.protoc --proto_path=proto --python_out=$(STUBS) --pyi_out=$(STUBS) --grpc_python_out=$(STUBS) \
		$(filter proto/inbox/%,$(PROTOS))
	@touch $@

# Unpacked, not installed: Debian's package would start a server of its own.
$(NGINX):
	@mkdir -p .build/proxies
	@command -v apt-get >/dev/null || { echo "Please put a link to nginx at $@." >&2; exit 1; }
	@sudo=; if [ "$$(id -u)" -ne 0 ]; then sudo=sudo; fi; cd .build/proxies && \
	{ apt-get --quiet=2 download nginx 2>/dev/null || { $$sudo apt-get --quiet=2 update && apt-get --quiet=2 download nginx; }; } && \
	dpkg-deb --extract nginx_*.deb . && rm nginx_*.deb && touch usr/sbin/nginx

# gRPC C++ against the interop server; its stubs are made on the spot.
$(CPP_CLIENT): Tests/Clients/cpp/interop_client.cpp $(INTEROP_PROTOS)
	$(call install,$(CPP_PACKAGES))
	@mkdir -p $(@D)
	protoc -I Tests/Interop/proto --cpp_out=$(@D) --grpc_out=$(@D) \
		--plugin=protoc-gen-grpc=$$(command -v grpc_cpp_plugin) $(INTEROP_PROTOS)
	$(CXX) -std=c++17 -O0 -I $(@D) $< $(@D)/grpc/testing/*.cc $$(pkg-config --libs grpc++ protobuf) -o $@

# The example clients: one of client-cpp, client-go, client-java, client-ruby and client-swift builds one of them.
EXAMPLE = .build/clients/$(1)/inbox_example

.PHONY: client-swift
client-swift: toolchain build-packages
	$(RELEASE) --product InboxExample

.PHONY: client-cpp client-go client-java client-ruby
client-cpp: $(call EXAMPLE,cpp)
client-go: $(call EXAMPLE,go)
client-java: $(call EXAMPLE,java)
client-ruby: $(call EXAMPLE,ruby)

$(call EXAMPLE,cpp): Tests/Clients/cpp/inbox_example.cpp Tests/Clients/build.sh $(PROTOS)
	$(call install,$(CPP_PACKAGES))
	Tests/Clients/build.sh cpp

$(call EXAMPLE,go): Tests/Clients/go/main.go Tests/Clients/build.sh $(PROTOS)
	$(call install,$(GO_PACKAGES))
	Tests/Clients/build.sh go

$(call EXAMPLE,java): Tests/Clients/java/InboxExample.java Tests/Clients/build.sh $(PROTOS)
	$(call install,$(JAVA_PACKAGES))
	Tests/Clients/build.sh java

$(call EXAMPLE,ruby): Tests/Clients/ruby/inbox_example.rb Tests/Clients/build.sh $(PROTOS)
	$(call install,$(RUBY_PACKAGES))
	Tests/Clients/build.sh ruby
