// Package conformance holds the kernel against the programs that people use it
// with: jupyter_kernel_test, nbconvert, the console, the classic notebook in a
// browser. It has tests only; each skips by name when its program is missing.
// `make test` installs them on Debian.
package conformance
