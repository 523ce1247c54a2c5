// Package words holds the short verbs that every cell knows: Show, Seed, Must …
//
//	Table    one row a word: declaration, help, example, function
//	Objects  the words as the checker knows them (kernel process)
//	Set      the words bound to a session: its context, seed, display (worker)
//	Prelude  the words that are generic: Go, compiled as the session's first cell
//
// A word returns at most one value; an error becomes the cell's error (Failure).
// A user's own name hides a word of that name and nothing else. A new word is a
// new row of the table: completion, ? and the manual then know it.
package words
