// Package install puts Harmonium into Jupyter and finds out why it is not there.
//
//	Spec       a kernelspec: Install writes it, Uninstall removes it
//	Locations  where Jupyter looks for kernelspecs, first match first
//	Doctor     what is right, what is wrong, and what to type for each
//	Logo       the launcher's pictures, drawn from one description
//
// Beside the package stand the files that build containers: Dockerfile, binder
// and devcontainer.
package install
