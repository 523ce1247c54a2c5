package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"sort"
	"strings"

	"harmonium/dsl/internal/rt"
	"harmonium/dsl/internal/unit"
)

// Lower turns p into one Go file for yaegi, which imports package rt's symbols
// for this unit under the path rt.Path.
func Lower(p Package, opt Options) (out *Output, err error) {
	l := newLowerer(p, opt)
	defer func() {
		if x := recover(); x != nil {
			r, ok := x.(*Refusal)
			if !ok {
				panic(x)
			}
			out, err = nil, r
		}
	}()
	l.unit()
	return l.out, nil
}

// lowerer is the state of one Lower.
type lowerer struct {
	pkg0 Package
	opt  Options
	out  *Output
	here token.Pos // where we are, for refusals

	decls   strings.Builder // finished declarations
	imports map[string]string
	counter int

	described map[string]*unit.Type
	typeIDs   map[types.Object]string
	typeIndex map[string]int
	natives   map[string]string
	recursive map[string]bool
	localInst map[*types.Named]string
	codeFor   []methodCode
	registers []string

	funcDecls map[types.Object]declared // functions and methods, by their origin
	typeDecls map[types.Object]bool     // types declared in this unit
	instances map[string]bool
	queue     []func()
	helpers   map[string]string // helper functions by what they do
	replaced  map[string]string // compiled functions that a symbol of ours stands in for
	waits     map[string]string // compiled functions and methods that wait or start goroutines: ours heed the stop flag
	ctxt      *types.Context
	locals    map[string]*types.Named
}

// declared is a function's syntax and the package it was checked in.
type declared struct {
	decl *ast.FuncDecl
	pkg  Package
}

func newLowerer(p Package, opt Options) *lowerer {
	return &lowerer{
		pkg0: p, opt: opt, out: &Output{},
		imports: map[string]string{}, described: map[string]*unit.Type{}, typeIDs: map[types.Object]string{},
		typeIndex: map[string]int{}, natives: map[string]string{}, recursive: map[string]bool{}, localInst: map[*types.Named]string{},
		funcDecls: map[types.Object]declared{}, typeDecls: map[types.Object]bool{}, instances: map[string]bool{},
		ctxt: types.NewContext(), locals: map[string]*types.Named{}, helpers: map[string]string{},
		waits: map[string]string{
			"time.Sleep": "t_.Sleep", "(*sync.WaitGroup).Wait": "t_.Wait", "(*sync.WaitGroup).Go": "t_.GoIn",
			"time.AfterFunc": "t_.Later", "context.AfterFunc": "t_.AtDone",
		},
	}
}

// refuse refuses something that Go has: Refused lists it.
func (l *lowerer) refuse(pos token.Pos, what string) *Refusal {
	return &Refusal{Pos: pos, What: what}
}

// unknown refuses what no program has that the checker has let through, as far as we know.
func (l *lowerer) unknown(pos token.Pos, what string) *Refusal {
	return &Refusal{Pos: pos, What: what}
}

// unit lowers the whole package.
func (l *lowerer) unit() {
	l.collect(l.pkg0)
	var inits []string
	for _, file := range l.pkg0.Files {
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d == l.opt.Entry || d.Name.Name == "_" || d.Body == nil {
					continue
				}
				if d.Recv == nil && d.Name.Name == "init" {
					name := fmt.Sprintf("init_%d_%d", l.opt.Cell, len(inits))
					inits = append(inits, name)
					l.function(name, d, l.pkg0, nil)
					continue
				}
				obj := l.pkg0.Info.Defs[d.Name].(*types.Func)
				if isGeneric(obj) {
					continue
				}
				if recv := receiver(obj); recv != nil && !l.typeDecls[recv.Obj()] {
					l.index(recv) // the type of an earlier cell gains the method now
				}
				l.function(l.name(obj), d, l.pkg0, nil)
			case *ast.GenDecl:
				if d.Tok == token.TYPE {
					for _, s := range d.Specs {
						obj := l.pkg0.Info.Defs[s.(*ast.TypeSpec).Name]
						if n, ok := types.Unalias(obj.Type()).(*types.Named); ok && !obj.(*types.TypeName).IsAlias() && n.TypeParams().Len() == 0 && !types.IsInterface(n) {
							l.describe(n)
						}
					}
				}
			}
		}
	}
	l.globals()
	l.entry(inits)
	l.drain()
	l.assemble()
}

func isGeneric(f *types.Func) bool {
	s := f.Type().(*types.Signature)
	return s.TypeParams().Len() > 0 || s.RecvTypeParams().Len() > 0
}

// collect remembers where functions and types are declared.
func (l *lowerer) collect(p Package) {
	for _, file := range p.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if obj := p.Info.Defs[n.Name]; obj != nil {
					l.funcDecls[obj] = declared{n, p}
				}
			case *ast.TypeSpec:
				if obj := p.Info.Defs[n.Name]; obj != nil {
					l.typeDecls[obj] = true
				}
			}
			return true
		})
	}
}

// exists reports whether an earlier unit has declared n to the back end.
func (l *lowerer) exists(n *types.Named) bool {
	if n.TypeArgs().Len() > 0 {
		return l.opt.Instances[l.typeID(n)]
	}
	return !l.typeDecls[n.Obj()] && n.Obj().Pkg().Path() == "main"
}

// globals declares the package-level variables.
func (l *lowerer) globals() {
	seen := map[*types.Var]bool{}
	declare := func(v *types.Var) {
		if v.Name() != "_" && !seen[v] {
			seen[v] = true
			fmt.Fprintf(&l.decls, "var %s %s\n", l.name(v), l.view(v.Type()))
		}
	}
	scope := l.pkg0.Types.Scope()
	for id, obj := range l.pkg0.Info.Defs {
		v, ok := obj.(*types.Var)
		if !ok || id == nil || v.Parent() != scope {
			continue
		}
		if fresh, listed := l.opt.Vars[v]; fresh || !listed {
			declare(v)
		}
	}
	for v, fresh := range l.opt.Vars {
		if fresh {
			declare(v)
		}
	}
}

// entry writes the function that initialises the package-level variables and
// runs the cell's statements.
func (l *lowerer) entry(inits []string) {
	if len(l.pkg0.Info.InitOrder) == 0 && len(inits) == 0 && l.opt.Entry == nil {
		return
	}
	l.out.Entry = fmt.Sprintf("entry_%d", l.opt.Cell)
	f := l.newFunc(l.pkg0, nil)
	f.analyse(l.pkg0.Files, l.opt.Entry)
	for _, init := range l.pkg0.Info.InitOrder {
		f.initialise(init)
	}
	for _, name := range inits {
		f.line("%s()", name)
	}
	body := f.take()
	if l.opt.Entry == nil {
		fmt.Fprintf(&l.decls, "func %s() {\n%s}\n", l.out.Entry, body)
		return
	}
	f.entryBody(l.opt.Entry, body)
}

// drain lowers what lowering asks for: instances of generics, code of methods.
func (l *lowerer) drain() {
	for len(l.queue) > 0 || len(l.codeFor) > 0 {
		if len(l.queue) > 0 {
			next := l.queue[0]
			l.queue = l.queue[1:]
			next()
			continue
		}
		c := l.codeFor[0]
		l.codeFor = l.codeFor[1:]
		l.register(c)
	}
}

// register emits the call that gives a method its code.
func (l *lowerer) register(c methodCode) {
	op, recv := "method", types.Type(c.recv)
	if c.ptr {
		op, recv = "pmethod", types.NewPointer(c.recv)
	}
	name := fmt.Sprintf("Code%d", len(l.out.Natives))
	l.natives[name] = name
	l.out.Natives = append(l.out.Natives, unit.Native{Name: name, Op: op, Types: []int{l.index(c.recv)}, Method: c.fn.Name()})
	f := l.newFunc(l.pkg0, nil)
	maker := l.fresh("mm")
	sig := c.fn.Type().(*types.Signature)
	params := []string{"recv " + l.view(recv)}
	var args []string
	for i := range sig.Params().Len() {
		p := fmt.Sprintf("p%d", i)
		params = append(params, p+" "+l.view(sig.Params().At(i).Type()))
		args = append(args, p)
	}
	call := f.promoted("recv", recv, c.fn.Name(), c.fn.Pkg(), args)
	body := call
	if sig.Results().Len() > 0 {
		body = "return " + call
	}
	results := strings.TrimPrefix(l.viewSignature(types.NewSignatureType(nil, nil, nil, nil, sig.Results(), false)), "()")
	text := "func(" + strings.Join(params, ", ") + ")" + results
	fmt.Fprintf(&l.decls, "func %s() %s {\n\treturn %s {\n\t\t%s\n\t}\n}\n", maker, text, text, body)
	l.registers = append(l.registers, fmt.Sprintf("\tt_.%s(%s())\n", name, maker))
}

// assemble puts the file together.
func (l *lowerer) assemble() {
	var b strings.Builder
	b.WriteString("package main\n\nimport (\n")
	fmt.Fprintf(&b, "\tt_ %q\n", rt.Path)
	var paths []string
	for p := range l.imports {
		paths = append(paths, p)
	}
	sort.Strings(paths)
	for _, p := range paths {
		fmt.Fprintf(&b, "\t%s %q\n", l.imports[p], p)
		l.out.Imports = append(l.out.Imports, unit.Import{Name: l.imports[p], Path: p})
	}
	b.WriteString(")\n\n")
	fmt.Fprintf(&b, "var stop_%d = t_.StopFlag()\n\n", l.opt.Cell)
	b.WriteString(l.decls.String())
	if len(l.registers) > 0 {
		b.WriteString("func init() {\n" + strings.Join(l.registers, "") + "}\n")
	}
	l.out.Source = b.String()
	for id := range l.instances {
		l.out.Instances = append(l.out.Instances, id)
	}
	sort.Strings(l.out.Instances)
}

// pkg is the name under which Source imports p.
func (l *lowerer) pkg(p *types.Package) string {
	if a, ok := l.imports[p.Path()]; ok {
		return a
	}
	a := fmt.Sprintf("%s_p%d", p.Name(), len(l.imports))
	l.imports[p.Path()] = a
	return a
}

// fresh makes a name that nothing else in the unit has.
func (l *lowerer) fresh(prefix string) string {
	l.counter++
	return fmt.Sprintf("%s_%d_%d", prefix, l.opt.Cell, l.counter)
}

// name is what Source calls a package-level object or a method.
func (l *lowerer) name(obj types.Object) string {
	if obj.Pkg() != nil && obj.Pkg().Path() == preludePath {
		return "std_" + obj.Name()
	}
	n := obj.Name()
	if l.opt.Name != nil {
		n = l.opt.Name(obj)
	} else if f, ok := obj.(*types.Func); ok {
		if recv := receiver(f); recv != nil {
			return l.sessionName(recv.Origin().Obj()) + "_m_" + n
		}
	}
	if types.Universe.Lookup(n) != nil || n == "main" {
		n += "_u"
	}
	return n
}

func (l *lowerer) sessionName(obj types.Object) string {
	if packageLevel(obj) {
		return l.name(obj)
	}
	return obj.Name()
}

// receiver is the named type whose method f is.
func receiver(f *types.Func) *types.Named {
	recv := f.Type().(*types.Signature).Recv()
	if recv == nil {
		return nil
	}
	t := types.Unalias(recv.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	return n
}
