export GOFLAGS := -trimpath
.PHONY: build run test
build:
	go build -o build/harmonium .

# The first notebook through the real kernel: an executed copy and one HTML page.
run: build
	build/harmonium run notebooks/01-hopfield.ipynb --output build/01-hopfield.ipynb --html build/01-hopfield.html

# Installs what the tests need where it can, then runs every test.
test:
	@bash .ci/test

# Everything generated: what cells can import, and the pages that are made of the program. A clean tree must stay clean.
.PHONY: generate
generate:
	go run ./dsl/internal/exportdata/gen
	go run ./dsl/internal/symbols/gen
	go run ./dsl/internal/lower/gen
	go generate ./stdlib/internal/vec
	go generate ./dsl/internal/docs
	go run ./docs/gen

# Kernels and models against peers and the machine, on one core, then figures beside
# matplotlib; missing peers are skipped by name.
.PHONY: bench
bench:
	go run ./stdlib/internal/bench
	go run ./plots/internal/bench

# What RBMs make of MNIST's test digits: likelihoods with error bars, features against pixels, classifiers.
.PHONY: mnist
mnist:
	go run ./stdlib/internal/mnist

# How long a cell takes and how fast it runs, beside CPython and compiled Go.
.PHONY: bench-cells
bench-cells:
	go run ./dsl/internal/benchcells

# The kernel beside ipykernel, with one client, in one run.
.PHONY: bench-kernel
bench-kernel: build
	go run ./kernel/internal/bench

# Every kind of figure, light and dark, on one page: build/gallery.html.
.PHONY: gallery
gallery:
	@mkdir -p build
	go test ./plots -count=1 -run Example -gallery $(CURDIR)/build/gallery.html
