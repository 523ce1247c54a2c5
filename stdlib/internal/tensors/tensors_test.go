package tensors_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"reflect"
	"testing"

	"harmonium/stdlib/internal/tensors"
)

func file(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	err := tensors.Write(&b, []tensors.Tensor{
		{Name: "w", Shape: []int{2, 3}, F32: []float32{1, 2, 3, 4, 5, float32(math.Pi)}},
		{Name: "a", Shape: []int{2}, F64: []float64{math.Pi, -1}},
		{Name: "none", Shape: []int{0}, F32: []float32{}},
	}, map[string]string{"kind": "test"})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	all, meta, err := tensors.Read(bytes.NewReader(file(t)))
	if err != nil {
		t.Fatal(err)
	}
	if meta["kind"] != "test" || len(all) != 3 || all["w"].F32[5] != float32(math.Pi) || all["a"].F64[0] != math.Pi ||
		!reflect.DeepEqual(all["w"].Shape, []int{2, 3}) {
		t.Errorf("%v, %v", all, meta)
	}
}

// Every file that is cut short, or goes on after its end, is refused.
func TestCutFilesAreRefused(t *testing.T) {
	whole := file(t)
	for n := range whole {
		if _, _, err := tensors.Read(bytes.NewReader(whole[:n])); err == nil {
			t.Errorf("%d of %d bytes are taken", n, len(whole))
		}
	}
	if _, _, err := tensors.Read(bytes.NewReader(append(whole, 0))); err == nil {
		t.Error("a byte too many is taken")
	}
}

func withHeader(header string, data int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, data)...)
}

func TestHostileFilesAreRefused(t *testing.T) {
	for _, f := range [][]byte{
		binary.LittleEndian.AppendUint64(nil, 1<<63),
		withHeader(`[]`, 0),
		withHeader(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, 8),
		withHeader(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, 8),
		withHeader(`{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}`, 8),
		withHeader(`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,-4]}}`, 8),
		withHeader(`{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}`, 0),
		withHeader(`{"a":{"dtype":"F32","shape":[1073741823],"data_offsets":[0,4294967292]}}`, 16),
		withHeader(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4),
	} {
		if all, _, err := tensors.Read(bytes.NewReader(f)); err == nil {
			t.Errorf("%q is taken: %v", f, all)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(file(f))
	f.Add(withHeader(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, _, err := tensors.Read(bytes.NewReader(data))
		if err == nil {
			for _, x := range all {
				n := 1
				for _, s := range x.Shape {
					n *= s
				}
				if n != len(x.F32)+len(x.F64) {
					t.Errorf("%v has %d numbers", x.Shape, len(x.F32)+len(x.F64))
				}
			}
		}
	})
}
