package prelude

func SlicesSort[S ~[]E, E ordered](x S)                             { native() }
func SlicesSortFunc[S ~[]E, E any](x S, cmp func(a, b E) int)       { native() }
func SlicesSortStableFunc[S ~[]E, E any](x S, cmp func(a, b E) int) { native() }
func SlicesReverse[S ~[]E, E any](s S)                              { native() }

func SlicesEqual[S ~[]E, E comparable](s1, s2 S) bool {
	if len(s1) != len(s2) {
		return false
	}
	for i := range s1 {
		if s1[i] != s2[i] {
			return false
		}
	}
	return true
}

func SlicesEqualFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, eq func(E1, E2) bool) bool {
	if len(s1) != len(s2) {
		return false
	}
	for i, v := range s1 {
		if !eq(v, s2[i]) {
			return false
		}
	}
	return true
}

func SlicesCompare[S ~[]E, E ordered](s1, s2 S) int {
	for i, v := range s1 {
		if i >= len(s2) {
			return 1
		}
		if c := CmpCompare(v, s2[i]); c != 0 {
			return c
		}
	}
	if len(s1) < len(s2) {
		return -1
	}
	return 0
}

func SlicesCompareFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, cmp func(E1, E2) int) int {
	for i, v := range s1 {
		if i >= len(s2) {
			return 1
		}
		if c := cmp(v, s2[i]); c != 0 {
			return c
		}
	}
	if len(s1) < len(s2) {
		return -1
	}
	return 0
}

func SlicesIndex[S ~[]E, E comparable](s S, v E) int {
	for i := range s {
		if v == s[i] {
			return i
		}
	}
	return -1
}

func SlicesIndexFunc[S ~[]E, E any](s S, f func(E) bool) int {
	for i := range s {
		if f(s[i]) {
			return i
		}
	}
	return -1
}

func SlicesContains[S ~[]E, E comparable](s S, v E) bool         { return SlicesIndex(s, v) >= 0 }
func SlicesContainsFunc[S ~[]E, E any](s S, f func(E) bool) bool { return SlicesIndexFunc(s, f) >= 0 }

func SlicesInsert[S ~[]E, E any](s S, i int, v ...E) S {
	_ = s[i:]
	if len(v) == 0 {
		return s
	}
	return splice(s, i, i, v)
}

// splice puts v in the place of s[i:j]: into s's own array where there is room, else into a new
// one, and then s stays as it was.
func splice[S ~[]E, E any](s S, i, j int, v []E) S {
	if j == len(s) {
		return append(s[:i], v...)
	}
	total := i + len(v) + len(s) - j
	if total > cap(s) {
		out := append(s[:i], make(S, total-i)...)
		copy(out[i:], v)
		copy(out[i+len(v):], s[j:])
		return out
	}
	vs := append(S(nil), v...) // v may be a part of s
	out := s[:total]
	copy(out[i+len(v):], s[j:])
	copy(out[i:], vs)
	return out
}

func SlicesDelete[S ~[]E, E any](s S, i, j int) S {
	_ = s[i:j:len(s)]
	if i == j {
		return s
	}
	old := len(s)
	s = append(s[:i], s[j:]...)
	clear(s[len(s):old])
	return s
}

func SlicesDeleteFunc[S ~[]E, E any](s S, del func(E) bool) S {
	i := 0
	for _, v := range s {
		if !del(v) {
			s[i] = v
			i++
		}
	}
	clear(s[i:])
	return s[:i]
}

func SlicesReplace[S ~[]E, E any](s S, i, j int, v ...E) S {
	_ = s[i:j]
	old := len(s)
	out := splice(s, i, j, v)
	if len(out) < old {
		clear(s[len(out):])
	}
	return out
}

func SlicesClone[S ~[]E, E any](s S) S {
	if s == nil {
		return nil
	}
	return append(S{}, s...)
}

func SlicesCompact[S ~[]E, E comparable](s S) S {
	if len(s) < 2 {
		return s
	}
	i := 1
	for k := 1; k < len(s); k++ {
		if s[k] != s[k-1] {
			if i != k {
				s[i] = s[k]
			}
			i++
		}
	}
	clear(s[i:])
	return s[:i]
}

func SlicesCompactFunc[S ~[]E, E any](s S, eq func(E, E) bool) S {
	if len(s) < 2 {
		return s
	}
	i := 1
	for k := 1; k < len(s); k++ {
		if !eq(s[i-1], s[k]) {
			if i != k {
				s[i] = s[k]
			}
			i++
		}
	}
	clear(s[i:])
	return s[:i]
}

func SlicesGrow[S ~[]E, E any](s S, n int) S {
	if n < 0 {
		panic("cannot be negative")
	}
	if n -= cap(s) - len(s); n > 0 {
		s = append(s[:cap(s)], make([]E, n)...)[:len(s)]
	}
	return s
}

func SlicesClip[S ~[]E, E any](s S) S { return s[:len(s):len(s)] }

func SlicesConcat[S ~[]E, E any](slices ...S) S {
	size := 0
	for _, s := range slices {
		size += len(s)
	}
	out := SlicesGrow[S](nil, size)
	for _, s := range slices {
		out = append(out, s...)
	}
	return out
}

func SlicesRepeat[S ~[]E, E any](x S, count int) S {
	if count < 0 {
		panic("cannot be negative")
	}
	out := make(S, 0, len(x)*count)
	for range count {
		out = append(out, x...)
	}
	return out
}

func SlicesMin[S ~[]E, E ordered](x S) E {
	if len(x) < 1 {
		panic("slices.Min: empty list")
	}
	m := x[0]
	for i := 1; i < len(x); i++ {
		m = min(m, x[i])
	}
	return m
}

func SlicesMax[S ~[]E, E ordered](x S) E {
	if len(x) < 1 {
		panic("slices.Max: empty list")
	}
	m := x[0]
	for i := 1; i < len(x); i++ {
		m = max(m, x[i])
	}
	return m
}

func SlicesMinFunc[S ~[]E, E any](x S, cmp func(a, b E) int) E {
	if len(x) < 1 {
		panic("slices.MinFunc: empty list")
	}
	m := x[0]
	for i := 1; i < len(x); i++ {
		if cmp(x[i], m) < 0 {
			m = x[i]
		}
	}
	return m
}

func SlicesMaxFunc[S ~[]E, E any](x S, cmp func(a, b E) int) E {
	if len(x) < 1 {
		panic("slices.MaxFunc: empty list")
	}
	m := x[0]
	for i := 1; i < len(x); i++ {
		if cmp(x[i], m) > 0 {
			m = x[i]
		}
	}
	return m
}

func SlicesIsSorted[S ~[]E, E ordered](x S) bool {
	for i := len(x) - 1; i > 0; i-- {
		if CmpLess(x[i], x[i-1]) {
			return false
		}
	}
	return true
}

func SlicesIsSortedFunc[S ~[]E, E any](x S, cmp func(a, b E) int) bool {
	for i := len(x) - 1; i > 0; i-- {
		if cmp(x[i], x[i-1]) < 0 {
			return false
		}
	}
	return true
}

func SlicesBinarySearch[S ~[]E, E ordered](x S, target E) (int, bool) {
	n := len(x)
	i, j := 0, n
	for i < j {
		h := int(uint(i+j) >> 1)
		if CmpLess(x[h], target) {
			i = h + 1
		} else {
			j = h
		}
	}
	return i, i < n && (x[i] == target || x[i] != x[i] && target != target)
}

func SlicesBinarySearchFunc[S ~[]E, E, T any](x S, target T, cmp func(E, T) int) (int, bool) {
	n := len(x)
	i, j := 0, n
	for i < j {
		h := int(uint(i+j) >> 1)
		if cmp(x[h], target) < 0 {
			i = h + 1
		} else {
			j = h
		}
	}
	return i, i < n && cmp(x[i], target) == 0
}

func SlicesAll[S ~[]E, E any](s S) func(yield func(int, E) bool) {
	return func(yield func(int, E) bool) {
		for i, v := range s {
			if !yield(i, v) {
				return
			}
		}
	}
}

func SlicesBackward[S ~[]E, E any](s S) func(yield func(int, E) bool) {
	return func(yield func(int, E) bool) {
		for i := len(s) - 1; i >= 0; i-- {
			if !yield(i, s[i]) {
				return
			}
		}
	}
}

func SlicesValues[S ~[]E, E any](s S) func(yield func(E) bool) {
	return func(yield func(E) bool) {
		for _, v := range s {
			if !yield(v) {
				return
			}
		}
	}
}

func SlicesAppendSeq[S ~[]E, E any](s S, seq func(yield func(E) bool)) S {
	for v := range seq {
		s = append(s, v)
	}
	return s
}

func SlicesCollect[E any](seq func(yield func(E) bool)) []E {
	var out []E
	for v := range seq {
		out = append(out, v)
	}
	return out
}

func SlicesSorted[E ordered](seq func(yield func(E) bool)) []E {
	s := SlicesCollect(seq)
	SlicesSort(s)
	return s
}

func SlicesSortedFunc[E any](seq func(yield func(E) bool), cmp func(E, E) int) []E {
	s := SlicesCollect(seq)
	SlicesSortFunc(s, cmp)
	return s
}

func SlicesSortedStableFunc[E any](seq func(yield func(E) bool), cmp func(E, E) int) []E {
	s := SlicesCollect(seq)
	SlicesSortStableFunc(s, cmp)
	return s
}

func SlicesChunk[S ~[]E, E any](s S, n int) func(yield func(S) bool) {
	if n < 1 {
		panic("cannot be less than 1")
	}
	return func(yield func(S) bool) {
		for i := 0; i < len(s); i += n {
			end := min(n, len(s[i:]))
			if !yield(s[i : i+end : i+end]) {
				return
			}
		}
	}
}
