// Package gonum is the generated symbols of gonum and gonum/plot.
package gonum
