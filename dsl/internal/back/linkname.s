// The linker wants an assembly file beside functions without a body.
