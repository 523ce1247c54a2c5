// Package readout is softmax regression: what turns the features of a machine into
// classes, and says how good they are.
//
// For x in ℝᴰ and C classes
//
//	P(y | x) = e^(z_y) / Σ_c e^(z_c),   z = Ux + d
//
// and U and d minimise the mean of −ln P(y | x) + ½ L2 ΣU². That is convex: there is
// one minimum, and LBFGS finds it.
//
// What to call first:
//
//	features, err := m.Transform(ctx, digits)           // N×D, row by row
//	s, err := readout.Train(ctx, features, labels, 10, readout.Training{})
//	share, err := s.Accuracy(others, theirLabels)
//
// Source: Cox, Journal of the Royal Statistical Society B 20 (1958); Liu and Nocedal,
// Mathematical Programming 45 (1989), for LBFGS.
package readout
