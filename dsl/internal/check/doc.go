// Package check type-checks cells against a session.
//
//	Session   the live names: variables, functions, types, constants, imports
//	Check     one cell: the package's scope holds those live objects that the
//	          cell mentions, so the cost does not grow with the session
//	Decl      a declaration that lives on; it is checked again when a name that
//	          it uses is defined anew
//	Result    a cell that checks, ready to be lowered; Commit makes its names live
//
// All cells share one package, "main", so that unexported fields and methods are
// visible from cell to cell. A type that was defined anew is moved to a package of the
// name In[n], so that a message about it says which cell's it is; messages.go brings
// that into words.
package check
