// Command harmonium is a Jupyter kernel and script runner for energy-based models.
package main

import "fmt"

func main() { fmt.Println("harmonium: see README.md") }
