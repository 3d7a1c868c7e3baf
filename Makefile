# Everything a newcomer types: `make run`, `make test`. Each target does its own set-up.

SWIFT ?= swift
PREFIX ?= /usr/local
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SOURCES := Package.swift Sources Tests Examples $(wildcard Benchmarks)
BINARY = $(shell $(SWIFT) build -c release --show-bin-path)/skein

.PHONY: help run build test format format-check setup install pictures \
        test-thread test-address check-isa exhaustive clean

help: ## Show this list.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: build ## Build Skein and train the reference job.
	$(BINARY) train --overwrite

build: setup ## Build the library and the skein command.
	$(SWIFT) build -c release --product skein

test: setup ## Build and run every test, optimised.
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build

format: ## Format all sources in place.
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

format-check: ## Fail if a source is not formatted.
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

install: build ## Copy the command to PREFIX/bin.
	install -D "$(BINARY)" "$(DESTDIR)$(PREFIX)/bin/skein"

# hwloc's headers and library: what `setup` needs and what a fresh Debian lacks.
setup:
	@pkg-config --exists hwloc 2>/dev/null || { \
	  echo "installing libhwloc-dev"; \
	  $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y pkg-config libhwloc-dev; }

# A sanitizer slows kernels down, so each has its own build folder and leaves out the long sweeps.
SANITIZED = --filter 'SkeinTests|TopologyTests'

test-thread: setup ## Run the core tests under the thread sanitizer.
	$(SWIFT) test -c release --sanitize=thread --scratch-path .build-thread $(SANITIZED)

test-address: setup ## Run the core tests under the address sanitizer.
	$(SWIFT) test -c release --sanitize=address --scratch-path .build-address $(SANITIZED)

check-isa: setup ## Check that each instruction set stays in its place, on emulated processors too.
	@command -v qemu-x86_64 >/dev/null && command -v objdump >/dev/null || { \
	  echo "installing qemu-user and binutils"; \
	  $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y qemu-user binutils; }
	Scripts/check-instruction-sets.sh

exhaustive: setup ## Check sigmoid and tanh on all 2^32 floats (a quarter of an hour).
	SKEIN_EXHAUSTIVE=1 $(SWIFT) test -c release --filter ActivationAccuracyTests

pictures: build ## Draw the machines of docs/pinning.md.
	Scripts/draw-machines.sh $(BINARY)

clean: ## Remove all build folders.
	rm -rf .build .build-*
