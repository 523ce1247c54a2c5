// Package lower turns type-checked Go into Go that yaegi gets right.
package lower
