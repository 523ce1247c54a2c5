package words

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// save and loadInto are os.WriteFile and os.ReadFile with a form that the
// file's ending names.
func (s *Set) save(file string, value any) {
	if err := s.write(file, value); err != nil {
		panic(Failure{Word: "Save", Err: fmt.Errorf("Save: %w", err)})
	}
}

func (s *Set) write(file string, value any) error {
	data, err := s.encode(file, value)
	if err != nil {
		return err
	}
	root, err := s.root()
	if err != nil {
		return err
	}
	if root == nil {
		return os.WriteFile(file, data, 0o644)
	}
	defer root.Close()
	return root.WriteFile(filepath.Clean(file), data, 0o644)
}

// root is the working folder of a restricted session, which nothing leaves; nil otherwise.
func (s *Set) root() (*os.Root, error) {
	if !s.host.Restricted() {
		return nil, nil
	}
	return os.OpenRoot(".")
}

func (s *Set) encode(file string, value any) ([]byte, error) {
	switch ext := strings.ToLower(filepath.Ext(file)); ext {
	case ".json":
		data, err := json.MarshalIndent(value, "", " ")
		return append(data, '\n'), err
	case ".csv":
		return encodeCSV(value)
	case ".txt", ".md", ".go", ".html":
		if text, ok := value.(string); ok {
			return []byte(text), nil
		}
		text, _ := s.shower.Show(reflect.ValueOf(value), nil).Data["text/plain"].(string)
		return []byte(text + "\n"), nil
	case ".png", ".svg":
		return s.picture(ext, value)
	default:
		if raw, ok := value.([]byte); ok {
			return raw, nil
		}
		return nil, fmt.Errorf("%s: the ending %q says no form; known are .json, .csv, .txt, .png, .svg, and any for []byte", file, ext)
	}
}

// picture asks the value for the picture that it is shown as.
func (s *Set) picture(ext string, value any) ([]byte, error) {
	if ext == ".svg" {
		if v, ok := value.(interface{ SVG() ([]byte, error) }); ok {
			return v.SVG()
		}
	}
	b := s.shower.Show(reflect.ValueOf(value), nil)
	if svg, ok := b.Data["image/svg+xml"].(string); ok && ext == ".svg" {
		return []byte(svg), nil
	}
	if data, ok := b.Data["image/png"].(string); ok && ext == ".png" {
		return base64.StdEncoding.DecodeString(data)
	}
	return nil, fmt.Errorf("a %T has no picture to write as %s", value, ext)
}

func encodeCSV(value any) ([]byte, error) {
	var rows [][]string
	switch v := value.(type) {
	case [][]string:
		rows = v
	case mat.Matrix:
		r, c := v.Dims()
		for i := range r {
			row := make([]string, c)
			for j := range row {
				row[j] = strconv.FormatFloat(v.At(i, j), 'g', -1, 64)
			}
			rows = append(rows, row)
		}
	default:
		if rows = numberRows(reflect.ValueOf(value)); rows == nil {
			return nil, fmt.Errorf("a %T is not a table; CSV takes [][]string, slices of numbers and matrices", value)
		}
	}
	var buf bytes.Buffer
	err := csv.NewWriter(&buf).WriteAll(rows)
	return buf.Bytes(), err
}

// numberRows reads [][]T and []T of numbers; nil for all else.
func numberRows(v reflect.Value) (rows [][]string) {
	if v.Kind() != reflect.Slice {
		return nil
	}
	for i := range v.Len() {
		row := v.Index(i)
		if row.Kind() != reflect.Slice {
			row = v.Slice(i, i+1)
		}
		cells := make([]string, row.Len())
		for j := range cells {
			x := row.Index(j)
			if !x.CanInt() && !x.CanUint() && !x.CanFloat() {
				return nil
			}
			cells[j] = fmt.Sprint(x)
		}
		rows = append(rows, cells)
	}
	return rows
}

func (s *Set) loadInto(file string, pointer any) {
	if err := s.read(file, pointer); err != nil {
		panic(Failure{Word: "Load", Err: fmt.Errorf("Load: %w", err)})
	}
}

func (s *Set) read(file string, pointer any) error {
	data, err := s.readFile(file)
	if err != nil {
		return err
	}
	switch p := pointer.(type) {
	case *string:
		if strings.ToLower(filepath.Ext(file)) != ".json" {
			*p = string(data)
			return nil
		}
	case *[]byte:
		*p = data
		return nil
	case *image.Image:
		*p, _, err = image.Decode(bytes.NewReader(data))
		return named(file, err)
	}
	switch ext := strings.ToLower(filepath.Ext(file)); ext {
	case ".json":
		return named(file, json.Unmarshal(data, pointer))
	case ".csv":
		return named(file, decodeCSV(data, pointer))
	default:
		return fmt.Errorf("%s: the ending %q says no form for a %s; known are .json and .csv, and any for string and []byte", file, ext, strings.TrimPrefix(fmt.Sprintf("%T", pointer), "*"))
	}
}

func (s *Set) readFile(file string) ([]byte, error) {
	root, err := s.root()
	if err != nil {
		return nil, err
	}
	if root == nil {
		return os.ReadFile(file)
	}
	defer root.Close()
	return root.ReadFile(filepath.Clean(file))
}

func named(file string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", file, err)
}

func decodeCSV(data []byte, pointer any) error {
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return err
	}
	if p, ok := pointer.(*[][]string); ok {
		*p = rows
		return nil
	}
	numbers, err := parseRows(rows)
	if err != nil {
		return err
	}
	switch p := pointer.(type) {
	case *[][]float64:
		*p = numbers
	case **mat.Dense:
		if len(numbers) == 0 {
			return errors.New("an empty file is no matrix")
		}
		m := mat.NewDense(len(numbers), len(numbers[0]), nil)
		for i, row := range numbers {
			m.SetRow(i, row)
		}
		*p = m
	default:
		return fmt.Errorf("CSV cannot fill a %s; [][]float64, [][]string and *mat.Dense are known", strings.TrimPrefix(fmt.Sprintf("%T", pointer), "*"))
	}
	return nil
}

func parseRows(rows [][]string) ([][]float64, error) {
	numbers := make([][]float64, len(rows))
	for i, row := range rows {
		numbers[i] = make([]float64, len(row))
		for j, cell := range row {
			x, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
			if err != nil {
				return nil, fmt.Errorf("line %d, column %d: %q is not a number", i+1, j+1, cell)
			}
			numbers[i][j] = x
		}
	}
	return numbers, nil
}
