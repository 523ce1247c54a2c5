package training

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/tensors"
	"harmonium/stdlib/rng"
)

// The format of checkpoints is described in the documentation of package stdlib.

// Save writes a training under way: the model's parameters, the state that its
// training adds (what momentum remembers, chains, …; names with a dot), the history,
// and the metadata given besides its own.
func (r *Run) Save(w io.Writer, kind string, update int, src rng.Source, state []tensors.Tensor, meta map[string]string) error {
	warnings, err := json.Marshal(r.History.Warnings)
	if err != nil {
		return err
	}
	all := map[string]string{"model": kind, "update": strconv.Itoa(update), "warnings": string(warnings),
		"seed": strconv.FormatUint(src.Seed(), 10), "stream": strconv.FormatUint(src.Stream(), 10),
		"kept": strconv.Itoa(r.History.Kept), "stopped": strconv.FormatBool(r.History.Stopped),
		"history": strings.Join(columns(), " ")}
	for k, v := range meta {
		all[k] = v
	}
	list := append(append([]tensors.Tensor(nil), r.model...), state...)
	for _, t := range r.best {
		t.Name = "best." + t.Name
		list = append(list, t)
	}
	return tensors.Write(w, append(list, r.table()), all)
}

// Checkpoint is a file that Save wrote, in memory.
type Checkpoint struct {
	Update  int
	Source  rng.Source
	Tensors map[string]tensors.Tensor
	Meta    map[string]string
}

// Read reads a checkpoint of a model of the given kind.
func Read(in io.Reader, kind string) (*Checkpoint, error) {
	all, meta, err := tensors.Read(in)
	if err != nil {
		return nil, err
	}
	if meta["model"] != kind {
		return nil, fmt.Errorf("stdlib: the file holds %q, want %q", meta["model"], kind)
	}
	c := &Checkpoint{Tensors: all, Meta: meta}
	seed, err1 := strconv.ParseUint(meta["seed"], 10, 64)
	stream, err2 := strconv.ParseUint(meta["stream"], 10, 64)
	c.Source = rng.At(seed, stream)
	c.Update, err = strconv.Atoi(meta["update"])
	if err != nil || err1 != nil || err2 != nil || c.Update < 0 {
		return nil, fmt.Errorf("stdlib: the file is of a model, not of a training under way: update %q, seed %q, stream %q", meta["update"], meta["seed"], meta["stream"])
	}
	return c, nil
}

// Resume takes up the run of a checkpoint: the parameters and the state are set to
// what the file holds.
func (r *Run) Resume(c *Checkpoint, state []tensors.Tensor) error {
	if err := tensors.Fill(r.model, c.Tensors); err != nil {
		return err
	}
	if err := tensors.Fill(state, c.Tensors); err != nil {
		return err
	}
	if err := r.readHistory(c); err != nil {
		return err
	}
	if _, kept := c.Tensors["best."+r.model[0].Name]; !kept {
		return nil
	}
	best := tensors.Clone(r.model)
	for i := range best {
		best[i].Name = "best." + best[i].Name
	}
	if err := tensors.Fill(best, c.Tensors); err != nil {
		return err
	}
	for i := range best {
		best[i].Name = r.model[i].Name
	}
	r.best = best
	return nil
}

func (r *Run) readHistory(c *Checkpoint) error {
	table, names := c.Tensors["history"], strings.Fields(c.Meta["history"])
	if len(table.Shape) != 2 || table.F64 == nil || table.Shape[1] != len(names) {
		return fmt.Errorf("stdlib: the history is a tensor of shape %v, want F64 with the %d columns %v", table.Shape, len(names), names)
	}
	h := stdlib.History{}
	for k := range table.Shape[0] {
		s := stdlib.Unmeasured(0, 0)
		v := reflect.ValueOf(&s).Elem()
		for j, name := range names {
			set(v.FieldByName(name), table.F64[k*len(names)+j])
		}
		h.Steps = append(h.Steps, s)
	}
	if err := json.Unmarshal([]byte(c.Meta["warnings"]), &h.Warnings); err != nil {
		return fmt.Errorf("stdlib: the warnings of the checkpoint: %w", err)
	}
	h.Stopped = c.Meta["stopped"] == "true"
	kept, err := strconv.Atoi(c.Meta["kept"])
	if err != nil || kept < 0 || kept > max(0, len(h.Steps)-1) {
		return fmt.Errorf("stdlib: the checkpoint keeps step %q of %d", c.Meta["kept"], len(h.Steps))
	}
	h.Kept = kept
	r.History, r.begun, r.before = h, time.Now(), h.Last().Elapsed
	return nil
}

// table is the history, a step a row; a column is a field of stdlib.Step.
func (r *Run) table() tensors.Tensor {
	names := columns()
	t := tensors.Tensor{Name: "history", Shape: []int{len(r.History.Steps), len(names)}, F64: []float64{}}
	for _, s := range r.History.Steps {
		v := reflect.ValueOf(s)
		for i := range names {
			t.F64 = append(t.F64, get(v.Field(i)))
		}
	}
	return t
}

func columns() (names []string) {
	t := reflect.TypeFor[stdlib.Step]()
	for i := range t.NumField() {
		names = append(names, t.Field(i).Name)
	}
	return names
}

func get(v reflect.Value) float64 {
	if v.CanInt() {
		return float64(v.Int())
	}
	return v.Float()
}

// set leaves alone a field that this version does not know.
func set(v reflect.Value, x float64) {
	switch {
	case !v.IsValid():
	case v.CanInt():
		if math.Abs(x) < 1<<53 {
			v.SetInt(int64(x))
		}
	default:
		v.SetFloat(x)
	}
}
