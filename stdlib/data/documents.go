package data

import (
	_ "embed"
	"strings"
)

// Document is a short text, and what it is about.
type Document struct{ Topic, Text string }

//go:embed documents.txt
var documents string

// Documents is 80 texts of 21 to 29 words, ten on each of eight topics: physics,
// biology, cooking, music, astronomy, sailing, football, money. They were written for
// this project.
func Documents() []Document {
	var all []Document
	topic := ""
	for line := range strings.Lines(documents) {
		line = strings.TrimSpace(line)
		if name, is := strings.CutPrefix(line, "# "); is {
			topic = name
		} else if line != "" {
			all = append(all, Document{topic, line})
		}
	}
	return all
}
