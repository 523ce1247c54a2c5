package rt

import "harmonium/dsl/internal/unit"

// inside are the types of cells that compiled code can come to from a value of t.
func (r *Runtime) inside(t *unit.Type) []*named {
	var out []*named
	seen := map[*unit.Type]bool{}
	var walk func(t *unit.Type)
	walk = func(t *unit.Type) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		if n := r.named[t.ID]; t.ID != "" && n != nil {
			out = append(out, n)
		}
		walk(t.Elem)
		walk(t.Key)
		for _, f := range t.Fields {
			walk(f.Type)
		}
	}
	walk(t)
	return out
}

// see notes that values of the types are in an interface from now on.
func see(types []*named) {
	for _, n := range types {
		n.seen.Store(true)
	}
}
