package unit

// Asserted reports whether compiled packages ask at run time whether a value
// has a method of this name: fmt, errors, encoding and their like. Go's run-time
// remembers a "no" for ever, so such a method cannot be added to a type whose values have
// been seen by compiled code.
func Asserted(method string) bool {
	switch method {
	case "Error", "String", "GoString", "Format", "Scan", "Is", "As", "Unwrap", "Timeout", "Temporary",
		"MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "AppendText", "MarshalBinary", "UnmarshalBinary", "AppendBinary",
		"MarshalXML", "UnmarshalXML", "MarshalXMLAttr", "UnmarshalXMLAttr", "GobEncode", "GobDecode",
		"WriteTo", "ReadFrom", "WriteString", "ReadByte", "WriteByte", "ReadRune", "UnreadByte", "UnreadRune", "Close", "Flush", "Seek",
		"LogValue", "IsZero", "Value", "RuntimeError":
		return true
	}
	return false
}
