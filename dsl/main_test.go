package dsl_test

import (
	"os"
	"testing"

	"harmonium/dsl"
)

// TestMain lets the test binary be the worker of the sessions that tests open.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "worker" {
		os.Exit(dsl.WorkerMain())
	}
	os.Exit(m.Run())
}
