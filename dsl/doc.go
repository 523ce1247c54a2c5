// Package dsl is the cell language: Go that means what Go means, evaluated cell
// by cell against a session.
//
// A Session checks, lowers and shows; the user's code itself runs in a worker
// process of the same binary, so nothing a cell does can end the session. The
// package knows nothing of Jupyter: the kernel, the script runner and the
// terminal session drive the same Session.
package dsl
