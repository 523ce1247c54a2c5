package dsl_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

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

func TestRunsOverlap(t *testing.T) {
	n := open(t, dsl.Config{})
	n.ok(`import ("fmt"; "os"; "time")
shared := 1`)
	long := make(chan string)
	go func() {
		r := &recorder{}
		n.Run(context.Background(), dsl.Cell{Count: 2, Code: `fmt.Println("begin"); time.Sleep(300*time.Millisecond); fmt.Println("end", shared); os.Stdout.WriteString("raw\n")`}, r)
		long <- r.text("stdout")
	}()
	time.Sleep(50 * time.Millisecond)
	r := &recorder{}
	res := n.Run(t.Context(), dsl.Cell{Count: 3, Code: "shared = 2; fmt.Println(\"short\"); os.Stdout.WriteString(\"raw short\\n\"); shared"}, r)
	select {
	case <-long:
		t.Error("the second cell waited for the first")
	default:
	}
	if plain(res.Value) != "2" || r.text("stdout") != "short\nraw short\n" || res.Err != nil {
		t.Errorf("the second cell shows %v and prints %q, %v", res.Value, r.text("stdout"), res.Err)
	}
	if got := <-long; got != "begin\nend 2\nraw\n" {
		t.Errorf("the first cell printed %q", got)
	}
}

func TestExpressions(t *testing.T) {
	n := open(t, dsl.Config{})
	res := n.Run(t.Context(), dsl.Cell{Code: "x := 20", Count: 1, Silent: true, Expressions: map[string]string{"good": "x + 1", "bad": "y"}}, &recorder{})
	if got := plain(res.Expressions["good"].Value); got != "21" || !res.Value.Empty() {
		t.Errorf("x + 1 is %q, the silent cell shows %v", got, res.Value)
	}
	if err := res.Expressions["bad"].Err; err == nil || !strings.Contains(err.Value, "undefined: y") {
		t.Errorf("y: %v", err)
	}
}

func TestWorkerThatCannotStart(t *testing.T) {
	if _, err := dsl.Open(t.Context(), dsl.Config{Worker: []string{"/nonexistent/harmonium", "worker"}}); err == nil || !strings.Contains(err.Error(), "/nonexistent/harmonium") {
		t.Errorf("Open: %v", err)
	}
	if _, err := dsl.Open(t.Context(), dsl.Config{Worker: []string{"false"}}); err == nil || !strings.Contains(err.Error(), "before it was ready") {
		t.Errorf("Open: %v", err)
	}
}
