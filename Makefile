export GOFLAGS := -trimpath
.PHONY: build test
build:
	go build -o build/harmonium .
test:
	go vet ./...
	go test ./...

# Everything generated: what cells can import. A clean tree must stay clean.
.PHONY: generate
generate:
	go run ./dsl/internal/exportdata/gen
	go run ./dsl/internal/symbols/gen
	go generate ./stdlib/internal/vec
	go generate ./dsl/internal/docs

# Kernels and models against peers and the machine, on one core; missing peers are skipped by name.
.PHONY: bench
bench:
	go run ./stdlib/internal/bench
