package deep

import (
	"context"
	"fmt"

	"harmonium/stdlib"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// Stack is machines, the lowest first: the hidden units of each are as many as the
// visible units of the next.
type Stack struct {
	machines []*rbm.RBM
}

// Of is a stack of the given machines, which it keeps.
func Of(machines ...*rbm.RBM) (*Stack, error) {
	if len(machines) == 0 {
		return nil, fmt.Errorf("deep: a stack of 0 machines, want at least 1")
	}
	for k := 1; k < len(machines); k++ {
		if below, above := machines[k-1].Hidden(), machines[k].Visible(); below != above {
			return nil, fmt.Errorf("deep: machine %d has %d hidden units, machine %d has %d visible ones", k, below, k+1, above)
		}
	}
	return &Stack{machines}, nil
}

// Pretrain learns a stack from the bottom up: a machine of so many hidden units for
// every layer, each from hidden states that the one below draws on its data. The
// histories are those of the layers. When ctx ends it returns the layers that are
// whole or under way and ctx's error.
func Pretrain(ctx context.Context, src rng.Source, d *rbm.Data, hidden []int, how rbm.Training) (*Stack, []stdlib.History, error) {
	if d == nil || d.Len() == 0 || len(hidden) == 0 {
		return nil, nil, fmt.Errorf("deep: no data or no layers to learn: want at least 1 of each")
	}
	s, histories := &Stack{}, []stdlib.History{}
	for k, units := range hidden {
		layer := src.Named("layer").Numbered(uint64(k))
		m, err := rbm.New(d.Units(), units)
		if err != nil {
			return s, histories, fmt.Errorf("layer %d: %w", k+1, err)
		}
		if err := m.StartFrom(d); err != nil {
			return s, histories, err
		}
		h, err := m.Train(ctx, layer, d, how)
		s.machines, histories = append(s.machines, m), append(histories, h)
		if err != nil || k == len(hidden)-1 {
			return s, histories, err
		}
		if how.Held, err = up(ctx, layer.Named("held"), m, how.Held); err != nil {
			return s, histories, err
		}
		if d, err = m.Up(ctx, layer.Named("up"), d); err != nil {
			return s, histories, err
		}
	}
	return s, histories, nil
}

func up(ctx context.Context, src rng.Source, m *rbm.RBM, d *rbm.Data) (*rbm.Data, error) {
	if d == nil {
		return nil, nil
	}
	return m.Up(ctx, src, d)
}

// Layers is how many machines the stack has.
func (s *Stack) Layers() int { return len(s.machines) }

// Machine is machine k, counted from 0 at the bottom; not a copy.
func (s *Stack) Machine(k int) (*rbm.RBM, error) {
	if k < 0 || k >= len(s.machines) {
		return nil, fmt.Errorf("deep: machine %d, the stack has 0 to %d", k, len(s.machines)-1)
	}
	return s.machines[k], nil
}

// Transform is the means of the topmost units for every example, N×H row by row. The
// layers between pass on states at random, not means, as they were learned; the
// numbers drawn depend on src alone.
func (s *Stack) Transform(ctx context.Context, src rng.Source, d *rbm.Data) ([]float32, error) {
	top := len(s.machines) - 1
	for k, m := range s.machines[:top] {
		var err error
		if d, err = m.Up(ctx, src.Named("up").Numbered(uint64(k)), d); err != nil {
			return nil, err
		}
	}
	return s.machines[top].Transform(ctx, d)
}

// Sample draws patterns from the deep belief net: Gibbs chains in the machine on top,
// then one draw for every layer below. Sampling.Start and the chains are those of the
// machine on top.
func (s *Stack) Sample(ctx context.Context, src rng.Source, how rbm.Sampling) ([]stdlib.Pattern, error) {
	top := len(s.machines) - 1
	states, err := s.machines[top].Sample(ctx, src.Named("top"), how)
	if err != nil {
		return nil, err
	}
	for k := top - 1; k >= 0; k-- {
		if states, err = s.machines[k].Down(src.Named("down").Numbered(uint64(k)), states); err != nil {
			return nil, err
		}
	}
	return states, nil
}

// String says what the stack is, in words.
func (s *Stack) String() string {
	text := "stack of"
	for k, m := range s.machines {
		if k == 0 {
			text += fmt.Sprintf(" %d", m.Visible())
		}
		text += fmt.Sprintf("–%d", m.Hidden())
	}
	return text + " units"
}
