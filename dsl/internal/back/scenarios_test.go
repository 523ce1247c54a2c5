package back_test

// scenarios are sessions: cells split by ---, the answer of each behind ###.
var scenarios = map[string]string{
	"expression":      "1+1\n### 2",
	"several values":  "func f() (int, string) { return 1, \"a\" }\nf()\n### 1, a",
	"print is silent": "import \"fmt\"\nfmt.Println(\"hi\")\n### hi",
	"void":            "func f() {}\nf()",
	"variables": `x := 1
y, z := 2.5, "s"
---
x++
y *= 2
z += "t"
---
import "fmt"
fmt.Sprint(x, y, z)
### 2 5st`,
	"swap": `a, b := 1, 2
a, b = b, a
---
import "fmt"
fmt.Sprint(a, b)
### 2 1`,
	"another type": `x := 1
func get() int { return x }
---
x := "s"
### note In[1]:2:25: get no longer compiles and goes on as it was: cannot use x (variable of type string) as int value in return statement
---
x
### s
---
get()
### 1
---
x := 5
---
get()
### 5`,
	"own old value": "x := 41\n---\nx := x + 1\nx\n### 42\n---\nimport \"fmt\"\nx := fmt.Sprint(x, \"!\")\nx\n### 42!",
	"redefinition reaches callers": `func f() int { return 1 }
func g() int { return f() * 10 }
func h() int { return g() + 1 }
h()
### 11
---
func f() int { return 2 }
---
h()
### 21
---
func f() string { return "no" }
### note In[1]:2:23: g no longer compiles and goes on as it was: invalid operation: f() * 10 (mismatched types string and untyped int)
---
h()
### 21
---
func f() int { return 3 }
h()
### 31`,
	"methods": `type P struct{ x, y int }
func (p P) Sum() int { return p.x + p.y }
p := P{1, 2}
p.Sum()
### 3
---
func (p *P) Scale(k int) { p.x *= k; p.y *= k }
p.Scale(10)
p.Sum()
### 30
---
func (p P) Sum() int { return p.x - p.y }
---
p.Sum()
### -10
---
import "fmt"
func (p P) String() string { return fmt.Sprintf("<%d %d>", p.x, p.y) }
fmt.Println(p)
fmt.Sprint(p)
### <10 20>
<10 20>
---
var s fmt.Stringer = p
s.String()
### <10 20>
---
func (p P) String() string { return "new" }
---
s.String() + fmt.Sprint(p)
### newnew`,
	"method called by function": `type P struct{ v int }
func (p P) Get() int { return p.v }
func twice(p P) int { return 2 * p.Get() }
---
func (p P) Get() int { return p.v + 100 }
---
twice(P{1})
### 202`,
	"redefined type": `type P struct{ v int }
func area(p P) int { return p.v }
p := P{7}
---
type P struct{ v, w int }
---
area(p)
### In[3]:1:6: cannot use p (variable of struct type P (as defined in In[1])) as P value in argument to area
---
p.v + area(P{1, 2})
### 8
---
q := P{3, 4}
q.w
### 4`,
	"method after values were shown": `import "fmt"
type C float64
fmt.Sprint(C(3))
### 3
---
type C float64
func (c C) String() string { return fmt.Sprintf("%.1f°", float64(c)) }
fmt.Sprint(C(3), []C{4})
### 3.0° [4.0°]
---
func (c C) Half() C { return c / 2 }
C(3).Half().String()
### 1.5°`,
	"identical type again": `type P struct{ v int }
func (p P) Get() int { return p.v }
p := P{7}
---
type P struct{ v int }
func (p P) Get() int { return p.v * 2 }
---
p = P{8}
p.Get()
### 16`,
	"panic keeps what was assigned": `a := 1
var m map[string]int
m["x"] = 2
b := 3
### panic: assignment to entry in nil map |  In[1]:3:1
---
a
### 1
---
b
### In[3]:1:1: undefined: b`,
	"failed assignment keeps the old value": `x := 5
func boom() int { panic("no") }
---
x := boom()
### panic: no | boom In[1]:2:19 |  In[2]:1:1
---
x
### 5`,
	"traceback": `type T struct{ p *int }
func (t *T) get() int {
	return *t.p
}
func outer(t *T) int {
	f := func() int {
		return t.get() + 1
	}
	return f()
}
---
x := outer(&T{new(int)})
y := outer(
	&T{})
### panic: runtime error: invalid memory address or nil pointer dereference | (*T).get In[1]:3:2 | outer.func1 In[1]:7:3 | outer In[1]:9:2 |  In[2]:2:1`,
	"traceback after calls that are over": `func id(i int) int { return i }
func f(xs []int) int {
	g := func(i int) int { return id(i) }
	n := id(1) + g(2)
	return xs[g(id(n))] + n
}
---
f(nil)
### panic: runtime error: index out of range [3] with length 0 | f In[1]:5:2 |  In[2]:1:1`,
	"traceback of recursion": `func down(n int) int {
	if n == 0 {
		var p *int
		return *p
	}
	return down(n - 1)
}
---
down(2)
### panic: runtime error: invalid memory address or nil pointer dereference | down In[1]:4:3 | down In[1]:6:2 | down In[1]:6:2 |  In[2]:1:1`,
	"traceback through defer and recover": `func bad() { panic("x") }
func safe() { defer func() { recover() }(); bad() }
func again() {
	defer func() { safe() }()
	safe()
	panic("y")
}
---
safe()
again()
### panic: y | again In[1]:6:2 |  In[2]:2:1`,
	"generics": `type Stack[T any] struct{ items []T }
func (s *Stack[T]) Push(x T) { s.items = append(s.items, x) }
func (s *Stack[T]) Pop() T { x := s.items[len(s.items)-1]; s.items = s.items[:len(s.items)-1]; return x }
func Map[T, U any](xs []T, f func(T) U) []U { var out []U; for _, x := range xs { out = append(out, f(x)) }; return out }
---
s := &Stack[string]{}
s.Push("a")
s.Push("b")
s.Pop()
### b
---
import "strconv"
Map([]int{1, 2}, strconv.Itoa)
### [1 2]
---
func Map[T, U any](xs []T, f func(T) U) []U { return nil }
---
len(Map([]int{1, 2}, strconv.Itoa))
### 0`,
	"closures over the session": "n := 0\ninc := func() int { n++; return n }\n---\ninc()\ninc()\nn\n### 2\n---\nn := 10\ninc()\n### 11",
	"error as the last value":   "import \"strconv\"\n_, err := strconv.Atoi(\"x\")\nerr\n### strconv.Atoi: parsing \"x\": invalid syntax",
	"nil":                       "nil",
	"nil map":                   "var m map[string]int\nm\n### map[]",
	"nil error":                 "var err error\nerr\n### nil",
	"types have names":          "import \"fmt\"\ntype P struct{ A int; b string }\nfmt.Sprintf(\"%T %+v\", P{1, \"x\"}, []P{{2, \"y\"}})\n### main.P [{A:2 b:y}]",
	"json":                      "import \"encoding/json\"\ntype P struct{ A int `json:\"a\"` }\nb, _ := json.Marshal([]P{{1}})\nstring(b)\n### [{\"a\":1}]",
	"goroutines": `import "sync"
var wg sync.WaitGroup
var mu sync.Mutex
total := 0
for i := range 10 {
	wg.Add(1)
	go func() { defer wg.Done(); mu.Lock(); total += i; mu.Unlock() }()
}
wg.Wait()
total
### 45`,
	"channels":              "c := make(chan int)\ngo func() { for i := range 3 { c <- i }; close(c) }()\ns := 0\nfor v := range c { s += v }\ns\n### 3",
	"package level order":   "var a = b + 1\nvar b = f()\nfunc f() int { return 41 }\na\n### 42",
	"const and iota":        "type C int\nconst ( A C = iota; B )\nfunc (c C) String() string { return [...]string{\"A\", \"B\"}[c] }\nB\n### B",
	"program":               "package main\nimport \"fmt\"\nfunc main() { fmt.Println(\"x\") }\n### x",
	"init":                  "var x int\nfunc init() { x = 3 }\nx\n### 3",
	"declared by var again": "var x int = 3\n---\nvar x int\nx\n### 0",
	"shadow a package":      "import \"fmt\"\nfmt.Sprint(1)\n### 1\n---\nfmt := 3\nfmt + 1\n### 4",
	"shadow a builtin":      "func len(x string) int { return 42 }\nlen(\"a\")\n### 42\n---\nlen(\"b\")\n### 42",
	"recover":               "func safe() (err string) { defer func() { if r := recover(); r != nil { err = r.(string) } }(); panic(\"p\") }\nsafe()\n### p",
	"custom error": `import "errors"
type E struct{ n int }
func (e E) Error() string { return "E" }
func do() error { return E{3} }
---
var e E
errors.As(do(), &e)
### true
---
e.n
### 3`,
	"sort":                        "import \"slices\"\nxs := []int{3, 1, 2}\nslices.Sort(xs)\nxs\n### [1 2 3]",
	"maps and iterators":          "import (\"maps\"; \"slices\")\nm := map[string]int{\"b\": 2, \"a\": 1}\nslices.Sorted(maps.Keys(m))\n### [a b]",
	"gonum":                       "import \"gonum.org/v1/gonum/mat\"\nm := mat.NewDense(2, 2, []float64{1, 2, 3, 4})\nmat.Det(m)\n### -2",
	"scan":                        "import \"fmt\"\nvar a, b int\nfmt.Scan(&a, &b)\na * b\n### 56",
	"embedded":                    "type A struct{ n int }\nfunc (a *A) Inc() { a.n++ }\ntype B struct{ A; m int }\nb := B{}\nb.Inc()\nb.n\n### 1\n---\nb.Inc()\nb.A.n\n### 2",
	"interface of the session":    "type Shape interface{ Area() float64 }\ntype Sq struct{ s float64 }\nfunc (q Sq) Area() float64 { return q.s * q.s }\nvar sh Shape = Sq{3}\n---\ntype Ci struct{ r float64 }\nfunc (c Ci) Area() float64 { return 3 * c.r * c.r }\nsh = Ci{1}\nsh.Area()\n### 3\n---\nswitch v := sh.(type) {\ncase Sq: \"sq\"\ncase Ci: v.r++; sh = v\n}\n### In[3]:2:10: \"sq\" (untyped string constant) is not used",
	"label":                       "s := 0\nouter:\nfor i := range 3 {\n\tfor j := range 3 {\n\t\tif j == 2 { continue outer }\n\t\tif i == 2 { break outer }\n\t\ts += 10*i + j\n\t}\n}\ns\n### 22",
	"top level return":            "x := 1\nif x == 1 { return }\nx = 2",
	"defer":                       "import \"fmt\"\ndefer fmt.Println(\"last\")\nfmt.Println(\"first\")\n### first\nlast",
	"shadowed in a block":         "x := 1\n{\n\tx := 2\n\tx++\n}\nx\n### 1",
	"struct of funcs":             "type Op struct{ f func(int) int }\nops := map[string]Op{\"d\": {func(i int) int { return 2 * i }}}\nops[\"d\"].f(4)\n### 8",
	"pointer to session variable": "x := 1\np := &x\n---\n*p = 5\nx\n### 5\n---\nx = 6\n*p\n### 6",
	"array":                       "a := [3]int{1, 2, 3}\nb := a\nb[0] = 9\na\n### [1 2 3]",
	"select":                      "c := make(chan int, 1)\nselect {\ncase c <- 1:\ndefault:\n}\n<-c\n### 1",
	"iota again":                  "const (\n\tA = 1 << iota\n\tB\n\tC\n)\nA + B + C\n### 7",
	"division by zero":            "z := 0\n1 / z\n### panic: runtime error: integer divide by zero |  In[1]:2:1",
	"custom panic":                "type E struct{ a int }\nfunc (e E) Error() string { return \"bad\" }\npanic(E{1})\n### panic: bad |  In[1]:3:1",
	"time":                        "import \"time\"\nd := 90 * time.Minute\nd\n### 1h30m0s",
	"complex and shifts":          "c := complex(1, 2)\nreal(c*c)\n### -3",
	"generic constraint":          "import \"cmp\"\nfunc Max[T cmp.Ordered](a, b T) T { if a > b { return a }; return b }\nMax(\"a\", \"b\") + Max(\"c\", \"b\")\n### bc\n---\nMax(2.5, 1)\n### 2.5",
	"range over function":         "func count(n int) func(func(int) bool) { return func(y func(int) bool) { for i := range n { if !y(i) { return } } } }\ns := 0\nfor i := range count(5) { if i == 3 { break }; s += i }\ns\n### 3",
	"method value":                "type P struct{ n int }\nfunc (p P) Get() int { return p.n }\np := P{1}\nf := p.Get\np.n = 2\nf() + P.Get(p)\n### 3",
	"type of a method set":        "type T struct{ next *T; v int }\nfunc (t *T) Len() int { if t == nil { return 0 }; return 1 + t.next.Len() }\n(&T{next: &T{}}).Len()\n### 2",
	"mutual recursion":            "func even(n int) bool { if n == 0 { return true }; return odd(n - 1) }\nfunc odd(n int) bool { if n == 0 { return false }; return even(n - 1) }\neven(10)\n### true",
	"redefine one of two":         "func even(n int) bool { if n == 0 { return true }; return odd(n - 1) }\nfunc odd(n int) bool { if n == 0 { return false }; return even(n - 1) }\n---\nfunc odd(n int) bool { return true }\n---\neven(2)\n### true\n---\neven(0)\n### true",
	"function variable":           "var f func(int) int\nf = func(n int) int { if n == 0 { return 1 }; return n * f(n-1) }\nf(5)\n### 120",
	"stdin of struct":             "type M map[string][]int\nm := M{\"a\": {1}}\nm[\"a\"] = append(m[\"a\"], 2)\nm\n### map[a:[1 2]]",
	"alias":                       "type S = []int\nvar s S = []int{1}\nappend(s, 2)\n### [1 2]",
	"anonymous struct":            "p := struct{ X, Y int }{1, 2}\np.X + p.Y\n### 3\n---\np = struct{ X, Y int }{3, 4}\np\n### {3 4}",
	"blank":                       "_ = 5\nvar _ int = 3\nx, _ := 1, 2\nx\n### 1",
	"many results":                "func f() (a, b int, err error) { return 1, 2, nil }\nf()\n### 1, 2, nil",
}
