package lower_test

import (
	"fmt"
	"strings"
	"testing"
)

// An operation whose name ends in a digit once met the number of another:
// assert2 and 4 were assert and 24. Both kinds of assertion, often enough that
// every pair of numbers below 50 stands there.
func TestNativesOfManyTypesKeepApart(t *testing.T) {
	var decls, body strings.Builder
	for i := range 50 {
		fmt.Fprintf(&decls, "type T%d int\n", i)
		fmt.Fprintf(&body, "if v, ok := x.(T%d); ok { s += int(v) }\nx = T%[1]d(%[1]d)\ns += int(x.(T%[1]d))\n", i)
	}
	p := program{name: "natives", code: decls.String() + "func Case() string { s := 0; var x any\n" + body.String() + "return fmt.Sprint(s) }"}
	got, refused, err := p.run()
	if err != nil || refused || got != "1225" {
		t.Errorf("got %q, refused %v, %v; want 1225", got, refused, err)
	}
}
