package lower

import "strings"

// Construct is something that Go has and a cell cannot run yet. The manual lists
// them from Refused.
type Construct struct {
	What    string   // as the message begins, after "not supported in a cell yet: "
	Why     string   // for the manual: why, and what to write in its place
	Example string   // a program (declarations ending in func Case() string) that is refused
	Cells   []string // in place of Example: cells of which the last is refused
}

// Why says why a construct is refused, by the beginning of the message; "" when it is none of Refused.
func Why(message string) string {
	for _, c := range Refused() {
		if strings.HasPrefix(message, c.What) {
			return c.Why
		}
	}
	return ""
}

// Refused lists the constructs that a valid program can be refused for. A
// refusal of anything else is an error of ours.
func Refused() []Construct {
	return []Construct{
		{
			What:    "the generic type ",
			Why:     "weak.Pointer is not there: temporaries of a cell keep values alive that Go would free, so that it would answer otherwise",
			Example: "func Case() string { var p weak.Pointer[int]; return fmt.Sprint(p.Value() == nil) }",
		},
		{
			What:    "the generic function ",
			Why:     "weak.Make and runtime.AddCleanup are not there: temporaries of a cell keep values alive that Go would free",
			Example: "func Case() string { x := new(int); weak.Make(x); return \"\" }",
		},
		{
			What:    "an interface that holds a struct type without a name but with embedded methods",
			Why:     "the methods would be missing: give the struct type a name",
			Example: "type T struct{}\nfunc (T) String() string { return \"T\" }\nfunc Case() string { return fmt.Sprint(struct{ T }{}) }",
		},
		{
			What:    "unsafe.Pointer",
			Why:     "the memory of a cell's values is not laid open: math.Float64bits and its like, or encoding/binary, say what bits a number has",
			Example: "func Case() string { x := 1.0; return fmt.Sprint(*(*uint64)(unsafe.Pointer(&x))) }",
		},
		{
			What:    "unsafe.",
			Why:     "the memory of a cell's values is not laid open; unsafe.Sizeof and the like of constant size work",
			Example: "func Case() string { b := []byte(\"x\"); return unsafe.String(&b[0], 1) }",
		},
		{
			What:    "go or defer of f(g()) where g has several results",
			Why:     "store the results of g in variables first",
			Example: "func g() (int, int) { return 1, 2 }\nfunc f(a, b int) {}\nfunc Case() string { defer f(g()); return \"\" }",
		},
		{
			What:    "go or defer of the built-in ",
			Why:     "close, delete, panic, print and println can be deferred; put the others into a function literal",
			Example: "func Case() string { x := make([]int, 1); defer copy(x, x); return \"\" }",
		},
		{
			What:  "return outside of a function, in a cell that shows a value",
			Why:   "the cell's last expression would not be reached: put the statements into a function",
			Cells: []string{"x := 1", "if x > 1 {\n\treturn\n}\nx"},
		},
		{
			What:  "a method of the generic type ",
			Why:   "of an earlier cell, that is: declare it in the cell of the type",
			Cells: []string{"type list[T any] struct{ items []T }", "func (l list[T]) size() int { return len(l.items) }"},
		},
	}
}
