package words

import (
	"fmt"
	"math"

	"harmonium/dsl/internal/mime"
)

// check shows a claim that holds, or ends the cell with it.
func (s *Set) check(holds bool, claim string, numbers ...any) {
	s.claim("Check", holds, fmt.Sprintf(claim, numbers...))
}

// checkNear is a check that says both numbers. Not a number is near to nothing.
func (s *Set) checkNear(what string, measured, wanted, tolerance float64) {
	holds := math.Abs(measured-wanted) <= tolerance
	s.claim("CheckNear", holds, fmt.Sprintf("%s: %.6g, wanted %.6g ± %.2g", what, measured, wanted, tolerance))
}

func (s *Set) claim(word string, holds bool, text string) {
	if !holds {
		panic(Failure{Word: word, Err: fmt.Errorf("✗ %s", text)})
	}
	s.host.Display(mime.Text("✓ "+text), "", false)
}
