// Package complete answers what may stand at the cursor and what the thing
// under it is. It asks go/types, so the answers are exact for fields, methods of
// any depth, promoted ones, packages and generics, also in code that does not
// compile.
//
//	View      what may be seen: the session's names, packages, documentation
//	Complete  a placeholder is put at the cursor, the cell is made whole
//	          (sketch), checked, and the placeholder's surroundings tell what fits
//	Inspect   the object under the cursor: declaration, documentation, source
package complete
