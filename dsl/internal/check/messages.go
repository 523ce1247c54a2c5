package check

import (
	"fmt"
	"go/token"
	"go/types"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"harmonium/dsl/internal/unit"
)

// sortErrors turns the checker's errors into diagnostics: those of the cell, and for
// each declaration of an earlier cell that no longer checks the first of its own.
func (a *attempt) sortErrors() (mine []unit.Diagnostic, theirs map[*Decl]unit.Diagnostic) {
	theirs = map[*Decl]unit.Diagnostic{}
	for _, e := range a.errs {
		diag := a.s.Diagnostic(e.Pos, a.words(e.Msg))
		if d := a.owner(e.Pos); d != nil {
			if _, ok := theirs[d]; !ok {
				theirs[d] = a.note(d, diag)
			}
			continue
		}
		if n := len(mine); n > 0 && strings.HasPrefix(e.Msg, "\t") {
			mine[n-1].Message += fmt.Sprintf("\n\tIn[%d]:%d:%d: %s", diag.Cell, diag.Line, diag.Column, strings.TrimSpace(diag.Message))
			continue
		}
		mine = append(mine, diag)
	}
	sort.SliceStable(mine, func(i, j int) bool {
		return mine[i].Line < mine[j].Line || mine[i].Line == mine[j].Line && mine[i].Column < mine[j].Column
	})
	return mine, theirs
}

func (a *attempt) owner(pos token.Pos) *Decl {
	for _, d := range a.again {
		if d.Node.Pos() <= pos && pos <= d.Node.End() {
			return d
		}
	}
	return nil
}

// note says that a declaration goes on as it was.
func (a *attempt) note(d *Decl, diag unit.Diagnostic) unit.Diagnostic {
	what := strings.Join(declNames(d.Node), ", ")
	diag.Kind = unit.Note
	diag.Message = fmt.Sprintf("%s no longer compiles and goes on as it was: %s", what, diag.Message)
	return diag
}

var (
	ofCell   = regexp.MustCompile(`In\[(\d+)\]\.([\pL_][\pL\pN_]*)`)
	numbered = regexp.MustCompile(`ᐧ\d+`)
)

// words brings a message into Go's words: types of earlier cells without their
// package; one that has been defined anew says where it is from.
func (a *attempt) words(msg string) string {
	msg = ofCell.ReplaceAllStringFunc(msg, func(m string) string {
		parts := ofCell.FindStringSubmatch(m)
		n, _ := strconv.Atoi(parts[1])
		return fmt.Sprintf("%s (as defined in In[%d])", parts[2], n)
	})
	return numbered.ReplaceAllString(msg, "")
}

// Diagnostic places a message.
func (s *Session) Diagnostic(pos token.Pos, msg string) unit.Diagnostic {
	d := unit.Diagnostic{Message: msg}
	if !pos.IsValid() {
		return d
	}
	p := s.Fset.Position(pos)
	fmt.Sscanf(p.Filename, "In[%d]", &d.Cell)
	d.Line, d.Column = p.Line, p.Column
	if s.Line != nil {
		d.Source = s.Line(pos)
	}
	return d
}

// Qualify is how a message names the package of a type: not at all when it is the
// session's.
func Qualify(p *types.Package) string {
	if p.Path() == Path {
		return ""
	}
	return p.Name()
}
