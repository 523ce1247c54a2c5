// Package std is the generated symbols of the standard library.
package std
