package lower

import "go/types"

// made reports whether the view of t is a type made by the run-time part,
// rather than its underlying type spelled out.
func (l *lowerer) made(t *types.Named) bool {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return true
	case *types.Interface:
		return !u.Empty()
	}
	id := l.typeID(t)
	if r, ok := l.recursive[id]; ok {
		return r
	}
	l.recursive[id] = false
	r := reaches(t.Underlying(), func(n *types.Named) bool { return isSession(n) && l.typeID(n) == id }, map[types.Type]bool{})
	l.recursive[id] = r
	return r
}

// reaches reports whether a type that satisfies is occurs in t outside of structs and
// interfaces with a name.
func reaches(t types.Type, is func(*types.Named) bool, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		if is(t) {
			return true
		}
		if !isSession(t) {
			return false
		}
		return reaches(t.Underlying(), is, seen)
	case *types.Pointer:
		return reaches(t.Elem(), is, seen)
	case *types.Slice:
		return reaches(t.Elem(), is, seen)
	case *types.Array:
		return reaches(t.Elem(), is, seen)
	case *types.Chan:
		return reaches(t.Elem(), is, seen)
	case *types.Map:
		return reaches(t.Key(), is, seen) || reaches(t.Elem(), is, seen)
	case *types.Signature:
		for v := range t.Params().Variables() {
			if reaches(v.Type(), is, seen) {
				return true
			}
		}
		for v := range t.Results().Variables() {
			if reaches(v.Type(), is, seen) {
				return true
			}
		}
	}
	return false
}

// promotes reports whether a value of type t holds a struct of a type without a name that has the
// methods of an embedded field: the run-time part makes such types without methods.
func (l *lowerer) promotes(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	if s, ok := t.(*types.Struct); ok && types.NewMethodSet(types.NewPointer(s)).Len() > 0 {
		return true
	}
	if n, ok := t.(*types.Named); ok && !isSession(n) {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Struct:
		for f := range t.Fields() {
			if l.promotes(f.Type(), seen) {
				return true
			}
		}
	case *types.Pointer:
		return l.promotes(t.Elem(), seen)
	case *types.Slice:
		return l.promotes(t.Elem(), seen)
	case *types.Array:
		return l.promotes(t.Elem(), seen)
	case *types.Map:
		return l.promotes(t.Key(), seen) || l.promotes(t.Elem(), seen)
	}
	return false
}

// plain reports whether t has the same two faces: yaegi's value of it is what
// native code expects.
func (l *lowerer) plain(t types.Type) bool {
	return !l.mentions(t, map[types.Type]bool{})
}

// mentions reports whether a type of a cell, or one made for cells, occurs in t.
func (l *lowerer) mentions(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		return isSession(t)
	case *types.Pointer:
		return l.mentions(t.Elem(), seen)
	case *types.Slice:
		return l.mentions(t.Elem(), seen)
	case *types.Array:
		return l.mentions(t.Elem(), seen)
	case *types.Chan:
		return l.mentions(t.Elem(), seen)
	case *types.Map:
		return l.mentions(t.Key(), seen) || l.mentions(t.Elem(), seen)
	case *types.Struct:
		for f := range t.Fields() {
			if !f.Exported() || f.Embedded() || l.mentions(f.Type(), seen) {
				return true
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			if !m.Exported() || l.mentions(m.Type(), seen) {
				return true
			}
		}
	case *types.Signature:
		if t.Variadic() {
			return true
		}
		for v := range t.Params().Variables() {
			if l.mentions(v.Type(), seen) {
				return true
			}
		}
		for v := range t.Results().Variables() {
			if l.mentions(v.Type(), seen) {
				return true
			}
		}
	}
	return false
}
