// Package notebook reads, runs and shows notebook files.
//
//	Notebook   an nbformat 4 file: Read, Write; what it does not know it keeps
//	Runner     runs the cells through a kernel and stores what they put out
//	Script     a Go file as a notebook; Notebook.Percent writes one
//	Origin     version, seed and architecture that made the outputs
//	Collector  what a cell's messages leave behind as stored outputs
//	HTML       one self-contained page: figures inline, formulas as MathML
//	Markdown   the same for viewers of Markdown, figures as files
//
// A written file is byte for byte what Jupyter's own writer makes of it: keys
// sorted, one space of indent, texts as lists of lines.
package notebook
