// Package directives is the part of the cell language that is not Go: lines
// such as "%time f(x)", "?rbm.Training" and "!ls".
//
//	Split      a cell into Go and directives, positions kept
//	Table      every directive: name, help, completion, handler
//	Session    what the handlers ask of the session
//
// The table is the only list: completion, ?%name and the manual read it.
package directives
