package directives

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"harmonium/dsl/internal/mime"
)

func who(_ context.Context, s Session, line Line) error {
	names := slices.DeleteFunc(slices.Clone(s.Names()), func(n Name) bool { return !strings.HasPrefix(n.Name, line.Args) })
	if len(names) == 0 {
		s.Print("stdout", "nothing is declared yet\n")
		return nil
	}
	slices.SortStableFunc(names, func(a, b Name) int { return cmp.Compare(order(a.Kind), order(b.Kind)) })
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 8, 2, ' ', 0)
	for _, n := range names {
		fmt.Fprintf(w, "%s\t%s\t%s\tIn[%d]\n", n.Kind, n.Name, n.Type, n.Cell)
	}
	w.Flush()
	s.Print("stdout", out.String())
	return nil
}

func order(kind string) int {
	return slices.Index([]string{"var", "const", "func", "type"}, kind) & 0xf
}

func reset(ctx context.Context, s Session, _ Line) error { return s.Reset(ctx) }

func seed(ctx context.Context, s Session, line Line) error {
	if line.Args == "" {
		s.Print("stdout", fmt.Sprintf("seed %d\n", s.Seed()))
		return nil
	}
	n, err := strconv.ParseUint(line.Args, 0, 64)
	if err != nil {
		return fmt.Errorf("%%seed: %q is not a number from 0 to %d", line.Args, uint64(1<<64-1))
	}
	return s.SetSeed(ctx, n)
}

func history(_ context.Context, s Session, line Line) error {
	entries := s.History()
	entries = entries[:max(0, len(entries)-1)] // without the cell that asks
	from, to, err := historyRange(line.Args, entries)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Cell < from || e.Cell > to {
			continue
		}
		mark := ""
		if !e.OK {
			mark = " // failed"
		}
		s.Print("stdout", fmt.Sprintf("// In[%d]%s\n%s\n\n", e.Cell, mark, strings.TrimRight(e.Code, "\n")))
	}
	return nil
}

// historyRange reads "", "N" (the last N) and "FROM-TO".
func historyRange(args string, entries []Entry) (from, to int, err error) {
	last := 0
	for _, e := range entries {
		last = max(last, e.Cell)
	}
	if args == "" {
		return 0, last, nil
	}
	first, second, isRange := strings.Cut(args, "-")
	a, err := strconv.Atoi(strings.TrimSpace(first))
	if err == nil && isRange {
		b, err := strconv.Atoi(strings.TrimSpace(second))
		if err == nil && a <= b {
			return a, b, nil
		}
	} else if err == nil && a > 0 {
		return last - a + 1, last, nil
	}
	return 0, 0, fmt.Errorf("%%history: %q is neither a number of cells nor a range such as 2-5", args)
}

func env(ctx context.Context, s Session, line Line) error {
	name, value, set := strings.Cut(line.Args, "=")
	name = strings.TrimSpace(name)
	switch {
	case set && name == "":
		return fmt.Errorf("%%env: %q has no name before the =", line.Args)
	case set:
		return s.Setenv(ctx, name, strings.TrimSpace(value))
	}
	environ := slices.Sorted(slices.Values(s.Environ()))
	for _, e := range environ {
		n, v, _ := strings.Cut(e, "=")
		if name == "" {
			s.Print("stdout", e+"\n")
		} else if n == name {
			s.Print("stdout", v+"\n")
			return nil
		}
	}
	if name != "" {
		return fmt.Errorf("%%env: %s is not set", name)
	}
	return nil
}

func help(_ context.Context, s Session, line Line) error {
	if line.Args == "" {
		s.Page(mime.Text(s.Manual()))
		return nil
	}
	return explain(s, line.Args, 0)
}

func question(detail int) func(context.Context, Session, Line) error {
	return func(_ context.Context, s Session, line Line) error {
		if line.Args == "" {
			s.Page(mime.Text(s.Manual()))
			return nil
		}
		return explain(s, line.Args, detail)
	}
}

func explain(s Session, name string, detail int) error {
	for _, n := range []string{name, "%" + name, "%%" + name} {
		if d, known := Lookup(n); known && (n == name || len(name) > 1) {
			if _, taken := s.Help(name, detail); n != name && taken {
				break
			}
			s.Page(mime.Bundle{Data: map[string]any{"text/plain": d.Manual(), "text/markdown": d.Markdown()}})
			return nil
		}
	}
	b, found := s.Help(name, detail)
	if !found {
		return fmt.Errorf("nothing is known about %q", name)
	}
	s.Page(b)
	return nil
}
