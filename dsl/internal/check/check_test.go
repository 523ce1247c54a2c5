package check_test

import (
	"fmt"
	"go/token"
	"strings"
	"testing"

	"harmonium/dsl/internal/check"
	"harmonium/dsl/internal/exportdata"
	"harmonium/dsl/internal/split"
)

func session(t testing.TB) *check.Session {
	t.Helper()
	if err := check.Usable(); err != nil {
		t.Fatal(err)
	}
	im, err := exportdata.New(false)
	if err != nil {
		t.Fatal(err)
	}
	return check.NewSession(token.NewFileSet(), im, nil)
}

// run checks one cell and says what came of it: its errors; or its notes, the session
// variables (! for a new slot) and the type of the last expression.
func run(s *check.Session, n int, code string) string {
	cell, errs := split.Split(s.Fset, n, code)
	if len(errs) > 0 {
		return fmt.Sprint(errs)
	}
	r, diags := s.Check(cell)
	var out []string
	for _, d := range diags {
		out = append(out, d.String())
	}
	if r == nil {
		return strings.Join(out, "; ")
	}
	for _, d := range r.Notes {
		out = append(out, "note "+d.String())
	}
	r.Commit()
	if r.Last != nil {
		out = append(out, r.Info.Types[r.Last].Type.String())
	}
	return strings.Join(out, "; ")
}

// Sessions are cells split by ---; the answer of a cell, if it is to be looked at,
// stands behind ### on a line of its own.
var sessions = map[string]string{
	"expression": `1+1
### int`,
	"string": `"a" + "b"
### string`,
	"nothing": `x := 1`,
	"void":    "func f() {}\nf()",
	"several values": `func f() (int, error) { return 1, nil }
f()
### (int, error)`,
	"variables live on": `x := 1
y, z := 2.5, "s"
---
z
### string
---
x + int(y)
### int`,
	"function sees variables of its cell": `func f() int { return x }
x := 3
f()
### int`,
	"another type": `x := 1
---
x := "s"
---
x
### string`,
	"own old value": `x := 1
---
x := fmt.Sprint(x)
### In[2]:1:6: undefined: fmt
---
import "fmt"
x := fmt.Sprint(x)
x
### string`,
	"unused is fine": `import "os"
x := 1
for { y := 1 }
### In[1]:3:7: declared and not used: y`,
	"not last is not used": `1 + 1
2
### In[1]:1:1: 1 + 1 (untyped int constant 2) is not used`,
	"all errors": `a := undefined1
b := undefined2
### In[1]:1:6: undefined: undefined1; In[1]:2:6: undefined: undefined2`,
	"failed cell changes nothing": `x := 1
---
x := "s"; y := zz
### In[2]:1:16: undefined: zz
---
x + 1
### int
---
y
### In[4]:1:1: undefined: y`,
	"redefined function reaches callers": `func f() int { return 1 }
func g() int { return f() }
---
func f() int { return 2 }
---
g()
### int`,
	"caller no longer compiles": `func f() int { return 1 }
func g() int { return f() }
---
func f() string { return "" }
### note In[1]:2:23: g no longer compiles and goes on as it was: cannot use f() (value of type string) as int value in return statement
---
g()
### int
---
func f() int { return 3 }
---
func f(n int) int { return n }
### note In[1]:2:25: g no longer compiles and goes on as it was: not enough arguments in call to f
	have ()
	want (int)`,
	"variable changes type under a function": `x := 1
func f() int { return x }
---
x := "s"
### note In[1]:2:23: f no longer compiles and goes on as it was: cannot use x (variable of type string) as int value in return statement`,
	"redefined type": `type P struct{ a int }
func area(p P) int { return p.a }
p := P{1}
---
type P struct{ a, b int }
---
area(p)
### In[3]:1:6: cannot use p (variable of struct type P (as defined in In[1])) as P value in argument to area
---
p.a + area(P{1, 2})
### int`,
	"identical type stays": `type P struct{ a int }
p := P{1}
---
type P struct{ a int }
---
p = P{2}`,
	"method later": `type P struct{ a int }
---
func (p *P) Inc(n int) { p.a += n }
p := &P{1}
p.Inc(2)
---
p.Inc(3)
p.a
### int
---
func (p *P) Inc() int { p.a++; return p.a }
---
p.Inc()
### int
---
var s interface{ Inc() int } = p
s.Inc()
### int`,
	"failed method": `type P struct{ a int }
---
func (p P) M() int { return undefined }
### In[2]:1:29: undefined: undefined
---
P{}.M()
### In[3]:1:5: P{}.M undefined (type P has no field or method M)`,
	"methods follow a new type": `type P struct{ a int }
---
func (p P) Double() int { return 2 * p.a }
---
type P struct{ a, b int }
---
P{1, 2}.Double()
### int`,
	"method and field": `type P struct{ a int }
---
func (p P) a() {}
### In[2]:1:9: field and method with the same name a`,
	"import again": `import "fmt"
---
import "fmt"
fmt.Sprint()
### string`,
	"import renamed": `import r "math/rand"
func f() int { return r.Int() }
---
import r "strings"
### note In[1]:2:25: f no longer compiles and goes on as it was: undefined: r.Int`,
	"dot import": `import . "strings"
ToUpper("a")
---
ToLower("A")
### string`,
	"no such package": `import "nosuch/thing"
### In[1]:1:8: package nosuch/thing cannot be imported in a cell: the standard library, gonum.org/v1/gonum, gonum.org/v1/plot and harmonium/stdlib can (%help imports lists all; to add one, see dsl/internal/exportdata/list)`,
	"generic": `type List[T any] struct{ items []T }
func (l *List[T]) Add(x T) { l.items = append(l.items, x) }
func Map[T, U any](xs []T, f func(T) U) []U { var out []U; for _, x := range xs { out = append(out, f(x)) }; return out }
---
var l List[int]
l.Add(1)
Map(l.items, func(i int) string { return "" })
### []string`,
	"package level order": `var a = b + 1
var b = f()
func f() int { return 1 }
a
### int`,
	"program": `package main
import "fmt"
func main() { fmt.Println("x") }`,
	"init": `var x int
func init() { x = 3 }
x
### int`,
	"nil":                `nil`,
	"shadow an import":   "import \"fmt\"\n---\nfmt := 3\nfmt\n### int",
	"label":              "L: for i := range 3 { if i == 1 { break L } }",
	"const group again":  "type C int\nconst ( A C = iota; B )\nvar c C = A\n---\ntype C int\nconst ( A C = iota; B )\n---\nc = B",
	"const changes":      "const N = 3\nfunc f() int { return N }\n---\nconst N = \"s\"\n### note In[1]:2:23: f no longer compiles and goes on as it was: cannot use N (untyped string constant \"s\") as int value in return statement",
	"no new variables":   "x := 1\nx := 2\n### In[1]:2:3: no new variables on left side of :=",
	"redeclared":         "func f() {}\nfunc f() {}\n### In[1]:2:6: f redeclared in this block\n\tIn[1]:1:6: other declaration of f",
	"compare":            "1 < 2\n### bool",
	"rune":               "'a'\n### rune",
	"closure of slot":    "x := 1\nf := func() int { return x }\n---\nx := 2\nf()\n### int",
	"recursive":          "type T struct{ next *T }\nfunc (t *T) Len() int { if t == nil { return 0 }; return 1 + t.next.Len() }\n(&T{}).Len()\n### int",
	"type of types":      "type P struct{ x int }\ntype L struct{ a, b P }\n---\ntype P struct{ x, y int }\n---\nL{a: P{1, 2}}.a.y\n### int",
	"init cycle":         "var a = b\nvar b = a\n### In[1]:1:5: initialization cycle for a\n\tIn[1]:1:5: a refers to b\n\tIn[1]:2:5: b refers to a",
	"quiet":              "x := 1\nx + 1;\n---\nx\n### int",
	"two errors on init": "var a int = \"s\"\n### In[1]:1:13: cannot use \"s\" (untyped string constant) as int value in variable declaration",
}

func TestSessions(t *testing.T) {
	for name, text := range sessions {
		t.Run(name, func(t *testing.T) {
			s := session(t)
			for i, cell := range strings.Split(text, "\n---\n") {
				code, want, checked := strings.Cut(cell, "\n### ")
				got := run(s, i+1, code)
				if checked && got != want {
					t.Errorf("cell %d:\ngot  %s\nwant %s", i+1, got, want)
				} else if !checked && strings.Contains(got, "In[") {
					t.Errorf("cell %d: %s", i+1, got)
				}
			}
		})
	}
}
