package words

import (
	"reflect"
	"sync"

	"harmonium/dsl/internal/host"
)

// drawn knows the results whose figures stand in the running cell's output already:
// as the cell's value they are not drawn once more, and say in words what they are.
type drawn struct {
	mu      sync.Mutex
	run     *host.Run
	results map[uintptr]bool // by identity, so that nothing is kept alive
}

func (d *drawn) add(run *host.Run, result any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.run != run || d.results == nil {
		d.run, d.results = run, map[uintptr]bool{}
	}
	if id := identity(reflect.ValueOf(result)); id != 0 {
		d.results[id] = true
	}
}

// has reports whether the running cell shows a value's figure.
func (d *drawn) has(run *host.Run, v reflect.Value) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.run == run && len(d.results) > 0 && d.results[identity(v)]
}

// identity is where the first list in a result lies; 0 when it has none.
func identity(v reflect.Value) uintptr {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return 0
	}
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Slice && f.Len() > 0 {
			return f.Pointer()
		}
	}
	return 0
}
