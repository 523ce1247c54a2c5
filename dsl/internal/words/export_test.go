package words

// Follow is follow, for tests.
var Follow = (*Set).follow

// FollowAll lets calls of any length show how far they are.
func FollowAll(s *Set) { s.followed = 1 }

// Thinned is what a series keeps of n numbers.
func Thinned(n int, of func(int) float64) (x, y []float64) {
	s := series{stride: 1}
	for i := range n {
		s.add(of(i))
	}
	l := s.line()
	return l.X, l.Y
}
