# The commands of the project. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup build demo test bench soak install clean

PREFIX ?= /usr/local
DESTDIR ?=
RELEASE := $(or $(CARGO_TARGET_DIR),target)/release

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1 — /p' Makefile | awk -F ' — ' '{ printf "%-16s %s\n", $$1, $$2 }'

setup: ## install the system packages that are missing (asks first)
	@scripts/setup

build: setup ## build the compiler and its runtime: target/release/aria
	cargo build --release --workspace --exclude aria-tests --exclude aria-xtask
	scripts/place-runtime $(RELEASE)

demo: build ## set up, build, and tour the programs of examples/
	@ARIA="$(abspath $(RELEASE))/aria" scripts/demo

test: setup ## set up, build, and run all tests
	@scripts/test

bench: build ## print every measure of docs/performance.md beside its bar
	@scripts/setup --bench
	@ARIA="$(abspath $(RELEASE))/aria" bench/run

soak: build ## run the long tests: fuzz targets, random programs, concurrent compilations (MINUTES=10)
	@scripts/setup --soak
	@ARIA="$(abspath $(RELEASE))/aria" scripts/soak

install: build ## put aria below PREFIX (/usr/local); DESTDIR is honoured
	@scripts/install "$(RELEASE)" "$(DESTDIR)$(PREFIX)"

clean: ## remove what was built
	cargo clean
	if [ -f runtime/Cargo.toml ]; then cargo clean --manifest-path runtime/Cargo.toml; fi
