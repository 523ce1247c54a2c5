package check

import "go/types"

// Made are the package-level objects and methods that the cell puts into the back end.
func (r *Result) Made() []types.Object {
	var out []types.Object
	for v, fresh := range r.Vars {
		if fresh {
			out = append(out, v)
		}
	}
	for _, d := range r.decls {
		out = append(out, d.Objects...)
	}
	return out
}

// Used are the session's objects that the cell's code needs: what it mentions, and
// the declared types of all its expressions.
func (r *Result) Used() map[types.Object]bool {
	out := map[types.Object]bool{}
	w := walker{out: out, seen: map[types.Type]bool{}}
	for _, obj := range r.Info.Uses {
		if obj = origin(obj); fromSession(obj) {
			out[obj] = true
			w.walk(obj.Type())
		}
	}
	for _, sel := range r.Info.Selections {
		if obj := origin(sel.Obj()); fromSession(obj) {
			out[obj] = true
		}
	}
	for _, tv := range r.Info.Types {
		w.walk(tv.Type)
	}
	return out
}

// walker collects the session's named types in a type.
type walker struct {
	out  map[types.Object]bool
	seen map[types.Type]bool
}

func (w walker) walk(t types.Type) {
	if t == nil || w.seen[t] {
		return
	}
	w.seen[t] = true
	switch t := t.(type) {
	case *types.Alias:
		w.walk(types.Unalias(t))
	case *types.Named:
		if !fromSession(t.Obj()) {
			return
		}
		w.out[t.Origin().Obj()] = true
		for i := range t.TypeArgs().Len() {
			w.walk(t.TypeArgs().At(i))
		}
	case *types.Signature:
		w.tuple(t.Params())
		w.tuple(t.Results())
	case *types.Tuple:
		w.tuple(t)
	case *types.Struct:
		for i := range t.NumFields() {
			w.walk(t.Field(i).Type())
		}
	case *types.Map:
		w.walk(t.Key())
		w.walk(t.Elem())
	case interface{ Elem() types.Type }:
		w.walk(t.Elem())
	}
}

func (w walker) tuple(t *types.Tuple) {
	for i := range t.Len() {
		w.walk(t.At(i).Type())
	}
}

// Live reports whether obj is what its name stands for now.
func (s *Session) Live(obj types.Object) bool {
	if recv := receiver(obj); recv != nil {
		d := s.methods[recv][obj.Name()]
		return d != nil && d.Objects[0] == obj && s.Live(recv)
	}
	n := s.names[obj.Name()]
	return n != nil && n.Object == obj
}

// Superseded is the declaration of a generic function or type that has been
// defined anew; nil when obj is none.
func (s *Session) Superseded(obj types.Object) *Decl { return s.superseded[obj] }
