// Package verify runs a notebook in a fresh kernel and compares what its cells
// put out with what is stored, byte for byte.
//
//	verify.go   Notebook: run and compare; Report and Cell: what came of it
//	compare.go  Difference: one output that is not the stored one
//	text.go     texts, as a unified diff
//	tree.go     JSON, by path
//	pixels.go   pictures: how many pixels, where, by how much
//	junit.go    reports as JUnit XML, which CI systems read
//
// Tags relax the comparison of a cell; those of nbval mean the same here:
//
//	nbval-ignore-output   runs, and may put out anything
//	nbval-check-output    is compared, also with Options.Lax
//	nbval-skip, skip      is not run
//	raises-exception      may fail; its error is an output like any other
package verify
