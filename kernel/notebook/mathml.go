package notebook

import (
	"fmt"
	"html"
	"strings"
	"unicode"
)

// MathML turns a LaTeX formula into presentation MathML, which every current
// browser draws without scripts or fonts from the network. It knows what
// lectures use (scripts, fractions, roots, sums, Greek, accents, matrices,
// cases, alignments); a formula with anything else is shown as its source.
func MathML(tex string, display bool) string {
	p := &texParser{in: texTokens(tex)}
	body, ok := p.row("")
	if !ok || p.peek() != "" {
		return fmt.Sprintf(`<code class="tex">%s</code>`, html.EscapeString(tex))
	}
	mode := ""
	if display {
		mode = ` display="block"`
	}
	return fmt.Sprintf(`<math xmlns="http://www.w3.org/1998/Math/MathML"%s>%s</math>`, mode, mrow(body))
}

// texTokens splits a formula into commands, braces, scripts and characters.
// A space token stands only where text modes need it.
func texTokens(tex string) []string {
	var out []string
	for i, r := 0, []rune(tex); i < len(r); i++ {
		switch {
		case r[i] == '\\' && i+1 < len(r):
			j := i + 1
			for j < len(r) && unicode.IsLetter(r[j]) {
				j++
			}
			if j == i+1 {
				j++ // a one-character command such as \{ or \\
			}
			out = append(out, string(r[i:j]))
			i = j - 1
		case unicode.IsSpace(r[i]):
			if n := len(out); n > 0 && out[n-1] != " " {
				out = append(out, " ")
			}
		case unicode.IsDigit(r[i]):
			j := i
			for j < len(r) && (unicode.IsDigit(r[j]) || r[j] == '.' && j+1 < len(r) && unicode.IsDigit(r[j+1])) {
				j++
			}
			out = append(out, string(r[i:j]))
			i = j - 1
		default:
			out = append(out, string(r[i]))
		}
	}
	return out
}

// texParser reads tokens by recursive descent; ok false means "not understood".
type texParser struct {
	in    []string
	at    int
	depth int
}

const texDepth = 60 // deeper nesting is no formula that a page can show

func (p *texParser) peek() string {
	for p.at < len(p.in) && p.in[p.at] == " " {
		p.at++
	}
	if p.at == len(p.in) {
		return ""
	}
	return p.in[p.at]
}

func (p *texParser) next() string {
	t := p.peek()
	if t != "" {
		p.at++
	}
	return t
}

// row reads elements up to one of the closing tokens, which stays unread.
func (p *texParser) row(closers string) (items []string, ok bool) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > texDepth {
		return nil, false
	}
	for {
		t := p.peek()
		if t == "" || isCloser(t, closers) {
			return items, true
		}
		el, ok := p.scripted()
		if !ok {
			return nil, false
		}
		items = append(items, el)
	}
}

func isCloser(t, closers string) bool {
	for _, c := range strings.Fields(closers) {
		if t == c {
			return true
		}
	}
	return false
}

// scripted reads one element with its sub- and superscripts.
func (p *texParser) scripted() (string, bool) {
	base, limits, ok := "<mrow></mrow>", false, true
	if t := p.peek(); t != "^" && t != "_" {
		if base, limits, ok = p.element(); !ok {
			return "", false
		}
	}
	var sub, sup string
	for {
		switch t := p.peek(); {
		case t == `\limits` || t == `\nolimits`:
			limits = p.next() == `\limits`
			continue
		case t == "_" && sub == "":
			p.next()
			sub, ok = p.argument()
		case t == "^" && sup == "":
			p.next()
			sup, ok = p.argument()
		case t == "'":
			n := 0
			for p.peek() == "'" {
				p.next()
				n++
			}
			sup += "<mo>" + strings.Repeat("′", n) + "</mo>"
		default:
			return attach(base, sub, sup, limits), true
		}
		if !ok {
			return "", false
		}
	}
}

func attach(base, sub, sup string, limits bool) string {
	tag := map[bool][3]string{false: {"msub", "msup", "msubsup"}, true: {"munder", "mover", "munderover"}}[limits]
	switch {
	case sub != "" && sup != "":
		return fmt.Sprintf("<%s>%s%s%s</%[1]s>", tag[2], base, sub, oneElement(sup))
	case sub != "":
		return fmt.Sprintf("<%s>%s%s</%[1]s>", tag[0], base, sub)
	case sup != "":
		return fmt.Sprintf("<%s>%s%s</%[1]s>", tag[1], base, oneElement(sup))
	}
	return base
}

// oneElement wraps a superscript that may hold primes and more.
func oneElement(s string) string { return "<mrow>" + s + "</mrow>" }

// argument reads {…} or a single element.
func (p *texParser) argument() (string, bool) {
	t := p.peek()
	if t == "" {
		return "", false
	}
	if len(t) > 1 && t[0] >= '0' && t[0] <= '9' { // \frac12 is one half
		p.in[p.at] = t[1:]
		return "<mn>" + t[:1] + "</mn>", true
	}
	s, _, ok := p.element()
	return s, ok
}

// element reads one element; limits says whether scripts go above and below.
func (p *texParser) element() (s string, limits, ok bool) {
	t := p.next()
	switch {
	case t == "{":
		body, ok := p.row("}")
		if !ok || p.next() != "}" {
			return "", false, false
		}
		return mrow(body), false, true
	case t == "" || t == "}" || t == "&" || t == `\\`:
		return "", false, false
	case strings.HasPrefix(t, `\`):
		return p.command(t)
	case unicode.IsDigit([]rune(t)[0]):
		return "<mn>" + t + "</mn>", false, true
	case unicode.IsLetter([]rune(t)[0]):
		return "<mi>" + html.EscapeString(t) + "</mi>", false, true
	case t == "-":
		return "<mo>−</mo>", false, true
	case t == "~":
		return `<mspace width="0.33em"></mspace>`, false, true
	case strings.ContainsAny(t, "()[]|/"):
		return `<mo stretchy="false">` + t + "</mo>", false, true
	}
	return "<mo>" + html.EscapeString(t) + "</mo>", false, true
}

func (p *texParser) command(t string) (s string, limits, ok bool) {
	name := t[1:]
	if sym, known := texSymbols[name]; known {
		return sym, texLimits[name], true
	}
	if style, known := texStyles[name]; known {
		s, ok = p.styled(style)
		return s, false, ok
	}
	if accent, known := texAccents[name]; known {
		arg, ok := p.argument()
		tag := "mover"
		if name == "underline" {
			tag = "munder"
		}
		return fmt.Sprintf(`<%s accent="true">%s<mo>%s</mo></%[1]s>`, tag, arg, accent), false, ok
	}
	switch name {
	case "frac", "tfrac", "dfrac", "binom":
		s, ok = p.fraction(name)
	case "sqrt":
		s, ok = p.root()
	case "text", "textrm", "mbox", "textit", "textbf", "mathrm":
		s, ok = p.text()
	case "operatorname":
		if limits = p.peek() == "*"; limits {
			p.next()
		}
		s, ok = p.text()
	case "left":
		s, ok = p.fenced()
	case "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "bigg", "Bigg":
		s, _, ok = p.element()
	case "begin":
		s, ok = p.environment()
	case "underbrace", "overbrace":
		s, ok = p.braced(name)
		limits = true
	case "stackrel", "overset", "underset":
		s, ok = p.stacked(name)
	case "displaystyle", "textstyle", "quad", "qquad", ",", ";", ":", "!", " ":
		s, ok = texSpaces[name], true
	case "not":
		var arg string
		if arg, ok = p.argument(); ok {
			s = strings.Replace(arg, "</mo>", "\u0338</mo>", 1)
		}
	default:
		s, ok = p.layout(name)
	}
	return s, limits, ok
}

func (p *texParser) fraction(name string) (string, bool) {
	num, ok1 := p.argument()
	den, ok2 := p.argument()
	if name == "binom" {
		return `<mrow><mo>(</mo><mfrac linethickness="0">` + num + den + "</mfrac><mo>)</mo></mrow>", ok1 && ok2
	}
	return "<mfrac>" + num + den + "</mfrac>", ok1 && ok2
}

func (p *texParser) root() (string, bool) {
	if p.peek() != "[" {
		arg, ok := p.argument()
		return "<msqrt>" + arg + "</msqrt>", ok
	}
	p.next()
	index, ok := p.row("]")
	if !ok || p.next() != "]" {
		return "", false
	}
	arg, ok := p.argument()
	return "<mroot>" + arg + mrow(index) + "</mroot>", ok
}

// text reads {…} as upright words, spaces kept.
func (p *texParser) text() (string, bool) {
	if p.next() != "{" {
		return "", false
	}
	var b strings.Builder
	for p.at < len(p.in) && p.in[p.at] != "}" {
		t := p.in[p.at]
		if strings.HasPrefix(t, `\`) && len(t) > 2 || t == "{" {
			return "", false
		}
		switch t {
		case `\,`, `\;`, `\:`:
			b.WriteString("\u2009") // a thin space
		default:
			b.WriteString(strings.TrimPrefix(t, `\`))
		}
		p.at++
	}
	p.at++
	return `<mtext>` + html.EscapeString(strings.ReplaceAll(b.String(), " ", "\u00a0")) + "</mtext>", p.at <= len(p.in)
}

// styled maps the letters of an argument to a mathematical alphabet.
func (p *texParser) styled(style rune) (string, bool) {
	if p.peek() != "{" {
		arg, ok := p.argument()
		return restyle(arg, style), ok
	}
	p.next()
	body, ok := p.row("}")
	if !ok || p.next() != "}" {
		return "", false
	}
	return restyle(mrow(body), style), true
}

// restyle replaces the one-letter identifiers and digits inside markup.
func restyle(markup string, style rune) string {
	var b strings.Builder
	for rest := markup; rest != ""; {
		tag := strings.IndexByte(rest, '>')
		if tag < 0 {
			b.WriteString(rest)
			break
		}
		b.WriteString(rest[:tag+1])
		rest = rest[tag+1:]
		end := strings.IndexByte(rest, '<')
		if end < 0 {
			end = len(rest)
		}
		for _, r := range rest[:end] {
			b.WriteRune(mathAlphabet(r, style))
		}
		rest = rest[end:]
	}
	return b.String()
}

func (p *texParser) fenced() (string, bool) {
	open := delimiter(p.next())
	body, ok := p.row(`\right`)
	if !ok || p.next() != `\right` {
		return "", false
	}
	return "<mrow>" + open + strings.Join(body, "") + delimiter(p.next()) + "</mrow>", true
}

func delimiter(t string) string {
	if t == "." || t == "" {
		return ""
	}
	if sym, ok := texSymbols[strings.TrimPrefix(t, `\`)]; ok && strings.HasPrefix(t, `\`) {
		return strings.Replace(sym, ` stretchy="false"`, "", 1)
	}
	return "<mo>" + html.EscapeString(t) + "</mo>"
}

func (p *texParser) braced(name string) (string, bool) {
	arg, ok := p.argument()
	if name == "underbrace" {
		return "<munder>" + arg + "<mo>⏟</mo></munder>", ok
	}
	return "<mover>" + arg + "<mo>⏞</mo></mover>", ok
}

func (p *texParser) stacked(name string) (string, bool) {
	mark, ok1 := p.argument()
	base, ok2 := p.argument()
	if name == "underset" {
		return "<munder>" + base + mark + "</munder>", ok1 && ok2
	}
	return "<mover>" + base + mark + "</mover>", ok1 && ok2
}

// environment reads a matrix, cases or an alignment.
func (p *texParser) environment() (string, bool) {
	name, ok := p.environmentName()
	if !ok {
		return "", false
	}
	if name == "array" { // its column letters do not matter here
		if _, ok := p.argument(); !ok {
			return "", false
		}
	}
	var rows strings.Builder
	for done := false; !done; {
		var row strings.Builder
		for more := true; more; {
			cell, ok := p.row(`& \\ \end`)
			if !ok {
				return "", false
			}
			row.WriteString("<mtd>" + mrow(cell) + "</mtd>")
			t := p.next()
			more, done = t == "&", t == `\end` || t == ""
		}
		if done && row.String() == "<mtd><mrow></mrow></mtd>" {
			break // a \\ before \end
		}
		rows.WriteString("<mtr>" + row.String() + "</mtr>")
	}
	if end, ok := p.environmentName(); !ok || end != name {
		return "", false
	}
	return wrapTable(strings.TrimSuffix(name, "*"), rows.String())
}

func (p *texParser) environmentName() (string, bool) {
	if p.next() != "{" {
		return "", false
	}
	name := ""
	for t := p.next(); t != "}"; t = p.next() {
		if t == "" {
			return "", false
		}
		name += t
	}
	return name, true
}

func wrapTable(name, rows string) (string, bool) {
	table := "<mtable>" + rows + "</mtable>"
	fences := map[string][2]string{
		"matrix": {}, "array": {}, "gathered": {}, "smallmatrix": {},
		"pmatrix": {"(", ")"}, "bmatrix": {"[", "]"}, "vmatrix": {"|", "|"}, "Bmatrix": {"{", "}"}, "cases": {"{", ""},
	}
	if f, ok := fences[name]; ok {
		if name == "cases" {
			table = `<mtable columnalign="left">` + rows + "</mtable>"
		}
		return "<mrow>" + fence(f[0]) + table + fence(f[1]) + "</mrow>", true
	}
	switch name {
	case "align", "aligned", "split", "equation", "gather":
		return `<mtable displaystyle="true" columnalign="right left" class="aligned">` + rows + "</mtable>", true
	}
	return "", false
}

func fence(s string) string {
	if s == "" {
		return ""
	}
	return "<mo>" + s + "</mo>"
}

func mrow(items []string) string {
	if len(items) == 1 {
		return items[0]
	}
	return "<mrow>" + strings.Join(items, "") + "</mrow>"
}
