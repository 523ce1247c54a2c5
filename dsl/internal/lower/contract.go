package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"harmonium/dsl/internal/unit"
)

// MarkName is the variable of the line marks.
const MarkName = "ᐧm"

// Package is Go that go/types has accepted. Its files hold no import
// declarations: a package name is found through Info.Uses, as everything is.
// All packages of a session have the path "main"; ask for that path, not for
// the identity or the name of the *types.Package. The trees are not to be changed:
// they may be checked and lowered again.
//
// Definitions of Options.Vars come as assignments, with the variables found through
// Info.Uses; only "var x T" without a value stands in the entry as it was.
type Package struct {
	Fset  *token.FileSet
	Files []*ast.File
	Types *types.Package
	Info  *types.Info
}

// Options say how the package stands in its session. Zero fields take the
// stated default.
type Options struct {
	// Cell is n of In[n]; the emitted file and function names derive from it.
	Cell int

	// Entry is the function, without parameters, whose body holds the cell's
	// statements; nil means there are none.
	Entry *ast.FuncDecl

	// Result is the expression whose values the cell shows: the X of Entry's last
	// statement. nil means nothing is shown.
	Result ast.Expr

	// Vars are the session's variables that this cell defines, by := or var at
	// the outermost level of Entry, or at package level. They live in package-level slots of the
	// back end. True: declare the slot. False: the slot exists, from an earlier
	// cell, with an identical type; a var without a value sets it to zero.
	Vars map[*types.Var]bool

	// Name is what the back end calls a package-level object or a method of
	// this or an earlier cell: redefinitions get new names. nil means obj.Name().
	Name func(types.Object) string

	// Replaces says that the method m takes the place of one of the same name
	// that an earlier unit declared for the same type.
	Replaces map[*types.Func]bool

	// Generic finds the declaration of a generic function or type of an
	// earlier cell. nil means there is none.
	Generic func(types.Object) (Generic, bool)

	// Instances are the Output.Instances of all earlier units: what already
	// exists in the back end.
	Instances map[string]bool

	// Mark numbers a statement's place, for tracebacks; function is "f",
	// "(*T).M", "f.func1", "" for the entry. Lowered code says where it is by the
	// statement "ᐧm = N" (MarkName) before what comes of a user's statement, in every
	// function and function literal. ᐧm is declared nowhere: the back end
	// makes a local of it. nil means no marks.
	Mark func(pos token.Pos, function string) int
}

// Generic is where a generic function or type was declared.
type Generic struct {
	Package
	Func    *ast.FuncDecl   // the function; nil for a type
	Type    *ast.TypeSpec   // the type; nil for a function
	Methods []*ast.FuncDecl // the type's methods, all in Package
}

// Output is Go for yaegi.
type Output struct {
	Source    string // one whole file
	Entry     string // the function that runs the statements and returns Result's values; "" when there are none
	Imports   []unit.Import
	Types     unit.Types    // descriptions that Natives and Results refer to by index
	Natives   []unit.Native // what package rt must export to Source
	Results   []unit.ResultType
	Instances []string // instances of generics that Source declares
}

// Refusal is a construct that a cell cannot run yet: never a wrong answer.
type Refusal struct {
	Pos  token.Pos
	What string // one of the table of refused constructs, as the manual lists them
}

func (r *Refusal) Error() string { return "not supported in a cell yet: " + r.What }
