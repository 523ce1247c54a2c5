// Package data makes the small worlds that machines are taught on, by rule, and reads
// larger ones from files.
//
// A world is a list of patterns (units −1 and +1; Bits gives 0 and 1). Where a
// world is a list of all its cases, a case that occurs twice is twice as likely.
//
//	BarsAndStripes(n)     n×n, bars or stripes, 2ⁿ⁺¹ cases      best mean ln p: −1.73287, −2.59930, −3.37909 for n = 2, 3, 4
//	Parity(n)             n units, an even number of them +1    pair couplings alone cannot lower the KL below ln 2
//	Encoder(n)            n−h−n: the same unit on twice         n cases
//	Shifter(n)            a row, its shift by −1, 0 or +1, and which   3·2ⁿ cases
//	Bars(src, …)          independent bars of one direction, drawn at random
//	Letters()             A to Z, 7 rows of 5
//	Documents()           80 short texts, ten on each of eight topics
//
// [Labelled] is pictures in grey, in [0, 1], with labels; black and white by a threshold
// (Patterns) or by chance (Sampled):
//
//	Digits(ctx, src, n, …)   0 to 9, drawn from strokes, at any size
//	Prototypes(src, …)       a mixture of Bernoulli distributions
//	ReadMNIST(ctx, …)        handwritten digits, 28×28, from a folder; fetched when asked
//	ReadCSV(r, …)            a table with a label in every line
//	ReadFolder(ctx, …)       pictures, a folder each class
//	FromIDX(…)               files in MNIST's format
//
// [Points] are continuous: Gaussians(src, …) is a mixture of normal distributions.
//
// [Labelled] is pictures in grey, in [0, 1], with labels; black and white by a threshold
// (Patterns) or by chance (Sampled):
//
//	Digits(ctx, src, n, …)   0 to 9, drawn from strokes, at any size
//	Prototypes(src, …)       a mixture of Bernoulli distributions
//	ReadMNIST(ctx, …)        handwritten digits, 28×28, from a folder; fetched when asked
//	ReadCSV(r, …)            a table with a label in every line
//	ReadFolder(ctx, …)       pictures, a folder each class
//	FromIDX(…)               files in MNIST's format
//
// [Points] are continuous: Gaussians(src, …) is a mixture of normal distributions.
//
// What to call first:
//
//	world, err := data.BarsAndStripes(3)                            // 16 patterns of 3×3
//	d, err := data.Digits(ctx, src, 1000, data.DigitsWorld{Size: 8}) // with labels
//	examples := d.Sampled(src)                                      // patterns
//	withClass, err := d.OneHot(examples)                            // with ten more units
//
// Sources: MacKay, Information Theory, Inference, and Learning Algorithms (2003),
// for bars and stripes; Ackley, Hinton and Sejnowski, Cognitive Science 9 (1985),
// for the encoder; Hinton and Sejnowski, in Parallel Distributed Processing (1986),
// for the shifter; Hinton, Dayan, Frey and Neal, Science 268 (1995), for the bars.
package data
