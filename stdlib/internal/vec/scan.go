package vec

// ScanMetropolis is the first unit i ≥ from that a Metropolis update at inverse temperature β flips, or
// len(s): the first with scale·(s[i]·f[i]) ≤ e[i]. s are the states ±1, f their fields, e their exponential
// variates −ln u, and scale is 2β: β times the cost of the flip is 2β·s·f. No logarithm, no exponential.
func ScanMetropolis[T Float](s, f, e []T, scale T, from int) int {
	mustMatch("units", len(s), len(f), len(e))
	i := from
	if useAVX2 {
		if n := (len(s) - from) &^ (vectorBytes/size[T]() - 1); n > 0 {
			k := 0
			if size[T]() == 4 {
				k = scanMetropolis32AVX2(p32(&s[i]), p32(&f[i]), p32(&e[i]), n, float32(scale))
			} else {
				k = scanMetropolis64AVX2(p64(&s[i]), p64(&f[i]), p64(&e[i]), n, float64(scale))
			}
			if i += k; k < n {
				return i
			}
		}
	}
	for ; i < len(s); i++ {
		if T(T(f[i]*s[i])*scale) <= e[i] {
			break
		}
	}
	return i
}

// ScanGibbs is the first unit i ≥ from whose new state differs from s[i], or len(s): the new state is +1 if
// scale·f[i] > l[i], else −1. l are logistic variates; scale is 2β for states ±1, and β for states 0 and 1.
func ScanGibbs[T Float](s, f, l []T, scale T, from int) int {
	mustMatch("units", len(s), len(f), len(l))
	i := from
	if useAVX2 {
		if n := (len(s) - from) &^ (vectorBytes/size[T]() - 1); n > 0 {
			k := 0
			if size[T]() == 4 {
				k = scanGibbs32AVX2(p32(&s[i]), p32(&f[i]), p32(&l[i]), n, float32(scale))
			} else {
				k = scanGibbs64AVX2(p64(&s[i]), p64(&f[i]), p64(&l[i]), n, float64(scale))
			}
			if i += k; k < n {
				return i
			}
		}
	}
	for ; i < len(s); i++ {
		if (T(scale*f[i]) > l[i]) != (s[i] > 0) {
			break
		}
	}
	return i
}
