package lower_test

import (
	"fmt"
	"os"
	"testing"
)

// TestOne runs the file that $FILE names, for debugging.
func TestOne(t *testing.T) {
	text, err := os.ReadFile(os.Getenv("FILE"))
	if err != nil {
		t.Skip("no $FILE")
	}
	pkg, err := check(string(text))
	if err != nil {
		t.Fatal(err)
	}
	got, refused, err := execute(pkg)
	fmt.Println(got, refused, err)
}
