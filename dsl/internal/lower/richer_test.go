package lower_test

import (
	"fmt"
	"math/rand"
	"strings"
)

// richer makes programs of what generator leaves out, a stretch of each: every stretch is a function of its own,
// "func partN() string", made of pieces in random order with random types, values and jumps.
type richer struct {
	*generator
	parts int
}

const richPrologue = `type Inner struct { n int; tag string }
func (i Inner) Get() int { return i.n }
func (i *Inner) Set(n int) { i.n = n }
func (i Inner) plus(k int) int { return i.n + k }
func clearly(to *string, k int) { *to += fmt.Sprint("K", k, " ") }
func pick[T any](p *T) *T { return p }
type Num int
func (n Num) Twice() Num { return n * 2 }
func (n Num) String() string { return fmt.Sprintf("N%d", int(n)) }
func (i Inner) Name() string { return "inner" + i.tag }
type Middle struct { *Inner; x float64 }
func (m Middle) Name() string { return "middle+" + m.Inner.Name() }
type Outer struct { Middle; Num; list []Inner }
type Getter interface { Get() int }
type Setter interface { Getter; Set(int) }
type Namer interface { Name() string }
type Number interface { ~int | ~int8 | ~uint8 | ~int64 | ~float64 | ~float32 }
func Total[T Number](xs ...T) (t T) { for _, x := range xs { t += x }; return }
func Biggest[T cmp.Ordered](x T, xs ...T) T { for _, y := range xs { x = max(x, y) }; return x }
func Keys[M ~map[K]V, K cmp.Ordered, V any](m M) []K { return slices.Sorted(maps.Keys(m)) }
func Zero[T any]() (z T) { return }
func Show[T any](x T) string { return fmt.Sprintf("%T:%v;", x, x) }
func Apply[T, U any](x T, fs ...func(T) U) (r []U) { for _, f := range fs { r = append(r, f(x)) }; return }
type Stack[T any] struct { items []T; hook func(T) }
func (s *Stack[T]) Push(xs ...T) *Stack[T] { for _, x := range xs { s.items = append(s.items, x); if s.hook != nil { s.hook(x) } }; return s }
func (s *Stack[T]) Pop() (x T, ok bool) { if n := len(s.items); n > 0 { x, ok = s.items[n-1], true; s.items = s.items[:n-1] }; return }
func (s Stack[T]) All() iter.Seq2[int, T] { return func(yield func(int, T) bool) { for i, x := range s.items { if !yield(i, x) { return } } } }
func (s Stack[T]) Each(f func(T)) { for _, x := range s.items { f(x) } }
type Tree[K cmp.Ordered, V any] struct { left, right *Tree[K, V]; key K; val V }
func (t *Tree[K, V]) Put(k K, v V) *Tree[K, V] { if t == nil { return &Tree[K, V]{key: k, val: v} }; switch { case k < t.key: t.left = t.left.Put(k, v); case k > t.key: t.right = t.right.Put(k, v); default: t.val = v }; return t }
func (t *Tree[K, V]) Walk(yield func(K, V) bool) bool { return t == nil || t.left.Walk(yield) && yield(t.key, t.val) && t.right.Walk(yield) }
func (t *Tree[K, V]) All() iter.Seq2[K, V] { return func(yield func(K, V) bool) { t.Walk(yield) } }
func count(n int) iter.Seq[int] { return func(yield func(int) bool) { defer func() { trail += "|" }(); for i := range n { if !yield(i) { trail += "!"; return } } } }
type Bad struct { why string; at int }
func (b *Bad) Error() string { return fmt.Sprint(b.why, b.at) }
func (b Bad) Is(err error) bool { return err == base }
var base = errors.New("base")
var trail string
var zero, one = 0, 1
var negzero = math.Copysign(0, -1)
var nan = math.NaN()
var inf = math.Inf(1)
`

// generateRicher is generate for richer programs.
func generateRicher(seed int64) program {
	g := &richer{generator: &generator{Rand: rand.New(rand.NewSource(seed))}}
	g.b.WriteString(richPrologue)
	stretches := []func(){g.integers, g.complexes, g.floats, g.text, g.maps, g.embedding, g.generics, g.trees, g.ranges, g.deferring, g.closures, g.errors, g.interfaces, g.arrays, g.jumps, g.goroutines}
	for range 6 + g.Intn(5) {
		g.parts++
		g.p("func part%d() (out string) {", g.parts)
		g.p("defer func() { if x := recover(); x != nil { out += fmt.Sprint(\" PANIC \", x) } }()")
		stretches[g.Intn(len(stretches))]()
		g.p("return")
		g.p("}")
	}
	g.p("func Case() string {\ntrail = \"\"\nout := \"\"")
	for i := range g.parts {
		g.p("out += part%d() + \"\\n\"", i+1)
	}
	g.p("return out + trail\n}")
	return program{name: fmt.Sprint("richer", seed), code: g.b.String()}
}

func (g *richer) one(of ...string) string { return of[g.Intn(len(of))] }

// times writes n pieces, each one of the list.
func (g *richer) times(n int, pieces ...func()) {
	for range n {
		g.p("{")
		pieces[g.Intn(len(pieces))]()
		g.p("}")
	}
}

func (g *richer) say(format string, args ...any) { g.p("out += "+format, args...) }

func (g *richer) float() string {
	return g.one("negzero", "nan", "inf", "0.0", "1.5", "-negzero", "-inf", "float64(zero)", "1e308", "5e-324", "-2.5", "0.1", "float64(1<<53)", "1e19")
}

func (g *richer) operand(depth int) string {
	if depth == 0 || g.Intn(4) == 0 {
		return g.one("a", "b", g.float())
	}
	switch g.Intn(9) {
	case 0:
		return "min(" + g.operand(depth-1) + ", " + g.operand(depth-1) + ")"
	case 1:
		return "max(" + g.operand(depth-1) + ", a)"
	case 2:
		return "-(" + g.operand(depth-1) + ")"
	case 3:
		return "id(" + g.operand(depth-1) + ")"
	case 4:
		return "float64(float32(" + g.operand(depth-1) + "))"
	case 5:
		return "real(complex(" + g.operand(depth-1) + ", a))"
	}
	return "(" + g.operand(depth-1) + " " + g.one("+", "-", "*", "/") + " " + g.operand(depth-1) + ")"
}

// floats are −0, NaN and the infinities on all ways a value can take.
func (g *richer) floats() {
	g.p("a, b := %s, %s", g.float(), g.float())
	g.p("id := func(x float64) float64 { return x }")
	g.p("bits := func(x float64) string { if x != x { return \"NaN \" }; return fmt.Sprintf(\"%%x \", math.Float64bits(x)) }; _, _ = id, bits")
	g.times(6+g.Intn(6),
		func() { g.say("bits(%s)", g.operand(3)) },
		func() {
			g.say("fmt.Sprint(%s %s %s, \" \")", g.operand(2), g.one("<", ">", "==", "!=", "<=", ">="), g.operand(2))
		},
		func() { g.p("a, b = %s, %s", g.operand(2), g.operand(2)) },
		func() { g.p("a %s %s", g.one("+=", "-=", "*=", "/="), g.operand(1)) },
		func() {
			g.say("func(xs ...float64) string { s := \"\"; for _, x := range xs { s += bits(x) }; return s }(a, %s, b)", g.float())
		},
		func() {
			g.say("func(x float64) (y float64) { defer func() { y = -y }(); return x }(%s) |> bits", g.operand(1))
		},
		func() {
			g.p("m := map[float64]int{a: 1, %s: 2}; m[b]++; m[%s] += 2; m[negzero]++", g.one("1.25", "3.5"), g.float())
			g.say("fmt.Sprint(len(m), m[0], m[a], \" \")")
		},
		func() {
			g.say("fmt.Sprint([2]float64{a, 1} == [2]float64{b, 1}, any(a) == any(b), struct{ x float64 }{a} == struct{ x float64 }{a}, \" \")")
		},
		func() {
			g.p("{ p := &b; *p = %s; c := make(chan float64, 1); c <- *p; out += bits(<-c) }", g.operand(1))
		},
		func() { g.say("fmt.Sprintf(\"%%v %%g %%08.3f %%+e %%T \", a, b, %s, a, b)", g.operand(1)) },
		func() { g.say("fmt.Sprint(int64(min(max(b, -1e9), 1e9)), uint8(int(max(min(a, 1e6), -1e6))), \" \")") },
		func() {
			g.p("switch a { case b: out += \"same \"; case 0: out += \"zero \"; default: out += \"else \" }")
		},
	)
}

// integers are all widths at their ends: what wraps, shifts, conversions, division.
func (g *richer) integers() {
	widths := []string{"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr"}
	t := g.one(widths...)
	u := g.one(widths...)
	g.p("type word %s", t)
	g.p("x, y, z := %s(one) << %d, %s(%d), word(%d)", t, g.Intn(66), t, g.Intn(128), g.Intn(128))
	g.p("k, w := %s(%d + zero), %s(one) << %d", g.one("int", "uint", "uint8", "int8"), g.Intn(70), u, g.Intn(66))
	g.p("say := func(xs ...any) { for _, x := range xs { out += fmt.Sprintf(\"%%T %%v \", x, x) } }")
	g.p("safe := func(f func()) { defer func() { if e := recover(); e != nil { out += fmt.Sprint(e, \";\") } }(); f() }; _, _, _, _ = k, w, z, safe")
	value := func() string {
		return g.one("x", "y", "-x", "^y", t+"(z)", "(x - y)", "x*y", t+"(w)", t+"(k)", "(x | 3)", "(y &^ x)", "(x ^ y)", "-y", t+"(int8(x))", t+"(uint8(y))", "x*x")
	}
	g.times(8+g.Intn(8),
		func() { g.p("say(%s %s %s)", value(), g.one("+", "-", "*", "&", "|", "^", "&^"), value()) },
		func() { g.p("safe(func() { say(%s %s %s) })", value(), g.one("/", "%"), value()) },
		func() {
			g.p("safe(func() { say(%s %s %s) })", value(), g.one("<<", ">>"), g.one("k", "y", "w", "uint8(x)", "(k+60)", "7", "70"))
		},
		func() {
			g.p("safe(func() { x %s= %s; z %s= word(y); say(x, z) })", g.one("+", "-", "*", "/", "%", "&", "|", "^", "&^"), value(), g.one("+", "-", "*", "/", "%"))
		},
		func() {
			g.p("safe(func() { y %s= %s; z <<= k; z >>= 1; say(y, z) })", g.one("<<", ">>"), g.one("k", "w", "1", "x"))
		},
		func() { g.p("say(%s(%s), %s(w), float64(%s), float32(%s))", u, value(), t, value(), value()) },
		func() {
			g.p("say(%s(%s(float64(%s))), %s < %s, x == %s(w))", "float32", "float64", value(), value(), value(), t)
		},
		func() { g.p("x++; y--; z--; w++; say(x, y, z, w)") },
		func() { g.p("x, y = %s, %s", value(), value()) },
		func() { g.p("say(min(x, %s, y), max(%s, y))", value(), value()) },
		func() {
			g.p("a := [2]%s{x, %s}; a[1] *= 3; a[0]--; p := &a[one]; *p <<= 1; *p += x; say(a)", t, value())
		},
		func() {
			g.p("m := map[%s]%s{x: w, y + 1: 2}; m[x] -= 3; m[%s]--; m[y] <<= 3; say(len(m), m[x], m[y])", t, u, value())
		},
		// int: an unsigned index beyond the largest int panics with another number than in Go (a negative one).
		func() {
			g.p("safe(func() { say([]int{1, 2, 3}[int(%s)]) }); safe(func() { say(\"abc\"[int(%s):]) })", value(), value())
		},
		func() { g.p("switch %s { case x: say(1); case y: say(2); case 5: say(5); default: say(0) }", value()) },
		func() { g.p("for i := range min(max(%s, 0), 4) { say(i) }", value()) },
		func() { g.p("say(any(x) == any(%s), any(w) == any(%s), any(z) == any(x))", value(), value()) },
		func() { g.p("out += fmt.Sprintf(\"%%x %%08b %%+d %%c %%o %%q \", x, y, z, rune(y), w, rune(y))") },
		func() { g.p("const c = 1<<%d - 1; say(c&%d, uint64(y)&c, float64(c)/2)", 8+g.Intn(24), g.Intn(300)) },
		func() {
			g.p("safe(func() { say(len(make([]int, %s&7, 8)), bits.OnesCount64(uint64(%s)), bits.LeadingZeros8(uint8(w))) })", value(), value())
		},
	)
}

// complexes are complex numbers, with −0, NaN and the infinities in them.
func (g *richer) complexes() {
	t, f := "complex128", "float64"
	if g.Intn(3) == 0 {
		t, f = "complex64", "float32"
	}
	g.p("part := func(x float64) %s { return %s(x) }", f, f)
	g.p("a, b := complex(part(%s), part(%s)), %s(%s)", g.float(), g.float(), t, g.one("1", "2i", "1.5-1i", "complex(1, -1)"))
	g.p("say := func(c %s) { for _, x := range []float64{float64(real(c)), float64(imag(c))} { if x != x { out += \"NaN \" } else { out += fmt.Sprintf(\"%%x \", math.Float64bits(x)) } } }", t)
	value := func() string {
		return g.one("a", "b", "-a", "(a + b)", "(b - 1i)", "b*2", t+"(3)", "complex(imag(b), real(a))", "a*b", "(b / a)", "(a / b)", "-b")
	}
	g.times(6+g.Intn(6),
		func() { g.p("say(%s %s %s)", value(), g.one("+", "-", "*", "/"), value()) },
		func() { g.p("a %s= %s; say(a)", g.one("+", "-", "*", "/"), value()) },
		func() { g.p("a, b = %s, %s", value(), value()) },
		func() {
			g.p("out += fmt.Sprint(%s == %s, b != %s, any(a) == any(%s), \" \")", value(), value(), value(), value())
		},
		func() {
			g.p("m := map[%s]int{a: 1, %s: 2}; m[b]++; m[%s] += 2; out += fmt.Sprint(len(m), m[b], \" \")", t, "12+5i", value())
		},
		func() { g.p("s := []%s{a, %s}; s[1] *= b; p := &s[0]; *p -= 1i; say(s[0]); say(s[1])", t, value()) },
		func() { g.p("out += fmt.Sprintf(\"%%v %%.2f %%T \", b, b, real(a))") },
		func() {
			g.p("say(func(x, y %s) (z %s) { defer func() { z = -z }(); return x * y }(a, %s))", t, t, value())
		},
		func() { g.p("say(%s(%s(%s)))", t, g.one("complex64", "complex128"), value()) },
	)
}

// p writes a line; "x |> f" at its end stands for f(x).
func (g *richer) p(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	if rest, ok := strings.CutSuffix(line, " |> bits"); ok {
		line = "out += bits(" + strings.TrimPrefix(rest, "out += ") + ")"
	}
	g.generator.p("%s", line)
}

func (g *richer) word() string {
	return g.one(`"héllo"`, `"日本語"`, `""`, `"a\x80b"`, "`raw\\n`", `"\u00e9\U0001F600"`, `"x,y,,z"`, `"\xff\xfe"`, "s", "t")
}

// text is strings, bytes and runes.
func (g *richer) text() {
	g.p("s, t := %s, %s; _ = t", strings.ReplaceAll(strings.ReplaceAll(g.word(), "s", "\"sss\""), "t", "\"tt\""), `"tö"`)
	g.p("_ = s")
	g.times(6+g.Intn(6),
		func() { g.p("for i, r := range %s { out += fmt.Sprint(i, \":\", r, string(r), \" \") }", g.word()) },
		func() {
			g.say("fmt.Sprintf(\"%%q %%x %%v \", []rune(%s), []byte(%s), len(%s))", g.word(), g.word(), g.word())
		},
		func() {
			g.p("{ b := []byte(s + %s); for i := range b { b[i] ^= %d }; s = string(b); if len(s) > 30 { s = s[:30] } }", g.word(), g.Intn(3))
		},
		func() { g.p("{ r := append([]rune(%s), 'ß', %d); t = string(r) }", g.word(), 60+g.Intn(5000)) },
		func() {
			g.say("fmt.Sprint(s %s t, s+t == t+s, strings.Compare(s, %s), \" \")", g.one("<", ">", "=="), g.word())
		},
		func() { g.say("fmt.Sprintf(\"%%q\", s[min(%d, len(s)):])", g.Intn(4)) },
		func() {
			g.p("if len(t) > %d { out += fmt.Sprint(t[%d], t[1:2], \" \"); t += string(t[0]) }", 1+g.Intn(3), g.Intn(2))
		},
		func() { g.p("out += t[%d:%s] + \" \"", g.Intn(5), g.one("", "len(t)", "len(t)-zero", "3+zero")) },
		func() {
			g.p("switch s { case \"\", t: out += \"=\"; case %s: out += \"~\"; default: out += \"?\" }", g.one(`"a"`, `"héllo"`))
		},
		func() { g.say("fmt.Sprintf(\"%%5s|%%-6.2s|%%+q|%%#v|%%c|%%U \", s, t, s, t, 'a'+rune(len(s)), 'é')") },
		func() {
			g.say("strings.Join(strings.Split(%s, \",\"), \"-\") + strings.Map(func(r rune) rune { if r > 200 { return -1 }; return r + 1 }, t)", g.word())
		},
		func() {
			g.p("const c = 'x' + %d; var y byte = c - 10; out += string(rune(c)) + fmt.Sprint(y, c)", g.Intn(20))
		},
	)
}

// maps are maps of all sorts of keys.
func (g *richer) maps() {
	key, val := g.one("string", "int", "[2]int", "any", "Num", "struct{ a int; b string }", "bool", "rune"), g.one("int", "string", "[]int", "*int", "Inner", "func() int", "map[int]string", "any", "[3]int8")
	keys := map[string][]string{
		"string": {`"a"`, `"b"`, `""`}, "int": {"1", "-1", "zero"}, "[2]int": {"[2]int{1}", "[2]int{1, one}", "[2]int{zero, 2}"},
		"any": {"1", `"1"`, "int8(1)", "nil", "1.0", "Inner{1, \"q\"}", "[1]int{2}", "[]int{1}"}, "Num": {"1", "Num(one + 1)", "3"},
		"struct{ a int; b string }": {`{1, "x"}`, `struct{ a int; b string }{one, "x"}`}, "bool": {"true", "one > zero"}, "rune": {"'a'", "'é'", "0"},
	}[key]
	vals := map[string][]string{
		"int": {"1", "one * 7"}, "string": {`"v"`, `"w" + fmt.Sprint(one)`}, "[]int": {"nil", "[]int{1, 2}", "append([]int{}, one)"}, "*int": {"nil", "new(int)", "&one"},
		"Inner": {"Inner{}", "Inner{2, \"t\"}"}, "func() int": {"nil", "func() int { return one }"}, "map[int]string": {"nil", `map[int]string{1: "x"}`}, "any": {"nil", "3", "Inner{3, \"a\"}"}, "[3]int8": {"[3]int8{1}", "[3]int8{2: 5}"},
	}[val]
	k := func() string {
		x := keys[g.Intn(len(keys))]
		if strings.HasPrefix(x, "{") {
			x = "struct{ a int; b string }" + x
		}
		return x
	}
	v := func() string { return vals[g.Intn(len(vals))] }
	g.p("type M map[%s]%s", key, val)
	g.p("m := %s", g.one("M{}", "make(M, 3)", fmt.Sprintf("M{%s: %s}", k(), v()), "M(nil)"))
	g.p("show := func(x %s, ok bool) string { return fmt.Sprintf(\"%%T %%v \", x, ok) }; _ = show", val)
	g.times(5+g.Intn(6),
		func() { g.p("m[%s] = %s", k(), v()) },
		func() { g.p("{ x, ok := m[%s]; out += show(x, ok) }", k()) },
		func() { g.p("delete(m, %s)", k()) },
		func() { g.say("fmt.Sprint(len(m), m == nil, \" \")") },
		func() { g.p("if x, ok := m[%s]; !ok { m[%s] = x } else { m[%s] = x }", k(), k(), k()) },
		func() {
			g.p("for k, x := range m { if len(m) > 1 { break }; out += fmt.Sprintf(\"%%v %%T \", k, x); delete(m, k) }")
		},
		func() { g.p("m[%s], m[%s] = m[%s], m[%s]", k(), k(), k(), k()) },
		func() { g.p("n := maps.Clone(m); n[%s] = %s; out += fmt.Sprint(len(n) - len(m), \" \")", k(), v()) },
		func() {
			g.p("try := func(f func()) { defer func() { out += fmt.Sprint(recover(), \";\") }(); f() }; try(func() { m[%s] = %s }); try(func() { _ = m[%s] }); try(func() { delete(m, %s) })", k(), v(), k(), k())
		},
	)
	if val == "int" {
		g.p("if m != nil { m[%s] += %d; m[%s]++; m[%s] <<= 2 }; out += fmt.Sprint(m[%s])", k(), g.Intn(5), k(), k(), k())
	}
	g.p("clear(m); out += fmt.Sprint(len(m))")
}

// embedding is structs in structs, by value and by pointer.
func (g *richer) embedding() {
	g.p("in := &Inner{%d, %q}", g.Intn(9), g.one("p", "q"))
	g.p("o := Outer{Middle{%s, 1.5}, %d, nil}", g.one("in", "in", "&Inner{}", "nil"), g.Intn(9))
	g.p("c := o; _, _ = c, in")
	g.times(6+g.Intn(5),
		func() { g.p("o.Set(%d)", g.Intn(99)) },
		func() { g.p("c.n += %d; out += fmt.Sprint(o.Get(), \" \")", g.Intn(5)) },
		func() { g.p("c.Inner = &Inner{tag: %q}", g.one("r", "s")) },
		func() {
			g.say("%s + \" \"", g.one("o.Name()", "c.Middle.Name()", "o.Inner.Name()", "Namer(o).Name()", "Namer(&c).Name()", "Middle.Name(o.Middle)", "(*Outer).Name(&c)"))
		},
		func() {
			g.p("{ f, h := %s, o.Set; h(%d); out += fmt.Sprint(f(), \" \") }", g.one("o.Get", "c.Middle.Get", "Getter(o).Get", "in.Get"), g.Intn(50))
		},
		func() {
			g.p("o.list = append(o.list, *in, Inner{one, \"z\"}); o.list[%d].Set(%d); out += fmt.Sprint(o.list, \" \")", g.Intn(3), g.Intn(9))
		},
		func() {
			g.p("var s Setter = %s; s.Set(s.Get() + 1); out += fmt.Sprint(s.Get(), \" \")", g.one("o", "&c", "in", "c.Middle"))
		},
		func() { g.say("fmt.Sprint(o.Twice(), c.Num.String(), o.Num+1, \" \")") },
		func() { g.p("o, c = c, o; o.x *= %d", 1+g.Intn(4)) },
		func() {
			g.p("if g, ok := any(%s).(interface{ Get() int; Name() string }); ok { out += g.Name() }", g.one("o", "&o", "in", "*in", "c.list"))
		},
		func() { g.say("fmt.Sprintf(\"%%v %%T \", o.Num, c)") },
	)
}

func (g *richer) number() string {
	return g.one("int", "int8", "uint8", "int64", "float64", "float32", "Num")
}

// generics are calls of generic functions and methods, inferred and not.
func (g *richer) generics() {
	t := g.number()
	g.p("xs := []%s{1, 2, %s}", t, g.one("3", "100", "7"))
	g.p("s := &Stack[%s]{}; _, _ = s, xs", t)
	g.p("log := \"\"; _ = log")
	g.times(6+g.Intn(5),
		func() { g.say("Show(Total(xs...)) + Show(Total[%s]())", g.number()) },
		func() { g.say("Show(Biggest(xs[0], xs...)) + Show(Biggest(\"a\", \"b\"))") },
		func() { g.p("s.Push(xs...).Push(%d)", g.Intn(100)) },
		func() { g.p("s.hook = func(x %s) { log += fmt.Sprint(x); xs[0] += x }", t) },
		func() { g.p("{ x, ok := s.Pop(); out += fmt.Sprint(x, ok, \" \") }") },
		func() { g.p("for i, x := range s.All() { if i > %d { break }; out += Show(x) }", g.Intn(4)) },
		func() {
			g.say("fmt.Sprint(Apply(xs, func(x []%s) int { return len(x) }, func(x []%s) int { x[%d]++; return cap(x) }), \" \")", t, t, g.Intn(3))
		},
		func() {
			g.say("Show(Zero[%s]())", g.one("int", "string", "[2]bool", "*int", "Stack[int]", "error", "Num", "Inner", "struct{ a int }", "[]Num", "map[string]Num"))
		},
		func() { g.say("fmt.Sprint(Keys(map[%s]bool{1: true, 0: false, 2: true}))", t) },
		func() {
			g.p("f := Total[%s]; out += Show(f(1, %d)); h := s.Push; h(9); e := (*Stack[%s]).Pop; y, _ := e(s); out += Show(y)", t, g.Intn(20), t)
		},
		func() {
			g.say("fmt.Sprint(slices.IndexFunc(xs, func(x %s) bool { return x > %d }), slices.Max(xs), slices.Contains(xs, 2), slices.Equal(xs, xs[:2]), \" \")", t, g.Intn(4))
		},
		func() {
			g.p("slices.SortFunc(xs, func(a, b %s) int { return cmp.Compare(b, a) }); out += fmt.Sprint(xs)", t)
		},
		func() { g.p("s.Each(func(x %s) { out += fmt.Sprintf(\"%%v,\", x/2) })", t) },
		func() {
			g.p("q := Stack[Stack[%s]]{}; q.Push(*s, Stack[%s]{items: xs}); out += fmt.Sprint(len(q.items), len(q.items[0].items)) + fmt.Sprintf(\"%%T\", q)", t, t)
		},
	)
	g.say("log")
}

// trees are recursive generic types.
func (g *richer) trees() {
	key := g.one("int", "string", "float64", "Num")
	keys := map[string][]string{"int": {"3", "one", "-2", "8"}, "string": {`"b"`, `"a"`, `""`, `"é"`}, "float64": {"1.5", "negzero", "inf", "nan", "0"}, "Num": {"4", "Num(one)", "2"}}[key]
	g.p("var t *Tree[%s, string]", key)
	for range 3 + g.Intn(4) {
		g.p("t = t.Put(%s, %q)", keys[g.Intn(len(keys))], g.one("u", "v", "w"))
	}
	g.p("n := 0")
	g.p("for k, v := range t.All() { n++; out += fmt.Sprint(k, v, \" \"); if n > %d { %s } }", g.Intn(4), g.one("break", "continue", "return", "panic(k)"))
	g.say("fmt.Sprint(n, t.left == nil, t.right.Walk(func(%s, string) bool { return %s }))", key, g.one("true", "false"))
}

// ranges are loops over functions with all ways out.
func (g *richer) ranges() {
	out := func(label string) string {
		return g.one("break", "continue", "return", "break "+label, "continue "+label, "panic(\"p\")", "trail += \".\"", "goto end", "defer func() { out += \"d\" }()")
	}
	label := g.name("L")
	g.p("fs := []func() int{}; total := 0; goon := true")
	g.p("%s:", label)
	g.p("for i := range count(%d) {", 2+g.Intn(4))
	g.p("if i > 100 { continue %s }", label)
	g.p("defer func() { out += fmt.Sprint(\"D\", i, \" \") }()")
	g.p("fs = append(fs, func() int { i += 10; total += i; return i })")
	g.p("for j := range %s {", g.one("count(3)", "3", "count(i)", "[]int{5, 6}", "slices.Values([]int{4, 5, 6})"))
	g.p("total += i * j; out += fmt.Sprint(i, j, \" \")")
	g.p("if j == %d && goon { goon = %s; %s }", g.Intn(3), g.one("true", "false"), out(label))
	g.p("}")
	g.p("if i == %d { %s }", g.Intn(3), out(label))
	g.p("}")
	g.p("goto end\nend:")
	g.p("for _, f := range fs { out += fmt.Sprint(f(), f(), \" \") }")
	g.p("next, stop := iter.Pull(count(%d)); defer stop()", g.Intn(4))
	g.p("{ x, ok := next(); y, ok2 := next(); out += fmt.Sprint(x, ok, y, ok2, total) }")
}

// deferring is defer and recover with named results.
func (g *richer) deferring() {
	t := g.one("int", "float64", "string", "error", "[]int", "*Inner", "[2]int", "Inner", "any")
	vals := map[string][]string{"int": {"7", "one"}, "float64": {"negzero", "2.5"}, "string": {`"s"`, `"é"`}, "error": {"nil", "base", "&Bad{\"b\", 2}"}, "[]int": {"nil", "[]int{1}"}, "*Inner": {"nil", "&Inner{}"}, "[2]int": {"[2]int{1, 2}"}, "Inner": {"Inner{4, \"i\"}"}, "any": {"nil", "3", "base"}}[t]
	v := func() string { return vals[g.Intn(len(vals))] }
	g.p("f := func(n int) (r %s, ok bool) {", t)
	g.p("x := n; p := &r; _, _ = p, x")
	g.times(2+g.Intn(3),
		func() {
			g.p("defer func() { if e := recover(); e != nil { out += fmt.Sprint(\"R\", e, \" \"); r, ok = %s, n > 1 } }()", v())
		},
		func() { g.p("defer func(k int) { out += fmt.Sprint(k, x, ok, \" \"); ok = !ok }(x)") },
		func() { g.p("defer func() { *p = %s; x++ }()", v()) },
		func() { g.p("for i := range 2 { defer func() { out += fmt.Sprint(\"L\", i) }() }") },
		func() {
			g.p("defer func() { defer func() { out += fmt.Sprint(\"I\", recover(), \" \") }(); if n > %d { panic(fmt.Sprint(\"again\", n)) } }()", g.Intn(4))
		},
		func() { g.p("defer fmt.Sprint(x); x *= 3; defer clearly(&out, x)") },
	)
	g.p("if n == %d { %s }", g.Intn(3), g.one("panic(base)", "panic(\"text\")", "var q *Inner; q.n++", "_ = []int{}[n]", "panic(&Bad{\"x\", n})", "_ = 1 / zero", "panic(fmt.Sprint(n))", "var m map[int]int; m[1]++", "_ = any(n).(string)"))
	g.p("if n == %d { return %s, true }", g.Intn(3), v())
	g.p("r = %s", v())
	g.p("%s", g.one("return", "return r, ok", "return "+v()+", n%2 == 0"))
	g.p("}")
	g.p("for i := range 3 { func() { defer func() { if e := recover(); e != nil { out += fmt.Sprintf(\"OUT %%T %%v \", e, e) } }(); r, ok := f(i); out += fmt.Sprintf(\"%%T \", r) + fmt.Sprint(ok, \" \") }() }")
	if t == "int" || t == "float64" || t == "string" || t == "[2]int" || t == "Inner" || t == "[]int" {
		g.p("r, _ := f(5); out += fmt.Sprint(r)")
	}
}

// closures capture variables of loops, parameters, results and each other.
func (g *richer) closures() {
	g.p("a, b := %d, %d", g.Intn(9), g.Intn(9))
	g.p("var fs []func(int) int")
	g.p("add := func(f func(int) int) { fs = append(fs, f) }")
	g.times(4+g.Intn(4),
		func() {
			g.p("for i := %d; i < 4; i++ { add(func(k int) int { i += k; a += i; return i }); %s }", g.Intn(3), g.one("i++", "", "if a > 5 { continue }", "add(func(k int) int { i--; return i * k })"))
		},
		func() { g.p("for i, x := range []int{5, 6} { add(func(k int) int { x += k + i; return x }) }") },
		func() { g.p("func(p int, q *int) { add(func(k int) int { p++; *q += k; return p + *q }) }(a, &b)") },
		func() { g.p("{ a := a * 2; add(func(k int) int { a--; b += a; return a ^ k }) }") },
		func() {
			g.p("{ var fib func(int) int; fib = func(n int) int { if n < 2 { return n + a%%3 }; return fib(n-1) + fib(n-2) }; add(fib) }")
		},
		func() {
			g.p("if c := a + b; c > 3 { add(func(k int) int { c *= 2; return c - k }) } else { add(func(int) int { return c }) }")
		},
		func() { g.p("switch d := any(a).(type) { case int: add(func(k int) int { d += k; return d }) }") },
		func() {
			g.p("{ s := [3]int{a, b}; add(func(k int) int { s[k%%3]++; return s[0] + s[1] + s[2] }); s[2] = 50 }")
		},
		func() {
			g.p("{ curry := func(x int) func(int) func(int) int { return func(y int) func(int) int { return func(z int) int { x += z; return x*y + z } } }; add(curry(a)(b)) }")
		},
		func() { g.p("add(Inner{a, \"\"}.plus); { i := &Inner{n: b}; add(i.plus); i.n = 77 }") },
	)
	g.p("for k := range 2 { for _, f := range fs { out += fmt.Sprint(f(k+1), \" \") } }; out += fmt.Sprint(a, b)")
}

// errors are chains of errors.
func (g *richer) errors() {
	g.p("errs := []error{nil, base, &Bad{\"b\", %d}, fmt.Errorf(\"w: %%w\", base), fmt.Errorf(\"two %%w %%w\", &Bad{\"c\", 1}, base), errors.Join(base, nil, &Bad{}), fmt.Errorf(\"plain %%v\", base)}", g.Intn(9))
	g.p("for i, err := range errs { _ = i")
	g.times(2+g.Intn(3),
		func() { g.p("var b *Bad; if errors.As(err, &b) { b.at += i; out += b.Error() }") },
		func() { g.say("fmt.Sprint(errors.Is(err, base), errors.Unwrap(err) == nil, \" \")") },
		func() { g.p("if b, ok := err.(*Bad); ok { out += b.why }") },
		func() {
			g.p("switch e := err.(type) { case nil: out += \"nil \"; case *Bad: out += e.why; case interface{ Unwrap() []error }: out += fmt.Sprint(len(e.Unwrap())); default: out += \"other \" }")
		},
		func() { g.say("fmt.Sprintf(\"%%v %%T|\", err, err)") },
		func() { g.p("if err == errs[%d] { out += \"same\" }", g.Intn(7)) },
	)
	g.p("}")
}

// interfaces are assertions and comparisons.
func (g *richer) interfaces() {
	g.p("in := &Inner{1, \"i\"}; all := []any{nil, 1, int8(1), \"s\", 1.5, in, *in, Num(3), Middle{in, 1}, []int{1}, [2]int{1}, base, func() {}, struct{ a int }{1}, (*Inner)(nil), Stack[int]{}, true, 'r', 2i, map[string]int{}}")
	g.p("for i, x := range all { _, _ = i, x")
	g.times(2+g.Intn(3),
		func() {
			g.p("switch v := x.(type) { case %s: out += fmt.Sprintf(\"A%%T \", v); case %s, %s: out += fmt.Sprintf(\"B%%T \", v); case %s: out += fmt.Sprintf(\"C%%T \", v); default: out += fmt.Sprint(i, \" \") }",
				g.one("int", "nil", "int8"), g.one("string", "rune"), g.one("float64", "bool"), g.one("Getter", "Namer", "fmt.Stringer", "error", "Setter", "func()", "[]int", "Stack[int]", "struct{ a int }", "any"))
		},
		func() {
			t := g.one("Getter", "Namer", "fmt.Stringer", "*Inner", "Inner", "Num", "int", "[2]int")
			g.p("if v, ok := x.(%s); ok { out += fmt.Sprintf(\"%%T,\", v) }", t)
		},
		func() {
			g.p("func() { defer func() { if e := recover(); e != nil { out += fmt.Sprint(e, \";\") } }(); out += fmt.Sprint(x == all[%d]) }()", g.Intn(19))
		},
		func() {
			t := g.one("Getter", "Namer", "*Inner", "Num", "string")
			g.p("func() { defer func() { if e := recover(); e != nil { out += fmt.Sprint(e, \";\") } }(); _ = x.(%s) }()", t)
		},
		func() {
			g.p("switch { case x == 1: out += \"one\"; case x == nil: out += \"nil\"; case i > %d: out += \">\" }", g.Intn(12))
		},
	)
	g.p("}")
}

// arrays are values of arrays and structs, and slices of them.
func (g *richer) arrays() {
	g.p("type cell struct { v [2]int; s []int; n *cell }")
	g.p("a := [3]cell{{v: [2]int{1, 2}, s: []int{1, 2, 3}}, {s: make([]int, 1, 4)}}; b := a; s := a[:]; p := &b; _, _ = s, p")
	g.times(6+g.Intn(5),
		func() { g.p("%s.v[%d] += %d", g.one("a[0]", "b[1]", "s[2]", "p[0]"), g.Intn(2), g.Intn(9)) },
		func() {
			g.p("%s.s = append(%s.s, %d)", g.one("a[1]", "b[1]", "s[1]"), g.one("a[1]", "b[1]", "p[1]"), g.Intn(9))
		},
		func() { g.p("a[%d] = %s", g.Intn(3), g.one("b[0]", "s[1]", "p[2]", "cell{}", "*pick(&b[0])")) },
		func() {
			g.p("for i, c := range %s { c.v[0]++; a[i].v[1] += c.v[0]; out += fmt.Sprint(c.v, len(c.s), \" \") }", g.one("a", "s", "p", "b", "&a"))
		},
		func() { g.p("s = append(s[:%d:%d], b[%d])", g.Intn(3), 2+g.Intn(2), g.Intn(3)) },
		func() {
			g.p("s[0].n = &s[len(s)-1]; s[0].n.v[1]--; if a[0].n != nil { out += fmt.Sprint(a[0].n.v, \" \") }")
		},
		func() { g.p("{ i := %d; i, s[i].v[0] = i-%d, i }", g.Intn(3), g.Intn(4)) },
		func() { g.p("copy(s, %s)", g.one("b[:]", "a[1:]", "p[:2]")) },
		func() {
			g.p("{ q := (*[2]cell)(s[:2]); q[1].v = [2]int{%d, one}; out += fmt.Sprint([2]cell(s[:2])[1].v, \" \") }", g.Intn(9))
		},
		func() { g.p("{ i := %d + zero; out += fmt.Sprint(s[i:][0].v, a[i].v, \" \") }", g.Intn(5)) },
		func() { g.p("s, a[0].v, b[0].v = a[:], b[0].v, a[0].v") },
	)
	g.p("for i := range a { out += fmt.Sprint(a[i].v, a[i].s, b[i].v, b[i].s, \" \") }; out += fmt.Sprint(len(s), cap(s))")
}

// jumps are labels, goto, switch and fallthrough.
func (g *richer) jumps() {
	g.p("n := 0")
	g.p("again:\nn++")
	g.p("outer:\nfor i := 0; i < 4; i++ {\nif n > 9 { break outer }")
	g.p("switch i * n %% %d {", 2+g.Intn(3))
	for k := range 3 {
		g.p("case %d:\nout += fmt.Sprint(\"c\", %d, i, \" \")", k, k)
		g.p("%s", g.one("break", "continue outer", "break outer", "if n < 3 { goto again }", "fallthrough", "for { if i++; i > 2 { break }; continue outer }", "select { default: break }", "if i == 1 { break }; out += \"x\"", "return"))
	}
	g.p("default:\nout += \"d \"\n}")
	g.p("out += fmt.Sprint(i, \" \")\n}")
	g.p("if n < %d { goto again }", 1+g.Intn(3))
}

// goroutines are channels whose answers do not depend on who is first.
func (g *richer) goroutines() {
	g.p("c, done := make(chan %s, %d), make(chan int)", "int", g.Intn(3))
	g.p("var mu sync.Mutex; var wg sync.WaitGroup; sum := 0")
	g.p("go func() { defer close(c); for i := range %d { c <- i * i } }()", 1+g.Intn(5))
	g.p("for x := range c { wg.%s }", "Go(func() { mu.Lock(); defer mu.Unlock(); sum += x })")
	g.p("go func() { wg.Wait(); done <- sum }()")
	g.p("select { case x, ok := <-done: out += fmt.Sprint(x, ok); case <-time.After(time.Minute): out += \"late\" }")
	g.p("x, ok := <-c; out += fmt.Sprint(x, ok)")
	g.p("select { case c2 := <-make(chan int): out += fmt.Sprint(c2); default: out += \"none\" }")
	g.p("%s", g.one("close(c)", "var none chan int; close(none)", "cc := make(chan int); close(cc); cc <- 1", ""))
}
