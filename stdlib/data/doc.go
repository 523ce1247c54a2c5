// Package data makes the small worlds that machines are taught on, by rule and
// not from files.
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
// What to call first:
//
//	world, err := data.BarsAndStripes(3)   // 16 patterns of 3×3
//
// Sources: MacKay, Information Theory, Inference, and Learning Algorithms (2003),
// for bars and stripes; Ackley, Hinton and Sejnowski, Cognitive Science 9 (1985),
// for the encoder; Hinton and Sejnowski, in Parallel Distributed Processing (1986),
// for the shifter; Hinton, Dayan, Frey and Neal, Science 268 (1995), for the bars.
package data
