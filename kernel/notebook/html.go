package notebook

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"strings"
	"text/template"
)

//go:embed page.css
var pageCSS string

//go:embed page.html
var pageHTML string

// HTML writes the notebook as one page that needs nothing else: no script, no
// font and no picture from the network.
func HTML(w io.Writer, nb *Notebook, title string) error {
	page, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return err
	}
	var cells []string
	for i, c := range nb.Cells {
		s, err := cellHTML(c)
		if err != nil {
			return fmt.Errorf("notebook: cell %d: %w", i+1, err)
		}
		cells = append(cells, s)
	}
	return page.Execute(w, map[string]any{"Title": html.EscapeString(title), "CSS": pageCSS, "Cells": cells})
}

func cellHTML(c *Cell) (string, error) {
	switch c.Type {
	case "markdown":
		body, err := markdownHTML(withAttachments(c))
		return `<section class="markdown">` + body + "</section>", err
	case "raw":
		return `<section class="raw"><pre>` + html.EscapeString(c.Source) + "</pre></section>", nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<section class="code"><div class="prompt">%s</div><pre class="source"><code>%s</code></pre>`, prompt("In", c.Count), highlight(c.Source))
	var outputs strings.Builder
	for _, o := range c.Outputs {
		outputs.WriteString(outputHTML(o))
	}
	source := b.String()
	switch {
	case c.hidden("source_hidden") && c.hidden("outputs_hidden"):
		return folded(foldedName(c), source+outputs.String()+"</section>"), nil
	case c.hidden("source_hidden"):
		return folded(foldedName(c), source+"</section>") + `<section class="code">` + outputs.String() + "</section>", nil
	case c.hidden("outputs_hidden") && outputs.Len() > 0:
		return source + "</section>" + folded("Output", `<section class="code">`+outputs.String()+"</section>"), nil
	}
	return source + outputs.String() + "</section>", nil
}

// folded hides what the notebook hides, one click away.
func folded(name, body string) string {
	return "<details><summary>" + name + "</summary>" + body + "</details>"
}

// withAttachments puts pictures pasted into a Markdown cell where it names them.
func withAttachments(c *Cell) string {
	source := c.Source
	for name, v := range c.Attachments {
		bundle, _ := v.(map[string]any)
		for mime, data := range bundle {
			if s, ok := data.(string); ok {
				source = strings.ReplaceAll(source, "attachment:"+name, "data:"+mime+";base64,"+s)
			}
		}
	}
	return source
}

func prompt(word string, n *int) string {
	if n == nil {
		return word + "[ ]:"
	}
	return fmt.Sprintf("%s[%d]:", word, *n)
}

func outputHTML(o Output) string {
	switch o.Type {
	case "stream":
		return fmt.Sprintf(`<pre class="output %s">%s</pre>`, html.EscapeString(o.Name), ansiHTML(o.Text))
	case "error":
		trace := strings.Join(o.Traceback, "\n")
		if trace == "" {
			trace = o.EName + ": " + o.EValue
		}
		return `<pre class="output error">` + ansiHTML(trace) + "</pre>"
	}
	label := ""
	if o.Type == "execute_result" {
		label = `<div class="prompt">` + prompt("Out", o.Count) + "</div>"
	}
	return label + `<div class="output">` + bundleHTML(o.Data, o.Metadata) + "</div>"
}

// bundleHTML shows the richest representation that a page can hold.
func bundleHTML(data, metadata map[string]any) string {
	for _, mime := range []string{"image/png", "image/jpeg", "image/gif", "image/svg+xml", "text/html", "text/latex", "text/markdown"} {
		s, ok := data[mime].(string)
		if !ok {
			continue
		}
		alt, _ := data["text/plain"].(string)
		switch mime {
		case "text/html":
			return s
		case "text/latex":
			return latexHTML(s)
		case "text/markdown":
			if body, err := markdownHTML(s); err == nil {
				return body
			}
		case "image/svg+xml": // as a picture: nothing in it can act on the page
			return imageHTML("data:image/svg+xml;utf8,"+percent(s), alt, metadata[mime])
		default:
			return imageHTML("data:"+mime+";base64,"+strings.Join(strings.Fields(s), ""), alt, metadata[mime])
		}
	}
	if s, ok := data["text/plain"].(string); ok {
		return "<pre>" + ansiHTML(s) + "</pre>"
	}
	raw, _ := json.MarshalIndent(data, "", "  ")
	return "<pre>" + html.EscapeString(string(raw)) + "</pre>"
}

func latexHTML(s string) string {
	text, formulas := takeMath(s)
	if len(formulas) == 0 {
		return MathML(strings.TrimSpace(s), true)
	}
	for i, f := range formulas {
		text = strings.ReplaceAll(text, fmt.Sprintf("\uE000%d\uE001", i), f)
	}
	return text
}

func imageHTML(src, alt string, metadata any) string {
	size := ""
	if m, ok := metadata.(map[string]any); ok {
		for _, side := range []string{"width", "height"} {
			if v, ok := number(m[side]); ok {
				size += fmt.Sprintf(` %s="%g"`, side, v)
			}
		}
	}
	return fmt.Sprintf(`<img src="%s" alt="%s"%s>`, html.EscapeString(src), html.EscapeString(alt), size)
}

// number reads a JSON number however it was decoded.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	}
	return 0, false
}

func percent(s string) string {
	return strings.NewReplacer("%", "%25", "#", "%23", "\n", "%0A", `"`, "%22", "<", "%3C", ">", "%3E", "&", "%26").Replace(s)
}
