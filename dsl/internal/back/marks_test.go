package back_test

import (
	"fmt"
	"strings"
	"testing"
)

// Marks are left out where nothing can fail, and functions that can fail in one
// statement only do not enter: places stay exact all the same.
func TestPlacesWithoutMarks(t *testing.T) {
	for _, c := range []struct{ name, code, want string }{
		{"a single statement", "func f(a []int, i int) int {\n\treturn a[i]\n}\nfunc g(i int) int {\n\tn := i * 2\n\tm := n + 1\n\treturn f([]int{1}, m)\n}\ny := 1\ng(y)", "f:2 g:7 :10"},
		{"recursion", "func f(n int) int {\n\tif n == 0 {\n\t\treturn 1 / n\n\t}\n\treturn f(n-1) + 1\n}\nf(2)", "f:3 f:5 f:5 :7"},
		{"recursion, one statement", "func f(a []int, n int) int {\n\treturn a[n] + f(a, n-1)\n}\nf([]int{1, 2}, 1)", "f:2 f:2 f:2 :4"},
		{"a loop", "func f(n int) int {\n\ts := 0\n\tfor i := 0; i < n; i++ {\n\t\ts += i\n\t\ts -= 10 / (3 - i)\n\t}\n\treturn s\n}\nx := 2\nf(x)\nf(x * 2)", "f:5 :11"},
		{"a switch", "func f(n int) int {\n\tswitch {\n\tcase n < 1:\n\t\tn++\n\tcase n > 5:\n\t\tpanic(\"big\")\n\t}\n\treturn n\n}\nf(0)\nf(6)", "f:6 :11"},
		{"a closure", "k := 0\nf := func() int {\n\treturn 1 / k\n}\nx := 1\nx++\nf()", "func1:3 :7"},
		{"after a recovered panic", "func f(n int) int {\n\treturn 1 / n\n}\nfunc try() (r any) {\n\tdefer func() { r = recover() }()\n\tf(0)\n\treturn nil\n}\ntry()\nf(0)", "f:2 :10"},
		{"interfaces compared", "func eq(a, b any) bool {\n\tn := 1\n\tn++\n\treturn a == b\n}\neq([]int{}, []int{})", "eq:4 :6"},
	} {
		s := open(t)
		_, out := s.run(t.Context(), c.code)
		if out.Panic == nil {
			t.Errorf("%s: no panic: %+v", c.name, out)
			continue
		}
		var got []string
		for _, f := range out.Panic.Frames {
			got = append(got, fmt.Sprintf("%s:%d", f.Func, f.Line))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
