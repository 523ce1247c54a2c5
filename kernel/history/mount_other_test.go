//go:build !linux

package history_test

import "testing"

func mount(t *testing.T, _ string) { t.Skip("full disk: needs Linux") }
