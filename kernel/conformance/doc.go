// Package conformance holds the kernel against the programs that people use it
// with: jupyter_kernel_test, nbconvert, the console, and in a browser the classic
// notebook and JupyterLab's own components. It has tests only; each skips by name when its program is missing.
// `make test` installs them on Debian.
//
// To see any notebook in a front end: newServer(t, "lab"), copy the file there, open
// it. It is run from the top, watched, saved, and its screenshot kept under build/artefacts.
package conformance
