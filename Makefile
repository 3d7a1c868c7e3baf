# Everything a newcomer types: `make run`, `make test`. Each target does its own set-up.

SWIFT ?= swift
PREFIX ?= /usr/local
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SOURCES := Package.swift Sources Tests Examples $(wildcard Benchmarks)
# What `skein --version --verbose` says of the sources; empty outside of a repository.
export SKEIN_COMMIT := $(shell git describe --always --dirty --abbrev=12 --exclude '*' 2>/dev/null)
BINARY = $(shell $(SWIFT) build -c release --show-bin-path)/skein

.PHONY: help docs documentation run build test quick quick-test outside format format-check check-headers setup static mpi bridge \
        man install deb image reproducible sbom uninstall pictures test-numa test-mpi test-networks test-thread test-address \
        check-isa exhaustive torture soak fuzz sweep memory clean api-diff \
        bench bench-update peers peers-inference peers-grid peers-grid-training peers-grid-inference \
        peer-job interchange

help: ## Show this list.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: build ## Build Skein and train the reference job.
	$(BINARY) train --overwrite

build: setup ## Build the library and the skein command.
	$(SWIFT) build -c release --product skein

test: setup ## Build and run every test, optimised.
	$(SWIFT) build -c release --build-tests
	@for mpi in openmpi mpich; do \
	  $(MAKE) --no-print-directory bridge MPI=$$mpi || echo "its tests of ranks are left out: no $$mpi"; \
	done
	@command -v tc >/dev/null || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y iproute2; } \
	  || echo "the tests of ranks on two hosts are left out: no iproute2"
	$(SWIFT) test -c release --skip-build

# For work on Skein itself: debug builds, in which only changed files are compiled anew, but with kernels as
# fast as the release's.
quick: setup ## Build the skein command for development: after a change seconds instead of minutes.
	$(SWIFT) build --product skein

quick-test: setup ## Run the tests whose names match FILTER in the development build.
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --filter '$(FILTER)'

# A package of its own, as a user's is; in a debug build, which takes half as long.
OUTSIDE = --package-path Examples/Outside --scratch-path .build-outside

outside: setup ## Build and run the package in Examples/Outside by itself; make test builds its sources, too.
	$(SWIFT) run $(OUTSIDE) Outside

format: ## Format all sources in place.
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

format-check: ## Fail if a source is not formatted.
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

# Our headers need no system's own, so any clang parses them for any of these. The one beside swift
# is the one that will compile them. (CHwloc only includes hwloc's headers.)
CLANG ?= $(firstword $(wildcard $(dir $(realpath $(shell command -v $(SWIFT))))clang) clang)
HEADER_TARGETS = x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu arm64-apple-macos15

check-headers: ## Check that the C headers compile for every system and processor.
	@for target in $(HEADER_TARGETS); do \
	  for header in Sources/CPlatform/include/*.h; do \
	    $(CLANG) --target=$$target -ffreestanding -fsyntax-only -Wall -Wextra -Werror \
	      -Wno-unused-function -x c $$header || { echo "$$header does not compile for $$target"; exit 1; }; \
	  done; \
	done

# Swift's libraries, hwloc and C++'s are linked in. hwloc's archive wants libudev, in whose place there is a stub.
STATIC = .build-static
STATIC_BINARY = $(STATIC)/release/skein
# One folder, in which the linker finds archives alone. What pkg-config says of it comes before the system's
# folders; what the linker is told by options would come behind them, where the shared libraries are.
ARCHIVES = $(CURDIR)/$(STATIC)/archives
# No path of this folder comes into the program, nor an identity made of what is stripped off, so that two builds of
# the same sources are the same bytes wherever they are made. The compiler's digest of a module, which is to spare it a
# second code generation and is made of paths, is left zero.
STATIC_FLAGS = --scratch-path $(STATIC) --static-swift-stdlib \
  -Xswiftc -Xclang-linker -Xswiftc -static-libgcc \
  -Xcc -ffile-prefix-map=$(CURDIR)=. -Xswiftc -file-prefix-map -Xswiftc $(CURDIR)=. \
  -Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen \
  -Xlinker --build-id=none

static: setup ## Build skein for machines that have neither Swift nor hwloc, and check what it needs.
	@mkdir -p "$(ARCHIVES)"
	cp "$$(pkg-config --variable=libdir hwloc)/libhwloc.a" "$$(cc -print-file-name=libstdc++.a)" "$(ARCHIVES)"
	$(CLANG) -O2 -c Packaging/udev-absent.c -o "$(ARCHIVES)/udev-absent.o"
	ar rcs "$(ARCHIVES)/libudev.a" "$(ARCHIVES)/udev-absent.o"
	printf 'Name: hwloc\nDescription: its archive\nVersion: %s\nLibs: -L%s -lhwloc -ludev\n' \
	  "$$(pkg-config --modversion hwloc)" "$(ARCHIVES)" > "$(ARCHIVES)/hwloc.pc"
	PKG_CONFIG_PATH="$(ARCHIVES)" $(SWIFT) build -c release --product skein $(STATIC_FLAGS)
	Scripts/check-static.sh $(STATIC_BINARY)

# Open MPI or MPICH: both can be installed beside each other, and each has a bridge beside the program.
MPI ?= openmpi
MPICC ?= mpicc.$(MPI)
MPI_PACKAGES_openmpi = libopenmpi-dev openmpi-bin
MPI_PACKAGES_mpich = libmpich-dev mpich
# gcc takes a constant of MPICH's, which is an address that nothing is written to, for an array of no elements.
MPI_FLAGS = -O2 -Wall -Wextra -Wno-stringop-overflow -shared -fPIC

mpi: build bridge ## Build skein and what mpirun and srun need, of MPI=openmpi (the default) or MPI=mpich.

bridge:
	@command -v $(MPICC) >/dev/null || { \
	  echo "installing $(MPI_PACKAGES_$(MPI))"; \
	  $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y $(MPI_PACKAGES_$(MPI)); }
	@mkdir -p "$(dir $(BINARY))"
	$(MPICC) $(MPI_FLAGS) -o "$(dir $(BINARY))libskein-$(MPI).so" Sources/CMPI/Bridge/bridge.c

MPI_KILLS ?= 50

test-mpi: mpi ## Compare what mpirun's ranks train with one process, byte by byte, and kill ranks (five minutes).
	Scripts/check-ranks.py $(BINARY) mpirun.$(MPI) bytes
	Scripts/check-ranks.py $(BINARY) mpirun.$(MPI) kills $(MPI_KILLS)

test-networks: mpi ## Compare the bytes of ranks in two network namespaces with those of one process (root).
	Scripts/check-networks.py $(BINARY) mpirun.$(MPI)

# Where things go, below PREFIX.
BASH_COMPLETIONS = share/bash-completion/completions/skein
ZSH_COMPLETIONS = share/zsh/site-functions/_skein
FISH_COMPLETIONS = share/fish/vendor_completions.d/skein.fish
MANUAL = share/man/man1
# Those that `make mpi` has made.
BRIDGES = $(wildcard $(dir $(BINARY))libskein-*.so)
INSTALLED = bin/skein $(BASH_COMPLETIONS) $(ZSH_COMPLETIONS) $(FISH_COMPLETIONS)
ROOT = $(DESTDIR)$(PREFIX)

man: build ## Write the manual pages of all commands to .build/man.
	$(BINARY) manual --output .build/man

install: static ## Install the static program, its completions and manual pages below PREFIX (default /usr/local).
	install -D -s $(STATIC_BINARY) "$(ROOT)/bin/skein"
	@for shell in bash:$(BASH_COMPLETIONS) zsh:$(ZSH_COMPLETIONS) fish:$(FISH_COMPLETIONS); do \
	  file="$(ROOT)/$${shell#*:}"; mkdir -p "$$(dirname "$$file")"; \
	  $(STATIC_BINARY) --generate-completion-script $${shell%%:*} > "$$file" || exit 1; \
	done
	$(STATIC_BINARY) manual --output "$(ROOT)/$(MANUAL)"
	@for bridge in $(BRIDGES); do install -D "$$bridge" "$(ROOT)/lib/skein/$$(basename "$$bridge")"; done

DEB_ROOT = $(CURDIR)/$(STATIC)/deb
# Who answers for the package, as "Name <address>". There is no default: whoever gives a package away says who they are.
MAINTAINER ?=

deb: ## Make a Debian package of what install installs, in .build-static; needs MAINTAINER="Name <address>".
	@case "$(MAINTAINER)" in *?\ \<*?@?*\>) ;; \
	  *) echo 'say who answers for the package: make deb MAINTAINER="Name <address>"' >&2; exit 1;; esac
	rm -rf "$(DEB_ROOT)"
	$(MAKE) install DESTDIR="$(DEB_ROOT)" PREFIX=/usr
	MAINTAINER="$(MAINTAINER)" Packaging/make-deb.sh "$(DEB_ROOT)" $(STATIC)

image: static ## Put what an image of Packaging/Containerfile holds into .build-static/image.
	rm -rf $(STATIC)/image
	install -D -s $(STATIC_BINARY) $(STATIC)/image/skein
	install -m 644 Packaging/copyright $(STATIC)/image/copyright

reproducible: setup ## Build the static program in two places and compare the bytes (half an hour).
	Scripts/check-reproducible.sh

sbom: setup ## List what the program is made of, as SPDX, in .build/skein.spdx.json.
	$(SWIFT) package resolve
	Scripts/make-sbom.py Package.resolved .build/skein.spdx.json

uninstall: ## Remove what install installed.
	rm -f $(INSTALLED:%="$(ROOT)/%") "$(ROOT)"/lib/skein/libskein-*.so "$(ROOT)/$(MANUAL)/skein.1" "$(ROOT)/$(MANUAL)"/skein-*.1

# hwloc's headers and library: what `setup` needs and what a fresh Debian lacks.
setup:
	@pkg-config --exists hwloc 2>/dev/null || { \
	  echo "installing libhwloc-dev"; \
	  $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y pkg-config libhwloc-dev; }

# Everything but the few tests that limit a process's memory or files, which a sanitizer does not
# survive; the longest sweep is shorter. The programs that tests start are sanitized, too. XCTest,
# which runs nothing here, leaks and would fail the address sanitizer.
SANITIZED = $(SWIFT) test -c release --disable-xctest

test-thread: setup ## Run the tests under the thread sanitizer.
	$(SANITIZED) --sanitize=thread --scratch-path .build-thread

NUMA_ROUNDS ?= 400
NUMA_DOCTORS ?= 40

test-numa: build ## Look where pages and workers are in an emulated machine with two NUMA nodes (an hour).
	Scripts/test-numa.sh "$(BINARY)" $(NUMA_ROUNDS) $(NUMA_DOCTORS)

test-address: setup ## Run the tests under the address sanitizer.
	LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/leaks-elsewhere.txt:fast_unwind_on_malloc=0 \
	  $(SANITIZED) --sanitize=address --scratch-path .build-address

check-isa: setup ## Check that each instruction set stays in its place, on emulated processors too.
	@command -v qemu-x86_64 >/dev/null && command -v objdump >/dev/null || { \
	  echo "installing qemu-user and binutils"; \
	  $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y qemu-user binutils; }
	Scripts/check-instruction-sets.sh

exhaustive: setup ## Check sigmoid and tanh on all 2^32 floats, and the reference job on all instruction sets (half an hour).
	SKEIN_EXHAUSTIVE=1 $(SWIFT) test -c release --filter "ActivationAccuracyTests|ReferenceBitsTests"

# Mounting a file as a disk, cutting off /proc and limiting threads need root; without, less is tried.
TORTURES = KillTests|KillPointTests|ErrorSweepTests|PowerCutTests|BitFlipTests|CaseTests|SurroundingsTests

torture: setup ## Kill trainings at random moments and at each system call, fail each call, cut the power, flip bits (an hour).
	SKEIN_KILLS=200 SKEIN_TORTURE=1 $(SWIFT) test -c release --no-parallel \
	  --filter "DurabilityTests.($(TORTURES))"

SOAK_SECONDS ?= 1800

soak: setup ## Train for SOAK_SECONDS, half an hour, and fail where memory, files or threads grow.
	SKEIN_SOAK=$(SOAK_SECONDS) $(SWIFT) test -c release --filter DurabilityTests.SoakTests

FUZZ_INPUTS ?= 1000000
FUZZ_READERS ?=

fuzz: setup ## Feed FUZZ_INPUTS damaged inputs, a million, to all readers, or to FUZZ_READERS, such as ONNX,pickle.
	SKEIN_FUZZ=$(FUZZ_INPUTS) SKEIN_FUZZ_READERS="$(FUZZ_READERS)" $(SWIFT) test -c release --filter DurabilityTests.FuzzTests

SWEEP_TABLES ?= 1000000

sweep: setup ## Read SWEEP_TABLES tables, a million, each written in another way, and compare every number.
	SKEIN_SWEEP=$(SWEEP_TABLES) $(SWIFT) test -c release --filter SkeinTests.ReadingSweepTests

memory: build ## Measure the memory of 40 trainings beside its estimate.
	Scripts/measure-memory.py $(BINARY)

docs: documentation ## The same as documentation.

documentation: setup ## Build the library's documentation, and fail where it warns.
	$(SWIFT) package --scratch-path .build-documentation generate-documentation --target Skein \
	  --warnings-as-errors

SINCE ?= HEAD~1

api-diff: setup ## List what of the library's interface is gone or another since the revision SINCE, and fail where there is any (a quarter of an hour).
	$(SWIFT) package --scratch-path .build-api diagnose-api-breaking-changes $(SINCE) --products Skein

pictures: build ## Draw the machines and the runs of README.md and docs.
	Scripts/draw-machines.sh $(BINARY)
	Scripts/draw-runs.sh $(BINARY)

clean: ## Remove all build folders.
	rm -rf .build .build-*

bench: setup ## Measure every kernel and phase, and fail where one fell below its threshold.
	cd Benchmarks && $(SWIFT) package benchmark thresholds check --path Thresholds --no-progress

bench-update: setup ## Measure every kernel and phase, and write the thresholds anew.
	cd Benchmarks && $(SWIFT) package --allow-writing-to-package-directory benchmark \
	  thresholds update --path Thresholds --no-progress

# Each peer in an environment of its own, so that none changes what another is built with.
PEER_PYTHON ?= python3.11
TRAINING_PEERS = pytorch jax keras-jax keras-tensorflow
INFERENCE_PEERS = pytorch jax onnxruntime openvino
PEER_OPTIONS ?= --rounds 5 --seconds 2
# The whole grid, or grid-10, grid-100 or grid-1000: the part of that length.
GRID ?= grid
GRID_OPTIONS ?=
COMPARE = $(PEER_PYTHON) Benchmarks/Peers/compare.py --skein $(BINARY) --environments .build-peers
# The files of one comparison.
COMPARED = --output .build-peers/$(1).md --records .build-peers/$(1).json

.build-peers/%/ready: Benchmarks/Peers/requirements-%.txt
	$(PEER_PYTHON) -m venv .build-peers/$*
	.build-peers/$*/bin/python -m pip install --quiet --requirement $<
	touch $@

peers: build $(TRAINING_PEERS:%=.build-peers/%/ready) ## Time training steps beside PyTorch, JAX and Keras.
	$(COMPARE) $(call COMPARED,peers) $(PEER_OPTIONS)

peers-inference: build $(INFERENCE_PEERS:%=.build-peers/%/ready) ## Time predictions beside PyTorch, JAX, ONNX Runtime and OpenVINO.
	$(COMPARE) --inference $(call COMPARED,peers-inference) $(PEER_OPTIONS)

peers-grid: peers-grid-training peers-grid-inference ## Look for a size at which a peer is ahead, in both modes (two hours).

# Keras compiles for seconds at each size, which a grid cannot afford.
peers-grid-training: build $(patsubst %,.build-peers/%/ready,$(filter-out keras%,$(TRAINING_PEERS)))
	$(COMPARE) --shape $(GRID) $(call COMPARED,peers-grid-training) $(GRID_OPTIONS)

peers-grid-inference: build $(INFERENCE_PEERS:%=.build-peers/%/ready)
	$(COMPARE) --shape $(GRID) --inference $(call COMPARED,peers-grid-inference) $(GRID_OPTIONS)

peer-job: build .build-peers/keras-tensorflow/ready ## Time the whole reference job beside Keras.
	$(PEER_PYTHON) Benchmarks/Peers/compare_job.py --skein $(BINARY) \
	  --python .build-peers/keras-tensorflow/bin/python

# Other programs that take Skein's models, each with its checker.
INTERCHANGED = pytorch onnx keras
INTERCHANGE_MODELS ?= 300

.build-interchange/%/ready: Tests/Interchange/requirements-%.txt
	$(PEER_PYTHON) -m venv .build-interchange/$*
	.build-interchange/$*/bin/python -m pip install --quiet --requirement $<
	touch $@

interchange: build $(INTERCHANGED:%=.build-interchange/%/ready) ## Compare predictions of INTERCHANGE_MODELS random models with those of the programs that they are exported for.
	set -e; for other in $(INTERCHANGED); do \
	  .build-interchange/$$other/bin/python Tests/Interchange/check_$$other.py "$(BINARY)" $(INTERCHANGE_MODELS); \
	done
