export GOFLAGS := -trimpath
.PHONY: build test
build:
	go build -o build/harmonium .
test:
	go vet ./...
	go test ./...
