package notebook

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	goldhtml "github.com/yuin/goldmark/renderer/html"
)

// markdownHTML renders a Markdown cell. Formulas are taken out first, as Jupyter
// does, so that Markdown does not read their underscores and stars. HTML in the
// cell is passed through when the notebook is trusted: it was just run here.
func markdownHTML(source string) (string, error) {
	text, formulas := takeMath(source)
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(goldhtml.WithUnsafe()))
	var b bytes.Buffer
	if err := md.Convert([]byte(text), &b); err != nil {
		return "", fmt.Errorf("markdown: %w", err)
	}
	return placeholder.ReplaceAllStringFunc(b.String(), func(mark string) string {
		i, err := strconv.Atoi(strings.Trim(mark, "\uE000\uE001"))
		if err != nil || i >= len(formulas) {
			return html.EscapeString(mark)
		}
		return formulas[i]
	}), nil
}

var placeholder = regexp.MustCompile("\uE000[0-9]+\uE001")

// mathOrCode finds what must not be read further: code spans and fences (kept),
// then $$…$$, \[…\], environments, \(…\) and $…$ (formulas). A $ followed by a
// space, or closing before a digit, is money.
var mathOrCode = regexp.MustCompile("(?s)" + strings.Join([]string{
	"(```.*?```|~~~.*?~~~|``.*?``|`[^`]*`)",
	`\\\$`,
	`\$\$(.+?)\$\$`,
	`\\\\?\[(.+?)\\\\?\]`,
	`(\\begin\{(?:align|equation|gather|cases|split)\*?\}.+?\\end\{(?:align|equation|gather|cases|split)\*?\})`,
	`\\\\?\((.+?)\\\\?\)`,
	`\$([^\s$](?:[^$]*?[^\s$\\])?)\$`,
}, "|"))

func takeMath(source string) (string, []string) {
	var formulas []string
	text := mathOrCode.ReplaceAllStringFunc(source, func(found string) string {
		m := mathOrCode.FindStringSubmatch(found)
		if m[1] != "" || found == `\$` {
			return found
		}
		tex, display := firstOf(m[2], m[3], m[4]), true
		if tex == "" {
			tex, display = firstOf(m[5], m[6]), false
		}
		formulas = append(formulas, MathML(tex, display))
		return fmt.Sprintf("\uE000%d\uE001", len(formulas)-1)
	})
	return text, formulas
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
