package dsl_test

import (
	"fmt"
	"strings"
	"testing"

	"harmonium/dsl"
)

func TestValueOfTheLastExpression(t *testing.T) {
	n := open(t, dsl.Config{})
	if got := n.ok("1+1"); got != "2" {
		t.Errorf("1+1 shows %q", got)
	}
	n.ok("x := 20")
	if got := n.ok("x*2+2"); got != "42" {
		t.Errorf("x*2+2 shows %q", got)
	}
}

func TestOutputIsInOrderWithDisplays(t *testing.T) {
	n := open(t, dsl.Config{})
	const rounds = 200
	_, r := n.run(t.Context(), fmt.Sprintf(`
import ("fmt"; "os")
for i := 0; i < %d; i++ {
	fmt.Println("p", i)
	Show(i)
	os.Stdout.WriteString("q\n")
}`, rounds))
	want := 0
	text := ""
	for _, e := range r.all() {
		switch e.kind {
		case "stdout":
			text += e.text
		case "display":
			if wantText := fmt.Sprintf("p %d\n", want); !strings.HasSuffix(text, wantText) || e.text != fmt.Sprint(want) {
				t.Fatalf("display %q after %q, want it after %q", e.text, text, wantText)
			}
			text = ""
			want++
		}
	}
	if want != rounds || text != "q\n" {
		t.Errorf("%d displays, and %q at the end; want %d and %q", want, text, rounds, "q\n")
	}
}
