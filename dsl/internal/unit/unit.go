package unit

// Unit is one cell, checked and lowered: ready to be loaded by a Machine.
type Unit struct {
	Cell    int    // n of In[n]
	Name    string // "In[n]": the file name that marks and tracebacks refer to
	Source  string // a whole Go file for the back end, with its imports
	Entry   string // function of Source that runs the statements; "" when the cell only declares
	Replay  bool   // declarations alone are wanted: load, and do not run Entry
	Imports []Import
	Types   Types    // descriptions that Natives and Results refer to by index
	Natives []Native // what the package rt must provide to Source

	// Marks gives, for each line mark that Source sets, its place in the
	// user's code. Marks count through the session: Marks[i] is the mark FirstMark+i.
	// Mark 0 is never set.
	FirstMark int
	Marks     []Place

	// Results are the static types of the last expression's values, in order;
	// empty when there is nothing to show.
	Results []ResultType

	// Silent means that the last expression is not shown although it has values,
	// for example the (int, error) of a fmt.Println.
	Silent bool

	// Notes are for the user although the cell compiles: functions of earlier
	// cells that no longer type-check and go on as they were.
	Notes []Diagnostic
}

// Import is one package that the unit needs.
type Import struct {
	Name string // as Source calls it
	Path string
}

// ResultType is the static type of one value of the last expression.
type ResultType struct {
	Type    int    // index into Unit.Types
	GoType  string // as Go prints it in this cell: "[]main.P" is "[]P"
	IsError bool   // the static type is error: a non-nil value is the cell's error
}

// Place is a place in the user's code.
type Place struct {
	Func   string // "f", "(*T).M", "f.func1"; "" for the statements of a cell
	Cell   int
	Line   int // 1-based
	Column int // 1-based, in bytes
}

// Native is a symbol that Source uses from the package "harmonium/rt": a type,
// or a function between types that only the unit's checker knew.
type Native struct {
	Name   string // as Source calls it
	Op     string // what it is: see package rt
	Types  []int  // indices into Unit.Types
	Method string // of the operation "method": its name
}
