// Package own is the generated symbols of Harmonium's own packages.
package own
