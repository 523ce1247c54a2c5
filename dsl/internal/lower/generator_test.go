package lower_test

import (
	"fmt"
	"math/rand"
	"strings"
)

// generator writes small typed programs: structs, interfaces, closures, slices,
// maps, generics, defer, panics, range over functions. They end, and what they answer
// does not depend on what Go leaves open (order of map entries, of operands).
type generator struct {
	*rand.Rand
	b      strings.Builder
	vars   []variable
	next   int
	depth  int
	funcs  []fun
	inFunc bool
	loops  int
	labels []string
}

type variable struct {
	name, typ string
	fixed     bool // not to be assigned
}

type fun struct {
	name   string
	params []string
	result string
}

const prologue = `type Num int
func (n Num) Twice() Num { return n * 2 }
func (n Num) String() string { return fmt.Sprintf("N%d", int(n)) }
type P struct { A int; b float64; s string }
func (p P) Sum() int { return p.A + int(p.b) + len(p.s) }
func (p *P) Bump(k int) *P { p.A += k; p.b *= 1.5; return p }
func (p P) With(a int) P { p.A = a; return p }
type Q struct { P; arr [3]int; ptr *P; list []P; m map[string]int }
func (q *Q) Fill(n int) { for i := range q.arr { q.arr[i] += n * i }; if q.m == nil { q.m = map[string]int{} }; q.m["k"] += n; q.list = append(q.list, q.P) }
type Summer interface { Sum() int }
type Err struct{ code int }
func (e *Err) Error() string { return fmt.Sprint("err", e.code) }
type Vec []float64
func (v Vec) Sum() int { t := 0.0; for _, x := range v { t += x }; return int(t) }
type Pair[K comparable, V any] struct { Key K; Val V }
func (p Pair[K, V]) Swap(k K) Pair[K, V] { p.Key = k; return p }
func MkPair[K comparable, V any](k K, v V) Pair[K, V] { return Pair[K, V]{k, v} }
func Map[T, U any](xs []T, f func(T) U) []U { var r []U; for _, x := range xs { r = append(r, f(x)) }; return r }
func Fold[T, A any](xs []T, a A, f func(A, T) A) A { for _, x := range xs { a = f(a, x) }; return a }
func upto(n int) iter.Seq[int] { return func(y func(int) bool) { for i := 0; i < n; i++ { if !y(i) { return } } } }
func pairs(xs []string) iter.Seq2[int, string] { return func(y func(int, string) bool) { for i, x := range xs { if !y(i, x) { return } } } }
var zero, one = 0, 1
func cut(s string) string { if len(s) > 40 { return s[:40] }; return s }
func abs(x int) int { if x < 0 { return -x }; return x }
`

var genTypes = []string{"int", "int", "int", "int8", "uint8", "uint32", "float64", "string", "bool", "Num", "P", "Q", "*P", "[]int", "[]string", "[]P", "Vec", "[3]int", "[2]P", "map[string]int", "map[string]P", "Summer", "any", "error", "func(int) int", "Pair[string, int]", "*int", "float32", "int64"}

func generate(seed int64) program {
	g := &generator{Rand: rand.New(rand.NewSource(seed))}
	g.b.WriteString(prologue)
	for range 1 + g.Intn(3) {
		g.global()
	}
	for range 1 + g.Intn(4) {
		g.function()
	}
	g.caseFunc()
	return program{name: fmt.Sprint("seed", seed), code: g.b.String()}
}

func (g *generator) p(format string, args ...any) { fmt.Fprintf(&g.b, format+"\n", args...) }

func (g *generator) name(prefix string) string {
	g.next++
	return fmt.Sprint(prefix, g.next)
}

func (g *generator) typ() string { return genTypes[g.Intn(len(genTypes))] }

func (g *generator) global() {
	t := g.typ()
	n := g.name("g")
	g.p("var %s %s = %s", n, t, g.expr(t, 1))
	g.vars = append(g.vars, variable{n, t, false})
}

func (g *generator) function() {
	f := fun{name: g.name("f"), result: g.typ()}
	mark := len(g.vars)
	var ps []string
	for range g.Intn(4) {
		t, n := g.typ(), g.name("p")
		f.params = append(f.params, t)
		ps = append(ps, n+" "+t)
		g.vars = append(g.vars, variable{n, t, false})
	}
	res := g.name("r")
	g.p("func %s(%s) (%s %s) {", f.name, strings.Join(ps, ", "), res, f.result)
	g.vars = append(g.vars, variable{res, f.result, false})
	g.inFunc = true
	if g.Intn(3) == 0 {
		v := g.expr(f.result, 1)
		g.p("defer func() { if x := recover(); x != nil { log += fmt.Sprint(\"R:\", x, \";\"); %s = %s } }()", res, v)
	}
	if g.Intn(4) == 0 {
		g.p("defer func(d int) { log += fmt.Sprint(\"D\", d); %s }(%s)", g.assignment(), g.expr("int", 1))
	}
	g.body(2 + g.Intn(5))
	if g.Intn(2) == 0 {
		g.p("return %s", g.expr(f.result, 2))
	} else {
		g.p("return")
	}
	g.p("}")
	g.inFunc = false
	g.vars = g.vars[:mark]
	g.funcs = append(g.funcs, f)
}

func (g *generator) caseFunc() {
	g.p("var log string; var steps int")
	g.p("func Case() (answer string) {")
	g.p("log = \"\"")
	g.p("defer func() { if x := recover(); x != nil { answer = fmt.Sprint(log, \"PANIC \", x) } }()")
	g.body(6 + g.Intn(8))
	for _, v := range g.vars {
		g.show(v)
	}
	g.p("return log")
	g.p("}")
}

// show prints v: no pointers' addresses, no functions.
func (g *generator) show(v variable) {
	switch v.typ {
	case "*P", "*int":
		g.p("if %s != nil { log += fmt.Sprintf(\"%s=%%v;\", *%s) }", v.name, v.name, v.name)
	case "func(int) int":
		g.p("if %s != nil { log += fmt.Sprint(%s(3), \";\") }", v.name, v.name)
	case "Q":
		g.p("log += fmt.Sprintf(\"%s=%%v %%v %%v %%v;\", %s.P, %s.arr, %s.list, %s.m)", v.name, v.name, v.name, v.name, v.name)
	case "any", "Summer", "error":
		g.p("log += fmt.Sprintf(\"%s=%%T;\", %s)", v.name, v.name)
	default:
		g.p("log += fmt.Sprintf(\"%s=%%%s;\", %s)", v.name, []string{"v", "+v", "#v"}[g.Intn(3)], v.name)
	}
}

func (g *generator) body(n int) {
	g.depth++
	for range n {
		g.stmt()
	}
	g.depth--
}

func (g *generator) block(n int) {
	mark := len(g.vars)
	g.body(n)
	g.vars = g.vars[:mark]
}

func (g *generator) declare(t, value string) {
	n := g.name("v")
	switch g.Intn(3) {
	case 0:
		g.p("var %s %s = %s", n, t, value)
	case 1:
		g.p("var %s %s; %s = %s", n, t, n, value)
	default:
		g.p("%s := %s(%s)", n, paren(t), value)
	}
	g.p("_ = %s", n)
	g.vars = append(g.vars, variable{n, t, false})
}

func paren(t string) string { return "(" + t + ")" }

// pick finds a variable of type t.
func (g *generator) pick(t string, assignable bool) (string, bool) {
	var all []string
	for _, v := range g.vars {
		if v.typ == t && !(assignable && v.fixed) {
			all = append(all, v.name)
		}
	}
	if len(all) == 0 {
		return "", false
	}
	return all[g.Intn(len(all))], true
}

func (g *generator) assignment() string {
	for range 10 {
		if len(g.vars) == 0 {
			break
		}
		v := g.vars[g.Intn(len(g.vars))]
		if v.fixed {
			continue
		}
		switch v.typ {
		case "int", "int8", "uint8", "uint32", "int64", "Num":
			op := []string{"=", "+=", "-=", "*=", "^=", "|=", "&^="}[g.Intn(7)]
			return fmt.Sprintf("%s %s %s", v.name, op, g.expr(v.typ, 1))
		case "float64", "float32":
			return fmt.Sprintf("%s %s %s", v.name, []string{"=", "+=", "*=", "-="}[g.Intn(4)], g.expr(v.typ, 1))
		case "string":
			if g.Intn(2) == 0 {
				return fmt.Sprintf("%s = cut(%s + %s)", v.name, v.name, g.expr("string", 0))
			}
			return fmt.Sprintf("%s = %s", v.name, g.expr("string", 0))
		case "P":
			switch g.Intn(4) {
			case 0:
				return fmt.Sprintf("%s.A += %s", v.name, g.expr("int", 1))
			case 1:
				return fmt.Sprintf("%s.b, %s.s = %s, %s", v.name, v.name, g.expr("float64", 1), g.expr("string", 1))
			}
		case "Q":
			switch g.Intn(5) {
			case 0:
				return fmt.Sprintf("%s.Fill(%s)", v.name, g.expr("int", 0))
			case 1:
				return fmt.Sprintf("%s.arr[%d]++", v.name, g.Intn(3))
			case 2:
				return fmt.Sprintf("%s.ptr = &%s.P; %s.ptr.A--", v.name, v.name, v.name)
			case 3:
				return fmt.Sprintf("%s.A, %s.arr[1] = %s.arr[1], %s.A", v.name, v.name, v.name, v.name)
			}
		case "[]int":
			switch g.Intn(5) {
			case 0:
				return fmt.Sprintf("%s = append(%s, %s)", v.name, v.name, g.expr("int", 1))
			case 1:
				return fmt.Sprintf("if len(%s) > 1 { %s[0], %s[1] = %s[1], %s[0]+%s }", v.name, v.name, v.name, v.name, v.name, g.expr("int", 1))
			case 2:
				return fmt.Sprintf("if len(%s) > 0 { %s[len(%s)-1] *= %s }", v.name, v.name, v.name, g.expr("int", 1))
			}
		case "[3]int":
			if g.Intn(2) == 0 {
				return fmt.Sprintf("%s[%d] += %s", v.name, g.Intn(3), g.expr("int", 1))
			}
		case "[2]P":
			if g.Intn(2) == 0 {
				return fmt.Sprintf("%s[0], %s[1] = %s[1], %s", v.name, v.name, v.name, g.expr("P", 1))
			}
		case "[]P":
			if g.Intn(2) == 0 {
				return fmt.Sprintf("for i := range %s { %s[i].Bump(i) }", v.name, v.name)
			}
		case "*P":
			if g.Intn(2) == 0 {
				return fmt.Sprintf("if %s != nil { *%s = %s }", v.name, v.name, g.expr("P", 1))
			}
		case "*int":
			if g.Intn(2) == 0 {
				return fmt.Sprintf("if %s != nil { *%s += %s }", v.name, v.name, g.expr("int", 0))
			}
		case "map[string]int":
			if g.Intn(2) == 0 {
				return fmt.Sprintf("if %s != nil { %s[%s] += %s }", v.name, v.name, g.expr("string", 0), g.expr("int", 1))
			}
		case "map[string]P":
			if g.Intn(2) == 0 {
				return fmt.Sprintf("if %s != nil { %s[\"a\"] = %s }", v.name, v.name, g.expr("P", 1))
			}
		}
		return fmt.Sprintf("%s = %s", v.name, g.expr(v.typ, 2))
	}
	return "log += \".\""
}

func (g *generator) stmt() {
	if g.depth > 4 {
		g.p("%s", g.assignment())
		return
	}
	switch g.Intn(22) {
	case 0, 1, 2, 3:
		t := g.typ()
		g.declare(t, g.expr(t, 2))
	case 4, 5, 6, 7:
		g.p("%s", g.assignment())
	case 8:
		g.p("if %s {", g.expr("bool", 2))
		g.block(1 + g.Intn(2))
		if g.Intn(2) == 0 {
			g.p("} else {")
			g.block(1)
		}
		g.p("}")
	case 9:
		i := g.name("i")
		label := ""
		if g.Intn(3) == 0 {
			label = g.name("L")
			g.p("%s:", label)
		}
		g.p("for %s := 0; %s < %d; %s++ {", i, i, 1+g.Intn(4), i)
		g.loop(i, "int", label)
	case 10:
		i := g.name("i")
		g.p("for %s := range %d {", i, 1+g.Intn(4))
		g.loop(i, "int", "")
	case 11:
		i, x := g.name("i"), g.name("x")
		src, elem := "[]int", "int"
		if k := g.Intn(4); k == 1 {
			src, elem = "[]P", "P"
		} else if k == 2 {
			src, elem = "[3]int", "int"
		} else if k == 3 {
			src, elem = "[]string", "string"
		}
		g.p("for %s, %s := range %s {", i, x, g.expr(src, 1))
		g.p("if %s > 5 { break }; _ = %s", i, x)
		g.vars = append(g.vars, variable{x, elem, false})
		g.loop(i, "int", "")
		g.vars = g.vars[:len(g.vars)-1]
	case 12:
		i := g.name("i")
		if g.Intn(2) == 0 {
			g.p("for %s := range upto(%d) {", i, 1+g.Intn(4))
		} else {
			g.p("for %s, %s := range pairs([]string{\"a\", \"b\", \"c\"}) { _ = %s", i, i+"s", i+"s")
		}
		g.loop(i, "int", "")
	case 13: // a closure that changes what it captures
		n := g.name("c")
		g.p("%s := func(k int) int {", n)
		g.vars = append(g.vars, variable{"k", "int", false})
		mark := len(g.vars)
		g.body(1 + g.Intn(2))
		g.p("return %s", g.expr("int", 2))
		g.p("}")
		g.vars = append(g.vars[:mark-1], variable{n, "func(int) int", true})
		v := g.name("v")
		g.p("%s := %s(%s); _ = %s", v, n, g.expr("int", 1), v)
		g.vars = append(g.vars, variable{v, "int", false})
	case 14:
		if len(g.funcs) > 0 {
			f := g.funcs[g.Intn(len(g.funcs))]
			var args []string
			for _, t := range f.params {
				args = append(args, g.expr(t, 1))
			}
			v := g.name("v")
			g.p("%s := %s(%s); _ = %s", v, f.name, strings.Join(args, ", "), v)
			g.vars = append(g.vars, variable{v, f.result, false})
		}
	case 15:
		g.p("switch v := any(%s).(type) {", g.expr(g.typ2(), 1))
		g.p("case int: log += fmt.Sprint(\"int\", v)")
		g.p("case P, Num: log += fmt.Sprintf(\"%%T%%v\", v, v)")
		g.p("case Summer: if v != Summer((*P)(nil)) { log += fmt.Sprint(\"S\", v.Sum()) } // the text of this panic depends on inlining")
		g.p("case error: log += \"E\" + v.Error()")
		g.p("case nil: log += \"nil\"")
		g.p("default: log += fmt.Sprintf(\"%%T\", v)")
		g.p("}")
	case 16:
		g.p("switch %s {", g.expr("int", 1))
		for i := range 2 + g.Intn(2) {
			g.p("case %d, %d:", i, i+10)
			g.block(1)
			if g.Intn(3) == 0 {
				g.p("fallthrough")
			}
		}
		g.p("default:")
		g.block(1)
		g.p("}")
	case 17:
		if v, ok := g.pick("P", true); ok {
			n := g.name("v")
			g.p("%s := &%s; %s.Bump(%s); _ = %s", n, v, n, g.expr("int", 0), n)
			g.vars = append(g.vars, variable{n, "*P", false})
		}
	case 18:
		if v, ok := g.pick("int", true); ok {
			n := g.name("v")
			g.p("%s := &%s; *%s++", n, v, n)
			g.vars = append(g.vars, variable{n, "*int", false})
		}
	case 19: // sharing through interfaces and pointers
		if v, ok := g.pick("any", false); ok {
			g.p("if x, ok := %s.(P); ok { x.A++; log += fmt.Sprint(x) } else if y, ok := %s.(*P); ok && y != nil { y.A += 7 }", v, v)
		} else {
			g.p("log += fmt.Sprint(%s == %s)", g.expr("P", 1), g.expr("P", 1))
		}
	case 20:
		g.p("func() { defer func() { log += fmt.Sprint(recover() != nil) }()")
		g.block(2)
		g.p("}()")
	case 21:
		a, b := g.typ(), g.typ()
		x, okx := g.pick(a, true)
		y, oky := g.pick(b, true)
		if okx && oky && x != y {
			g.p("%s, %s = %s, %s", x, y, g.expr(a, 2), g.expr(b, 2))
		}
	}
}

func (g *generator) typ2() string {
	return []string{"int", "P", "*P", "Num", "Vec", "error", "string", "any", "Summer", "[]int"}[g.Intn(10)]
}

// loop writes the body of a loop whose head is open; i is its variable.
func (g *generator) loop(i, t, label string) {
	mark := len(g.vars)
	g.vars = append(g.vars, variable{i, t, true})
	g.body(1 + g.Intn(2))
	switch g.Intn(5) {
	case 0:
		g.p("if %s { break }", g.expr("bool", 1))
	case 1:
		g.p("if %s { continue }", g.expr("bool", 1))
	case 2:
		if label != "" {
			g.p("for range 2 { if %s { continue %s }; if %s { break %s } }", g.expr("bool", 1), label, g.expr("bool", 1), label)
		}
	case 3:
		n := g.name("h")
		g.p("%s := func() int { return %s + 1 }; log += fmt.Sprint(%s())", n, i, n)
	}
	if label != "" {
		g.p("if log == \"never\" { break %s }", label)
	}
	g.p("_ = %s; log += fmt.Sprint(%s, \",\"); if steps++; steps > 400 { panic(\"long\") }", i, i)
	g.p("}")
	g.vars = g.vars[:mark]
}

// expr writes an expression of type t without side effects on variables.
func (g *generator) expr(t string, depth int) string {
	if v, ok := g.pick(t, false); ok && g.Intn(3) > 0 {
		return v
	}
	if depth <= 0 {
		return g.literal(t)
	}
	sub := func(t string) string { return g.expr(t, depth-1) }
	switch t {
	case "int":
		switch g.Intn(14) {
		case 0:
			return fmt.Sprintf("(%s + %s)", sub("int"), sub("int"))
		case 1:
			return fmt.Sprintf("(%s - %s*%s)", sub("int"), sub("int"), sub("int"))
		case 2:
			return fmt.Sprintf("len(%s)", sub([]string{"string", "[]int", "Vec", "map[string]int", "[]P"}[g.Intn(5)]))
		case 3:
			return sub("P") + ".A"
		case 4:
			return fmt.Sprintf("(%s / (1 + abs(%s%%100)))", sub("int"), sub("int"))
		case 5:
			return fmt.Sprintf("int(%s)", sub([]string{"int8", "uint8", "uint32", "Num", "int64"}[g.Intn(5)]))
		case 6:
			return sub("P") + ".Sum()"
		case 7:
			return sub("[3]int") + fmt.Sprintf("[%d]", g.Intn(3))
		case 8:
			return fmt.Sprintf("(%s >> uint(%d))", sub("int"), g.Intn(5))
		case 9:
			return fmt.Sprintf("min(%s, %s)", sub("int"), sub("int"))
		case 10:
			return fmt.Sprintf("Fold(%s, %s, func(a, b int) int { return a*2 + b })", sub("[]int"), sub("int"))
		case 11:
			return sub("map[string]int") + "[\"a\"]"
		case 12:
			return fmt.Sprintf("(%s %s %s)", sub("int"), []string{"&", "|", "^", "&^"}[g.Intn(4)], sub("int"))
		}
	case "int8", "uint8", "uint32", "int64", "Num":
		switch g.Intn(4) {
		case 0:
			return fmt.Sprintf("(%s %s %s)", sub(t), []string{"+", "-", "*", "^"}[g.Intn(4)], sub(t))
		case 1:
			return fmt.Sprintf("%s(%s)", t, sub("int"))
		case 2:
			if t == "Num" {
				return sub("Num") + ".Twice()"
			}
			return fmt.Sprintf("(%s << uint(%d))", sub(t), g.Intn(10))
		}
	case "float64", "float32":
		switch g.Intn(4) {
		case 0:
			return fmt.Sprintf("(%s %s %s)", sub(t), []string{"+", "*", "-"}[g.Intn(3)], sub(t))
		case 1:
			return fmt.Sprintf("%s(%s)", t, sub([]string{"int", "uint8", "float64", "float32"}[g.Intn(4)]))
		case 2:
			if t == "float64" {
				return sub("P") + ".b"
			}
		}
	case "string":
		switch g.Intn(5) {
		case 0:
			return fmt.Sprintf("cut(%s + %s)", sub("string"), sub("string"))
		case 1:
			return fmt.Sprintf("cut(fmt.Sprint(%s))", sub([]string{"int", "P", "[]int", "Num", "[3]int", "Vec", "uint8", "float32"}[g.Intn(8)]))
		case 2:
			return sub("P") + ".s"
		case 3:
			return fmt.Sprintf("strings.ToUpper(%s)", sub("string"))
		}
	case "bool":
		switch g.Intn(6) {
		case 0:
			return fmt.Sprintf("(%s %s %s)", sub("int"), []string{"<", "==", ">=", "!="}[g.Intn(4)], sub("int"))
		case 1:
			return fmt.Sprintf("(%s && !%s)", sub("bool"), sub("bool"))
		case 2:
			return fmt.Sprintf("(%s == %s)", sub("P"), sub("P"))
		case 3:
			return fmt.Sprintf("(%s < %s)", sub("string"), sub("string"))
		case 4:
			return fmt.Sprintf("(%s == any(%s))", sub("any"), sub([]string{"int", "P", "Num", "string"}[g.Intn(4)]))
		case 5:
			return fmt.Sprintf("(%s == %s || %s)", sub("[3]int"), sub("[3]int"), sub("bool"))
		}
	case "P":
		switch g.Intn(5) {
		case 0:
			return fmt.Sprintf("P{%s, %s, %s}", sub("int"), sub("float64"), sub("string"))
		case 1:
			return fmt.Sprintf("P{A: %s, s: %s}", sub("int"), sub("string"))
		case 2:
			return sub("P") + fmt.Sprintf(".With(%s)", sub("int"))
		case 3:
			return sub("Q") + ".P"
		case 4:
			return sub("[2]P") + fmt.Sprintf("[%d]", g.Intn(2))
		}
	case "Q":
		return fmt.Sprintf("Q{P: %s, arr: %s, list: %s, m: %s}", sub("P"), sub("[3]int"), sub("[]P"), sub("map[string]int"))
	case "*P":
		return fmt.Sprintf("&P{A: %s}", sub("int"))
	case "[]int":
		switch g.Intn(4) {
		case 0:
			return fmt.Sprintf("[]int{%s, %s, %s}", sub("int"), sub("int"), sub("int"))
		case 1:
			return fmt.Sprintf("append([]int(nil), %s...)", sub("[]int"))
		case 2:
			return fmt.Sprintf("Map(%s, func(s string) int { return len(s) })", sub("[]string"))
		case 3:
			return fmt.Sprintf("slices.Sorted(slices.Values(%s))", sub("[]int"))
		}
	case "[]P":
		return fmt.Sprintf("[]P{%s, {A: %s}}", sub("P"), sub("int"))
	case "[]string":
		return fmt.Sprintf("[]string{%s, %s}", sub("string"), sub("string"))
	case "[3]int":
		return fmt.Sprintf("[3]int{%s, 2: %s}", sub("int"), sub("int"))
	case "[2]P":
		return fmt.Sprintf("[2]P{%s}", sub("P"))
	case "Vec":
		return fmt.Sprintf("Vec{%s, %s}", sub("float64"), sub("float64"))
	case "map[string]int":
		return fmt.Sprintf("map[string]int{\"a\": %s, %q: 3}", sub("int"), g.name("k"))
	case "map[string]P":
		return fmt.Sprintf("map[string]P{\"a\": %s}", sub("P"))
	case "Summer":
		return fmt.Sprintf("Summer(%s)", []string{sub("P"), sub("Vec"), "&P{A: 1}", "&Q{}"}[g.Intn(4)])
	case "any":
		return fmt.Sprintf("any(%s)", sub(g.typ2()))
	case "error":
		return []string{"error(nil)", "error(&Err{3})", "fmt.Errorf(\"w %w\", &Err{" + sub("int") + "})"}[g.Intn(3)]
	case "func(int) int":
		return fmt.Sprintf("func(z int) int { return z + %s }", sub("int"))
	case "Pair[string, int]":
		switch g.Intn(3) {
		case 0:
			return fmt.Sprintf("MkPair(%s, %s)", sub("string"), sub("int"))
		case 1:
			return sub(t) + fmt.Sprintf(".Swap(%s)", sub("string"))
		}
	case "*int":
		return fmt.Sprintf("new(%s)", sub("int"))
	}
	return g.literal(t)
}

func (g *generator) literal(t string) string {
	switch t {
	case "int":
		return []string{"zero", "one", "-3", "7", "abs(100)", "abs(-1000)"}[g.Intn(6)]
	case "int8", "uint8", "uint32", "int64", "Num":
		return fmt.Sprintf("%s(abs(%d))", t, g.Intn(120))
	case "float64", "float32":
		return t + []string{"(0.5)", "(2)", "(-1.25)", "(1e3)"}[g.Intn(4)]
	case "string":
		return []string{`"x"`, `"é"`, `""`, `"abc"`}[g.Intn(4)]
	case "bool":
		return []string{"true", "false"}[g.Intn(2)]
	case "P":
		return "P{1, 2.5, \"p\"}"
	case "Q":
		return "Q{P: P{A: 4}}"
	case "*P":
		return []string{"(*P)(nil)", "&P{A: 9}"}[g.Intn(2)]
	case "[]int":
		return []string{"[]int(nil)", "[]int{1, 2}"}[g.Intn(2)]
	case "[]string":
		return `[]string{"q", "rs"}`
	case "[]P":
		return "[]P{{A: 1}}"
	case "Vec":
		return "Vec{1, 2.5}"
	case "[3]int":
		return "[3]int{1, 2, 3}"
	case "[2]P":
		return "[2]P{}"
	case "map[string]int":
		return `map[string]int{"a": 1}`
	case "map[string]P":
		return "map[string]P{}"
	case "Summer":
		return "Summer(P{A: 2})"
	case "any":
		return []string{"any(nil)", "any(3)", "any(P{})", "any(\"s\")"}[g.Intn(4)]
	case "error":
		return "error(nil)"
	case "func(int) int":
		return "func(z int) int { return z * 2 }"
	case "Pair[string, int]":
		return "Pair[string, int]{\"k\", 2}"
	case "*int":
		return "(*int)(nil)"
	}
	return "nil"
}
