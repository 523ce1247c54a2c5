package prelude

func SyncOnceValue[T any](f func() T) func() T {
	lock := make(chan bool, 1)
	done, failed := false, false
	var p any
	var result T
	return func() T {
		lock <- true
		defer func() { <-lock }()
		if !done {
			done, failed = true, true
			defer func() {
				if failed {
					p = recover()
					panic(p)
				}
			}()
			result = f()
			f = nil
			failed = false
		} else if failed {
			panic(p)
		}
		return result
	}
}

func SyncOnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	type both struct {
		a T1
		b T2
	}
	once := SyncOnceValue(func() both {
		a, b := f()
		return both{a, b}
	})
	return func() (T1, T2) {
		r := once()
		return r.a, r.b
	}
}

func IterPull[V any](seq func(yield func(V) bool)) (func() (V, bool), func()) {
	next2, stop := IterPull2(func(yield func(V, bool) bool) {
		seq(func(v V) bool { return yield(v, true) })
	})
	return func() (V, bool) {
		v, _, ok := next2()
		return v, ok
	}, stop
}

func IterPull2[K, V any](seq func(yield func(K, V) bool)) (func() (K, V, bool), func()) {
	type pair struct {
		k K
		v V
	}
	ask := make(chan bool)
	answer := make(chan pair)
	end := make(chan any)
	started, over := false, false
	run := func() {
		var failure any
		defer func() {
			if r := recover(); r != nil {
				failure = r
			}
			end <- failure
		}()
		if <-ask {
			seq(func(k K, v V) bool {
				answer <- pair{k, v}
				return <-ask
			})
		}
	}
	wait := func() (K, V, bool) {
		select {
		case p := <-answer:
			return p.k, p.v, true
		case failure := <-end:
			over = true
			if failure != nil {
				panic(failure)
			}
		}
		var k K
		var v V
		return k, v, false
	}
	next := func() (K, V, bool) {
		if over {
			var k K
			var v V
			return k, v, false
		}
		if !started {
			started = true
			go run()
		}
		ask <- true
		return wait()
	}
	stop := func() {
		if over {
			return
		}
		if !started {
			over = true
			return
		}
		ask <- false
		wait()
		over = true
	}
	return next, stop
}
