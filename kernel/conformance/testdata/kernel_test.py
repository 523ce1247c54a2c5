"""The samples of code that jupyter_kernel_test asks every kernel for."""
import unittest

import jupyter_kernel_test
from jupyter_client.manager import KernelManager


class HarmoniumTests(jupyter_kernel_test.KernelTests):
    kernel_name = "harmonium"
    language_name = "go"
    file_extension = ".go"
    code_hello_world = 'import "fmt"\nfmt.Println("hello, world")'
    code_stderr = 'import ("fmt"; "os")\nfmt.Fprintln(os.Stderr, "oops")'
    completion_samples = [
        {"text": 'import "strings"\nstrings.HasP', "matches": {"HasPrefix"}},
        {"text": "fun", "matches": {"func"}},
    ]
    complete_code_samples = ["1+1", "x := 1\nx", "func f() int { return 1 }", "// only a comment", "%who"]
    incomplete_code_samples = ["func f() {", "fmt.Println(", "x := `abc", "if true {\n\tx := 1", "/* open"]
    invalid_code_samples = ["x := )", "func 1f() {}", "1 +* 2)"]
    code_page_something = "?Show"
    code_generate_error = "var xs []int\nxs[3]"
    code_execute_result = [
        {"code": "1 + 1", "result": "2"},
        {"code": '"go" + "pher"', "result": '"gopher"'},
        {"code": "6 * 7", "result": "42"},
    ]
    code_display_data = [
        {"code": 'Show(HTML("<b>bold</b>"))', "mime": "text/html"},
        {"code": 'import "image"\nShow(image.NewGray(image.Rect(0, 0, 8, 8)))', "mime": "image/png"},
    ]
    code_history_pattern = "1 ? 1"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Show"
    code_clear_output = "Show(1)\nClearOutput()"
    support_iopub_welcome = True


class WelcomeTests(unittest.TestCase):
    """What newer releases of the suite ask: the first message on iopub is the
    welcome, whenever the client connects."""

    def test_welcome(self):
        manager = KernelManager(kernel_name="harmonium")
        manager.start_kernel()
        try:
            for when in ("at start", "later"):
                with self.subTest(when):
                    client = manager.client()
                    client.start_channels()
                    try:
                        first = client.get_iopub_msg(timeout=15)
                        self.assertEqual(first["msg_type"], "iopub_welcome")
                        self.assertEqual(first["content"], {"subscription": ""})
                        self.assertEqual(first["parent_header"], {})
                        client.wait_for_ready(timeout=15)
                    finally:
                        client.stop_channels()
        finally:
            manager.shutdown_kernel()


if __name__ == "__main__":
    unittest.main()
