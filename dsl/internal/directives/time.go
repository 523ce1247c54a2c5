package directives

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"time"
)

func timeLine(ctx context.Context, s Session, line Line) error {
	if line.Args == "" {
		return errors.New("%time needs Go behind it, for example %time f(3)")
	}
	return timed(ctx, s, line.Code)
}

func timeCell(ctx context.Context, s Session, line Line) error { return timed(ctx, s, line.Code) }

func timed(ctx context.Context, s Session, code string) error {
	start := time.Now()
	if err := s.Eval(ctx, code); err != nil {
		return err
	}
	s.Print("stdout", "took "+Round(time.Since(start))+"\n")
	return nil
}

// Round writes d with three significant digits: "1.23 ms".
func Round(d time.Duration) string {
	value, unit := float64(d), "ns"
	for _, next := range []struct {
		size float64
		unit string
	}{{1000, "µs"}, {1000, "ms"}, {1000, "s"}} {
		if value < next.size {
			break
		}
		value, unit = value/next.size, next.unit
	}
	return fmt.Sprintf("%.3g %s", value, unit)
}

// benchTime is how long %bench measures.
const benchTime = time.Second

// bench runs the code in a loop of Go, so that what is measured is the code and
// not the way to the worker; an empty loop of the same length is taken off.
func bench(ctx context.Context, s Session, line Line) error {
	if line.Args == "" {
		return errors.New("%bench needs Go behind it, for example %bench f(3)")
	}
	loop := benchLoop(line)
	n := 1
	for {
		took, err := clock(ctx, s, loop(n))
		if err != nil {
			return err
		}
		if took >= benchTime/10 || n >= 1e8 {
			return report(ctx, s, loop, n, took)
		}
		grow := 1.2 * float64(benchTime) / 10 / float64(max(took, time.Microsecond))
		n = int(float64(n) * min(100, max(2, grow)))
	}
}

// report measures up to ten times n runs and prints the mean and the spread.
func report(ctx context.Context, s Session, loop func(int) string, n int, took time.Duration) error {
	base, err := clock(ctx, s, loop(0))
	if err != nil {
		return err
	}
	rounds := min(10, max(1, int(benchTime/max(took, 1))))
	var low, high, sum float64
	for i := range rounds {
		took, err := clock(ctx, s, loop(n))
		if err != nil {
			return err
		}
		each := float64(max(0, took-base)) / float64(n)
		sum += each
		if i == 0 || each < low {
			low = each
		}
		high = max(high, each)
	}
	mean := time.Duration(sum / float64(rounds))
	s.Print("stdout", fmt.Sprintf("%s a run (%d rounds of %d; fastest %s, slowest %s)\n",
		Round(mean), rounds, n, Round(time.Duration(low)), Round(time.Duration(high))))
	return nil
}

func clock(ctx context.Context, s Session, code string) (time.Duration, error) {
	start := time.Now()
	err := s.Eval(ctx, code)
	return time.Since(start), err
}

// benchLoop makes the statement that runs the code n times, on the line of the directive.
func benchLoop(line Line) func(n int) string {
	code := line.Args
	if e, err := parser.ParseExpr(code); err == nil && !isCall(e) {
		code = "_ = " + code
	}
	before := line.Code[:line.ArgsAt]
	return func(n int) string { return fmt.Sprintf("%sfor range %d { %s }", before, n, code) }
}

// isCall says whether e may stand alone as a statement: a call, but not of a builtin that only has a value.
func isCall(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	if id, ok := call.Fun.(*ast.Ident); ok {
		switch id.Name {
		case "len", "cap", "append", "make", "new", "min", "max", "complex", "real", "imag",
			"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64",
			"float32", "float64", "string", "byte", "rune", "bool", "complex64", "complex128":
			return false
		}
	}
	_, conversion := call.Fun.(*ast.ArrayType)
	return !conversion
}
