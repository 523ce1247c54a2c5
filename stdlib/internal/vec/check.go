package vec

import "fmt"

// mustMatch panics on lengths that differ. Callers inside the module check what users give them first: a
// panic from here is a programmer's error.
func mustMatch(what string, want int, got ...int) {
	for _, g := range got {
		if g != want {
			panic(fmt.Sprintf("vec: %d %s, want %d", g, what, want))
		}
	}
}

// mustHave panics if there is less than needed.
func mustHave(what string, want, got int) {
	if got < want {
		panic(fmt.Sprintf("vec: %d %s, want at least %d", got, what, want))
	}
}

// longest is how many elements a call of the assembly takes: the scheduler cannot interrupt it.
const longest = 1 << 16
