package tensors

import (
	"fmt"
	"math"
	"slices"
)

// Clone is copies that share no numbers with the tensors given.
func Clone(all []Tensor) []Tensor {
	out := slices.Clone(all)
	for i := range out {
		out[i].F32, out[i].F64 = slices.Clone(out[i].F32), slices.Clone(out[i].F64)
	}
	return out
}

// Set copies the numbers of from into dst: the same tensors in the same order.
func Set(dst, from []Tensor) {
	for i := range dst {
		copy(dst[i].F32, from[i].F32)
		copy(dst[i].F64, from[i].F64)
	}
}

// Fill copies the numbers of a file into tensors, by name. It refuses a tensor that the
// file does not have, or has with another type or shape, and a number that is not
// finite; then nothing is changed.
func Fill(dst []Tensor, file map[string]Tensor) error {
	from := make([]Tensor, len(dst))
	for i, t := range dst {
		f, there := file[t.Name]
		if !there {
			return fmt.Errorf("safetensors: the file has no tensor %q", t.Name)
		}
		if !slices.Equal(f.Shape, t.Shape) || len(f.F32) != len(t.F32) || len(f.F64) != len(t.F64) {
			return fmt.Errorf("safetensors: tensor %q is %s of shape %v, want %s of shape %v", t.Name, f.kind(), f.Shape, t.kind(), t.Shape)
		}
		if err := f.Finite(); err != nil {
			return err
		}
		from[i] = f
	}
	Set(dst, from)
	return nil
}

// Finite names the first number that is NaN or infinite.
func (t Tensor) Finite() error {
	for i, v := range t.F32 {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("safetensors: number %d of tensor %q is %v, want a finite number", i, t.Name, v)
		}
	}
	for i, v := range t.F64 {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("safetensors: number %d of tensor %q is %v, want a finite number", i, t.Name, v)
		}
	}
	return nil
}

func (t Tensor) kind() string {
	if t.F64 != nil {
		return "F64"
	}
	return "F32"
}
