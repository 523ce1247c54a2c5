// Package display turns the value of a cell's last expression into a bundle.
//
//	Shower     shows one value (Show) or an expression's several (Values)
//	Registry   which figure a model or a result is shown as
//	print.go   Go syntax with the types' real names, long values cut with a count
//	table.go   matrices and slices of structs
//	image.go   pictures
//	method.go  values that know how to show themselves
//
// Interpreted values reach it as yaegi has them: structs without a name, whose
// unexported fields are renamed. The unit.Type that comes along says what they
// are called. No address, no map order and no clock enters a bundle: the same
// value is the same bytes.
package display
